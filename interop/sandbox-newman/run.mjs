import newman from "newman";

const LONG = "1234567890123456789";
const header = [
  { key: "Authorization", value: `Bearer ${process.env.ACCESS_TOKEN}` },
  { key: "Content-Type", value: "application/json" },
];
const base = `${process.env.BASE_URL}/partners/customers`;
const item = (name, method, url, exec, raw) => ({
  name,
  request: { method, url, header, ...(raw && { body: { mode: "raw", raw } }) },
  event: [{ listen: "test", script: { type: "text/javascript", exec } }],
});
const test = (check, condition) => `pm.test(${JSON.stringify(check)}, () => { if (!(${condition})) throw new Error("no"); });`;
const collection = {
  info: { name: "calls", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  variable: [{ key: "customer", value: LONG }],
  item: [
    item("customer", "GET", `${base}/{{customer}}`, [
      test("ids of 19 digits, pm.response.json()", `String(pm.response.json().domainId) === "${LONG}"`),
      test("ids of 19 digits, pm.response.text()", `pm.response.text().includes('"domainId":${LONG}')`),
      `pm.collectionVariables.set("again", pm.response.text().match(/"domainId":(\\d+)/)?.[1]);`,
    ]),
    item("again", "GET", `${base}/{{again}}`, [test("a variable in the path keeps 19 digits", "pm.response.code === 200")]),
    item("tasks", "GET", `${base}/10000018/option-product-orders`, [
      test("a task with an unlisted value", `pm.response.json().optionProductOrders.some((task) => task.subOptionId === "QTA_O1_DEMO")`),
    ]),
    item("no task", "GET", `${base}/${LONG}/option-product-orders/BCT`, [
      test("a scheduled task that is not there: 404", "pm.response.code === 404"),
    ]),
    item("memo", "PUT", `${base}/${LONG}/subscription-memos/9007199254740993`, [
      test("a body is sent and answered", `pm.response.json().memo === "髙橋"`),
    ], '{"memo":"髙橋"}'),
  ],
};
newman.run({ collection }, (error, summary) => {
  if (error) throw error;
  for (const { assertions } of summary.run.executions) {
    for (const { assertion, error: failed } of assertions ?? []) console.log(`${assertion} = ${failed ? "no" : "yes"}`);
  }
});
