. "$INTEROP/generator.sh"
generate "$INPUTS/works-partner.yaml" typescript-fetch client
sed -i 's/"type": "commonjs"//' client/package.json 2>/dev/null || true
tsc --outDir built --target es2022 --module nodenext --moduleResolution nodenext --skipLibCheck client/index.ts 2>tsc.log >&2 ||
    tsc --outDir built --target es2022 --module commonjs --moduleResolution node10 --ignoreDeprecations 5.0 --skipLibCheck client/index.ts
echo '{"type":"commonjs"}' >built/package.json
saw "generates and compiles" yes
node calls.mjs
