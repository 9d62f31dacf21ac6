import { Agent } from "node:http";
import axios from "axios";

const saw = (check, value) => console.log(`${check} = ${value ? "yes" : "no"}`);
const LONG = "1234567890123456789";
const ports = new Set();
const client = axios.create({
  baseURL: process.env.BASE_URL,
  headers: { Authorization: `Bearer ${process.env.ACCESS_TOKEN}` },
  httpAgent: new Agent({ keepAlive: true }),
  proxy: false,
});
client.interceptors.response.use((response) => {
  ports.add(response.request.socket.localPort ?? response.request.socket);
  return response;
});
let last;
for (let call = 0; call < 10; call += 1) last = await client.get(`/partners/customers/${LONG}`);
saw("ids of 19 digits", String(last.data.domainId) === LONG);
const { data } = await client.get(`/partners/customers/${LONG}`, { transformResponse: [(text) => text] });
saw("ids of 19 digits in the text, with transformResponse", data.includes(`"domainId":${LONG}`));
saw("ten calls over one connection", ports.size === 1);
const memo = await client.put(`/partners/customers/${LONG}/subscription-memos/9007199254740993`, { memo: "髙橋" });
saw("a body is sent and answered", memo.status < 300);
