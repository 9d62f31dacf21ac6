#!/usr/bin/env bash
# csvkit 2.2.0.
# Expected: 19-digit integers stay exact, as CSV tools keep decimals; codes with leading zeros and phone numbers stay text.
# Seen: csvjson and csvsql turn ids into floats (two customers become one), csvstat rounds them, csvsort drops leading
# zeros and plus signs, and a quantity that is only 0 or 1 becomes False or True. `-I` (no inference) repairs all of it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "csvkit 2.2.0"
python csvkit==2.2.0
cat >a.csv <<'CSV'
domainId,code,phone,quantity
1000000000000000001,0012,+819012345678,1
1000000000000000002,0013,+819012345679,0
CSV
saw "csvjson" '[{"domainId": 1e+18, "code": 12.0, "phone": 819012345678.0, "quantity": true}, {"domainId": 1e+18, "code": 13.0, "phone": 819012345679.0, "quantity": false}]' "$(csvjson a.csv)"
saw "csvsort" "1000000000000000001,12,819012345678,True" "$(csvsort -c domainId a.csv | sed -n 2p)"
saw "csvstat --max" 1000000000000000000 "$(csvstat --max -c domainId a.csv)"
saw "csvsql" "1e+18" "$(csvsql --query 'select max(domainId) from a' a.csv | sed -n 2p)"
saw "csvsort -I" "1000000000000000001,0012,+819012345678,1" "$(csvsort -I -c domainId a.csv | sed -n 2p)"
verdict
