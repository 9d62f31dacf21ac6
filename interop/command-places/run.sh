. "$INTEROP/lib.sh"
alone() { env -i PATH="$PATH" ${INTEROP_BREAK:+INTEROP_BREAK="$INTEROP_BREAK"} "$@"; }
no_home() { alone "$WORKS_PARTNER" --sandbox customer list -o csv | grep -q '^tenantId,domainId,domain,.*companyName'; }
all() { alone "$WORKS_PARTNER" --sandbox sweep --store store.sqlite && alone "$WORKS_PARTNER" totals --store store.sqlite -o csv | grep -q customer; }
both() { no_home && all; }
check "without HOME and without an environment" both
script -qec "stty cols 60; '$WORKS_PARTNER' --sandbox customer list" typescript >/dev/null 2>&1 </dev/null || true
"$WORKS_PARTNER" --sandbox customer list >plain.txt 2>/dev/null
fits() { test "$(sed 's/\x1b\[[0-9;]*[A-Za-z]//g' typescript | grep -c 10000001)" -ge 1 && ! grep -q $'\x1b' plain.txt && grep -q 10000001 plain.txt; }
check "under script(1): a table that fits, no escapes in a file" fits
openssl genrsa -out key.pem 2048 2>/dev/null
# Whether the key was taken: the auth server that is called then does not answer.
login() {
    alone WORKS_PARTNER_CLIENT_ID=id WORKS_PARTNER_CLIENT_SECRET=secret-of-the-app WORKS_PARTNER_SERVICE_ACCOUNT=a@example.com \
        WORKS_PARTNER_PRIVATE_KEY_FILE="$PWD/key.pem" WORKS_PARTNER_AUTH_URL=http://127.0.0.1:9/oauth2/v2.0 \
        WORKS_PARTNER_BASE_URL=http://127.0.0.1:9/v1.0 XDG_STATE_HOME="$PWD/state" "$@" "$WORKS_PARTNER" customer list >login.log 2>&1
    case $? in 7) echo read ;; *) echo refused ;; esac
}
chmod 0400 key.pem
saw "a key for its owner alone (0400)" "$(login || true)"
# With User=, systemd gives the user of the service an ACL, and the file then looks like one for a group.
setfacl -m u:nobody:r key.pem
saw "a credential of systemd for another user: an ACL, shown as $(stat -c 0%a key.pem)" "$(login || true)"
saw "a credential of systemd for another user, allowed" "$(login WORKS_PARTNER_PRIVATE_KEY_GROUP_READABLE=true || true)"
setfacl -b key.pem
chmod 0440 key.pem
saw "a key for a group (0440)" "$(login || true)"
saw "a key for a group (0440), allowed" "$(login WORKS_PARTNER_PRIVATE_KEY_GROUP_READABLE=true || true)"
