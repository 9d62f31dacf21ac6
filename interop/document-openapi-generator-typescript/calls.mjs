import { createRequire } from "node:module";

const api = createRequire(import.meta.url)("./built/index.js");
const saw = async (check, call) => {
  let value = false;
  try {
    value = await call();
  } catch (error) {
    console.error(check, error);
  }
  console.log(`${check} = ${value ? "yes" : "no"}`);
};
const configuration = new api.Configuration({ basePath: process.env.BASE_URL, accessToken: `Bearer ${process.env.ACCESS_TOKEN}` });
const customers = new api.CustomersApi(configuration);

await saw("customers with ids of 19 digits", async () => {
  const ids = [];
  for (let cursor; ; ) {
    const page = await customers.listCustomers({ cursor });
    ids.push(...page.customers.map((customer) => String(customer.domainId)));
    cursor = page.responseMetaData.nextCursor;
    if (!cursor) return ids.includes("1234567890123456789");
  }
});
await saw("a customer by its id", async () => (await customers.getCustomer({ domainId: 10000018 })).domainId === 10000018);
await saw("a task with an unlisted value", async () => {
  const { optionProductOrders } = await new api.OptionProductOrdersApi(configuration).listOptionProductOrders({ domainId: 10000018 });
  return optionProductOrders.some((task) => task.subOptionId === "QTA_O1_DEMO");
});
await saw("a memo is written", async () => {
  await new api.SubscriptionMemosApi(configuration).putSubscriptionMemo({
    domainId: 10000018, subscriptionId: "20018", subscriptionMemoPut: { memo: "髙橋" },
  });
  return true;
});
