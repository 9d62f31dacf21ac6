import createClient from "openapi-fetch";
import type { paths } from "./partner.js";

declare const process: { env: Record<string, string> };
const client = createClient<paths>({
  baseUrl: process.env.BASE_URL,
  headers: { Authorization: `Bearer ${process.env.ACCESS_TOKEN}` },
});
const saw = (check: string, value: boolean) => console.log(`${check} = ${value ? "yes" : "no"}`);

const customer = await client.GET("/partners/customers/{domainId}", { params: { path: { domainId: 10000018 } } });
saw("a customer by its id", customer.data?.domainId === 10000018);
let cursor: string | undefined;
const ids: string[] = [];
do {
  const page = await client.GET("/partners/customers", { params: { query: { cursor } } });
  ids.push(...(page.data?.customers ?? []).map((one) => String(one.domainId)));
  cursor = page.data?.responseMetaData?.nextCursor ?? undefined;
} while (cursor);
saw("ids of 19 digits", ids.includes("1234567890123456789"));
const tasks = await client.GET("/partners/customers/{domainId}/option-product-orders", {
  params: { path: { domainId: 10000018 } },
});
saw("a task with an unlisted value", (tasks.data?.optionProductOrders ?? []).some((task) => (task.subOptionId as string) === "QTA_O1_DEMO"));
