"""What schemathesis needs to know of the sandbox, and what it does not check by itself.

The environment has SANDBOX_URL (without the path of the version), SANDBOX_TOKEN, and
CONFORMANCE_SUMMARY, where a summary is written as JSON at the end.
"""

import atexit
import collections
import datetime
import json
import os
import re
import zlib

import requests
import schemathesis
from schemathesis.generation.stateful.state_machine import APIStateMachine

STATE = os.environ["SANDBOX_URL"] + "/sandbox/state"
SESSION = requests.Session()
SESSION.headers["Authorization"] = "Bearer " + os.environ["SANDBOX_TOKEN"]
DEMO = SESSION.get(STATE, timeout=30).content
CUSTOMERS = {int(id): customer["resources"] for id, customer in json.loads(DEMO)["customers"].items()}
# The sandbox's today is Japan's.
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()

# Refusals of requests that fit the document's schemas: what a page says in words, and no schema of
# OpenAPI 3.0 can say. A refusal whose description is not here is a failure.
REFUSALS = [
    # What only the service can know.
    (r"^cursor is invalid: expected the nextCursor", "a cursor is one that a page told"),
    (r"^partnerCode is invalid: expected the code", "the company makes the code"),
    (r"^domain: another customer has this name", "names are unique"),
    (r"^domain is missing: no upgrade domain", "left out, it is the one that was registered"),
    (r"^domain: unless it ends in \.by-works", "other names are registered first"),
    (r"^domainId: the customer has yet to accept the terms", "activation asks for it"),
    (r"^domainId: a partner's own domain cannot be deleted", "the page of delete_customer"),
    (r"^productId: Advanced needs a domain name", "the pages of products"),
    # What depends on what the customer has.
    (r"^productId: a paid product can be had only after", "the page of create_subscription"),
    (r"^productId: \w+ is in use; convert it", "the page of create_subscription"),
    (r"^productId: \w+ can be upgraded to \w+ only", "the page of upgrade_subscription"),
    (r"^productId is invalid: expected no value, because only a free product", "others have one paid form"),
    (r"^productId is invalid: expected \w+ as it is, for only CHANGE", "STAY and CANCEL change nothing"),
    (r"^subscriptionId: the subscription is paid already", "paid service starts once"),
    (r"^subscriptionId: free and trial products are not renewed", "they have no renewal"),
    (r"^subscriptionId: only Standard can be upgraded", "the page of upgrade_subscription"),
    (r"^type: licenses can be added only to a contract type", "the page of reservations"),
    (r"^type: START_PAID_SERVICE is for free and trial products", "the page of reservations"),
    (r"^type: only a paid product can be cancelled on a later date", "the page of reservations"),
    (r"^type is invalid: expected one of .* for \w+", "which tasks an option has: x-catalog"),
    (r"^optionProductId: \w+ cannot be had with \w+", "which products an option goes with: x-catalog"),
    (r"^optionProductId: the customer has no product that \w+ goes with", "the same, of any product"),
    (r"^optionProductId: \w+ was cancelled under an annual contract", "the rules for tasks"),
    (r"^optionProductId: the option is not in (trial|use)", "the rules for tasks"),
    (r"^optionProductId: the subscription is in the grace period", "the rules for tasks"),
    (r"^subOptionId: \w+ is not for \w+", "sub-options of an edition: x-catalog"),
    (r"^subOptionId: \w+ is not higher than \w+", "an upgrade goes up: x-catalog"),
    (r"^subOptionId: with a product in trial, only options in trial", "the page of create_option_product"),
    (r"^applyDate is out of range: expected \d{4}-\d\d-\d\d", "a window that moves with the day and the contract"),
    (r"^withdrawalDate: a partner's own domain cannot be given an end", "the page of update_usage_status"),
    (r"^withdrawalDate: the customer is SUSPENDED_WITHDRAWAL", "it cannot be undone"),
    (r"^optionProductId: the product is not in use yet", "options of a product that is applied for are scheduled"),
    (r"^optionProductId: \w+ is not in use", "the rules for tasks"),
    (r"^optionProductId: the trial of the option is over", "going paid"),
    (r"^subscriptionId: START_PAID_SERVICE is scheduled", "going paid"),
    (r"^subOptionId: with a free or trial product, a paid option", "the rules for tasks"),
    (r"^type: with a product in trial, CANCEL can be scheduled only", "the rules for tasks"),
    (r"^applyDate: a quantity cannot be changed in the last month", "the rules for tasks"),
    (r"^licenseCount is out of range: expected at least as many", "as many as the customer has members"),
    (r"^productId is missing: a free product needs the paid product", "going paid"),
    (r"^plan is missing: START_PAID_SERVICE needs a paid contract type", "going paid"),
    # What two members say together; OpenAPI 3.0 has unions for it, of which generators make closed types.
    (r"^subOptionId is invalid: expected a sub-option of ", "a sub-option belongs to one option"),
    (r"^plan is invalid: expected a contract type that \w+ can have", "contract types by product family"),
    (r"^licenseCount is missing: the contract type is licensed by number", "the page of pre-orders"),
    (r"^quantity is (missing|invalid): .*(is|not) sold by quantity", "the rules for tasks"),
    (r"^\w+ is invalid: expected .* as it is, for only CHANGE changes it", "the type of a renewal decides it"),
    (r"^customerCode is missing: at least one of customerCode and memo", "they cannot both be null"),
    # A part of an enum; an enum of its own would be another type of the client for the same ids.
    (r"^productId is invalid: expected FR, STD_T(,| or) ADV_T", "adding a customer"),
    (r"^productId is invalid: expected ADV_T(,| or) ADV", "upgrading a subscription"),
    (r"^productId is invalid: expected a paid product", "pre-orders and renewals"),
    (r"^plan is invalid: expected a paid contract type", "going paid, pre-orders, reservations, renewals"),
    (r"^subOptionId is invalid: expected a paid sub-option", "going paid"),
    (r"^optionProductId is invalid: expected an option that does not last one month", "renewals"),
    # What the page says in words that leave more open than a pattern would.
    (r"^administrator\.\w+ is invalid: expected no special characters", "which characters are letters is open"),
    (r"^administrator\.lastName is invalid: expected at most 80 characters together", "two members together"),
    (r"^partnership\.customerCode is invalid: expected at most 200 bytes", "maxLength counts characters"),
    (r"^quantity is out of range: expected 1 to \d+", "the most of an option: x-catalog"),
    (r"^orderBy is invalid: expected name", "the page names one field, and may name more"),
    (r"^administrator\.password is invalid: expected a text encoded in Base64", "which alphabet is open"),
    (r"^(domain|partnerCode) is invalid: expected a text that is not empty", "no page says that a name has letters"),
    (r"^quantity is out of range: expected an integer from -", "no page has a maximum for all options"),
]
NEEDED = collections.Counter()
STATUSES = collections.defaultdict(collections.Counter)


