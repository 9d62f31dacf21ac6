import logging
import os

import requests
from seen import LONG, saw

opened = []
logging.getLogger("urllib3").setLevel(logging.DEBUG)
handler = logging.Handler()
handler.emit = lambda record: opened.append(record) if "Starting new" in record.msg else None
logging.getLogger("urllib3.connectionpool").addHandler(handler)
logging.getLogger("urllib3.connectionpool").setLevel(logging.DEBUG)

base = os.environ["BASE_URL"]
with requests.Session() as session:
    session.headers["Authorization"] = f"Bearer {os.environ['ACCESS_TOKEN']}"
    answers = [session.get(f"{base}/partners/customers/{LONG}") for _ in range(10)]
    saw("a customer by an id of 19 digits", answers[0].json()["domainId"] == LONG)
    saw("ten calls over one connection", len(opened) == 1)
    memo = f"{base}/partners/customers/{LONG}/subscription-memos/9007199254740993"
    saw("a body is sent and answered", session.put(memo, json={"memo": "髙橋"}).ok)
