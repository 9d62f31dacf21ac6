#!/usr/bin/env bash
# PyYAML 6.0.4, js-yaml 4.3.2, yaml 2.9.1.
# Expected: a text of digits is quoted when it is written.
# Seen: "0012" is, "0089" and "1e3" are not, since YAML 1.1 reads them as texts. Readers of YAML 1.2 make numbers of them:
# codes with an 8 or 9 lose their zeros, the others keep them.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
python PyYAML==6.0.4
npm_packages js-yaml@4.3.2 yaml@2.9.1
python3 -c 'import yaml; print(yaml.safe_dump({"a": "0012", "b": "0089", "c": "1e3"}), end="")' >codes.yaml
echo 'the texts "0012", "0089" and "1e3"'
saw "as PyYAML writes them" "a: '0012' b: 0089 c: 1e3" "$(paste -sd' ' codes.yaml)"
read_by() { node --input-type=commonjs -e 'const { load, parse } = require(process.argv[1]); console.log(JSON.stringify((load ?? parse)(require("fs").readFileSync("codes.yaml", "utf8"))))' "$1"; }
saw "read by js-yaml" '{"a":"0012","b":89,"c":1000}' "$(read_by js-yaml)"
saw "read by yaml" '{"a":"0012","b":89,"c":1000}' "$(read_by yaml)"
verdict
