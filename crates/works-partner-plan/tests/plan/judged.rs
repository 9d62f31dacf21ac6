//! What a plan says of a list.

use works_partner_plan::{ChangeList, Plan, PlannedDecision};

use super::support::{World, id, state};

const HEADER: &str =
    "domainId,operation,optionProductId,subOptionId,type,applyDate,subscriptionId\n";

fn decisions(plan: &Plan) -> Vec<PlannedDecision> {
    plan.changes.iter().map(|change| change.decision).collect()
}

fn kinds(plan: &Plan) -> Vec<(u64, String)> {
    plan.mistakes()
        .iter()
        .map(|mistake| (mistake.line, mistake.kind.to_string()))
        .collect()
}

#[tokio::test]
async fn a_plan_says_what_is_sent_what_is_so_already_and_what_is_refused() {
    let world = World::of(state(3)).await;
    let list = format!(
        "{HEADER}{},upgrade,SSTG2,SSTG203,,,\n{},upgrade,DRV,DRV01,,,\n{},upgrade,SSTG2,DRV01,,,\n99,cancel,DRV,,,,\n",
        id(1),
        id(2),
        id(3)
    );
    let plan = world.plan(&list).await;
    use PlannedDecision::{DoneAlready, Refused, Send};
    assert_eq!(decisions(&plan), [Send, DoneAlready, Refused, Refused]);
    assert_eq!(world.writes().len(), 0);
    let mistakes = plan.mistakes();
    assert_eq!(
        (mistakes[0].line, mistakes[0].column.as_deref()),
        (4, Some("subOptionId"))
    );
    assert_eq!(
        (
            mistakes.last().unwrap().line,
            &*mistakes.last().unwrap().kind
        ),
        (5, "NO_CUSTOMER")
    );
    let summary = plan.summary();
    assert_eq!(
        (summary.send, summary.done_already, summary.refused),
        (1, 1, 2)
    );
    assert_eq!(plan.changes[0].company_name.as_deref(), Some("Company 1"));
}

#[tokio::test]
async fn the_same_list_facts_and_day_make_the_same_bytes() {
    let world = World::of(state(2)).await;
    let list = format!(
        "{HEADER}{},cancel,DRV,,,2026-12-10,\n{},upgrade,SSTG2,SSTG203,,,\n",
        id(1),
        id(2)
    );
    let plan = world.plan(&list).await;
    let text = plan.to_json();
    assert_eq!(world.plan(&list).await.to_json(), text);
    assert_eq!(Plan::from_json(&text).unwrap(), plan);
    assert_eq!(
        text.lines()
            .filter(|line| line.contains("\"line\":"))
            .count(),
        2
    );
    // A plan that was edited is none.
    let edited = text.replace("SSTG203", "SSTG207");
    let error = Plan::from_json(&edited).unwrap_err();
    assert!(
        error.to_string().contains("was changed after it was made"),
        "{error}"
    );
}

#[tokio::test]
async fn lines_that_contradict_each_other_are_refused() {
    let world = World::of(state(1)).await;
    let (customer, subscription) = (id(1), 30_001);
    for (lines, expected) in [
        (
            vec!["cancel,DRV,,,2026-12-10,", "cancel,DRV,,,2026-12-12,"],
            vec![(2, "TWO_TASKS"), (3, "TWO_TASKS")],
        ),
        (
            vec!["cancel,DRV,,,,", "cancel,DRV,,,,"],
            vec![(3, "REPEATED_CHANGE")],
        ),
        (
            vec!["upgrade,SSTG2,SSTG202,,,", "cancel,SSTG2,,,2026-12-10,"],
            vec![(2, "CANCEL_AND_UPGRADE"), (3, "CANCEL_AND_UPGRADE")],
        ),
        (
            vec!["upgrade,SSTG2,SSTG202,,,", "cancel,SSTG2,,,,"],
            vec![(2, "TWO_CHANGES"), (3, "TWO_CHANGES")],
        ),
        (
            vec!["customer delete,,,,,", "cancel,DRV,,,,"],
            vec![(2, "CUSTOMER_ENDS"), (3, "CUSTOMER_ENDS")],
        ),
    ] {
        let lines: Vec<String> = lines
            .iter()
            .map(|line| format!("{customer},{line}"))
            .collect();
        let plan = world.plan(&format!("{HEADER}{}\n", lines.join("\n"))).await;
        let found = kinds(&plan);
        let found: Vec<_> = found
            .iter()
            .map(|(line, kind)| (*line, kind.as_str()))
            .collect();
        assert_eq!(found, expected, "{lines:?}");
    }
    let list = format!(
        "{HEADER}{customer},cancel,,,,,{subscription}\n{customer},upgrade,SSTG2,SSTG202,,,\n"
    );
    let plan = world.plan(&list).await;
    assert_eq!(kinds(&plan)[0], (2, "SUBSCRIPTION_ENDS".to_owned()));
    assert_eq!(plan.ending(), Vec::<String>::new());
}

#[tokio::test]
async fn what_ends_a_contract_is_named() {
    let world = World::of(state(2)).await;
    let list = format!(
        "{HEADER}{},cancel,,,,,30001\n{},cancel,DRV,,,,\n",
        id(1),
        id(2)
    );
    let plan = world.plan(&list).await;
    assert_eq!(plan.ending(), ["c1.example"]);
    let summary = plan.summary();
    assert!(summary.warnings[0].ends_contract, "{summary:?}");
    assert_eq!(summary.ends_contract, 1);
}

#[tokio::test]
async fn a_plan_holds_no_secret() {
    let world = World::of(state(1)).await;
    let list = ChangeList::read(
        b"{\"operation\": \"customer create\", \"domain\": \"new.by-works.com\", \"companyName\": \"New\", \
          \"phoneNumber\": \"+81-3-1\", \"timeZone\": \"Asia/Tokyo\", \"locale\": \"ja_JP\", \"administrator\": \
          {\"lastName\": \"A\", \"firstName\": \"B\", \"password\": \"SGlkZGVuLVdvcmQtNw==\", \"id\": \"admin\", \
          \"privateEmail\": \"a@b.example\"}}\n",
    );
    assert_eq!(list.mistakes(), []);
    let plan = world.plan_of(&list).await;
    let text = plan.to_json();
    assert!(!text.contains("SGlkZGVuLVdvcmQtNw=="), "{text}");
    assert!(plan.changes[0].has_secret);
    assert_eq!(
        plan.changes[0].decision,
        PlannedDecision::Send,
        "{:?}",
        plan.mistakes()
    );
}
