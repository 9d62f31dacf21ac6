//! Customers by domain and by name, wherever an id is asked for.

use works_partner_sandbox::{Resource, State};

use crate::company::{self, ANNUAL};
use crate::support::{Run, Served};

fn served() -> Served {
    let mut state: State = company::customers(65);
    for (id, name, domain) in [
        (10_000_063, "合同会社みなみ風", "minami.example"),
        (10_000_064, "株式会社みなみ坂", "minami-zaka.example"),
        (10_000_065, "ACME Ｊａｐａｎ", "acme.example"),
    ] {
        let mut customer = company::customer(id, name);
        customer["domain"] = domain.into();
        state.put(id, Resource::Customer, customer);
    }
    Served::with(state)
}

fn found(run: &Run) -> i64 {
    let customer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    customer["domainId"].as_i64().unwrap()
}

fn get(served: &Served, name: &str) -> Run {
    let url = served.sandbox.base_url();
    let mut command = crate::support::works_partner("customer get -o jsonl");
    Run::of(command.args([name, "--base-url", url]))
}

#[test]
fn a_domain_or_a_unique_part_of_a_name_does_as_well_as_an_id() {
    let served = served();
    for (name, id) in [
        ("10000063", 10_000_063),
        ("minami.example", 10_000_063),
        ("MINAMI.example", 10_000_063),
        ("みなみ風", 10_000_063),
        ("acme japan", 10_000_065),
    ] {
        assert_eq!(found(&get(&served, name).succeeded()), id, "{name}");
    }
}

#[test]
fn an_id_costs_no_call_and_a_name_as_many_as_the_list_has_pages() {
    let served = served();
    get(&served, "10000063").succeeded();
    assert_eq!(served.sandbox.requests().len(), 1);
    get(&served, "みなみ風").succeeded();
    assert_eq!(served.sandbox.requests().len(), 1 + 3 + 1);
}

#[test]
fn several_and_none_are_told_with_candidates() {
    let served = served();
    let several = get(&served, "みなみ").failed(2).stderr;
    assert!(
        several.contains("合同会社みなみ風 (minami.example, 10000063)"),
        "{several}"
    );
    assert!(
        several.contains("株式会社みなみ坂 (minami-zaka.example, 10000064)"),
        "{several}"
    );
    let near = get(&served, "minami.exampel").failed(2).stderr;
    assert!(near.contains("did you mean 合同会社みなみ風"), "{near}");
    get(&served, "").failed(2);
}

#[test]
fn every_command_finds_customers_in_the_same_way() {
    let served = served();
    for what in [
        "option list みなみ風",
        "option-order list minami.example",
        "subscription list minami.example",
        "api get-customer --domain-id みなみ風",
        "api list-subscriptions --domain-id minami.example",
    ] {
        served.run(what).succeeded();
    }
    served.run("option-order get みなみ風 DRV").failed(3);
    served.run("api get-customer --domain-id みなみ").failed(2);
}

/// What is asked about shows who was found.
#[test]
fn a_change_says_who_was_found() {
    let served = served();
    let run = served.run("api update-customer --domain-id みなみ風 --company-name X --yes");
    let told = "customer: 10000063 (合同会社みなみ風, minami.example)\n";
    assert!(run.stderr.starts_with(told), "{run}");
}

#[test]
fn every_list_can_carry_the_customer() {
    let served = Served::with(company::state());
    for list in ["option list", "subscription list", "option-order list"] {
        for format in ["csv", "json", "jsonl", "table"] {
            let columns = "customer.domainId,customer.domain,customer.companyName";
            let run = served
                .run(&format!("{list} {ANNUAL} -o {format} --columns {columns}"))
                .succeeded();
            if !run.stdout.is_empty() {
                let shown = run.stdout;
                assert!(
                    shown.contains(&ANNUAL.to_string()) || format == "json",
                    "{shown}"
                );
                assert!(shown.contains("Annual Inc.") || !shown.contains(&ANNUAL.to_string()));
            }
        }
    }
    let api = served
        .run(&format!(
            "api list-option-products --domain-id {ANNUAL} -o csv --columns \
             companyName,domain,domainId,optionProductId --labels"
        ))
        .succeeded();
    let header = "companyName,domain,domainId,optionProductId,optionProductId.label\r\n";
    assert!(api.stdout.starts_with(header), "{api}");
    assert!(api.stdout.contains("Annual Inc.,"), "{api}");
}

