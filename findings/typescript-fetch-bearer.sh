#!/usr/bin/env bash
# openapi-generator 7.26.0 (typescript-fetch).
# Expected: the configuration's `accessToken` is sent as a bearer token, whichever kind of scheme the document has.
# Seen: with a scheme of type `http`, it is sent as `Bearer TOKEN`; with one of type `oauth2`, as the bare token.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "openapi-generator 7.26.0"
python openapi-generator-cli==7.26.0
npm_packages typescript@5.9.3
cat >openapi.yaml <<'YAML'
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a: {get: {operationId: by_http, security: [{http: []}], responses: {'200': {description: ok}}}}
  /b: {get: {operationId: by_oauth2, security: [{oauth2: [s]}], responses: {'200': {description: ok}}}}
components:
  securitySchemes:
    http: {type: http, scheme: bearer}
    oauth2:
      type: oauth2
      flows: {authorizationCode: {authorizationUrl: https://a.example/, tokenUrl: https://t.example/, scopes: {s: all}}}
YAML
openapi-generator-cli generate -i openapi.yaml -g typescript-fetch -o client >generate.log 2>&1
tsc --outDir built --target es2022 --module commonjs --moduleResolution node10 --skipLibCheck client/index.ts >tsc.log || true
echo '{"type":"commonjs"}' >built/package.json
cat >calls.cjs <<'J'
const { Configuration, DefaultApi } = require("./built/index.js");
const fetchApi = async (url, init) => (console.log(init.headers.Authorization), new Response("{}"));
new DefaultApi(new Configuration({ basePath: "http://x", accessToken: "TOKEN", fetchApi }))[process.argv[2]]();
J
saw "accessToken with a scheme of type http" "Bearer TOKEN" "$(node calls.cjs byHttp)"
saw "accessToken with a scheme of type oauth2" "TOKEN" "$(node calls.cjs byOauth2)"
verdict
