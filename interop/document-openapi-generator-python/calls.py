import os
import sys

import openapi_client
from seen import LONG, saw

configuration = openapi_client.Configuration(host=os.environ["BASE_URL"], access_token=os.environ["ACCESS_TOKEN"])
client = openapi_client.ApiClient(configuration)


def unlisted():
    tasks = openapi_client.OptionProductOrdersApi(client).list_option_product_orders(10000018)
    return "QTA_O1_DEMO" in {task.sub_option_id for task in tasks.option_product_orders}


def does(call):
    try:
        return call()
    except Exception as error:
        print(repr(error)[:500], file=sys.stderr)
        return False


def listed():
    api, cursor, ids = openapi_client.CustomersApi(client), None, set()
    while True:
        page = api.list_customers(cursor=cursor)
        ids |= {customer.domain_id for customer in page.customers}
        cursor = page.response_meta_data.next_cursor
        if not cursor:
            return LONG in ids


def written():
    api = openapi_client.SubscriptionMemosApi(client)
    api.put_subscription_memo(LONG, "9007199254740993", openapi_client.SubscriptionMemoPut(memo="髙橋"))
    return True


if sys.argv[1:] == ["unlisted"]:
    print("yes" if does(unlisted) else "no")
    sys.exit()
saw("generates and imports", True)
saw("customers with ids of 19 digits", does(listed))
saw("a customer by an id of 19 digits", does(lambda: openapi_client.CustomersApi(client).get_customer(LONG).domain_id == LONG))
saw("a task with an unlisted value", does(unlisted))
saw("a memo is written", does(written))
