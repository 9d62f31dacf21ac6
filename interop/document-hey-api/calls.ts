import { client } from "./partner/client.gen";
import { getCustomer, listCustomers, listOptionProductOrders, putSubscriptionMemo } from "./partner/sdk.gen";

declare const process: { env: Record<string, string> };
client.setConfig({ baseUrl: process.env.BASE_URL, auth: () => process.env.ACCESS_TOKEN });
const saw = async (check: string, call: () => Promise<boolean>) => {
  let value = false;
  try {
    value = await call();
  } catch (error) {
    console.error(check, error);
  }
  console.log(`${check} = ${value ? "yes" : "no"}`);
};

async function main() {
  await saw("a customer by its id", async () => {
    const { data } = await getCustomer({ path: { domainId: 10000018 } });
    return String(data?.domainId) === "10000018";
  });
  await saw("customers with ids of 19 digits", async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { data } = await listCustomers({ query: { cursor } });
      ids.push(...(data?.customers ?? []).map((customer) => String(customer.domainId)));
      cursor = data?.responseMetaData?.nextCursor ?? undefined;
    } while (cursor);
    return ids.includes("1234567890123456789");
  });
  await saw("a task with an unlisted value", async () => {
    const { data } = await listOptionProductOrders({ path: { domainId: 10000018 } });
    return (data?.optionProductOrders ?? []).some((task) => (task.subOptionId as string) === "QTA_O1_DEMO");
  });
  await saw("a memo is written", async () => {
    const path = { domainId: 10000018, subscriptionId: "20018" };
    const { response } = await putSubscriptionMemo({ path, body: { memo: "髙橋" } });
    return response?.status === 200;
  });
}
void main();