# ---- Test data: what the path names is there, and days are near


def named(resource, *names, where=lambda it: True):
    """The path parameters that name one of these resources, for each that the demo has."""
    return [
        {"domainId": id} | {name: it.get(name) for name in names}
        for id, resources in CUSTOMERS.items()
        for it in resources.get(resource, [])
        if where(it)
    ]


def in_trial(it):
    return it.get("plan") == "TRIAL"


SUBSCRIPTIONS = named("subscriptions", "subscriptionId")
TRIALS = named("subscriptions", "subscriptionId", where=in_trial)
RESERVATIONS = named("subscriptionReservations", "subscriptionId")
PRE_ORDERS = named("subscriptionPreOrders", "preOrderId")
OPTIONS = named("optionProducts", "optionProductId")
TRIAL_OPTIONS = named("optionProducts", "optionProductId", where=in_trial)
RENEWED_OPTIONS = named("optionProducts", "optionProductId", where=lambda it: it.get("plan") != "TRIAL")
TASKS = named("optionProductOrders", "optionProductId")
MEMOS = named("subscriptionMemos", "subscriptionId")
RENEWALS = named("usageStatus", where=lambda it: it.get("renewal"))
UPGRADE_DOMAINS = named("upgradeDomain")
POTENTIAL = [{"domain": domain} for domain in json.loads(DEMO)["potentialCustomers"]]
ANY = [{"domainId": id} for id in CUSTOMERS]



