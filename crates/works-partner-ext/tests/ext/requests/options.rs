//! The rules on options and on their scheduled tasks, each by cases on both sides of its edge.

use jiff::civil::{Date, date};
use serde_json::json;
use works_partner_ext::Selection;
use works_partner_ext::api::types::{
    OptionProduct, OptionProductOrder, Subscription, SubscriptionPreOrder, SubscriptionReservation,
};
use works_partner_ext::requests::agreement;
use works_partner_ext::requests::option_orders::{CreateOptionOrder, UpdateOptionOrder};
use works_partner_ext::requests::options::{
    AddOption, DeleteOption, StartOptionPaidService, UpdateOptionRenewal, UpgradeOption,
};
use works_partner_ext::validation::{Assessment, Decision, Facts};

const TODAY: Date = date(2026, 11, 3);
const PAID_END: Date = date(2026, 11, 30);
const OPTION_END: Date = date(2026, 11, 20);

fn pick(option: &str, sub_option: &str) -> Selection {
    Selection::new(option, sub_option).unwrap()
}

fn subscription(product: &str, plan: &str, end: Option<Date>) -> Subscription {
    serde_json::from_value(json!({
        "domainId": 1, "subscriptionId": 7, "productId": product, "plan": plan,
        "planStartDate": "2026-01-01", "planEndDate": end, "status": "ACTIVE"
    }))
    .unwrap()
}

fn reservation(kind: &str, day: Date) -> SubscriptionReservation {
    serde_json::from_value(json!({"subscriptionId": 7, "type": kind, "applyDate": day})).unwrap()
}

fn option(option: &str, sub_option: &str) -> OptionProduct {
    serde_json::from_value(json!({
        "optionProductId": option, "subOptionId": sub_option,
        "appliedTime": "2026-01-01T00:00:00.000Z", "planEndDate": OPTION_END
    }))
    .unwrap()
}

fn order(kind: &str) -> OptionProductOrder {
    serde_json::from_value(json!({
        "optionProductId": "DRV", "subOptionId": "DRV01", "type": kind, "applyDate": "2026-11-10"
    }))
    .unwrap()
}

/// All is known: a paid Standard subscription that ends on 30 November, nothing scheduled.
fn paid() -> Facts {
    Facts::on(TODAY)
        .subscription(&subscription("STD", "MONTHLY", Some(PAID_END)))
        .no_reservation()
        .no_option_order()
        .no_option()
}

fn trial() -> Facts {
    Facts::on(TODAY)
        .subscription(&subscription("STD_T", "TRIAL", None))
        .in_grace(false)
        .no_reservation()
        .no_option_order()
        .no_option()
}

fn free() -> Facts {
    trial().subscription(&subscription("FR", "FREE", None))
}

fn broken(assessment: &Assessment) -> Vec<&str> {
    assessment
        .violations()
        .iter()
        .map(|violation| &*violation.rule_id)
        .collect()
}

fn open(assessment: &Assessment) -> Vec<&str> {
    assessment
        .undecided()
        .iter()
        .map(|undecided| &*undecided.rule_id)
        .collect()
}

#[track_caller]
fn assert_breaks(request: &CreateOptionOrder, facts: &Facts, expected: &[&str]) {
    let assessment = request.assess(facts);
    assert_eq!(broken(&assessment), expected, "{assessment:#?}");
}

#[test]
fn a_paid_subscription_takes_an_option_from_tomorrow_to_the_day_after_its_contract() {
    for (day, expected) in [
        (TODAY, &["ORDER_DATE_PAID"][..]),
        (date(2026, 11, 4), &[]),
        (date(2026, 12, 1), &[]),
        (date(2026, 12, 2), &["ORDER_DATE_PAID"]),
    ] {
        assert_breaks(
            &CreateOptionOrder::apply(pick("ACV2", "ACV201"), day),
            &paid(),
            expected,
        );
    }
    let request = CreateOptionOrder::apply(pick("ACV2", "ACV201"), date(2026, 11, 4));
    assert_eq!(request.assess(&paid()).decision(), Decision::Allowed);
}

#[test]
fn tomorrow_is_counted_over_leap_days_and_ends_of_months() {
    for (today, first) in [
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2027, 2, 28), date(2027, 3, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ] {
        let facts = paid().today(today).plan_end(date(2029, 1, 1));
        let apply = |day| CreateOptionOrder::apply(pick("ACV2", "ACV201"), day);
        assert_breaks(&apply(today), &facts, &["ORDER_DATE_PAID"]);
        assert_breaks(&apply(first), &facts, &[]);
    }
}

