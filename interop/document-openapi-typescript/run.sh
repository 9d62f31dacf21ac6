. "$INTEROP/lib.sh"
openapi-typescript "$INPUTS/works-partner.yaml" -o partner.d.ts >generate.log 2>&1
check "generates and compiles" tsc --noEmit --strict --target es2022 --module nodenext --moduleResolution nodenext --skipLibCheck false calls.mts
tsc --target es2022 --module nodenext --moduleResolution nodenext --skipLibCheck calls.mts || true
node calls.mjs
