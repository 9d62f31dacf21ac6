import os
import sys

from partner import AuthenticatedClient
from partner.api.customers import get_customer, list_customers
from partner.api.option_product_orders import list_option_product_orders
from partner.api.subscription_memos import put_subscription_memo
from partner.models import SubscriptionMemoPut
from seen import LONG, saw

client = AuthenticatedClient(base_url=os.environ["BASE_URL"], token=os.environ["ACCESS_TOKEN"], raise_on_unexpected_status=True)


def does(call):
    try:
        return call()
    except Exception as error:
        print(repr(error)[:500], file=sys.stderr)
        return False


def unlisted():
    tasks = list_option_product_orders.sync(10000018, client=client).option_product_orders
    return "QTA_O1_DEMO" in {str(task.sub_option_id) for task in tasks}


def listed():
    cursor, ids = None, set()
    while True:
        page = list_customers.sync(client=client, **({"cursor": cursor} if cursor else {}))
        ids |= {customer.domain_id for customer in page.customers}
        cursor = page.response_meta_data.next_cursor
        if not cursor:
            return LONG in ids


def written():
    body = SubscriptionMemoPut(memo="髙橋")
    return put_subscription_memo.sync_detailed(LONG, "9007199254740993", client=client, body=body).status_code == 200


if sys.argv[1:] == ["unlisted"]:
    print("yes" if does(unlisted) else "no")
    sys.exit()
saw("customers with ids of 19 digits", does(listed))
saw("a customer by an id of 19 digits", does(lambda: get_customer.sync(LONG, client=client).domain_id == LONG))
saw("a task with an unlisted value", does(unlisted))
saw("a memo is written", does(written))
