. "$INTEROP/lib.sh"
mkdir -p functions
"$WORKS_PARTNER" completion zsh >functions/_works-partner
cat >.zshrc <<'Z'
PS1='> '
fpath=($PWD/functions $fpath)
autoload -Uz compinit && compinit -u -D
Z
ZDOTDIR=$PWD zsh -c 'fpath=($PWD/functions $fpath); autoload -Uz _works-partner; autoload +X _works-partner' >loaded.log 2>&1 || echo failed >>loaded.log
check "the function loads without a word" test ! -s loaded.log
check "option-or and Tab on a terminal" python3 tab.py
