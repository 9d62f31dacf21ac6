#!/usr/bin/env bash
# XlsxWriter 3.3.1 (polars, pandas), openpyxl 3.1.5 (pandas).
# Expected: all digits of an integer are in the file, and rounding to a double is left to the spreadsheet.
# Seen: it is written with 16 digits, which is less than a double keeps: an id of 19 digits is another number in the file than a
# spreadsheet would have made of it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
python polars==2.1.0 pandas==3.1.1 xlsxwriter==3.3.1 openpyxl==3.1.5
cat >write.py <<'P'
import re, sys, zipfile
import pandas, polars

id = 1234567890123456789
if sys.argv[1] == "polars":
    polars.DataFrame({"id": [id]}).write_excel("file.xlsx")
else:
    pandas.DataFrame({"id": [id]}).to_excel("file.xlsx", engine=sys.argv[1], index=False)
sheet = zipfile.ZipFile("file.xlsx").read("xl/worksheets/sheet1.xml").decode()
written = re.findall(r"<v>([^<]*)</v>", sheet)[-1]
print(written, int(float(written)) == int(float(id)))
P
echo "1234567890123456789 as it stands in the file; whether it is the same double"
saw "polars write_excel" "1.234567890123457E+18 False" "$(python3 write.py polars)"
saw "pandas to_excel, XlsxWriter" "1.234567890123457E+18 False" "$(python3 write.py xlsxwriter)"
saw "pandas to_excel, openpyxl" "1.234567890123457e+18 False" "$(python3 write.py openpyxl)"
verdict
