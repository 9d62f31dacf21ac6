. "$INTEROP/lib.sh"
mlr --csv sort -nr domainId "$INPUTS/customers.csv" >sorted.csv
check "19-digit ids" has sorted.csv "$LONG,$LONG,"
check "leading zeros" has sorted.csv ",0012,"
check "phone numbers" has sorted.csv ",+81312345678,"
check "commas, quotes, Japanese" has sorted.csv '"株式会社「山, ""川""」"'
mlr --icsv --ojson cat "$INPUTS/customers.csv" | mlr --ijson --ocsv cat >back.csv
check "CSV to JSON and back" cmp back.csv <(mlr --csv cat "$INPUTS/customers.csv")
