. "$INTEROP/lib.sh"
export DO_NOT_TRACK=1
openapi-ts -i "$INPUTS/works-partner.yaml" -o partner -c @hey-api/client-fetch >generate.log 2>&1
check "generates and compiles" tsc --noEmit --strict --target es2022 --lib es2022,dom,dom.iterable --module esnext \
    --moduleResolution bundler calls.ts
cat check.log >&2
esbuild calls.ts --bundle --platform=node --format=esm --outfile=calls.mjs --log-level=error
node calls.mjs
