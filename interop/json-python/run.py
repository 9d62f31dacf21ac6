import json

from seen import INPUTS, LONG, NAME, saw

lines = (INPUTS / "customers.jsonl").read_text(encoding="utf-8").splitlines()
records = [json.loads(line) for line in lines]
long = next(record for record in records if record["domain"] == "long-ids.example")
saw("19-digit ids", long["domainId"] == LONG)
saw("commas, quotes, Japanese", long["companyName"] == NAME)
again = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records]
saw("the same again, token for token", again == lines and long["domainId"] == LONG)