def can_order_storage(resources):
    """A paid product of LINE WORKS for a while, nothing scheduled for it, and no Shared Storage."""
    held = resources.get("optionProducts", []) + resources.get("optionProductOrders", [])
    until = (TODAY + datetime.timedelta(days=30)).isoformat()
    return (
        not resources.get("subscriptionReservations")
        and all(it.get("optionProductId") != "SSTG2" for it in held)
        and any(
            it.get("productId") in ("STD", "ADV") and it.get("status") == "ACTIVE" and it.get("planEndDate", "") > until
            for it in resources.get("subscriptions", [])
        )
    )


TARGETS = {
    "create_option_product_order": [{"domainId": id} for id, it in CUSTOMERS.items() if can_order_storage(it)],
    "start_subscription_paid_service": TRIALS,
    "create_subscription_reservation": [it for it in TRIALS if it not in RESERVATIONS] or TRIALS,
    "get_subscription_reservation": RESERVATIONS,
    "update_subscription_reservation": RESERVATIONS,
    "delete_subscription_reservation": RESERVATIONS,
    "update_subscription_pre_order": PRE_ORDERS,
    "delete_subscription_pre_order": PRE_ORDERS,
    "get_option_product_order": TASKS,
    "update_option_product_order": TASKS,
    "delete_option_product_order": TASKS,
    "start_option_product_paid_service": TRIAL_OPTIONS,
    "upgrade_option_product": named("optionProducts", "optionProductId", where=lambda it: it.get("subOptionId") == "SSTG202"),
    "get_option_product_renewal": RENEWED_OPTIONS,
    "update_option_product_renewal": RENEWED_OPTIONS,
    "delete_option_product": OPTIONS,
    "delete_subscription_memo": MEMOS,
    "update_usage_status_renewal": RENEWALS,
    "delete_usage_status_renewal": RENEWALS,
    "get_upgrade_domain": UPGRADE_DOMAINS,
    "delete_upgrade_domain": UPGRADE_DOMAINS,
}


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Three of four well-formed paths name what the demo has; the others stay unknown."""
    parameters = dict(path_parameters or {})
    id = operation_id(context.operation)
    targets = TARGETS.get(id)
    if not targets and "subscriptionId" in parameters:
        targets = SUBSCRIPTIONS
    if not targets and "domainId" in parameters:
        targets = ANY
    if not targets and "domain" in parameters:
        targets = POTENTIAL
    if not targets or not all(well_formed(name, value) for name, value in parameters.items()):
        return parameters
    # By what was generated, so that the same case is the same request again.
    number = zlib.crc32(json.dumps(parameters, sort_keys=True).encode("utf-8", "surrogatepass"))
    if number % 4:
        target = targets[number % len(targets)]
        for name, value in target.items():
            if name in parameters:
                parameters[name] = str(value) if name == "subscriptionId" else value
    return parameters


def well_formed(name, value):
    if name in ("domainId", "preOrderId"):
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "optionProductId":
        return isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*", value)
    return isinstance(value, str) and value != ""


def operation_id(operation):
    return operation.definition.raw.get("operationId", operation.label)


@schemathesis.hook
def map_body(context, body):
    """Days become near ones, since the vendor's examples are of past years."""
    if isinstance(body, dict) and isinstance(body.get("applyDate"), str):
        try:
            day = datetime.date.fromisoformat(body["applyDate"])
        except ValueError:
            return body
        near = TODAY + datetime.timedelta(days=1 + day.toordinal() % 14)
        return {**body, "applyDate": near.isoformat()}
    return body


