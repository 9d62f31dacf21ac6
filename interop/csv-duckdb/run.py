import duckdb
from seen import INPUTS, LONG, NAME, PHONES, saw


def column(name, file="customers.csv", options=", all_varchar = true"):
    query = f"""SELECT "{name}" FROM read_csv('{INPUTS / file}'{options})"""
    return {row[0] for row in duckdb.sql(query).fetchall()}


saw("19-digit ids", LONG in column("domainId", options="") and str(LONG) in column("domainId"))
saw("leading zeros", {"0012", "007"} <= column("administrator.id"))
saw("phone numbers", PHONES <= column("phoneNumber"))
saw("commas, quotes, Japanese", NAME in column("companyName"))
kinds = {type(day).__name__ for day in column("date", "upcoming.csv", "")}
saw("dates are DATE by default", kinds == {"date"})
