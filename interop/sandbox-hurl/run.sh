. "$INTEROP/lib.sh"
answers() { hurl --no-color --variable "base=$BASE_URL" --secret "token=$ACCESS_TOKEN" "$1"; }
for file in *.hurl; do
    check "$(sed -n '1s/^# //p' "$file")" answers "$file"
done
