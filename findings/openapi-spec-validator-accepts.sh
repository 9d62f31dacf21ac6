#!/usr/bin/env bash
# openapi-spec-validator 0.9.0.
# Expected: it refuses what the specification forbids in so many words, as it does duplicate operationIds.
# Seen: it accepts two paths that differ in their parameter's name alone, an array without items, a security requirement
# that no scheme defines
# and a component's name with a space. References are
# resolved and defaults are checked.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "openapi-spec-validator 0.9.0"
python openapi-spec-validator==0.9.0
cat >try.py <<'PY'
import copy, openapi_spec_validator
answer = {'200': {'description': 'ok'}}
def get(name, **more):
    return {'get': {'parameters': [{'name': name, 'in': 'path', 'required': True, 'schema': {'type': 'integer'}}], 'responses': answer, **more}}
base = {'openapi': '3.0.3', 'info': {'title': 't', 'version': '1'}, 'paths': {'/a/{id}': get('id', operationId='a')}, 'components': {'schemas': {}}}
def accepted(change):
    document = copy.deepcopy(base)
    change(document)
    try:
        openapi_spec_validator.validate(document)
        return 'accepted'
    except Exception:
        return 'refused'
schema = lambda name, value: lambda d: d['components']['schemas'].update({name: value})
print(accepted(lambda d: d['paths'].update({'/b/{id}': get('id', operationId='a')})))
print(accepted(schema('A', {'type': 'integer', 'default': 'x'})))
print(accepted(lambda d: d['paths'].update({'/a/{key}': get('key')})))
print(accepted(schema('A', {'type': 'array'})))
print(accepted(lambda d: d['paths']['/a/{id}']['get'].update({'security': [{'nobody': []}]})))
print(accepted(schema('A b', {'type': 'string'})))
PY
python3 try.py >seen
line=0
for what in "operationId twice:refused" "default of another type:refused" "/a/{id} beside /a/{key}:accepted" "array without items:accepted" "undefined security scheme:accepted" "component named 'A b':accepted"; do
    line=$((line + 1))
    saw "${what%:*}" "${what##*:}" "$(sed -n ${line}p seen)"
done
verdict
