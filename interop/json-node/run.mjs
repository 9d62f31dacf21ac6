import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";

const saw = (check, value) => console.log(`${check} = ${value ? "yes" : "no"}`);
const records = (text) => text.trim().split("\n").map((line) => JSON.parse(line));
const long = (list) => list.find((record) => record.domain === "long-ids.example");
const inputs = process.env.INPUTS;

const came = long(records(readFileSync(`${inputs}/customers.jsonl`, "utf8")));
copyFileSync(`${inputs}/state.json`, "state.json");
const ask = (...list) =>
  records(execFileSync(process.env.WORKS_PARTNER, ["--sandbox-state", "state.json", ...list, "-o", "jsonl", "--ids-as-text"], { encoding: "utf8" }));
const text = long(ask("customer", "list"));
saw("19-digit ids", String(came.domainId) === "1234567890123456789");
saw("with --ids-as-text: 19-digit ids", text.domainId === "1234567890123456789");
const [subscription] = ask("subscription", "list", "1234567890123456789");
saw("with --ids-as-text: other numbers stay numbers", subscription.licenseCount === 120 && subscription.subscriptionId === "9007199254740993");
saw("commas, quotes, Japanese", text.companyName === '株式会社「山, "川"」');
