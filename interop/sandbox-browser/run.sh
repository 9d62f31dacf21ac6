. "$INTEROP/lib.sh"
sed "s#BASE_URL#$BASE_URL#; s#ACCESS_TOKEN#$ACCESS_TOKEN#" page.html >here.html
chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --user-data-dir="$PWD/profile" --virtual-time-budget=10000 --dump-dom "file://$PWD/here.html" 2>chromium.log |
    sed -n 's/.*<li>\(.* = [a-z]*\)<\/li>.*/\1/p'
