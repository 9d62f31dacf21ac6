. "$INTEROP/generator.sh"
generate "$INPUTS/works-partner.yaml" python plain
generate "$INPUTS/openapi-generator.json" python open
saw "from the document as it is: an unlisted value" "$(PYTHONPATH=plain:$PYTHONPATH python3 calls.py unlisted)"
PYTHONPATH=open:$PYTHONPATH python3 calls.py
