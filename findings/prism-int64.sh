#!/usr/bin/env bash
# Prism 5.14.2 (@stoplight/prism-cli; 5.16.0 is the same, and needs Node.js 24).
# Expected: `format: int64` allows what an int64 holds, or says nothing about the range.
# Seen: every int64 is given a maximum of 2^53-1, so that ids of 17 to 19 digits get 422 in paths and bodies. Beside it,
# `nullable: true` with `allOf` accepts null only where no `type` stands beside them.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "Prism 5.14.2"
npm_packages @stoplight/prism-cli@5.14.2
cat >openapi.yaml <<'YAML'
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a/{id}:
    put:
      parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
components:
  schemas:
    A:
      type: object
      properties:
        id: {type: integer, format: int64}
        plain: {nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}
        typed: {type: object, nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}
    B: {type: object, properties: {x: {type: string}}}
YAML
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
node node_modules/@stoplight/prism-cli/dist/index.js mock --port "$port" openapi.yaml >prism.log 2>&1 &
server=$!
put() { curl --silent -o /dev/null -w '%{http_code}' -X PUT -H 'Content-Type: application/json' -d "$2" "http://127.0.0.1:$port/a/$1"; }
for _ in $(seq 90); do put 1 '{}' >/dev/null && break; sleep 1; done
saw "id 9007199254740991 in the path" 200 "$(put 9007199254740991 '{}')"
saw "id 1000000000000000001 in the path" 422 "$(put 1000000000000000001 '{}')"
saw "id 1000000000000000001 in the body" 422 "$(put 1 '{"id":1000000000000000001}')"
saw "null, nullable + allOf" 200 "$(put 1 '{"plain":null}')"
saw "null, type + nullable + allOf" 422 "$(put 1 '{"typed":null}')"
saw "wrong type, nullable + allOf" 422 "$(put 1 '{"plain":5}')"
verdict
