. "$INTEROP/lib.sh"
# convert TO FILE…: UTF-8, commas, quotes, and what a user gets who only opens the file.
convert() {
    local to=$1
    shift
    soffice "-env:UserInstallation=file://$PWD/profile" --headless --infilter='CSV:44,34,76,1,,0,false,true' \
        --convert-to "$to" --outdir "${to%%:*}" "$@" >/dev/null 2>&1
}
cp "$INPUTS"/customers.csv "$INPUTS"/customers-spreadsheet.csv "$INPUTS"/upcoming.csv .
convert xlsx customers.csv customers-spreadsheet.csv upcoming.csv
back='csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false'
soffice "-env:UserInstallation=file://$PWD/profile" --headless --convert-to "$back" --outdir back xlsx/*.xlsx >/dev/null 2>&1
check "19-digit ids without --spreadsheet" has back/customers.csv "$LONG,$LONG,"
check "leading zeros without --spreadsheet" has back/customers.csv ",0012,"
check "to xlsx and back: 19-digit ids" has back/customers-spreadsheet.csv "$LONG,$LONG,"
check "to xlsx and back: leading zeros" has back/customers-spreadsheet.csv ",0012,"
check "to xlsx and back: phone numbers" has back/customers-spreadsheet.csv ",+81312345678,"
check "to xlsx and back: commas, quotes, Japanese" has back/customers-spreadsheet.csv '"株式会社「山, ""川""」"'
check "to xlsx and back: dates" cmp <(cut -d, -f1 upcoming.csv | tr -d '\r') <(cut -d, -f1 back/upcoming.csv)
