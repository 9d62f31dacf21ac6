//! Lists of changes, as CSV or JSON, and the plans that are made from them.

use std::collections::{BTreeMap, BTreeSet};

use works_partner_ext::Client;
use works_partner_plan::{
    ChangeList, CustomerFacts, FactKind, FactSource as _, LiveFacts, Plan, PlanOptions, Subject,
    plan,
};
use works_partner_sandbox::Sandbox;

use crate::input::{block_on, now, today};

type AllFacts = BTreeMap<i64, CustomerFacts>;

pub(crate) fn run(input: &[u8]) {
    thread_local! {
        static FACTS: AllFacts = facts();
    }
    let list = ChangeList::read(input);
    for mistake in list.mistakes() {
        let _ = mistake.to_string();
    }
    for change in list.changes() {
        let _ = change.call().check();
    }
    if list.changes().len() > 30 {
        return;
    }
    let plan = FACTS.with(|facts| planned(&list, facts));
    let read = Plan::from_json(&plan.to_json()).expect("what was written is read");
    assert_eq!(read, plan);
}

/// At hand, plans need no server.
pub(crate) fn planned(list: &ChangeList, facts: &AllFacts) -> Plan {
    let options = PlanOptions::new(today(), "http://127.0.0.1:9/v1.0");
    block_on(plan(list, facts, &options)).expect("the facts are at hand")
}

/// What some of the sandbox's customers have.
pub(crate) fn facts() -> AllFacts {
    block_on(async {
        let sandbox = Sandbox::builder()
            .clock(now)
            .start()
            .await
            .expect("a sandbox");
        let client = Client::builder()
            .base_url(sandbox.base_url())
            .access_token(sandbox.token())
            .build()
            .expect("a client");
        let live = LiveFacts::new(client);
        let mut facts = BTreeMap::new();
        for id in 10_000_001..10_000_006 {
            let all = BTreeSet::from(FactKind::ALL);
            let read = live.facts(&Subject::whole(id), &all).await;
            facts.insert(id, read.expect("they are read"));
        }
        facts
    })
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let csv = "domainId,operation,optionProductId,subOptionId,type,applyDate,quantity\n\
               10000001,withdraw,DRV,,,,\n\
               10000001,schedule,DRV,DRV01,APPLY,2027-01-01,\n\
               10000002,create_option_product,SSTG2,SSTG201,,,3\n\
               10000003,cancel,ACV2,,,,\n\
               10000004,delete_option_product_order,ACV2,,,,\n";
    let lines = r#"{"domainId":10000001,"operation":"create_option_product_order","optionProductId":"DRV","body":{"subOptionId":"DRV01","type":"APPLY","applyDate":"2027-01-01"}}
{"domainId":"10000002","operation":"update_customer","phoneNumber":"+81-3-1234-5678"}
{"domainId":10000003,"operation":"update_subscription_memo","subscriptionId":100000001,"memo":null}
"#;
    let array = format!("[{}]", lines.trim_end().replace('\n', ","));
    let seeds = [
        csv.to_owned(),
        csv.replace(',', ";"),
        csv.replace(',', "\t"),
        format!("\u{feff}{}", csv.replace('\n', "\r\n")),
        csv.replace("10000001", "\"10,000,001\""),
        lines.to_owned(),
        array,
    ];
    seeds.map(String::into_bytes).into()
}
