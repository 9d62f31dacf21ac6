. "$INTEROP/generator.sh"
generate "$INPUTS/works-partner.yaml" csharp plain --library httpclient
generate "$INPUTS/openapi-generator.json" csharp open --library httpclient
saw "generates" yes
sources=open/src/Org.OpenAPITools
every() {
    local name method
    for name in $(sed -n 's/^ *operationId: *//p' "$ROOT/openapi/works-partner.yaml"); do
        method=$(sed -E 's/(^|_)(.)/\U\2/g' <<<"$name")
        grep -rqE "[> ]${method}Async\(" "$sources/Api" || return 1
    done
}
check "a method for every operation" every
check "ids are long" grep -q 'public long DomainId' "$sources/Model/Customer.cs"
check "from the document as it is: enums are open" grep -q 'string SubOptionId' plain/src/Org.OpenAPITools/Model/OptionProductOrder.cs
check "enums are open" grep -q 'string SubOptionId' "$sources/Model/OptionProductOrder.cs"
