. "$INTEROP/lib.sh"
mkdir -p system/tmp
cp "$WORKS_PARTNER" system/works-partner
for library in $(ldd "$WORKS_PARTNER" | grep -o '/[^ ]*'); do
    mkdir -p "system$(dirname "$library")"
    cp -L "$library" "system$library"
done
alone() { env -i "$(command -v chroot)" system /works-partner "$@" | sed -E "${INTEROP_BREAK:+s/domainId|date|<html/other/g}"; }
check "a customer of the sandbox" has <(alone --sandbox customer get 10000001 -o json) '"domainId":'
stored() {
    alone --sandbox sweep --store /tmp/store.sqlite
    has <(alone upcoming --store /tmp/store.sqlite -o csv) 'date,'
}
check "a sweep and what is upcoming" stored
reported() {
    alone report --store /tmp/store.sqlite --file /tmp/report.html
    has <(sed -E "${INTEROP_BREAK:+s/<html/other/}" system/tmp/report.html) '<html'
}
check "a report" reported
check "a store without a place: an error that names --store" has <(alone upcoming 2>&1) --store
