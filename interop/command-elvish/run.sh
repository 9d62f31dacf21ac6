. "$INTEROP/lib.sh"
export XDG_CONFIG_HOME=$PWD/config HOME=$PWD
mkdir -p config/elvish
"$WORKS_PARTNER" completion elvish >config/elvish/rc.elv
# Completion is there on a terminal alone.
screen() { tmux -L "interop-$$" -f /dev/null "$@"; }
screen new-session -d -x 120 -y 40 elvish
trap 'screen kill-server' EXIT
# shows TEXT: waits until it stands on the screen.
shows() {
    for _ in $(seq 60); do
        screen capture-pane -p >screen.txt
        grep -qF -- "$1" screen.txt && return
        sleep 0.25
    done
    return 1
}
typed() { screen send-keys C-u; screen send-keys -l "$1"; screen send-keys Tab; shows "$2"; }
shows '#' || shows '>' || true
check "the script is sourced without a word" test "$(grep -c . screen.txt)" = 1
check "option-or completes to option-order" typed 'works-partner option-or' 'works-partner option-order'
check "values of --output" typed 'works-partner --output js' jsonl
