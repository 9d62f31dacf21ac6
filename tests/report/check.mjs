// Opens the report in Chromium and its calendars in ical.js. What it opens is written by
// `cargo test -p works-partner-store --test store -- --ignored write_the_pages_for_the_browser`.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import assert from "node:assert/strict";

const PAGES = new URL("../../target/report/", import.meta.url).pathname;
const PROGRAM = process.env.WORKS_PARTNER ?? new URL("../../target/debug/works-partner", import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const require = createRequire(import.meta.url);
const isRequired = process.env.REPORT_CHECK === "required";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** How long a filter or a sort may take, from the event to the rows, in milliseconds. */
const MOST = 100;

const missing = [
  existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM} (apt-get install chromium, or set CHROMIUM)`,
  existsSync(new URL("node_modules", import.meta.url)) ? null : "its packages are not installed (npm ci --prefix tests/report)",
  existsSync(PAGES) ? null : "its pages are not written",
  existsSync(PROGRAM) ? null : `there is no ${PROGRAM} (cargo build)`,
].filter(Boolean);
if (missing.length > 0) {
  console.log(`report check: ${isRequired ? "FAILED" : "SKIPPED"}: ${missing.join("; ")}`);
  process.exit(isRequired ? 1 : 0);
}

const { chromium } = await import("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
const page = (name) => `file://${PAGES}${name}`;

async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const faults = [];
  tab.on("console", (message) => { if (["error", "warning"].includes(message.type())) faults.push(message.text()); });
  tab.on("pageerror", (error) => faults.push(error.message));
  tab.on("request", (request) => { if (!request.url().startsWith("file:")) faults.push(`it asks for ${request.url()}`); });
  await tab.goto(page(name));
  return { tab, faults, close: () => context.close() };
}

