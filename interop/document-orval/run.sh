. "$INTEROP/lib.sh"
cat >orval.config.mjs <<C
export default {
  partner: {
    input: "$INPUTS/works-partner.yaml",
    output: { target: "./partner.ts", client: "fetch", override: { mutator: { path: "./authorized.ts", name: "authorized" } } },
  },
};
C
orval --config orval.config.mjs >generate.log 2>&1 || { cat generate.log >&2; exit 1; }
check "generates and compiles" tsc --noEmit --strict --target es2022 --lib es2022,dom,dom.iterable --module esnext \
    --moduleResolution bundler calls.ts
cat check.log >&2
esbuild calls.ts --bundle --platform=node --format=esm --outfile=calls.mjs --log-level=error
node calls.mjs