#[test]
fn an_option_begins_with_what_is_scheduled_for_its_subscription() {
    let start = date(2026, 11, 17);
    let going_paid = trial().reservation(&reservation("START_PAID_SERVICE", start));
    let ending = paid().reservation(&reservation("CANCEL", start));
    let pre_order: SubscriptionPreOrder = serde_json::from_value(
        json!({"preOrderId": 1, "productId": "STD", "applyDate": start, "plan": "MONTHLY"}),
    )
    .unwrap();
    let applied_for = paid().pre_order(&pre_order);
    for (facts, rule) in [
        (&going_paid, "ORDER_DATE_SAME"),
        (&ending, "ORDER_DATE_SAME"),
        (&applied_for, "ORDER_DATE_APPLIED_FOR"),
    ] {
        let apply = |day| CreateOptionOrder::apply(pick("SSTG2", "SSTG201"), day);
        assert_breaks(&apply(start), facts, &[]);
        assert_eq!(apply(start).assess(facts).decision(), Decision::Allowed);
        assert_breaks(&apply(date(2026, 11, 16)), facts, &[rule]);
        assert_breaks(&apply(date(2026, 11, 18)), facts, &[rule]);
    }
}

#[test]
fn a_paid_option_needs_a_subscription_that_is_or_goes_paid() {
    let day = date(2026, 11, 17);
    let apply = |sub_option| CreateOptionOrder::apply(pick("ACV2", sub_option), day);
    let task = reservation("START_PAID_SERVICE", day);
    assert_breaks(&apply("ACV201"), &trial(), &["ORDER_APPLY_TRIAL"]);
    assert_breaks(&apply("ACV201"), &trial().reservation(&task), &[]);
    assert_breaks(&apply("ACV200"), &trial(), &[]);
    assert_breaks(&apply("ACV200"), &paid(), &[]);
    assert_breaks(
        &apply("ACV201"),
        &free(),
        &["ORDER_PRODUCT", "ORDER_APPLY_FREE"],
    );
    // Which product the free one becomes is not said.
    let assessment = apply("ACV201").assess(&free().reservation(&task));
    assert_eq!(broken(&assessment), [""; 0]);
    assert_eq!(open(&assessment), ["ORDER_PRODUCT"]);
    assert_eq!(
        open(&apply("ACV200").assess(&free().reservation(&task))),
        ["ORDER_PRODUCT", "ORDER_APPLY_FREE"]
    );
}

#[test]
fn nothing_is_scheduled_in_the_grace_period() {
    let apply = CreateOptionOrder::apply(pick("ACV2", "ACV200"), date(2026, 11, 10));
    assert_breaks(&apply, &trial().in_grace(true), &["ORDER_GRACE"]);
    assert_breaks(&apply, &trial().in_grace(false), &[]);
    // A paid subscription has none, whatever is said.
    assert_breaks(&apply, &paid().in_grace(true), &[]);
}

#[test]
fn options_go_with_some_products() {
    let day = date(2026, 11, 10);
    for (option, sub_option, fits, not) in [
        ("ACV2", "ACV201", "ADV", "ROG_STD"),
        ("ACV3", "ACV301", "ADV", "STD"),
        ("DRV", "DRV01", "STD", "NTA_SL"),
        ("SSTG2", "SSTG201", "STD", "JP_AIS_STD"),
        ("BCT", "BCT01", "ADV", "ROG_ADV"),
        ("CST_L", "CST_L01", "ADV", "NTA_EP"),
        ("QTA_O1", "?", "NTA_TM", "STD"),
        ("QTA_M2", "?", "NTA_EP", "NTA_BZ"),
        ("JP_PPO_O", "?", "JP_PPO_LT", "ADV"),
        ("JP_AIS_M", "?", "JP_AIS_STD", "STD"),
    ] {
        let quantity = option.starts_with("CST") || option.contains('_');
        let mut request = CreateOptionOrder::apply(pick(option, sub_option), day);
        if quantity {
            request = request.quantity(1);
        }
        let on = |product| paid().subscription(&subscription(product, "MONTHLY", Some(PAID_END)));
        assert_breaks(&request, &on(fits), &[]);
        assert_breaks(&request, &on(not), &["ORDER_PRODUCT"]);
        assert!(open(&request.assess(&on("NEW"))).contains(&"ORDER_PRODUCT"));
    }
    let drive = CreateOptionOrder::apply(pick("DRV", "DRV_PA"), day);
    assert_breaks(&drive, &paid(), &["ORDER_EDITION"]);
    assert_breaks(&drive, &paid().product("ADV"), &[]);
}

