. "$INTEROP/lib.sh"
mkdir -p calls
cat >calls/bruno.json <<'B'
{ "version": "1", "name": "calls", "type": "collection" }
B
# call NAME METHOD PATH: a request whose tests are on standard input.
order=0
call() {
    order=$((order + 1))
    cat >"calls/$1.bru" <<B
meta {
  name: $1
  type: http
  seq: $order
}

${2,,} {
  url: $BASE_URL/partners/customers/$3
  body: ${4:-none}
  auth: bearer
}

auth:bearer {
  token: $ACCESS_TOKEN
}
body:json {
  { "memo": "髙橋" }
}

tests {
$(sed 's/^/  /')
}
B
}
call customer GET "$LONG" <<'T'
test("ids of 19 digits, res.body", () => { expect(String(res.body.domainId)).to.equal("1234567890123456789"); });
bru.setVar("customer", "1234567890123456789");
T
call again GET '{{customer}}' <<'T'
test("a variable in the path keeps 19 digits", () => { expect(res.status).to.equal(200); });
T
call tasks GET 10000018/option-product-orders <<'T'
test("a task with an unlisted value", () => { expect(res.body.optionProductOrders.some((task) => task.subOptionId === "QTA_O1_DEMO")).to.equal(true); });
T
call memo PUT "$LONG/subscription-memos/9007199254740993" json <<'T'
test("a body is sent and answered", () => { expect(res.body.memo).to.equal("髙橋"); });
T
(cd calls && bru run --output ../seen.json --format json >../bru.log 2>&1) || true
node -e '
const [run] = JSON.parse(require("fs").readFileSync("seen.json"));
for (const { testResults } of run.results)
  for (const { description, status } of testResults) console.log(`${description} = ${status === "pass" ? "yes" : "no"}`);'
