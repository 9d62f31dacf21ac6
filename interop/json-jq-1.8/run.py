import json_jq

json_jq.meet()
