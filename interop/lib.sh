# Sourced by the meetings in shell.
set -euo pipefail

LONG=1234567890123456789
NAME='株式会社「山, "川"」'

# saw CHECK VALUE
saw() { printf '%s = %s\n' "$1" "$2"; }

# check CHECK COMMAND…: `yes` where the command succeeds, else `no`.
check() {
    local check=$1
    shift
    if "$@" >/dev/null 2>check.log; then saw "$check" yes; else saw "$check" no; fi
}

# has FILE TEXT: whether it stands in a file.
has() { grep -qF -- "$2" "$1"; }

# A terminal of 120 by 40 in tmux. start_screen COMMAND…, typed_in TEXT KEY…, shows TEXT: whether it comes to stand there.
screen() { tmux -L "interop-$$" -f /dev/null "$@"; }
start_screen() {
    trap 'screen kill-server' EXIT
    screen new-session -d -x 120 -y 40 "$@"
}
typed_in() {
    screen send-keys C-u
    screen send-keys -l "$1"
    shift
    screen send-keys "$@"
}
shows() {
    for _ in $(seq 80); do
        screen capture-pane -p >screen.txt
        has screen.txt "$1" && return
        sleep 0.25
    done
    return 1
}
