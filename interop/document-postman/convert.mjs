import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const converter = createRequire(import.meta.url)("openapi-to-postmanv2");
const data = readFileSync(`${process.env.INPUTS}/works-partner.yaml`, "utf8");
const { output } = await new Promise((done, fail) =>
  converter.convertV2({ type: "string", data }, { parametersResolution: "Example" }, (error, result) =>
    error || !result.result ? fail(error ?? result.reason) : done(result)));
const collection = output[0].data;
const requests = [];
const walk = (items) => items.forEach((item) => (item.item ? walk(item.item) : requests.push(item)));
walk(collection.item);
const operations = data.match(/^ *operationId:/gm).length;
console.log(`converts every operation = ${requests.length === operations ? "yes" : "no"}`);

// The list of customers alone, with the caller's token and without what the converter fills in as an example.
const list = requests.find(({ request }) => request.method === "GET" && request.url.path.join("/") === "partners/customers");
list.request.url.query = [];
list.request.auth = { type: "bearer", bearer: [{ key: "token", value: process.env.ACCESS_TOKEN }] };
const variable = [{ key: "baseUrl", value: process.env.BASE_URL }];
writeFileSync("one.json", JSON.stringify({ ...collection, item: [list], variable }));
