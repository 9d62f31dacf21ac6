//! The same of contracts: renewals, reservations, applications, how many users a customer may have, and ends.
//! The facts are read from the sandbox by the client, so that what is not read shows, too.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};
use works_partner_ext::api::Operation;
use works_partner_ext::api::types::{OptionProductId, Plan, ProductId};
use works_partner_ext::validation::{Decision, Facts};
use works_partner_ext::{
    Client, DomainId, FactsSubject, OperationCall, OptionProductIdExt as _, PlanExt as _,
    ProductIdExt as _, WantedFacts,
};
use works_partner_sandbox::{Resource, State};

use super::{TODAY, assert_can_be_looked_up, sandbox};

const SUBSCRIPTION: i64 = 7;
const MEMBERS: i64 = 5;
const END: i64 = 58;

/// One request of a customer that has some records.
struct Case {
    records: Vec<(Resource, Value)>,
    operation: &'static str,
    parameters: Vec<(&'static str, Value)>,
    body: Option<Value>,
}

impl Case {
    fn call(&self, domain_id: i64) -> OperationCall {
        let call = OperationCall::new(Operation::find(self.operation).unwrap());
        let parameters = self.parameters.iter();
        let call = parameters.fold(
            call.parameter("domainId", domain_id),
            |call, (name, value)| call.parameter(*name, value.clone()),
        );
        match &self.body {
            Some(body) => call.body(body.clone()),
            None => call,
        }
    }

    /// What the facts depend on. Customers with the same records differ in their id alone.
    fn what_is_read(&self) -> String {
        let call = self.call(1);
        let (subject, wanted) = (FactsSubject::of(&call), WantedFacts::by(&call));
        format!("{subject:?} {wanted:?} {:?}", self.records)
    }

