. "$INTEROP/lib.sh"
export HOME=$PWD
mkdir -p back
for name in customers customers-spreadsheet upcoming; do
    ssconvert --import-encoding=UTF-8 "$INPUTS/$name.csv" "$name.xlsx" >>ssconvert.log 2>&1
    ssconvert "$name.xlsx" "back/$name.csv" >>ssconvert.log 2>&1
done
check "19-digit ids without --spreadsheet" has back/customers.csv "$LONG,$LONG,"
check "phone numbers without --spreadsheet" has back/customers.csv ",+81312345678,"
check "leading zeros without --spreadsheet" has back/customers.csv ",0012,"
check "to xlsx and back: 19-digit ids" has back/customers-spreadsheet.csv "$LONG,$LONG,"
check "to xlsx and back: leading zeros" has back/customers-spreadsheet.csv ",0012,"
check "to xlsx and back: phone numbers" has back/customers-spreadsheet.csv ",+81312345678,"
check "to xlsx and back: commas, quotes, Japanese" has back/customers-spreadsheet.csv '"株式会社「山, ""川""」"'
check "to xlsx and back: dates" cmp <(cut -d, -f1 "$INPUTS/upcoming.csv" | tr -d '\r') <(cut -d, -f1 back/upcoming.csv | tr / -)