/// The same of subscriptions: by the product or the family, where that leaves one.
#[test]
fn a_product_or_a_family_does_as_well_as_the_id_of_a_subscription() {
    let served = Served::with(company::state());
    for (name, id) in [
        ("20101", 20101),
        ("std", 20101),
        ("line-works", 20101),
        ("NTA_NEW", 20111),
    ] {
        let run = served.run(&format!("subscription get {ANNUAL} {name} -o jsonl"));
        let found: serde_json::Value = serde_json::from_str(&run.succeeded().stdout).unwrap();
        assert_eq!(found["subscriptionId"], id, "{name}");
    }
    let change = "--dry-run -o jsonl";
    let run = served.run(&format!("subscription upgrade {ANNUAL} STD ADV {change}"));
    let by_id = served.run(&format!("subscription upgrade {ANNUAL} 20101 ADV {change}"));
    assert_eq!(run.succeeded().stdout, by_id.stdout);
    let said = served.run(&format!("subscription upgrade {ANNUAL} STD ADV --dry-run"));
    let said = said.succeeded().stderr;
    assert_eq!(said, "subscription: 20101 (LINE WORKS Standard, STD)\n");
}

#[test]
fn what_a_customer_has_not_or_has_twice_is_told_with_what_there_is() {
    let mut state = company::state();
    let mut second = serde_json::json!({
        "domainId": ANNUAL, "subscriptionId": 20112, "productId": "ADV", "plan": "MONTHLY",
        "planStartDate": "2026-01-01", "planEndDate": null, "status": "ACTIVE", "renewal": null,
    });
    state.put(ANNUAL, Resource::Subscription, second.clone());
    second["subscriptionId"] = 20113.into();
    state.put(ANNUAL, Resource::Subscription, second);
    let served = Served::with(state);
    for (name, told) in [
        ("ROG", "no subscription of ROG"),
        ("ADV", "2 subscriptions of ADV"),
        ("LINE_WORKS", "3 subscriptions of LINE_WORKS"),
        ("9x", "`9x` is not a subscriptionId"),
    ] {
        let run = served.run(&format!("subscription cancel {ANNUAL} {name} --yes"));
        let stderr = run.failed(2).stderr;
        assert!(stderr.contains(told), "{name}: {stderr}");
        let lists = stderr.contains("20112 (LINE WORKS Advanced, ADV), 20113");
        assert_eq!(lists, name != "9x", "{name}: {stderr}");
    }
    let none = company::ON_ORDER;
    let run = served
        .run(&format!("subscription get {none} STD"))
        .failed(2);
    assert!(run.stderr.contains("no subscription at all"), "{run}");
    let requests = served.sandbox.requests();
    assert!(requests.iter().all(|request| request.method() == "GET"));
}

/// Such a line can be read: what stands in the customer's place could be a name, or another's id.
#[test]
fn a_code_or_an_id_in_the_place_of_the_customer_is_told() {
    let served = Served::demo();
    for (line, right) in [
        (
            "subscription get std 10000016",
            "subscription get 10000016 std",
        ),
        (
            "subscription get line-works 10000016",
            "subscription get 10000016 line-works",
        ),
        (
            "subscription cancel std 10000016 --yes",
            "subscription cancel 10000016 std --yes",
        ),
        (
            "subscription get 1021 10000016",
            "subscription get 10000016 1021",
        ),
    ] {
        let run = served.run(line);
        assert!(matches!(run.code, 2 | 4), "{run}");
        let said = "DOMAIN_ID comes before SUBSCRIPTION_ID";
        assert!(run.stderr.contains(said), "{run}");
        assert!(
            run.stderr
                .contains(&format!("did you mean `works-partner {right}")),
            "{run}"
        );
    }
    let run = served
        .run("option upgrade drv01 drv 10000016 --yes")
        .failed(2);
    let right = "did you mean `works-partner option upgrade 10000016 drv drv01";
    assert!(run.stderr.contains(right), "{run}");
    for line in [
        "option upgrade 10000016 drv drv09 --yes",
        "subscription get kitaa std",
        "subscription get kitaa 1021",
        "customer get std",
    ] {
        let run = served.run(line).failed(2);
        assert!(!run.stderr.contains("comes before"), "{run}");
    }
}
