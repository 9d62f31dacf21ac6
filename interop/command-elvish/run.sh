. "$INTEROP/lib.sh"
export XDG_CONFIG_HOME=$PWD/config HOME=$PWD
mkdir -p config/elvish
"$WORKS_PARTNER" completion elvish >config/elvish/rc.elv
# Completion is there on a terminal alone.
start_screen elvish
completes() { typed_in "$1" Tab && shows "$2"; }
shows '#' || true
check "the script is sourced without a word" test "$(grep -c . screen.txt)" = 1
check "option-or completes to option-order" completes 'works-partner option-or' 'works-partner option-order'
check "values of --output" completes 'works-partner --output js' jsonl