# Requests that can succeed, for operations whose rules a generated body hardly ever keeps.
BODIES = {
    "start_subscription_paid_service": {"plan": "MONTHLY"},
    "create_subscription_reservation": {"type": "START_PAID_SERVICE", "plan": "MONTHLY", "applyDate": TODAY + datetime.timedelta(days=1)},
    "upgrade_option_product": {"subOptionId": "SSTG206"},
    "create_option_product_order": {"optionProductId": "SSTG2", "subOptionId": "SSTG201", "type": "APPLY", "applyDate": TODAY + datetime.timedelta(days=14)},
}


@schemathesis.hook
def map_case(context, case):
    body = BODIES.get(operation_id(case.operation))
    positive = case.meta is not None and case.meta.generation.mode.is_positive
    if body and positive and isinstance(case.body, dict) and len(case.body) % 2:
        case.body = json.loads(json.dumps(body, default=str))
    return case


# ---- The state: every call finds the demo, and a scenario of several calls begins with it


dirty = False


def restore():
    global dirty
    if dirty:
        SESSION.put(STATE, data=DEMO, headers={"Content-Type": "application/json"}, timeout=30).raise_for_status()
        dirty = False


def setup(machine):
    restore()


APIStateMachine.setup = setup


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.phase.name.value != "stateful":
        restore()


@schemathesis.hook
def after_call(context, case, response):
    global dirty
    if case.method != "GET" and response.status_code < 300:
        dirty = True
    operation = operation_id(case.operation)
    # Another method than the document's is another operation's, or none's.
    if case.method.lower() == case.operation.method.lower():
        STATUSES[operation][response.status_code] += 1
    STATUSES["*"][response.status_code] += 1


# ---- What it does not check


@schemathesis.check
def integers_in_range(ctx, response, case):
    """The formats int32 and int64 are ranges, in responses too."""
    try:
        body = response.json()
    except ValueError:
        return
    definition = case.operation.definition.raw.get("responses", {})
    definition = definition.get(str(response.status_code), {})
    content = follow(case, definition).get("content", {})
    for media_type in content.values():
        for place, value, bits in integers(case, media_type.get("schema", {}), body, "$"):
            limit = 1 << (bits - 1)
            if not -limit <= value < limit:
                raise AssertionError(f"{place} is {value}, which is no int{bits}")


def integers(case, schema, value, place):
    schema = follow(case, schema)
    for part in schema.get("allOf", []) + schema.get("anyOf", []):
        yield from integers(case, part, value, place)
    bits = {"int32": 32, "int64": 64}.get(schema.get("format"))
    if bits and isinstance(value, int) and not isinstance(value, bool):
        yield place, value, bits
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from integers(case, inner, value[name], f"{place}.{name}")
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from integers(case, schema.get("items", {}), inner, f"{place}[{index}]")


def follow(case, value):
    while "$ref" in value:
        target = case.operation.schema.raw_schema
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = target
    return value


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether this is a failure; not so where a page says in words what no schema can."""
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code != 400:
        return True
    description = response.json().get("description", "")
    for pattern, _reason in REFUSALS:
        if re.search(pattern, description):
            NEEDED[pattern] += 1
            return False
    STATUSES["unlisted"][f"{operation_id(case.operation)}: {description}"] += 1
    return True


@atexit.register
def summarise():
    summary = {
        "statuses": STATUSES,
        "refusals": {pattern: NEEDED[pattern] for pattern, _reason in REFUSALS},
    }
    with open(os.environ["CONFORMANCE_SUMMARY"], "w", encoding="utf-8") as file:
        json.dump(summary, file)
