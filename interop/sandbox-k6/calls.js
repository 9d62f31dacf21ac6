import http from "k6/http";

export const options = { vus: 1, iterations: 1, throw: true };
const LONG = "1234567890123456789";
const saw = (check, value) => console.log(`${check} = ${value ? "yes" : "no"}`);
const headers = { Authorization: `Bearer ${__ENV.ACCESS_TOKEN}`, "Content-Type": "application/json" };

export default function () {
  const customer = `${__ENV.BASE_URL}/partners/customers/${LONG}`;
  const response = http.get(customer, { headers });
  saw("ids of 19 digits, response.json()", String(response.json().domainId) === LONG);
  saw("ids of 19 digits, response.json('domainId')", String(response.json("domainId")) === LONG);
  saw("ids of 19 digits in response.body", response.body.includes(`"domainId":${LONG}`));
  const memo = http.put(`${customer}/subscription-memos/9007199254740993`, JSON.stringify({ memo: "髙橋" }), { headers });
  saw("a body is sent and answered", memo.status === 200 && memo.json("memo") === "髙橋");
  let connections = 0;
  let answered = 0;
  for (let call = 0; call < 20; call += 1) {
    const { status, timings } = http.get(customer, { headers });
    connections += timings.connecting > 0 ? 1 : 0;
    answered += status === 200 ? 1 : 0;
  }
  saw("twenty calls of one user over one connection", connections === 0);
  saw("every call answered", answered === 20);
}
