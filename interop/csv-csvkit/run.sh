. "$INTEROP/lib.sh"
csvsort -I -c companyName "$INPUTS/customers.csv" >sorted.csv
csvjson -I "$INPUTS/customers.csv" >customers.json
check "19-digit ids" has sorted.csv "$LONG,$LONG,"
check "leading zeros" has sorted.csv ",0012,"
check "phone numbers" has sorted.csv ",+81312345678,"
check "commas, quotes, Japanese" has sorted.csv '"株式会社「山, ""川""」"'
check "JSON of 19-digit ids" has customers.json "\"domainId\": \"$LONG\""
