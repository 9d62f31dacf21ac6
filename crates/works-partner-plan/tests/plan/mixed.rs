//! A long list with every kind of mistake: each is found, and the rest is done as promised.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use works_partner_plan::{
    Expectation, FactKind, Journal, OutcomeKind, PlannedChange, PlannedDecision, Promise,
};
use works_partner_sandbox::{Resource, State};

use super::support::{World, id, state};

const HEADER: &str = "domainId,operation,optionProductId,subOptionId,quantity,applyDate,subscriptionId,type,plan,\
    productId,customerCode,phoneNumber,partnership.enablePartnerProfileDisplay,maxMemberCount,qantity,Quantity,,locale";
const WIDTH: usize = 18;

/// A row with these fields, by their columns.
fn row(fields: &[(usize, &str)]) -> String {
    let cells: Vec<&str> = (0..WIDTH)
        .map(|column| {
            fields
                .iter()
                .find(|(own, _)| *own == column)
                .map_or("", |(_, text)| *text)
        })
        .collect();
    cells.join(",")
}

/// Rows that are wrong, with the kind of mistake. The customers from 501 on are theirs.
fn wrong() -> Vec<(String, &'static str)> {
    let customer = |number: i64| id(number).to_string();
    let sub = |number: i64| (30_000 + number).to_string();
    let c: Vec<String> = (0..60).map(|offset| customer(501 + offset)).collect();
    let s: Vec<String> = (0..60).map(|offset| sub(501 + offset)).collect();
    let option = |at: usize, verb: &'static str, option: &'static str, more: &[(usize, &str)]| {
        let mut fields = vec![(0, c[at].as_str()), (1, verb), (2, option)];
        fields.extend(more);
        row(&fields)
    };
    let of_sub = |at: usize, verb: &'static str, more: &[(usize, &str)]| {
        let mut fields = vec![(0, c[at].as_str()), (1, verb), (6, s[at].as_str())];
        fields.extend(more);
        row(&fields)
    };
    vec![
        (option(0, "", "DRV", &[]), "NO_OPERATION"),
        (option(0, "fly", "DRV", &[]), "UNKNOWN_OPERATION"),
        (option(0, "get_customer", "", &[]), "OPERATION_READS"),
        (
            option(0, "change-quantity", "DRV", &[]),
            "VERB_WITHOUT_SUBJECT",
        ),
        (
            option(0, "cancel", "DRV", &[(10, "CODE")]),
            "FIELD_NOT_OF_OPERATION",
        ),
        (
            option(0, "cancel", "DRV", &[(5, "2026-12-10"), (7, "APPLY")]),
            "VERB_CONTRADICTS_TYPE",
        ),
        (option(0, "cancel", "#N/A", &[]), "FORMULA_ERROR"),
        (option(0, "cancel", "=A1", &[]), "FORMULA"),
        (row(&[(0, "company"), (1, "cancel"), (2, "DRV")]), "NUMBER"),
        (
            row(&[(0, "2E+07"), (1, "cancel"), (2, "DRV")]),
            "NUMBER_SHORTENED",
        ),
        (
            row(&[(0, "20 000 501"), (1, "cancel"), (2, "DRV")]),
            "NUMBER_GROUPED",
        ),
        (
            row(&[(0, "20000501.0"), (1, "cancel"), (2, "DRV")]),
            "NUMBER_FRACTION",
        ),
        (
            row(&[(0, "99999999999999999999999"), (1, "cancel"), (2, "DRV")]),
            "NUMBER_TOO_LONG",
        ),
        (option(0, "cancel", "DRV", &[(5, "soon")]), "DATE"),
        (
            option(0, "cancel", "DRV", &[(5, "10/12/2026")]),
            "DATE_AMBIGUOUS",
        ),
        (option(0, "cancel", "DRV", &[(5, "46388")]), "DATE_SERIAL"),
        (
            option(0, "cancel", "DRV", &[(5, "2027-02-29")]),
            "DATE_NOT_THERE",
        ),
        (
            option(0, "cancel", "DRV", &[(5, "2026-12-10T00:00:00Z")]),
            "DATE_WITH_TIME",
        ),
        (
            row(&[(0, &c[0]), (1, "customer update"), (12, "yes")]),
            "BOOLEAN",
        ),
        (row(&[(1, "cancel"), (2, "DRV")]), "MISSING"),
        (option(0, "cancel", "DVR", &[]), "UNLISTED"),
        (
            option(
                0,
                "add",
                "CST_S",
                &[(3, "CST_S01"), (4, "0"), (5, "2026-12-10")],
            ),
            "RANGE",
        ),
        (format!("{},cancel,DRV", c[0]), "CELL_COUNT"),
        (option(0, "cancel", "DRV", &[(16, "x")]), "UNNAMED_COLUMN"),
        (row(&[(0, "99"), (1, "cancel"), (2, "DRV")]), "NO_CUSTOMER"),
        // Lines that contradict each other.
        (
            option(1, "cancel", "DRV", &[(5, "2026-12-10")]),
            "TWO_TASKS",
        ),
        (
            option(1, "cancel", "DRV", &[(5, "2026-12-11")]),
            "TWO_TASKS",
        ),
        (option(2, "cancel", "DRV", &[]), "OPTION_ENDS"),
        (
            option(2, "cancel", "DRV", &[(5, "2026-12-11")]),
            "OPTION_ENDS",
        ),
        (
            option(3, "upgrade", "SSTG2", &[(3, "SSTG202")]),
            "TWO_CHANGES",
        ),
        (
            option(3, "upgrade", "SSTG2", &[(3, "SSTG203")]),
            "TWO_CHANGES",
        ),
        (
            option(4, "upgrade", "SSTG2", &[(3, "SSTG202")]),
            "CANCEL_AND_UPGRADE",
        ),
        (
            option(4, "cancel", "SSTG2", &[(5, "2026-12-11")]),
            "CANCEL_AND_UPGRADE",
        ),
        (row(&[(0, &c[5]), (1, "customer delete")]), "CUSTOMER_ENDS"),
        (option(5, "cancel", "DRV", &[]), "CUSTOMER_ENDS"),
        (of_sub(6, "cancel", &[]), "SUBSCRIPTION_ENDS"),
        (
            option(6, "upgrade", "SSTG2", &[(3, "SSTG203")]),
            "SUBSCRIPTION_ENDS",
        ),
        (
            option(7, "upgrade", "SSTG2", &[(3, "SSTG204"), (5, "2026-12-10")]),
            "ORDER_OF_LINES",
        ),
        (
            option(7, "upgrade", "SSTG2", &[(3, "SSTG202")]),
            "ORDER_OF_LINES",
        ),
        (
            option(9, "upgrade", "SSTG2", &[(3, "SSTG203"), (5, "2026-12-10")]),
            "TWO_TASKS",
        ),
        (
            option(9, "upgrade", "SSTG2", &[(3, "SSTG204"), (5, "2026-12-10")]),
            "TWO_TASKS",
        ),
        // Rules of the vendor.
        (option(10, "upgrade", "SSTG2", &[(3, "DRV01")]), ""),
        (option(11, "cancel", "DRV", &[(5, "2026-12-01")]), ""),
        (option(12, "cancel", "DRV", &[(5, "2027-03-01")]), ""),
        (
            option(13, "upgrade", "SSTG2", &[(3, "SSTG203"), (5, "2027-03-01")]),
            "",
        ),
        (
            option(
                14,
                "add",
                "CST_S",
                &[(3, "CST_S01"), (4, "51"), (5, "2026-12-10")],
            ),
            "",
        ),
        (
            option(15, "add", "CST_S", &[(3, "CST_S01"), (5, "2026-12-10")]),
            "",
        ),
        (
            option(16, "add", "ACV3", &[(3, "ACV301"), (5, "2026-12-10")]),
            "",
        ),
        (option(17, "cancel", "BCT", &[(5, "2026-12-10")]), ""),
        (option(18, "upgrade", "BCT", &[(3, "BCT02")]), ""),
        (option(19, "add", "SSTG2", &[(3, "SSTG202")]), ""),
        (option(20, "start-paid-service", "DRV", &[(3, "DRV00")]), ""),
        (
            option(
                21,
                "change-quantity",
                "CST_S",
                &[(4, "3"), (5, "2026-12-10")],
            ),
            "",
        ),
        (of_sub(23, "upgrade", &[(9, "STD_T")]), ""),
        (
            of_sub(
                25,
                "create_subscription_reservation",
                &[(7, "CANCEL"), (5, "2026-11-01")],
            ),
            "",
        ),
        (
            of_sub(
                27,
                "create_subscription_reservation",
                &[(7, "START_PAID_SERVICE"), (5, "2026-12-10"), (8, "MONTHLY")],
            ),
            "",
        ),
        (
            row(&[(0, &c[29]), (1, "update_customer"), (17, "xx_XX")]),
            "",
        ),
    ]
}

