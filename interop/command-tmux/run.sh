. "$INTEROP/lib.sh"
export HOME=$PWD TERM=tmux-256color PS1='$ '
start_screen bash --norc
# What stands in the window and above it once a command has ended.
after() {
    typed_in "clear; $1; printf 'e%s\n' nded" Enter
    shows ended && screen capture-pane -p -S -300 >history.txt
}
rows() {
    after "'$WORKS_PARTNER' --sandbox customer list"
    local customers
    customers=$("$WORKS_PARTNER" --sandbox customer list -o csv | grep -c '10000[0-9][0-9][0-9]')
    # A heading, the prompts and the last word are beside the rows; a row that is broken would be two lines.
    test "$(grep -c '10000[0-9][0-9][0-9]' history.txt)" = "$customers" && test "$(grep -c . history.txt)" -le $((customers + 6))
}
check "in tmux: a row a customer, none broken" rows
swept() {
    screen clear-history
    after "'$WORKS_PARTNER' --sandbox sweep --store store.sqlite"
    test "$(grep -c . history.txt)" -le 8 && ! grep -q '[█░⠋━]' history.txt
}
check "in tmux: a sweep leaves nothing of its progress" swept
CI=true "$WORKS_PARTNER" --sandbox sweep --store ci.sqlite >ci.log 2>&1
CI=true "$WORKS_PARTNER" customer list --sandbox >>ci.log 2>&1
plain() { has ci.log 10000001 && ! grep -q $'[\x1b\r]' ci.log; }
check "in a log: no escapes, no carriage returns" plain
