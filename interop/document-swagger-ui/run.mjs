import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const saw = (check, value) => console.log(`${check} = ${value ? "yes" : "no"}`);
const LONG = "1234567890123456789";
const dist = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const document = readFileSync(join(process.env.INPUTS, "works-partner.yaml"), "utf8");
const page = `<!doctype html><link rel="stylesheet" href="swagger-ui.css"><div id="ui"></div><script src="swagger-ui-bundle.js"></script>
<script>window.ui = SwaggerUIBundle({ url: "works-partner.yaml", dom_id: "#ui", docExpansion: "list",
  requestInterceptor: (request) => Object.assign(request.headers, { Authorization: "Bearer ${process.env.ACCESS_TOKEN}" }) && request });</script>`;
const server = createServer((request, response) => {
  const path = request.url.slice(1);
  if (path === "") return response.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
  // The sandbox in the place of the document's server.
  if (path === "works-partner.yaml") return response.end(document.replace(/^( *- url: ).*$/m, `$1${process.env.BASE_URL}`));
  try {
    response.setHeader("Content-Type", path.endsWith(".css") ? "text/css" : "text/javascript").end(readFileSync(join(dist, path)));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
  const tab = await browser.newPage();
  tab.setDefaultTimeout(60_000);
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.waitForSelector(".opblock");
  const shown = await tab.$$eval(".opblock", (blocks) => blocks.map((block) => block.id.replace(/^operations-.*?-([a-z_]+)$/, "$1")));
  const operations = readFileSync(join(process.env.ROOT, "openapi/works-partner.yaml"), "utf8").match(/^ *operationId: .*$/gm);
  saw("every operation", operations.every((line) => shown.includes(line.split(": ")[1])));

  const block = tab.locator(".opblock", { has: tab.locator("[data-path='/partners/customers/{domainId}']") }).filter({ hasText: "GET" }).first();
  await block.locator("button.opblock-summary-control").click();
  await block.locator("button.try-out__btn").click();
  await block.locator("tr[data-param-name=domainId] input").fill(LONG);
  await block.locator("button.execute").click();
  const live = block.locator(".live-responses-table .response").first();
  await live.waitFor();
  const status = await live.locator(".response-col_status").first().innerText();
  saw("a customer by an id of 19 digits, tried out", status.trim().startsWith("200"));
  saw("its id of 19 digits as it is shown", new RegExp(`"domainId": ?${LONG}\\b`).test(await live.innerText()));
} finally {
  await browser.close();
  server.close();
}
