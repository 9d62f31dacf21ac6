. "$INTEROP/generator.sh"
packages=gopath/src
generate "$INPUTS/works-partner.yaml" go "$packages/plain" --additional-properties=enumClassPrefix=true
generate "$INPUTS/openapi-generator.json" go "$packages/partner" --additional-properties=disallowAdditionalPropertiesIfNotPresent=false
# The one dependency is Debian's, so no module is fetched.
export GO111MODULE=off GOPATH=$PWD/gopath:/usr/share/gocode GOCACHE=$TOOLS/go-cache GOFLAGS=-p=2
mkdir -p "$packages/calls" "$packages/unlisted"
cp calls.go "$packages/calls/"
sed 's#"partner"#"plain"#' unlisted.go >"$packages/unlisted/main.go"
go build -o calls calls
saw "generates and compiles" yes
go build -o unlisted unlisted
saw "from the document as it is: an unlisted value" "$(./unlisted)"
./calls
