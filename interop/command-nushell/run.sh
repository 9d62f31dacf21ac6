. "$INTEROP/lib.sh"
export HOME=$PWD XDG_CONFIG_HOME=$PWD/config XDG_DATA_HOME=$PWD/data
mkdir -p config/nushell
"$WORKS_PARTNER" completion nushell >config/nushell/works-partner.nu
printf '%s\n' '$env.config.show_banner = false' 'source works-partner.nu' >config/nushell/config.nu
shell() { nu --commands "source config/nushell/works-partner.nu; $1"; }
shell '' >sourced.log 2>&1 || echo failed >>sourced.log
check "the script is sourced without a word" test ! -s sourced.log
offered() { shell "do \$env.config.completions.external.completer [works-partner $1] | get value | sort | str join ' '" 2>&1; }
check "values of --output, before and after a command" test "$(offered '--output js') $(offered 'customer list -o js')" = "json jsonl json jsonl"
check "options of an operation" test "$(offered 'api create-customer --administrator.last-n')" = --administrator.last-name
check "the value of an option is no command" test "$(offered '--profile customer option-or')" = option-order
start_screen nu
shows '>' || true
completes() { typed_in "$1" Tab && shows "$2"; }
check "option-or and Tab on a terminal" completes 'works-partner option-or' 'works-partner option-order'
check "19-digit ids of JSON lines" test "$(shell "open --raw '$INPUTS/customers.jsonl' | lines | each { from json } | get domainId | math max")" = "$LONG"
check "19-digit ids of CSV" test "$(shell "open '$INPUTS/customers.csv' | get domainId | math max")" = "$LONG"
check "leading zeros by default" test "$(shell "open '$INPUTS/customers.csv' | where 'administrator.id' == '0012' | length")" = 1
check "leading zeros with --no-infer" test "$(shell "open --raw '$INPUTS/customers.csv' | from csv --no-infer | where 'administrator.id' == '0012' | length")" = 1