#[test]
fn options_have_some_tasks() {
    let day = date(2026, 11, 10);
    let in_use = |option_id, sub_option| paid().option(&option(option_id, sub_option));
    let modify = CreateOptionOrder::modify(pick("SSTG2", "SSTG202"), day);
    assert_breaks(&modify, &in_use("SSTG2", "SSTG201"), &[]);
    let modify = CreateOptionOrder::modify(pick("ACV2", "ACV201"), day);
    assert_breaks(&modify, &in_use("ACV2", "ACV200"), &["ORDER_TASK"]);
    let start = CreateOptionOrder::start_paid_service(pick("SSTG2", "SSTG202"), day);
    assert!(broken(&start.assess(&in_use("SSTG2", "SSTG202"))).contains(&"ORDER_TASK"));
    let unlisted = CreateOptionOrder::cancel("DRV", day).assess(&in_use("DRV", "DRV01"));
    assert_eq!(
        (broken(&unlisted), open(&unlisted)),
        (vec![], vec!["ORDER_TASK"])
    );
}

#[test]
fn quantities_have_a_maximum_by_option() {
    for (option, product, maximum) in [
        ("CST_S", "STD", 50),
        ("CST_M", "STD", 50),
        ("CST_L", "STD", 50),
        ("QTA_O1", "NTA_EP", 999),
        ("QTA_O2", "NTA_EP", 999),
        ("QTA_M1", "NTA_EP", 999),
        ("QTA_M2", "NTA_EP", 999),
        ("JP_PPO_O", "JP_PPO_STD", 10),
        ("JP_PPO_M", "JP_PPO_STD", 20),
        ("JP_AIS_O", "JP_AIS_STD", 999),
        ("JP_AIS_M", "JP_AIS_STD", 999),
    ] {
        let sub_option = if option.starts_with("CST") {
            format!("{option}01")
        } else {
            "?".into()
        };
        let apply = CreateOptionOrder::apply(pick(option, &sub_option), date(2026, 11, 10));
        let facts = paid().product(product);
        assert_breaks(&apply.clone().quantity(1), &facts, &[]);
        assert_breaks(&apply.clone().quantity(maximum), &facts, &[]);
        let over = apply.clone().quantity(maximum + 1);
        assert_breaks(&over, &facts, &["ORDER_QUANTITY_MAXIMUM"]);
        assert_breaks(&apply, &facts, &["ORDER_QUANTITY"]);
        let none = "create_option_product_order.quantity.range";
        assert_breaks(&apply.quantity(0), &facts, &[none]);
    }
    let day = date(2026, 11, 10);
    let archive = CreateOptionOrder::apply(pick("ACV2", "ACV201"), day);
    assert_breaks(&archive.quantity(1), &paid(), &["ORDER_QUANTITY"]);
    let storage = CreateOptionOrder::apply(pick("SSTG2", "SSTG201"), day);
    assert_eq!(
        open(&storage.clone().quantity(1).assess(&paid())),
        ["ORDER_QUANTITY"]
    );
    assert_breaks(&storage.quantity(2), &paid(), &["ORDER_QUANTITY"]);
}

#[test]
fn an_option_is_cancelled_while_it_is_in_use() {
    let used = paid().option(&option("ACV2", "ACV201"));
    for (day, expected) in [
        (TODAY, &["ORDER_DATE_CANCEL"][..]),
        (date(2026, 11, 4), &[]),
        (date(2026, 11, 21), &[]),
        (date(2026, 11, 22), &["ORDER_DATE_CANCEL"]),
    ] {
        assert_breaks(&CreateOptionOrder::cancel("ACV2", day), &used, expected);
    }
    let cancel = CreateOptionOrder::cancel("ACV2", date(2026, 11, 17));
    assert_breaks(&cancel, &paid(), &["ORDER_CANCEL_IN_USE"]);
    let trial = trial().option(&option("ACV2", "ACV200"));
    assert_breaks(&cancel, &trial, &["ORDER_CANCEL_TRIAL"]);
    let start = |day| {
        trial
            .clone()
            .reservation(&reservation("START_PAID_SERVICE", day))
    };
    assert_breaks(&cancel, &start(date(2026, 11, 17)), &[]);
    assert_breaks(
        &cancel,
        &start(date(2026, 11, 18)),
        &["ORDER_DATE_GOING_PAID"],
    );
}