/// Rows that are right, each of another customer.
fn right(count: usize) -> Vec<String> {
    (1..)
        .take(count)
        .map(|number: i64| {
            let (customer, subscription) = (id(number).to_string(), (30_000 + number).to_string());
            let option = |verb, option, more: &[(usize, &str)]| {
                let mut fields = vec![(0, customer.as_str()), (1, verb), (2, option)];
                fields.extend(more);
                row(&fields)
            };
            let of_sub = |verb, more: &[(usize, &str)]| {
                let mut fields = vec![
                    (0, customer.as_str()),
                    (1, verb),
                    (6, subscription.as_str()),
                ];
                fields.extend(more);
                row(&fields)
            };
            match number % 11 {
                0 => option("upgrade", "SSTG2", &[(3, "SSTG203")]),
                1 => option("upgrade", "SSTG2", &[(3, "SSTG204"), (5, "2026/12/10")]),
                2 => option("cancel", "DRV", &[]),
                3 => option("cancel", "DRV", &[(5, "2026年12月12日")]),
                4 => option(
                    "add",
                    "CST_S",
                    &[(3, "CST_S01"), (4, "３"), (5, "2026-12-10")],
                ),
                5 => of_sub("put_subscription_memo", &[(10, "CODE")]),
                6 => row(&[
                    (0, &customer),
                    (1, "customer update"),
                    (11, "+81-3-9999-0000"),
                ]),
                7 => row(&[(0, &customer), (1, "usage-status set"), (13, "60")]),
                8 => of_sub("renew", &[(7, "CANCEL")]),
                9 => of_sub(
                    "create_subscription_reservation",
                    &[(7, "CANCEL"), (5, "2026-12-10")],
                ),
                _ => option("withdraw", "CST_M", &[]),
            }
        })
        .collect()
}

