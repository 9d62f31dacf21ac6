#!/usr/bin/env bash
# Radicale 3.9.0.
# Expected: a strong ETag in the answer to PUT says that what was sent is what is kept (RFC 4791 5.3.4);
# a server that rewrites an event leaves it out.
# Seen: the event is kept with its lines in another order and an absent DTSTAMP filled in, and the ETag is sent
# all the same. A client that remembers its own bytes under that ETag remembers wrong ones. SEQUENCE is not looked at:
# an older event replaces a newer one.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "Radicale 3.9.0"
python radicale==3.9.0
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
printf '[server]\nhosts = 127.0.0.1:%s\n[auth]\ntype = none\n[storage]\nfilesystem_folder = %s/store\n' "$port" "$work" >conf
python3 -m radicale --config conf >radicale.log 2>&1 &
server=$!
url=http://127.0.0.1:$port/u
ask() { curl --silent --user u:u "$@"; }
for _ in $(seq 60); do ask "$url/" >/dev/null && break; sleep 1; done
ask -X MKCALENDAR "$url/c/"
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:x BEGIN:VEVENT UID:a@x DTSTAMP:20260101T000000Z SUMMARY:s 'DTSTART;VALUE=DATE:20260401' SEQUENCE:3 END:VEVENT END:VCALENDAR >sent.ics
ask -X PUT --data-binary @sent.ics -D headers "$url/c/a.ics"
ask "$url/c/a.ics" -D later >kept.ics
etag() { grep -i '^etag' "$1" | tr -d '\r' | cut -d' ' -f2; }
saw "ETag of PUT is strong" yes "$([[ $(etag headers) == \"*\" ]] && echo yes || echo no)"
saw "ETag of GET is the same" yes "$([ "$(etag headers)" = "$(etag later)" ] && echo yes || echo no)"
saw "kept bytes are those sent" no "$(cmp -s sent.ics kept.ics && echo yes || echo no)"
saw "same lines in another order" yes "$(cmp -s <(sort sent.ics) <(sort kept.ics) && echo yes || echo no)"
grep -v DTSTAMP sent.ics | sed 's/a@x/b@x/' | ask -X PUT --data-binary @- "$url/c/b.ics"
saw "DTSTAMP added" 1 "$(ask "$url/c/b.ics" | grep -c DTSTAMP)"
saw "PUT of an older SEQUENCE" 204 "$(sed 's/SEQUENCE:3/SEQUENCE:1/' sent.ics | ask -X PUT --data-binary @- -o /dev/null -w '%{http_code}' "$url/c/a.ics")"
verdict