#[test]
fn an_option_in_trial_goes_paid() {
    let start = |day| CreateOptionOrder::start_paid_service(pick("ACV2", "ACV201"), day);
    let in_trial = paid().option(&option("ACV2", "ACV200"));
    for (day, expected) in [
        (TODAY, &["ORDER_DATE_START"][..]),
        (date(2026, 11, 4), &[]),
        (date(2026, 11, 21), &[]),
        (date(2026, 11, 22), &["ORDER_DATE_START"]),
    ] {
        assert_breaks(&start(day), &in_trial, expected);
    }
    let day = date(2026, 11, 10);
    assert_breaks(
        &start(day),
        &paid().option(&option("ACV2", "ACV201")),
        &["ORDER_PAID_TRIAL"],
    );
    assert_breaks(&start(day), &paid(), &["ORDER_PAID_TRIAL"]);
    let going = trial()
        .option(&option("ACV2", "ACV200"))
        .reservation(&reservation("START_PAID_SERVICE", day));
    assert_breaks(&start(day), &going, &[]);
    assert_breaks(
        &start(date(2026, 11, 11)),
        &going,
        &["ORDER_DATE_GOING_PAID"],
    );
}

#[test]
fn an_upgrade_may_wait_until_the_day_after_either_contract() {
    let facts = paid().option(&option("SSTG2", "SSTG201"));
    let modify = |day| CreateOptionOrder::modify(pick("SSTG2", "SSTG202"), day);
    assert_breaks(&modify(TODAY), &facts, &["ORDER_DATE_MODIFY"]);
    // The option ends on the 20th, the subscription on the 30th; which one counts is not said.
    assert_breaks(&modify(date(2026, 12, 1)), &facts, &[]);
    assert_breaks(&modify(date(2026, 12, 2)), &facts, &["ORDER_DATE_MODIFY"]);
    let down = CreateOptionOrder::modify(pick("SSTG2", "SSTG201"), date(2026, 11, 10));
    let assessment = down.assess(&paid().option(&option("SSTG2", "SSTG202")));
    assert_eq!(
        (broken(&assessment), open(&assessment)),
        (vec!["ORDER_MODIFY_UP"], vec![])
    );
}

#[test]
fn a_quantity_changes_on_the_first_of_next_month_within_the_contract() {
    let change = |day| CreateOptionOrder::change_quantity("CST_S", 2, day);
    let facts = |today, end| {
        paid().today(today).plan_end(end).option(&{
            let mut option = option("CST_S", "CST_S01");
            option.plan_end_date = Some(end.into());
            option
        })
    };
    let long = date(2028, 12, 31);
    for (today, first) in [
        (TODAY, date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2028, 1, 31), date(2028, 2, 1)),
        (date(2028, 2, 29), date(2028, 3, 1)),
    ] {
        assert_breaks(&change(first), &facts(today, long), &[]);
        let late = change(first.tomorrow().unwrap());
        assert_breaks(&late, &facts(today, long), &["ORDER_DATE_QUANTITY"]);
        assert_breaks(
            &change(today),
            &facts(today, long),
            &["ORDER_DATE_QUANTITY"],
        );
    }
    let last_month = facts(TODAY, PAID_END);
    assert_breaks(
        &change(date(2026, 12, 1)),
        &last_month,
        &["ORDER_DATE_QUANTITY_END"],
    );
    // A contract that ends within December: whether November is its last month can be read both ways.
    let assessment =
        change(date(2026, 12, 1)).assess(&facts(date(2026, 11, 20), date(2026, 12, 15)));
    assert_eq!(broken(&assessment), [""; 0]);
    assert!(open(&assessment).contains(&"ORDER_DATE_QUANTITY_END"));
}

#[test]
fn an_option_of_an_annual_contract_comes_back_in_the_next_month() {
    let annual = paid()
        .plan("ANNUAL_LICENSE")
        .option_cancelled(date(2026, 11, 1));
    let apply = |day| CreateOptionOrder::apply(pick("ACV2", "ACV201"), day);
    assert_breaks(&apply(date(2026, 11, 30)), &annual, &["ORDER_AGAIN"]);
    assert_breaks(&apply(date(2026, 12, 1)), &annual, &[]);
    assert_breaks(
        &apply(date(2026, 11, 30)),
        &annual.clone().plan("MONTHLY"),
        &[],
    );
    let add = AddOption::new(pick("ACV2", "ACV201"));
    assert_eq!(broken(&add.assess(&annual)), ["OPTION_AGAIN"]);
    assert_eq!(
        broken(&add.assess(&annual.option_cancelled(date(2026, 10, 31)))),
        [""; 0]
    );
}

