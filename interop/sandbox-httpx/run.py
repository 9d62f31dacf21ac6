import os

import httpx
from seen import LONG, saw

base = os.environ["BASE_URL"]
ports = set()


def note(response):
    ports.add(response.extensions["network_stream"].get_extra_info("client_addr"))


headers = {"Authorization": f"Bearer {os.environ['ACCESS_TOKEN']}"}
with httpx.Client(headers=headers, event_hooks={"response": [note]}, trust_env=False) as client:
    answers = [client.get(f"{base}/partners/customers/{LONG}") for _ in range(10)]
    saw("a customer by an id of 19 digits", answers[0].json()["domainId"] == LONG)
    saw("ten calls over one connection", len(ports) == 1)
    memo = f"{base}/partners/customers/{LONG}/subscription-memos/9007199254740993"
    saw("a body is sent and answered", client.put(memo, json={"memo": "髙橋"}).is_success)
