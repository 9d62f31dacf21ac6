#!/usr/bin/env bash
# openapi-diff 0.24.1 (npm).
# Expected: a new required query parameter is a breaking difference; a value more in a response's enum is a difference.
# Seen: "No changes found" for both. A path or a property that goes is found.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "openapi-diff 0.24.1"
npm_packages openapi-diff@0.24.1
cat >base.yaml <<'YAML'
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, properties: {e: {type: string, enum: [A, B]}}}}}}
YAML
sed 's/enum: \[A, B\]/enum: [A, B, C]/' base.yaml >enum.yaml
sed 's/parameters: \[/parameters: [{name: z, in: query, required: true, schema: {type: string}}, /' base.yaml >parameter.yaml
sed 's/{e: {type/{f: {type/' base.yaml >property.yaml
sed 's|^  /a:|  /b:|' base.yaml >path.yaml
for what in "enum:none" "parameter:none" "property:some" "path:some"; do
    out=$(node node_modules/openapi-diff/bin/openapi-diff base.yaml "${what%:*}.yaml" 2>&1 || true)
    saw "differences found for a changed ${what%:*}" "${what#*:}" "$(case $out in *"No changes found"*) echo none ;; *Differences*) echo some ;; *) echo "$out" ;; esac)"
done
verdict
