import io

import polars
from seen import INPUTS, LONG, NAME, PHONES, saw

file = INPUTS / "customers.csv"
plain = polars.read_csv(file)
text = polars.read_csv(file, infer_schema=False)
zeros = text.filter(polars.col("administrator.id").is_in(["0012", "007"])).write_csv()
zeros = polars.read_csv(io.StringIO(zeros))
saw("19-digit ids", LONG in plain["domainId"].to_list() and str(LONG) in text["domainId"].to_list())
saw("leading zeros of a column of digits by default", "0012" in map(str, zeros["administrator.id"].to_list()))
saw("leading zeros", {"0012", "007"} <= set(text["administrator.id"].to_list()))
saw("phone numbers", PHONES <= set(text["phoneNumber"].to_list()))
saw("commas, quotes, Japanese", NAME in text["companyName"].to_list())
