import { getCustomer, listCustomers, listOptionProductOrders, putSubscriptionMemo } from "./partner";

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
    const answer = await getCustomer(10000018);
    return answer.status === 200 && String(answer.data.domainId) === "10000018";
  });
  await saw("customers with ids of 19 digits", async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await listCustomers({ cursor });
      if (answer.status !== 200) return false;
      ids.push(...(answer.data.customers ?? []).map((customer) => String(customer.domainId)));
      cursor = answer.data.responseMetaData?.nextCursor ?? undefined;
    } while (cursor);
    return ids.includes("1234567890123456789");
  });
  await saw("a task with an unlisted value", async () => {
    const answer = await listOptionProductOrders(10000018);
    if (answer.status !== 200) return false;
    return (answer.data.optionProductOrders ?? []).some((task) => (task.subOptionId as string) === "QTA_O1_DEMO");
  });
  await saw("a memo is written", async () => (await putSubscriptionMemo(10000018, "20018", { memo: "髙橋" })).status === 200);
}
void main();
