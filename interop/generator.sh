# Sourced by the meetings with openapi-generator.
. "$INTEROP/lib.sh"
# generate DOCUMENT LANGUAGE FOLDER OPTION…
generate() {
    local document=$1 language=$2 folder=$3
    shift 3
    openapi-generator-cli generate -i "$document" -g "$language" -o "$folder" "$@" >"generate-${folder//\//-}.log" 2>&1
}
