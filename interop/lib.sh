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
