//! The files of plans: written by us, reviewed and changed by others.

use serde_json::Value;
use works_partner_plan::{ChangeList, Plan};

use crate::change_lists;

pub(crate) fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    if let Ok(plan) = Plan::from_json(text) {
        used(&plan);
    }
    // The digest keeps out nearly all of them; as if it were right:
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    if let Some(object) = value.as_object_mut() {
        object.remove("planId");
    }
    if let Ok(plan) = serde_json::from_value::<Plan>(value) {
        used(&plan);
    }
}

fn used(plan: &Plan) {
    let _ = (plan.ending(), plan.mistakes(), plan.id(), plan.summary());
    for change in &plan.changes {
        let _ = plan.ends_contract(change);
    }
    let json = plan.to_json();
    if let Ok(read) = Plan::from_json(&json) {
        assert_eq!(&read, plan);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let facts = change_lists::facts();
    let lists = change_lists::seeds();
    let plans = lists
        .iter()
        .map(|list| change_lists::planned(&ChangeList::read(list), &facts).to_json());
    plans.map(String::into_bytes).collect()
}