/// Whether the emulator has what a plan promised, field by field.
fn is_kept(state: &State, customer: i64, promise: &Promise) -> bool {
    let resource = match promise.kind {
        FactKind::Customer => Resource::Customer,
        FactKind::Subscriptions => Resource::Subscription,
        FactKind::SubscriptionReservations => Resource::SubscriptionReservation,
        FactKind::SubscriptionMemos => Resource::SubscriptionMemo,
        FactKind::OptionProducts => Resource::OptionProduct,
        FactKind::OptionProductOrders => Resource::OptionProductOrder,
        FactKind::UsageStatus => Resource::UsageStatus,
        other => panic!("{other:?}"),
    };
    let all = state.all(customer, resource).unwrap();
    let item = all
        .iter()
        .find(|item| match (resource.id_member(), &promise.key) {
            (Some(member), Some(key)) => {
                item[member].as_str() == Some(key)
                    || item[member].as_i64().map(|id| id.to_string()).as_ref() == Some(key)
            }
            _ => true,
        });
    match &promise.expect {
        Expectation::Gone => item.is_none(),
        Expectation::Fields(fields) => fields.iter().all(|(path, expected)| {
            let found = path
                .split('.')
                .try_fold(item.unwrap(), |value, name| value.get(name));
            found.unwrap_or(&Value::Null) == expected
        }),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_mistake_of_a_long_list_is_found_and_the_rest_is_done_as_promised() {
    let wrong = wrong();
    let right = right(500 - wrong.len());
    // One wrong line after every few right ones; the first is below the header.
    let mut list = format!("{HEADER}\n");
    let mut expected: BTreeMap<u64, &str> = BTreeMap::new();
    let mut line = 2;
    let mut rows = right.iter();
    for (text, kind) in &wrong {
        for text in rows.by_ref().take(5) {
            list.push_str(&format!("{text}\n"));
            line += 1;
        }
        list.push_str(&format!("{text}\n"));
        expected.insert(line, kind);
        line += 1;
    }
    for text in rows {
        list.push_str(&format!("{text}\n"));
        line += 1;
    }
    assert_eq!(line - 2, 500);

    let world = World::of(state(565)).await;
    let plan = world.plan(&list).await;
    let mistakes = plan.mistakes();
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    for mistake in &mistakes {
        kinds.insert(mistake.kind.to_string());
        assert!(!mistake.expected.is_empty(), "{mistake}");
        let is_of_a_wrong_line = mistake.line == 1 || expected.contains_key(&mistake.line);
        assert!(is_of_a_wrong_line, "{mistake}");
    }
    let mut missed: Vec<String> = Vec::new();
    for (line, kind) in &expected {
        let of_line: Vec<_> = mistakes
            .iter()
            .filter(|mistake| mistake.line == *line)
            .collect();
        let text = list
            .lines()
            .nth(usize::try_from(*line).unwrap() - 1)
            .unwrap();
        let has_kind = kind.is_empty() || of_line.iter().any(|mistake| mistake.kind == *kind);
        if of_line.is_empty() || !has_kind {
            missed.push(format!("line {line}, {kind}: {text}: {of_line:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(kinds.len() >= 40, "{}: {kinds:?}", kinds.len());

    // With columns that nobody knows, a line may mean something else.
    let is_sent = |change: &PlannedChange| change.decision == PlannedDecision::Send;
    assert!(!plan.changes.iter().any(is_sent));

    let list = list.replace("qantity,Quantity", "#qantity,#Quantity");
    let plan = world.plan(&list).await;
    let report = world.apply(&plan, &Journal::in_memory().unwrap()).await;
    let state = world.sandbox.state();
    let mut sent = 0;
    for (change, outcome) in plan
        .changes
        .iter()
        .filter(|change| change.decision != PlannedDecision::Refused)
        .filter_map(|change| {
            let outcome = report
                .outcomes
                .iter()
                .find(|outcome| outcome.line == change.line)?;
            Some((change, outcome))
        })
    {
        assert!(
            matches!(outcome.kind, OutcomeKind::Done | OutcomeKind::DoneAlready),
            "{outcome:?}"
        );
        let promise = change.promise.as_ref().unwrap();
        assert!(
            is_kept(&state, change.domain_id.unwrap(), promise),
            "{change:?}"
        );
        sent += 1;
    }
    assert_eq!(sent, 500 - expected.len());
    assert_eq!(report.count(OutcomeKind::Done), world.writes().len());
}
