. "$INTEROP/lib.sh"
export HOME=$PWD
"$WORKS_PARTNER" completion fish >completion.fish
fish --no-config -c 'source completion.fish' >sourced.log 2>&1 || true
check "the script is sourced without a word" test ! -s sourced.log
offered() { fish --no-config -c "source completion.fish; complete --do-complete '$1'" 2>/dev/null | cut -f1; }
check "option-or completes to option-order" test "$(offered 'works-partner option-or')" = option-order
check "values of --output after a command" test "$(offered 'works-partner customer list --output js' | sort | paste -sd' ')" = "json jsonl"
check "values of --output before the command" test -n "$(offered 'works-partner --output js')"