    fn told(&self) -> String {
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        let records: Vec<String> = self
            .records
            .iter()
            .map(|(_, record)| record.to_string())
            .collect();
        format!(
            "{} {:?} {body}\n    of {}",
            self.operation,
            self.parameters,
            records.join("\n       ")
        )
    }
}

/// Those of all combinations in which any two values of different factors meet for the first time, and
/// half of those in which any three do: all of them take twice the time.
fn combined<const N: usize>(sizes: [usize; N]) -> Vec<[usize; N]> {
    let mut seen = HashSet::new();
    let (mut kept, mut triples) = (Vec::new(), 0_usize);
    for number in 0..sizes.iter().product() {
        let mut rest: usize = number;
        // Backwards, so that what differs most comes first.
        let levels: [usize; N] = sizes.map(|size| {
            let level = rest % size;
            rest /= size;
            level
        });
        let (mut is_pair, mut is_triple) = (false, false);
        for one in 0..N {
            for two in one..N {
                for three in two..N {
                    let meeting = [
                        (one, levels[one]),
                        (two, levels[two]),
                        (three, levels[three]),
                    ];
                    let is_news = seen.insert(meeting);
                    is_triple |= is_news;
                    is_pair |= is_news && two == three;
                }
            }
        }
        triples += usize::from(is_triple);
        if is_pair || is_triple && triples.is_multiple_of(2) {
            kept.push(levels);
        }
    }
    kept
}

/// A product and a contract type of each kind that the rules tell apart.
fn kinds() -> Vec<(ProductId, Plan)> {
    let mut seen = BTreeSet::new();
    let mut kinds = Vec::new();
    for product in ProductId::known_values() {
        for plan in Plan::known_values() {
            let fits = product.plans().and_then(|plans| plans.allows(plan));
            let kind = format!(
                "{:?} {:?} {:?} {:?}",
                product.stage(),
                product.edition(),
                plan.has_licenses(),
                product.family()
            );
            if plan.stage() == product.stage() && fits != Some(false) && seen.insert(kind) {
                kinds.push((product.clone(), plan.clone()));
            }
        }
    }
    kinds
}

fn day(days: i64) -> Value {
    let day = TODAY.checked_add(jiff::Span::new().days(days)).unwrap();
    json!(day)
}

fn customer(kind: &str) -> (Resource, Value) {
    let body = json!({
        "tenantId": 1, "domainId": 1, "domain": "lamp.example.com", "domainType": kind,
        "companyName": "Lamp", "phoneNumber": "1", "timeZone": "Asia/Tokyo", "locale": "ja_JP",
        "enableActiveMxrecord": true, "enableActiveDomain": true,
    });
    (Resource::Customer, body)
}

fn subscription((product, plan): &(ProductId, Plan)) -> (Resource, Value) {
    let is_free = plan.as_str().starts_with("FREE");
    let body = json!({
        "subscriptionId": SUBSCRIPTION, "productId": product, "plan": plan,
        "planStartDate": "2026-01-01",
        "planEndDate": if is_free { Value::Null } else { day(END) },
        "status": "ACTIVE", "licenseAssignType": "NONE",
        "licenseCount": plan.has_licenses().unwrap_or_default().then_some(10), "renewal": null,
    });
    (Resource::Subscription, body)
}

fn reservation(kind: &str) -> (Resource, Value) {
    let body = json!({"subscriptionId": SUBSCRIPTION, "type": kind, "applyDate": day(17)});
    (Resource::SubscriptionReservation, body)
}

fn pre_order(product: &str) -> (Resource, Value) {
    let body = json!({
        "preOrderId": 1, "productId": product, "plan": "MONTHLY", "applyDate": day(17),
    });
    (Resource::SubscriptionPreOrder, body)
}

fn usage(state: &str, has_renewal: bool) -> (Resource, Value) {
    let mut body = json!({
        "status": state, "memberCount": MEMBERS, "maxMemberCount": null, "withdrawalDate": null,
    });
    if has_renewal {
        body["renewal"] = json!({"maxMemberCount": 9, "applyDate": day(17)});
    }
    (Resource::UsageStatus, body)
}

fn option(option: &str, sub_option: &str) -> (Resource, Value) {
    let body = json!({
        "subscriptionId": SUBSCRIPTION, "optionProductId": option, "subOptionId": sub_option,
        "quantity": 1, "planEndDate": day(47),
    });
    (Resource::OptionProduct, body)
}

/// A body of the fields that are given.
fn body<const N: usize>(fields: [(&str, Option<Value>); N]) -> Option<Value> {
    let given = fields.into_iter();
    let given = given.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Some(Value::Object(given.collect()))
}

const DOMAINS: [&str; 2] = ["DOMAIN", "GROUP"];

fn cases() -> Vec<Case> {
    let kinds = kinds();
    let mut all = Vec::new();
    let mut add = |operation, records, parameters: &[(&'static str, Value)], body| {
        all.push(Case {
            operation,
            records,
            parameters: parameters.to_vec(),
            body,
        });
    };
    let subscribed = [("subscriptionId", json!(SUBSCRIPTION.to_string()))];
    let text = |text: &str| Some(json!(text));
    let count = |count: i64| Some(json!(count));
    let (reservations, tasks) = (
        [
            None,
            Some("START_PAID_SERVICE"),
            Some("CANCEL"),
            Some("ADD_LICENSE"),
        ],
        ["START_PAID_SERVICE", "CANCEL", "ADD_LICENSE"],
    );
    let plans = [None, text("MONTHLY"), text("ANNUAL_LICENSE"), text("TRIAL")];
    let products = [None, text("STD"), text("ADV"), text("FR"), text("ROG_STD")];
    let counts = [None, count(1), count(50)];
    // What is scheduled is what the subscription can have.
    let has = |kind: &(ProductId, Plan), task: Option<&'static str>| {
        let is_paid = kind.1.stage() == Some(works_partner_ext::Stage::Paid);
        task.filter(|task| (*task == "START_PAID_SERVICE") != is_paid)
            .map(reservation)
    };

    for [kind, domain, renewal, product, plan, licenses] in
        combined([kinds.len(), 2, 3, products.len() + 1, plans.len() + 1, 3])
    {
        let own = &kinds[kind];
        let product = products.get(product).cloned();
        let plan = plans.get(plan).cloned();
        let fields = body([
            ("type", text(["STAY", "CHANGE", "CANCEL"][renewal])),
            ("productId", product.unwrap_or_else(|| Some(json!(own.0)))),
            ("plan", plan.unwrap_or_else(|| Some(json!(own.1)))),
            ("licenseCount", counts[licenses].clone()),
        ]);
        let records = vec![customer(DOMAINS[domain]), subscription(own)];
        add("update_subscription_renewal", records, &subscribed, fields);
    }

    let days = [0, 1, 60, 61, END, END + 1, END + 2];
    for [kind, task, date, domain, product, plan, licenses] in combined([
        kinds.len(),
        3,
        days.len(),
        2,
        products.len(),
        plans.len(),
        2,
    ]) {
        let own = &kinds[kind];
        let mut records = vec![customer(DOMAINS[domain]), subscription(own)];
        // Most have none, or all else would be refused for that.
        let there = reservations[(kind + task + product) % reservations.len()];
        records.extend(has(own, there).filter(|_| date == 1));
        let fields = body([
            ("type", text(tasks[task])),
            ("applyDate", Some(day(days[date]))),
            ("productId", products[product].clone()),
            ("plan", plans[plan].clone()),
            ("licenseCount", counts[licenses].clone()),
        ]);
        add(
            "create_subscription_reservation",
            records,
            &subscribed,
            fields,
        );
    }

    for [kind, there, date] in combined([kinds.len(), reservations.len(), days.len()]) {
        let own = &kinds[kind];
        let mut records = vec![customer("DOMAIN"), subscription(own)];
        records.extend(has(own, reservations[there]));
        let fields = body([("applyDate", Some(day(days[date])))]);
        add(
            "update_subscription_reservation",
            records.clone(),
            &subscribed,
            fields,
        );
        if date == 0 {
            add("delete_subscription", records, &subscribed, None);
        }
    }

    for [kind, domain, product, plan, licenses, there] in combined([
        kinds.len(),
        2,
        products.len(),
        plans.len(),
        counts.len(),
        reservations.len(),
    ]) {
        let own = &kinds[kind];
        let mut records = vec![customer(DOMAINS[domain]), subscription(own)];
        records.push(usage("ACTIVE", false));
        records.extend(has(own, reservations[there]));
        let Some(plan) = plans[plan].clone() else {
            let wanted = products[product].clone().unwrap_or(json!("ADV_T"));
            let fields = body([("productId", Some(wanted))]);
            add("upgrade_subscription", records, &subscribed, fields);
            continue;
        };
        let fields = body([
            ("plan", Some(plan)),
            ("productId", products[product].clone()),
            ("licenseCount", counts[licenses].clone()),
        ]);
        add(
            "start_subscription_paid_service",
            records,
            &subscribed,
            fields,
        );
    }

    let ahead = [0, 1, 31, 32];
    for [kind, domain, product, there, plan, licenses, date] in
        combined([3, 2, products.len() - 1, 3, plans.len(), 2, ahead.len()])
    {
        let mut records = vec![customer(DOMAINS[domain])];
        records.extend(kinds.iter().step_by(3).take(kind).map(subscription));
        records.extend([None, Some("STD"), Some("ADV")][there].map(pre_order));
        let fields = body([
            ("productId", products[product + 1].clone()),
            ("applyDate", Some(day(ahead[date]))),
            ("plan", plans[plan].clone()),
            ("licenseCount", counts[licenses].clone()),
        ]);
        add("create_subscription_pre_order", records, &[], fields);
    }
    for date in ahead {
        let records = vec![customer("DOMAIN"), pre_order("STD")];
        let fields = body([("applyDate", Some(day(date)))]);
        add(
            "update_subscription_pre_order",
            records,
            &[("preOrderId", json!(1))],
            fields,
        );
    }

    let states = ["ACTIVE", "SUSPENDED_ADMIN", "SUSPENDED_WITHDRAWAL"];
    let maxima = [
        None,
        Some(Value::Null),
        count(0),
        count(1),
        count(9),
        count(1_000_001),
    ];
    let year = [0, 1, 365, 366];
    for [state, there, date, maximum] in combined([3, 2, 4, maxima.len()]) {
        let records = vec![customer("DOMAIN"), usage(states[state], there == 1)];
        let fields = body([
            ("applyDate", Some(day(year[date]))),
            ("maxMemberCount", maxima[maximum].clone()),
        ]);
        add("create_usage_status_renewal", records.clone(), &[], fields);
        let fields = body([("applyDate", Some(day(year[date])))]);
        add("update_usage_status_renewal", records.clone(), &[], fields);
        let end = [None, Some(Value::Null), Some(day(0)), Some(day(END + 1))];
        let fields = body([
            ("withdrawalDate", end[date].clone()),
            ("maxMemberCount", maxima[maximum].clone()),
        ]);
        add("update_usage_status", records.clone(), &[], fields);
        if date == 0 && maximum == 0 {
            add("delete_customer", records, &[], None);
        }
    }

    let options = ["SSTG2", "CST_S", "QTA_O1", "DRV"].map(|id| {
        let listed = OptionProductId::from(id).sub_options();
        let first = listed.and_then(|all| all.first());
        (
            id,
            first.map_or_else(|| format!("{id}01"), ToString::to_string),
        )
    });
    let standard = (ProductId::Std, Plan::Monthly);
    for [which, is_there, renewal, sub_option, quantity] in combined([4, 2, 3, 4, 4]) {
        let (id, own) = &options[which];
        let mut records = vec![customer("DOMAIN"), subscription(&standard)];
        records.extend((is_there == 1).then(|| option(id, own)));
        let path = [("optionProductId", json!(id))];
        if renewal == 2 {
            add("delete_option_product", records, &path, None);
            continue;
        }
        let others = [None, Some(json!(own)), text("SSTG203"), text("ACV201")];
        let fields = body([
            ("type", text(["STAY", "CHANGE"][renewal])),
            ("subOptionId", others[sub_option].clone()),
            (
                "quantity",
                [None, count(0), count(1), count(51)][quantity].clone(),
            ),
        ]);
        add("update_option_product_renewal", records, &path, fields);
    }
    all
}

/// What decides a request is its own, or a fact; the refusal names what shows the fact. Those that do not.
fn without_what_shows(case: &Case, decision: &Decision) -> Vec<(String, String)> {
    let Decision::Forbidden(violations) = decision else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let alone = case.call(1).assess(&Facts::on(TODAY)).unwrap_or_default();
    for violation in violations {
        let told = violation.to_string();
        assert_can_be_looked_up(&[], &told);
        let is_alone =
            |other: &works_partner_ext::validation::Diagnostic| other.rule_id == violation.rule_id;
        let by_itself = alone.violations().iter().any(is_alone);
        let names = told.split("see ").skip(1).any(super::names_a_read);
        if !(by_itself || names) {
            found.push((
                violation.rule_id.to_string(),
                format!("{}\n    {told}", case.told()),
            ));
        }
    }
    found
}

/// What the client reads before a call.
async fn facts_of(client: &Client, domain_id: i64, call: &OperationCall) -> Facts {
    let whose = DomainId::try_from(domain_id).unwrap();
    let (subject, wanted) = (FactsSubject::of(call), WantedFacts::by(call));
    let gathered = client.facts_for_with(whose, subject, wanted).await;
    gathered.unwrap().facts.today(TODAY)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn client_and_sandbox_agree_on_contracts() {
    let cases = cases();
    let mut state = State::empty();
    for (domain_id, case) in (1..).zip(&cases) {
        state.add_customer(domain_id);
        for (resource, record) in &case.records {
            let mut record = record.clone();
            record["domainId"] = domain_id.into();
            state.put(domain_id, *resource, record);
        }
    }
    let sandbox = sandbox().state(state).start().await.unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .rate_limit(None)
        .build()
        .unwrap();

    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut wrong = BTreeMap::new();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut read = HashMap::new();
    for (domain_id, case) in (1..).zip(&cases) {
        let call = case.call(domain_id);
        let facts = match read.entry(case.what_is_read()) {
            Entry::Occupied(facts) => facts.into_mut(),
            Entry::Vacant(unread) => unread.insert(facts_of(&client, domain_id, &call).await),
        };
        let is_as_documented = call.check().is_empty();
        let decision = call.assess(facts).unwrap_or_default().decision();
        wrong.extend(without_what_shows(case, &decision));
        let count = counts.entry(case.operation).or_default();
        let expected = match &decision {
            _ if !is_as_documented => Some(false),
            Decision::Forbidden(_) => Some(false),
            Decision::Allowed => Some(true),
            Decision::ServerDecides(_) => None,
        };
        count[expected.map_or(2, usize::from)] += 1;
        let method = call.operation().method.parse().unwrap();
        let request = http.request(method, call.url(sandbox.base_url()).unwrap());
        let request = request.bearer_auth(sandbox.token());
        let request = match call.shown_json() {
            Some(json) => request
                .header("content-type", "application/json")
                .body(json),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let answer = answer.text().await.unwrap();
        let agree = match expected {
            Some(true) => status.is_success(),
            Some(false) => status.is_client_error(),
            None => !status.is_server_error(),
        };
        if !agree {
            let told = match &decision {
                Decision::Forbidden(violations) => violations.to_string(),
                other => format!("{other:?}"),
            };
            let way = format!("{} {told} {status}", case.operation);
            wrong
                .entry(way.replace(char::is_numeric, ""))
                .or_insert_with(|| {
                    format!(
                        "{}\n    ext: {told}\n    sandbox: {status} {answer}",
                        case.told()
                    )
                });
        }
    }
    let wrong: Vec<String> = wrong.into_values().collect();
    assert!(wrong.is_empty(), "they disagree:\n{}", wrong.join("\n"));
    let list: Vec<String> = counts
        .iter()
        .map(|(operation, [refused, allowed, open])| {
            format!(
                "{operation}: {allowed} allowed, {refused} forbidden, {open} left to the server"
            )
        })
        .collect();
    insta::assert_snapshot!(list.join("\n"));
}