const checks = {
  async "no violation of accessibility, no error, no request, in both themes and languages"() {
    for (const colorScheme of ["light", "dark"]) {
      for (const name of ["large-en.html", "large-ja.html", "hostile.html", "forecast.html", "empty.html"]) {
        const { tab, faults, close } = await open(name, { colorScheme, bypassCSP: true });
        await tab.evaluate(axe);
        for (const language of ["en", "ja"]) {
          await tab.click(`[data-language=${language}]`);
          const { violations } = await tab.evaluate(() => axe.run());
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join(" | ")}`);
          assert.deepEqual(found, [], `${name}, ${colorScheme}, ${language}`);
        }
        assert.deepEqual(faults, []);
        await close();
      }
    }
  },

  async "a narrow screen does not scroll sideways"() {
    for (const width of [360, 768, 1280]) {
      const { tab, close } = await open("large-ja.html", { viewport: { width, height: 800 } });
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}`);
      await close();
    }
  },

  async "10,000 tasks are filtered and sorted within 100 ms"() {
    const { tab, faults, close } = await open("large-en.html");
    const rows = () => tab.locator("#events-body tbody tr").count();
    assert.equal(await rows(), 25);
    const measure = () => tab.evaluate(() => {
      const body = document.getElementById("events-body");
      const search = body.querySelector("input[type=search]");
      const times = {};
      const time = (name, act) => {
        const began = performance.now();
        act();
        // The layout is a part of what a user waits for.
        body.getBoundingClientRect();
        times[name] = Math.round((performance.now() - began) * 10) / 10;
      };
      const type = (text) => { search.value = text; search.dispatchEvent(new Event("input", { bubbles: true })); };
      // The first search reads every row.
      for (const text of ["s", "sa", "sakura", "sakura clinic", "12", ""]) time(`search "${text}"`, () => type(text));
      const headings = body.querySelectorAll("thead button").length;
      for (let index = 0; index < headings; index += 1) {
        for (const order of ["up", "down"]) time(`sort ${index} ${order}`, () => body.querySelectorAll("thead button")[index].click());
      }
      time("next page", () => [...body.querySelectorAll(".pager button")].at(-1).click());
      const kind = body.querySelector("select");
      time("kind", () => { kind.value = "renewal"; kind.dispatchEvent(new Event("change", { bubbles: true })); });
      time("column of the timeline", () => document.querySelectorAll(".columns button")[9].click());
      [...body.querySelectorAll(".tools button")].at(-1).click();
      return times;
    });
    // Of three tries the best: what else the machine does meanwhile is not the page's.
    const tries = [await measure(), await measure(), await measure()];
    const times = Object.fromEntries(Object.keys(tries[0]).map((name) => [name, Math.min(...tries.map((one) => one[name]))]));
    const [slowest, most] = Object.entries(times).sort(([, a], [, b]) => b - a)[0];
    console.log(`  slowest of ${Object.keys(times).length}: ${slowest}, ${most.toFixed(1)} ms`);
    const late = Object.entries(times).filter(([, took]) => took > MOST);
    assert.deepEqual(late, []);
    assert.deepEqual(faults, []);
    await close();
  },

  async "filters, sorting, pages and the timeline show the right rows"() {
    const { tab, close } = await open("large-en.html");
    const status = () => tab.locator("#events-body .pager [role=status]").textContent();
    const first = () => tab.locator("#events-body tbody tr").first().textContent();
    const all = Number((await status()).match(/of (\d+)/)[1]);
    assert.ok(all >= 10_000);
    await tab.fill("#events-search", "Sakura Clinic");
    assert.match(await status(), /filtered from/);
    assert.match(await first(), /Sakura Clinic/);
    await tab.fill("#events-search", "");
    await tab.click("#events-body th:nth-child(1) button");
    assert.equal(await tab.getAttribute("#events-body th:nth-child(1)", "aria-sort"), "descending");
    const dates = await tab.locator("#events-body tbody tr td:first-child").allTextContents();
    assert.deepEqual(dates, [...dates].sort().reverse());
    // By keyboard alone: a column of the timeline, and the one beside it.
    await tab.locator(".columns button").first().focus();
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("Enter");
    assert.equal(await tab.locator(".columns [aria-pressed=true]").count(), 1);
    const chosen = await tab.locator("#chosen").textContent();
    const day = chosen.match(/\d{4}-\d\d-\d\d/)[0];
    const shown = await tab.locator("#events-body tbody tr td:first-child").allTextContents();
    assert.ok(shown.length > 0 && shown.every((text) => text.startsWith(day)), `${chosen} ${shown}`);
    await tab.click("#chosen button");
    assert.equal((await status()).includes("filtered"), false);
    await close();
  },

  async "what was not read does not look like nothing"() {
    const { tab, close } = await open("large-en.html");
    assert.match(await tab.locator("#warnings").textContent(), /3 of the customers could not be read completely/);
    const name = await tab.locator("#unread-body tbody tr bdi").first().textContent();
    await tab.fill("#events-search", name);
    assert.match(await tab.locator("#events-body .warning").textContent(), /Not read, hence unknown/);
    assert.ok(await tab.locator("#events-body .badge.stale").count() > 0);
    await close();
    const empty = await open("empty.html");
    assert.match(await empty.tab.locator("#about").textContent(), /The store is empty/);
    await empty.close();
  },

  async "a hostile name is text"() {
    const { tab, faults, close } = await open("hostile.html");
    assert.match(await tab.title(), /LINE WORKS/);
    assert.equal(await tab.locator("img").count(), 0);
    assert.match(await tab.locator("#events-body bdi").first().textContent(), /^A,B;C\n<\/script><script>/);
    assert.deepEqual(faults, []);
    await close();
  },

  async "paper gets all rows that the filters leave"() {
    const { tab, close } = await open("large-en.html");
    await tab.fill("#events-search", "Sakura");
    const wanted = Number((await tab.locator("#events-body .pager [role=status]").textContent()).match(/of (\d+)/)[1]);
    await tab.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await tab.locator("#events-body tbody tr").count(), wanted);
    await tab.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await tab.locator("#events-body tbody tr").count(), 25);
    await close();
  },

  async "the page without its data is small"() {
    const size = readFileSync(`${PAGES}empty.html`).length;
    console.log(`  ${size} bytes`);
    assert.ok(size < 1_000_000);
  },

  async "a served page follows a sweep, and answers to its own name and path alone"() {
    const folder = mkdtempSync(`${tmpdir()}/report-`);
    const children = [];
    const start = (line, env = {}) => {
      const child = spawn(PROGRAM, line.split(" "), { cwd: folder, env: { HOME: folder, ...env }, stdio: ["ignore", "pipe", "inherit"] });
      children.push(child);
      return child;
    };
    const told = async (child) => JSON.parse((await once(createInterface(child.stdout), "line"))[0]);
    const ended = async (child) => assert.equal((await once(child, "exit"))[0], 0);
    try {
      // However fast the machine is, the sweep takes some seconds.
      writeFileSync(`${folder}/faults.json`, JSON.stringify([{ fault: "tooManyRequests", retryAfterSeconds: 1, for: "list_option_products", times: 3 }]));
      const sandbox = await told(start("sandbox serve -o jsonl --customers 150 --seed 3 --no-rate-limit --faults faults.json"));
      const env = { WORKS_PARTNER_BASE_URL: sandbox.baseUrl, WORKS_PARTNER_ACCESS_TOKEN: sandbox.accessToken };
      await ended(start("sweep -o json --store live.db --include option-orders --customer 20000001", env));
      const { url } = await told(start("report serve -o jsonl --store live.db"));

      const status = (path, host) => new Promise((resolve, reject) => {
        get(new URL(path, url), { headers: { host } }, (response) => { response.resume(); resolve(response.statusCode); }).on("error", reject);
      });
      const { host, pathname } = new URL(url);
      assert.equal(await status(pathname, host), 200);
      for (const other of ["evil.example", `evil.example:${new URL(url).port}`, "127.0.0.1"]) assert.equal(await status(pathname, other), 421, other);
      for (const other of ["/", "/data.json", `${pathname.slice(0, -2)}/`]) assert.equal(await status(other, host), 404, other);

      const context = await browser.newContext();
      const tab = await context.newPage();
      const faults = [];
      tab.on("console", (message) => { if (["error", "warning"].includes(message.type())) faults.push(message.text()); });
      tab.on("pageerror", (error) => faults.push(error.message));
      await tab.goto(url);
      const rows = async () => Number(((await tab.locator("#events-body .pager [role=status]").textContent().catch(() => null)) ?? "of 0").match(/of ([\d,]+)/)?.[1].replace(",", "") ?? 0);
      await tab.evaluate(() => { globalThis.isTheSamePage = true; });
      const sweep = start("sweep -o json --store live.db --concurrency 1", env);
      let isOver = false;
      const end = ended(sweep).then(() => { isOver = true; });
      const seen = new Set();
      const lines = new Set();
      while (!isOver) {
        seen.add(await rows());
        lines.add(await tab.locator("#live").textContent());
        await tab.waitForTimeout(200);
      }
      await end;
      await tab.waitForFunction(() => document.getElementById("live").textContent === "Live: this page follows the store.");
      const last = await rows();
      assert.ok(seen.size >= 2 && Math.max(...seen) <= last && last > 200, `rows: ${[...seen]}, then ${last}`);
      assert.ok([...lines].some((line) => line.startsWith("Live: a sweep is running")), [...lines].join(" | "));
      assert.equal(await tab.evaluate(() => globalThis.isTheSamePage), true);
      assert.deepEqual(faults, []);
      console.log(`  rows while the sweep ran: ${[...seen].join(", ")}; at its end ${last}`);
      await context.close();
    } finally {
      children.forEach((child) => child.kill("SIGKILL"));
      rmSync(folder, { recursive: true, force: true });
    }
  },

  async "what is foreseen is a table with what is assumed marked"() {
    const { tab, faults, close } = await open("forecast.html");
    assert.equal(await tab.locator("section.forecast").isVisible(), true);
    assert.match(await tab.locator("#forecast-body tbody tr").first().textContent(), /assumed|documented/);
    await tab.click("[data-language=ja]");
    assert.match(await tab.locator("#forecast-body").textContent(), /仮定|文書化/);
    assert.deepEqual(faults, []);
    await close();
    const without = await open("empty.html");
    assert.equal(await without.tab.locator("section.forecast").isVisible(), false);
    await without.close();
  },

  async "a calendar that is imported twice has each event once, moved and cancelled"() {
    const ICAL = (await import("ical.js")).default;
    const imported = (name) => {
      const calendar = new ICAL.Component(ICAL.parse(readFileSync(`${PAGES}${name}`, "utf8")));
      const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
      const byUid = new Map(events.map((event) => [event.uid, event]));
      assert.equal(byUid.size, events.length, "no UID is there twice");
      return byUid;
    };
    const [first, second] = [imported("first.ics"), imported("second.ics")];
    const merged = new Map(first);
    for (const [uid, event] of second) {
      const before = merged.get(uid);
      if (!before || event.sequence > before.sequence) merged.set(uid, event);
      else assert.equal(event.toString(), before.toString(), "what has not changed is the same");
    }
    assert.deepEqual([...merged.keys()].sort(), [...first.keys()].sort(), "none is doubled");
    const of = (domainId) => [...merged].find(([uid]) => uid.startsWith(`option-order-${domainId}-`))[1];
    assert.equal(of(1).startDate.toString(), "2026-12-24");
    assert.equal(of(1).startDate.isDate, true);
    assert.equal(of(1).component.getFirstPropertyValue("status"), "CONFIRMED");
    assert.equal(of(2).component.getFirstPropertyValue("status"), "CANCELLED");
    assert.match(of(1).summary, /A,B;C\n<\/script>/);
    assert.equal(of(1).duration.toSeconds(), 86_400);
    for (const event of imported("deadlines.ics").values()) assert.match(event.summary, /^Last day to /);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}
await browser.close();
process.exit(failed === 0 ? 0 : 1);