#[test]
fn what_is_not_known_is_left_to_the_server() {
    let today = date(2026, 11, 3);
    let requests = [
        CreateOptionOrder::apply(pick("ACV2", "ACV201"), today),
        CreateOptionOrder::cancel("ACV2", today),
        CreateOptionOrder::start_paid_service(pick("ACV2", "ACV201"), today),
        CreateOptionOrder::modify(pick("SSTG2", "SSTG202"), today),
        CreateOptionOrder::change_quantity("CST_S", 2, today),
        CreateOptionOrder::other("PAUSE", "ACV2", today),
    ];
    for request in requests {
        let assessment = request.assess(&Facts::new());
        assert_eq!(broken(&assessment), [""; 0], "{request:?}");
        assert!(!assessment.undecided().is_empty(), "{request:?}");
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let request = CreateOptionOrder::apply(pick("CST_S", "CST_S01"), TODAY).quantity(51);
    let facts = trial().in_grace(true).product("ROG_STD_T").today(TODAY);
    let violations = request.validate(&facts).unwrap_err();
    let found: Vec<(&str, &str)> = violations
        .iter()
        .map(|violation| (&*violation.field, &*violation.value))
        .collect();
    assert_eq!(
        found,
        [
            ("", ""),
            ("optionProductId", "CST_S"),
            ("subOptionId", "CST_S01"),
            ("quantity", "51"),
        ]
    );
    let text = violations.to_string();
    assert!(
        text.starts_with("the request breaks 4 documented rules:"),
        "{text}"
    );
    assert!(violations.iter().all(|violation| {
        violation
            .source
            .starts_with("https://developers.worksmobile.com/")
    }));
}

#[test]
fn a_moved_task_keeps_to_the_days_of_its_type() {
    let update = |day| UpdateOptionOrder::new("DRV").date(day);
    let breaks = |facts: &Facts, day| {
        broken(&update(day).assess(facts))
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let start = reservation("START_PAID_SERVICE", date(2026, 11, 17));
    let from_trial = trial()
        .grace_end(date(2026, 11, 25))
        .reservation(&start)
        .option_order(&order("APPLY"));
    let from_free = free().reservation(&start).option_order(&order("APPLY"));
    let of_paid = paid().option_order(&order("APPLY"));
    for (facts, first, last, rule) in [
        (
            &from_trial,
            date(2026, 11, 4),
            date(2026, 11, 25),
            "ORDER_DATE_TRIAL",
        ),
        (
            &from_free,
            date(2026, 11, 4),
            date(2027, 1, 2),
            "ORDER_DATE_FREE",
        ),
        (
            &of_paid,
            date(2026, 11, 4),
            date(2026, 12, 1),
            "ORDER_DATE_PAID",
        ),
    ] {
        assert_eq!(breaks(facts, first.yesterday().unwrap()), [rule]);
        assert_eq!(breaks(facts, first), [""; 0]);
        assert_eq!(breaks(facts, last), [""; 0]);
        assert_eq!(breaks(facts, last.tomorrow().unwrap()), [rule]);
    }
    assert_eq!(breaks(&paid(), TODAY), ["ORDER_EXISTS"]);
    assert_eq!(breaks(&Facts::new(), TODAY), [""; 0]);
}

#[test]
fn an_option_added_at_once_fits_its_subscription_as_it_is() {
    let breaks = |option, sub_option, facts: &Facts| {
        let assessment = AddOption::new(pick(option, sub_option)).assess(facts);
        broken(&assessment)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(breaks("ACV2", "ACV201", &paid()), [""; 0]);
    assert_eq!(breaks("ACV2", "ACV200", &trial()), [""; 0]);
    assert_eq!(breaks("ACV2", "ACV201", &trial()), ["OPTION_TRIAL"]);
    assert_eq!(
        breaks("ACV2", "ACV200", &trial().in_grace(true)),
        ["OPTION_GRACE"]
    );
    assert_eq!(breaks("ACV2", "ACV200", &free()), ["OPTION_PRODUCT"]);
    assert_eq!(
        breaks("SSTG2", "SSTG201", &trial()),
        ["OPTION_PRODUCT", "OPTION_TRIAL"]
    );
    assert_eq!(breaks("DRV", "DRV_PA", &paid()), ["OPTION_EDITION"]);
    // That the subscription goes paid later does not matter now.
    let going = trial().reservation(&reservation("START_PAID_SERVICE", date(2026, 11, 10)));
    assert_eq!(
        breaks("SSTG2", "SSTG201", &going),
        ["OPTION_PRODUCT", "OPTION_TRIAL"]
    );
}

#[test]
fn options_in_use_are_upgraded_converted_cancelled_and_renewed() {
    let using = |option_id, sub_option| paid().option(&option(option_id, sub_option));
    let upgrade = |option, sub_option| UpgradeOption::to(pick(option, sub_option));
    assert!(
        upgrade("SSTG2", "SSTG203")
            .validate(&using("SSTG2", "SSTG202"))
            .is_ok()
    );
    for same_or_lower in ["SSTG202", "SSTG201"] {
        let assessment = upgrade("SSTG2", same_or_lower).assess(&using("SSTG2", "SSTG202"));
        assert_eq!(broken(&assessment), ["OPTION_UPGRADE"]);
    }
    assert_eq!(
        broken(&upgrade("BCT", "BCT01").assess(&using("BCT", "BCT04"))),
        ["OPTION_UPGRADE"]
    );
    // No page orders the sub-options of Drive.
    let drive = upgrade("DRV", "DRV01").assess(&using("DRV", "DRV_PS"));
    assert_eq!(
        (broken(&drive), open(&drive)),
        (vec![], vec!["OPTION_UPGRADE"])
    );

    let convert = StartOptionPaidService::with(pick("ACV2", "ACV201"));
    let in_trial = using("ACV2", "ACV200");
    assert!(
        convert
            .validate(&in_trial.clone().today(OPTION_END))
            .is_ok()
    );
    let late = convert.assess(&in_trial.clone().today(date(2026, 11, 21)));
    assert_eq!(broken(&late), ["OPTION_PAID_IN_TIME"]);
    assert_eq!(
        broken(&convert.assess(&using("ACV2", "ACV201"))),
        ["OPTION_PAID_TRIAL"]
    );
    let trial = StartOptionPaidService::with(pick("ACV2", "ACV200"));
    assert_eq!(broken(&trial.assess(&in_trial)), ["OPTION_PAID_SUB_OPTION"]);
    assert_eq!(
        broken(&convert.clone().quantity(1).assess(&in_trial)),
        ["OPTION_PAID_QUANTITY"]
    );
    let seats = StartOptionPaidService::with(pick("CST_S", "CST_S01")).quantity(51);
    let assessment = seats.assess(&using("CST_S", "CST_S00"));
    assert_eq!(
        (broken(&assessment), open(&assessment)),
        (vec!["OPTION_PAID_MAXIMUM"], vec![])
    );

    assert_eq!(
        broken(&DeleteOption::new("ACV2").assess(&paid())),
        ["OPTION_IN_USE"]
    );
    assert!(DeleteOption::new("ACV2").validate(&in_trial).is_ok());

    let none = Facts::new();
    for one_month in ["QTA_O1", "QTA_O2", "JP_PPO_O", "JP_AIS_O"] {
        let stay = UpdateOptionRenewal::stay(one_month).assess(&none);
        assert_eq!(broken(&stay), ["OPTION_RENEWAL"]);
    }
    for other in [
        "ACV2", "ACV3", "SSTG2", "DRV", "BCT", "CST_S", "QTA_M1", "JP_PPO_M", "JP_AIS_M",
    ] {
        let stay = UpdateOptionRenewal::stay(other);
        assert_eq!(open(&stay.assess(&none)), ["OPTION_RENEWAL_IN_USE"]);
        let unused = stay.assess(&paid());
        assert_eq!(broken(&unused), ["OPTION_RENEWAL_IN_USE"]);
        let told = unused.violations()[0].to_string();
        assert!(told.contains("see list_option_products"), "{told}");
    }
    let stay = UpdateOptionRenewal::stay("ACV2").assess(&using("ACV2", "ACV201"));
    assert_eq!(stay.decision(), Decision::Allowed);
    let quantity = |option| {
        UpdateOptionRenewal::change(option)
            .quantity(2)
            .assess(&none)
    };
    assert_eq!(broken(&quantity("DRV")), ["OPTION_RENEWAL_QUANTITY"]);
    assert_eq!(broken(&quantity("SSTG2")), ["OPTION_RENEWAL_QUANTITY"]);
    assert_eq!(broken(&quantity("CST_M")), [""; 0]);
    let named = UpdateOptionRenewal::stay("SSTG2")
        .sub_option("SSTG201")
        .assess(&none);
    assert_eq!(
        open(&named),
        ["OPTION_RENEWAL_IN_USE", "OPTION_RENEWAL_TYPE"]
    );
}

#[test]
fn a_quantity_has_the_same_limits_wherever_it_is_sent() {
    let day = date(2026, 12, 1);
    let using = |kind| {
        paid()
            .plan_end(date(2027, 3, 31))
            .option(&option("CST_M", "CST_M00"))
            .option_order(&order(kind))
    };
    let nothing_scheduled = using("APPLY").no_option_order();
    let select = || pick("CST_M", "CST_M01");
    let ways: [(&str, &dyn Fn(u32) -> Assessment); 5] = [
        ("create_option_product_order", &|quantity| {
            let apply = CreateOptionOrder::apply(select(), day).quantity(quantity);
            apply.assess(&nothing_scheduled.clone().no_option())
        }),
        ("create_option_product_order", &|quantity| {
            CreateOptionOrder::change_quantity("CST_M", quantity, day).assess(&nothing_scheduled)
        }),
        ("update_option_product_order", &|quantity| {
            let update = UpdateOptionOrder::new("CST_M").quantity(quantity);
            update.assess(&using("CHANGE_QUANTITY"))
        }),
        ("start_option_product_paid_service", &|quantity| {
            let start = StartOptionPaidService::with(select()).quantity(quantity);
            start.assess(&nothing_scheduled.clone().today(OPTION_END))
        }),
        ("update_option_product_renewal", &|quantity| {
            let change = UpdateOptionRenewal::change("CST_M").quantity(quantity);
            change.assess(&nothing_scheduled)
        }),
    ];
    for (operation, assess) in ways {
        let none = format!("{operation}.quantity.range");
        assert_eq!(broken(&assess(0)), [none.as_str()], "{operation}");
        for fits in [1, 50] {
            assert_eq!(broken(&assess(fits)), [""; 0], "{operation} {fits}");
        }
        for over in [51, 500] {
            let found = assess(over);
            let [maximum] = found.violations() else {
                panic!("{operation} {over}: {found:?}");
            };
            assert!(maximum.rule_id.ends_with("MAXIMUM"), "{maximum}");
            assert!(
                maximum.expected.ends_with("(here 50 for CST_M)"),
                "{maximum}"
            );
        }
    }
    let seatless = UpdateOptionOrder::new("DRV").quantity(2);
    let facts = paid().option_order(&order("APPLY"));
    assert_eq!(broken(&seatless.assess(&facts)), ["ORDER_UPDATE_QUANTITY"]);
    // Which fields a type lets one change is not documented.
    let fewer = UpdateOptionOrder::new("CST_M").quantity(2);
    assert_eq!(
        open(&fewer.assess(&using("CANCEL"))),
        ["ORDER_UPDATE_FIELDS"]
    );
}

#[test]
fn an_upgrade_is_held_against_the_option_in_use_whenever_it_happens() {
    let day = date(2026, 11, 10);
    let using = |sub_option: Option<&str>| match sub_option {
        Some(sub_option) => paid().option(&option("BCT", sub_option)),
        None => paid(),
    };
    for (own, wanted, now, later) in [
        (
            None,
            "BCT02",
            "OPTION_UPGRADE_IN_USE",
            "ORDER_MODIFY_IN_USE",
        ),
        (Some("BCT02"), "BCT02", "OPTION_UPGRADE", "ORDER_MODIFY_UP"),
        (Some("BCT03"), "BCT01", "OPTION_UPGRADE", "ORDER_MODIFY_UP"),
        (Some("BCT01"), "BCT04", "", ""),
    ] {
        let ids = |assessment: &Assessment| broken(assessment).join(" ");
        let at_once = UpgradeOption::to(pick("BCT", wanted)).assess(&using(own));
        assert_eq!(ids(&at_once), now, "{own:?} to {wanted}");
        let scheduled = CreateOptionOrder::modify(pick("BCT", wanted), day).assess(&using(own));
        assert_eq!(ids(&scheduled), later, "{own:?} to {wanted}");
    }
    // A scheduled upgrade does not become another thing by a change.
    let task = serde_json::from_value(json!({
        "optionProductId": "BCT", "subOptionId": "BCT04", "type": "MODIFY", "applyDate": day
    }));
    let facts = using(Some("BCT03")).option_order(&task.unwrap());
    let lower = UpdateOptionOrder::new("BCT").sub_option("BCT02");
    assert_eq!(broken(&lower.assess(&facts)), ["ORDER_UPDATE_UP"]);
}

#[test]
fn what_is_scheduled_or_in_use_already_is_told_before_anything_is_sent() {
    let day = date(2026, 11, 10);
    let drive = || pick("DRV", "DRV01");
    let facts = paid().option_order(&order("APPLY"));
    let found = CreateOptionOrder::apply(drive(), day).assess(&facts);
    assert_eq!(broken(&found), ["ORDER_ONE"]);
    let told = found.violations()[0].to_string();
    for part in [
        "APPLY is scheduled for 2026-11-10",
        "update_option_product_order",
        "delete_option_product_order",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let unknown = CreateOptionOrder::apply(drive(), day).assess(&Facts::on(TODAY));
    assert!(open(&unknown).contains(&"ORDER_ONE"));

    let used = paid().option(&option("DRV", "DRV_PS"));
    let now = AddOption::new(drive()).assess(&used);
    assert_eq!(broken(&now), ["OPTION_ADD_IN_USE"]);
    let later = CreateOptionOrder::apply(drive(), day).assess(&used);
    assert_eq!(broken(&later), ["ORDER_APPLY_IN_USE"]);
    // What lasts one month may be bought again before it is over.
    let minutes = AddOption::new(pick("QTA_O1", "?"));
    let facts = paid().product("NTA_TM").option(&option("QTA_O1", "?"));
    let found = minutes.assess(&facts);
    assert_eq!(broken(&found), [""; 0]);
    assert!(open(&found).contains(&"OPTION_ADD_IN_USE"));
}

#[test]
fn a_sub_option_of_another_option_is_refused_in_every_request() {
    let day = date(2026, 11, 10);
    let create = CreateOptionOrder::cancel("ACV2", day).sub_option("BCT01");
    assert!(broken(&create.assess(&Facts::new())).contains(&"ORDER_PAIR"));
    let update = UpdateOptionOrder::new("ACV2").sub_option("BCT01");
    assert!(broken(&update.assess(&Facts::new())).contains(&"ORDER_UPDATE_PAIR"));
    let renewal = UpdateOptionRenewal::change("ACV2").sub_option("BCT01");
    assert_eq!(
        broken(&renewal.assess(&Facts::new())),
        ["OPTION_RENEWAL_PAIR"]
    );
    // Options whose sub-options no page shows have none of another's.
    let foreign = UpdateOptionOrder::new("QTA_M1").sub_option("DRV01");
    assert!(broken(&foreign.assess(&Facts::new())).contains(&"ORDER_UPDATE_PAIR"));
}

#[test]
fn a_refused_day_says_where_its_limit_comes_from() {
    let late = CreateOptionOrder::apply(pick("DRV", "DRV01"), date(2026, 12, 2));
    let found = late.assess(&paid());
    let told = found.violations()[0].to_string();
    assert!(
        told.contains("2026-11-04 to 2026-12-01; the subscription 7 has the planEndDate 2026-11-30, see list_subscriptions"),
        "{told}"
    );
    let facts = paid().option(&option("CST_S", "CST_S01"));
    let quantity = |day| CreateOptionOrder::change_quantity("CST_S", 2, day);
    assert_breaks(
        &quantity(date(2027, 3, 1)),
        &facts,
        &["ORDER_DATE_QUANTITY", "ORDER_DATE_QUANTITY_END"],
    );
}

#[test]
fn bodies_hold_what_was_set_and_nothing_else() {
    let day = date(2026, 12, 1);
    let seats = CreateOptionOrder::apply(pick("CST_S", "CST_S01"), day).quantity(3);
    assert_eq!(
        serde_json::to_value(seats.body()).unwrap(),
        json!({
            "optionProductId": "CST_S", "subOptionId": "CST_S01", "type": "APPLY", "quantity": 3,
            "applyDate": "2026-12-01"
        })
    );
    let cancel = CreateOptionOrder::cancel("DRV", day);
    assert_eq!(
        serde_json::to_value(cancel.body()).unwrap(),
        json!({"optionProductId": "DRV", "type": "CANCEL", "applyDate": "2026-12-01"})
    );
    let update = UpdateOptionOrder::new("DRV")
        .sub_option("DRV_PS")
        .quantity(1);
    assert_eq!(
        serde_json::to_value(update.body()).unwrap(),
        json!({"subOptionId": "DRV_PS", "quantity": 1})
    );
    assert_eq!(
        serde_json::to_value(AddOption::new(pick("DRV", "DRV01")).body()).unwrap(),
        json!({"optionProductId": "DRV", "subOptionId": "DRV01"})
    );
    let paid = StartOptionPaidService::with(pick("DRV", "DRV01"));
    assert_eq!(
        serde_json::to_value(paid.body()).unwrap(),
        json!({"subOptionId": "DRV01"})
    );
}

#[test]
fn the_table_of_all_tasks_has_every_answer_and_no_cell_without_one() {
    let (mut allowed, mut forbidden, mut open) = (0, 0, 0);
    for cell in agreement::cells(TODAY) {
        match cell.decision() {
            Decision::Allowed => allowed += 1,
            Decision::Forbidden(_) => forbidden += 1,
            Decision::ServerDecides(_) => open += 1,
        }
    }
    assert!(
        allowed > 100 && forbidden > 1_000 && open > 100,
        "{allowed} {forbidden} {open}"
    );
}
