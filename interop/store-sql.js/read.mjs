import { readFileSync } from "node:fs";
import initSqlJs from "sql.js";

const { Database } = await initSqlJs();
const [{ values }] = new Database(readFileSync(process.argv[2])).exec(
  "SELECT count(*), max(domain_id) FROM customer",
  [],
  { useBigInt: true },
);
console.log(`[${values[0].join(",")}]`);
