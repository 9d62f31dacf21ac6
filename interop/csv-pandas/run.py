import io

import pandas
from seen import INPUTS, LONG, NAME, PHONES, saw

file = INPUTS / "customers.csv"
plain = pandas.read_csv(file)
text = pandas.read_csv(file, dtype=str, keep_default_na=False)
zeros = text[text["administrator.id"].isin(["0012", "007"])].to_csv(index=False)
zeros = pandas.read_csv(io.StringIO(zeros))
saw("19-digit ids", LONG in set(plain["domainId"]) and str(LONG) in set(text["domainId"]))
saw("leading zeros of a column of digits by default", "0012" in set(map(str, zeros["administrator.id"])))
saw("leading zeros", {"0012", "007"} <= set(text["administrator.id"]))
saw("phone numbers", PHONES <= set(text["phoneNumber"]))
saw("commas, quotes, Japanese", NAME in set(text["companyName"]))
