. "$INTEROP/lib.sh"
"$WORKS_PARTNER" completion bash >completion.bash
bash --norc -c 'source completion.bash' >sourced.log 2>&1 || true
check "the script is sourced without a word" test ! -s sourced.log
# complete WORDS…: what bash would offer for the last of them.
complete_words() {
    bash --norc -c 'source completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
        f=$(complete -p works-partner | sed "s/.*-F \([^ ]*\).*/\1/"); "$f" works-partner "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@" 2>/dev/null
}
check "option-or completes to option-order" test "$(complete_words works-partner option-or)" = option-order
check "values of --output" test "$(complete_words works-partner --output js | paste -sd' ')" = "json jsonl"
