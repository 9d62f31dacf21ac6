. "$INTEROP/lib.sh"
node convert.mjs
newman run one.json --reporters json --reporter-json-export run.json >newman.log 2>&1 || true
check "a list of customers" node -e '
const { run } = JSON.parse(require("fs").readFileSync("run.json"));
const [{ response }] = run.executions;
const body = JSON.parse(Buffer.from(response.stream.data ?? response.stream).toString());
if (response.code !== 200 || !body.customers.length) process.exit(1);'
