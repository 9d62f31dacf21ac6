//! The rules on subscriptions, on what is scheduled for them, and on usage status.

use jiff::civil::{Date, date};
use serde_json::json;
use works_partner_ext::api::types::{Customer, SubscriptionReservation, UsageStatus};
use works_partner_ext::requests::pre_orders::{CreatePreOrder, UpdatePreOrder};
use works_partner_ext::requests::reservations::{CreateReservation, UpdateReservation};
use works_partner_ext::requests::subscriptions::{
    CreateSubscription, DeleteSubscription, StartSubscriptionPaidService,
    UpdateSubscriptionRenewal, UpgradeSubscription,
};
use works_partner_ext::requests::usage_status::{
    CreateUsageStatusRenewal, UpdateUsageStatus, UpdateUsageStatusRenewal,
};
use works_partner_ext::validation::{Assessment, Facts, rules};

const TODAY: Date = date(2026, 11, 3);

fn broken(assessment: &Assessment) -> Vec<String> {
    assessment
        .violations()
        .iter()
        .map(|violation| violation.rule_id.to_string())
        .collect()
}

fn open(assessment: &Assessment) -> Vec<String> {
    assessment
        .undecided()
        .iter()
        .map(|undecided| undecided.rule_id.to_string())
        .collect()
}

const NONE: [&str; 0] = [];

fn on(product: &str, plan: &str) -> Facts {
    Facts::on(TODAY)
        .product(product)
        .plan(plan)
        .no_reservation()
}

fn scheduled(kind: &str) -> SubscriptionReservation {
    let value = json!({"subscriptionId": 7, "type": kind, "applyDate": "2026-11-10"});
    serde_json::from_value(value).unwrap()
}

fn customer(domain_type: &str) -> Customer {
    serde_json::from_value(json!({
        "tenantId": 1, "domainId": 1, "domain": "example.com", "companyName": "", "phoneNumber": "",
        "timeZone": "Asia/Tokyo", "locale": "ja_JP", "enableActiveMxrecord": true,
        "enableActiveDomain": true, "domainType": domain_type
    }))
    .unwrap()
}

/// Asserts that a date rule allows exactly the days from `first` to `last`.
#[track_caller]
fn assert_window(rule: &str, first: Date, last: Date, breaks: impl Fn(Date) -> Vec<String>) {
    assert_eq!(breaks(first.yesterday().unwrap()), [rule]);
    assert_eq!(breaks(first), NONE);
    assert_eq!(breaks(last), NONE);
    assert_eq!(breaks(last.tomorrow().unwrap()), [rule]);
}

#[test]
fn a_product_is_applied_for_within_31_days() {
    for (today, first, last) in [
        (TODAY, date(2026, 11, 4), date(2026, 12, 4)),
        (date(2028, 1, 31), date(2028, 2, 1), date(2028, 3, 2)),
        (date(2027, 1, 31), date(2027, 2, 1), date(2027, 3, 3)),
    ] {
        let facts = Facts::on(today);
        assert_window("PRE_ORDER_DATE", first, last, |day| {
            broken(&UpdatePreOrder::new(day).assess(&facts))
        });
        assert_window("PRE_ORDER_DATE", first, last, |day| {
            broken(
                &CreatePreOrder::new("STD", day)
                    .plan("MONTHLY")
                    .assess(&facts),
            )
        });
    }
}

#[test]
fn an_application_is_for_a_paid_product_with_a_contract_type_that_it_can_have() {
    let facts = Facts::on(TODAY);
    let day = date(2026, 11, 10);
    let breaks = |product, plan| {
        broken(
            &CreatePreOrder::new(product, day)
                .plan(plan)
                .licenses(1)
                .assess(&facts),
        )
    };
    assert_eq!(breaks("STD", "ANNUAL_LICENSE"), NONE);
    assert_eq!(breaks("STD_T", "ANNUAL_LICENSE"), ["PRE_ORDER_PRODUCT"]);
    assert_eq!(breaks("STD", "TRIAL"), ["PRE_ORDER_PLAN"]);
    assert_eq!(breaks("STD", "ANNUAL"), ["PRE_ORDER_PRODUCT_PLAN"]);
    assert_eq!(breaks("NTA_SL", "ANNUAL"), NONE);
    assert_eq!(breaks("ROG_STD", "MONTHLY"), ["PRE_ORDER_PRODUCT_PLAN"]);
    assert_eq!(
        breaks("FR", "FREE_LICENSE"),
        [
            "PRE_ORDER_PRODUCT",
            "PRE_ORDER_PLAN",
            "PRE_ORDER_PRODUCT_PLAN"
        ]
    );
    let without = CreatePreOrder::new("STD", day).plan("ANNUAL_LICENSE");
    assert_eq!(broken(&without.assess(&facts)), ["PRE_ORDER_LICENSES"]);
    // The contract types of PaperOn and AiStudio are not known in full.
    for product in ["JP_PPO_LT", "JP_AIS_STD", "NEW"] {
        assert_eq!(breaks(product, "MONTHLY"), NONE);
    }
    let body = CreatePreOrder::new("STD", date(2025, 2, 15))
        .plan("ANNUAL_LICENSE")
        .licenses(10);
    assert_eq!(
        serde_json::to_value(body.body()).unwrap(),
        json!({"applyDate": "2025-02-15", "plan": "ANNUAL_LICENSE", "productId": "STD", "licenseCount": 10})
    );
}

#[test]
fn each_task_of_a_subscription_has_its_days() {
    let end = date(2028, 2, 29);
    let paid = on("STD", "ANNUAL_LICENSE").plan_end(end);
    let first = date(2026, 11, 4);
    let cancel = |day| broken(&CreateReservation::cancel(day).assess(&paid));
    assert_window("RESERVATION_DATE_CANCEL", first, date(2028, 3, 1), cancel);
    let add = |day| broken(&CreateReservation::add_licenses(1, day).assess(&paid));
    assert_window("RESERVATION_DATE_LICENSES", first, end, add);
    let free = |day| {
        let request = CreateReservation::start_paid_service("MONTHLY", day).product("STD");
        broken(&request.assess(&on("FR", "FREE")))
    };
    assert_window("RESERVATION_DATE_FREE", first, date(2027, 1, 2), free);

    let trial = on("STD_T", "TRIAL").grace_end(date(2026, 11, 20));
    let start = |day| CreateReservation::start_paid_service("MONTHLY", day).assess(&trial);
    assert_eq!(broken(&start(date(2026, 11, 20))), NONE);
    assert_eq!(
        broken(&start(date(2026, 11, 21))),
        ["RESERVATION_DATE_TRIAL"]
    );
    // From which day on is not documented.
    assert_eq!(broken(&start(TODAY)), NONE);
    assert_eq!(open(&start(TODAY)), ["RESERVATION_DATE_TRIAL"]);

    let moved = paid.reservation(&scheduled("CANCEL"));
    let update = |day| broken(&UpdateReservation::new(day).assess(&moved));
    assert_window("RESERVATION_DATE_CANCEL", first, date(2028, 3, 1), update);
}

#[test]
fn tasks_fit_the_subscription() {
    let day = date(2026, 11, 10);
    let start = || CreateReservation::start_paid_service("MONTHLY", day);
    let breaks = |request: CreateReservation, facts: &Facts| broken(&request.assess(facts));
    let (free, trial) = (on("FR", "FREE"), on("STD_T", "TRIAL"));
    let (paid, licensed) = (on("STD", "MONTHLY"), on("STD", "ANNUAL_LICENSE"));

    assert_eq!(breaks(start(), &trial), NONE);
    assert_eq!(breaks(start(), &free), ["RESERVATION_PAID_PRODUCT"]);
    assert_eq!(breaks(start().product("STD"), &free), NONE);
    assert_eq!(
        breaks(start().product("STD"), &trial),
        ["RESERVATION_PAID_PRODUCT"]
    );
    assert_eq!(
        breaks(start().product("STD_T"), &free),
        ["RESERVATION_PRODUCT"]
    );
    assert_eq!(breaks(start(), &paid), ["RESERVATION_PAID_FORM"]);
    let group = free.clone().customer(&customer("GROUP"));
    assert_eq!(
        breaks(start().product("ADV"), &group),
        ["RESERVATION_DOMAIN"]
    );
    let domain = free.clone().customer(&customer("DOMAIN"));
    assert_eq!(breaks(start().product("ADV"), &domain), NONE);
    let unpaid = CreateReservation::start_paid_service("TRIAL", day);
    assert_eq!(breaks(unpaid, &trial), ["RESERVATION_PAID_PLAN"]);
    let other = CreateReservation::start_paid_service("ANNUAL", day);
    assert_eq!(breaks(other, &trial), ["RESERVATION_PRODUCT_PLAN"]);
    // The page both forbids and describes it.
    assert_eq!(breaks(start().product("ADV"), &trial), NONE);

    assert_eq!(
        breaks(CreateReservation::add_licenses(1, day), &licensed),
        NONE
    );
    assert_eq!(
        breaks(CreateReservation::add_licenses(1, day), &paid),
        ["RESERVATION_LICENSE_PLAN"]
    );
    assert_eq!(
        breaks(CreateReservation::add_licenses(1_000_000, day), &licensed),
        NONE
    );
    assert_eq!(
        breaks(CreateReservation::add_licenses(1_000_001, day), &licensed),
        ["create_subscription_reservation.licenseCount.range"]
    );
    assert_eq!(breaks(CreateReservation::cancel(day), &paid), NONE);
    assert_eq!(
        breaks(CreateReservation::cancel(day), &trial),
        ["RESERVATION_CANCEL_PAID"]
    );
    let busy = paid.reservation(&scheduled("CANCEL"));
    assert_eq!(
        breaks(CreateReservation::cancel(day), &busy),
        ["RESERVATION_ONE"]
    );
}

#[test]
fn a_subscription_goes_paid_is_upgraded_renewed_and_deleted() {
    let start = |plan| StartSubscriptionPaidService::with(plan);
    let trial = on("STD_T", "TRIAL");
    assert_eq!(broken(&start("MONTHLY").assess(&trial)), NONE);
    assert_eq!(
        broken(&start("MONTHLY").assess(&on("STD", "MONTHLY"))),
        ["SUBSCRIPTION_PAID_FORM"]
    );
    assert_eq!(
        broken(&start("TRIAL").assess(&trial)),
        ["SUBSCRIPTION_PAID_PLAN"]
    );
    assert_eq!(
        broken(&start("ANNUAL").assess(&trial)),
        ["SUBSCRIPTION_PAID_PRODUCT_PLAN"]
    );
    assert_eq!(
        broken(&start("MONTHLY").product("STD").assess(&trial)),
        ["SUBSCRIPTION_PAID_PRODUCT"]
    );
    assert_eq!(
        broken(&start("MONTHLY").assess(&on("FR", "FREE"))),
        ["SUBSCRIPTION_PAID_PRODUCT"]
    );
    assert_eq!(
        broken(&start("MONTHLY").product("FR").assess(&on("FR", "FREE"))),
        ["SUBSCRIPTION_PAID_PRODUCT_FORM"]
    );
    assert_eq!(
        broken(&start("ANNUAL_LICENSE").assess(&trial)),
        ["SUBSCRIPTION_PAID_LICENSES"]
    );
    let members: UsageStatus = serde_json::from_value(json!({"memberCount": 300})).unwrap();
    let counted = trial.usage_status(&members);
    let licenses = |count| broken(&start("ANNUAL_LICENSE").licenses(count).assess(&counted));
    assert_eq!(licenses(300), NONE);
    assert_eq!(licenses(299), ["SUBSCRIPTION_PAID_MEMBERS"]);

    let upgrade = |product, facts: &Facts| broken(&UpgradeSubscription::to(product).assess(facts));
    assert_eq!(upgrade("ADV", &on("STD", "MONTHLY")), NONE);
    assert_eq!(upgrade("ADV_T", &on("STD_T", "TRIAL")), NONE);
    assert_eq!(
        upgrade("ADV", &on("FR", "FREE")),
        ["SUBSCRIPTION_UPGRADE_FROM"]
    );
    assert_eq!(
        upgrade("STD", &on("STD", "MONTHLY")),
        ["SUBSCRIPTION_UPGRADE_PRODUCT"]
    );
    assert_eq!(upgrade("ROG_ADV", &on("ROG_STD", "MONTHLY_LICENSE")), NONE);
    let group = on("STD", "MONTHLY").customer(&customer("GROUP"));
    assert_eq!(upgrade("ADV", &group), ["SUBSCRIPTION_UPGRADE_DOMAIN"]);

    let paid = on("STD", "MONTHLY");
    let renew = |request: UpdateSubscriptionRenewal, facts: &Facts| broken(&request.assess(facts));
    assert_eq!(renew(UpdateSubscriptionRenewal::stay(), &paid), NONE);
    assert_eq!(
        renew(UpdateSubscriptionRenewal::cancel(), &on("STD_T", "TRIAL")),
        ["RENEWAL_PAID"]
    );
    let change = UpdateSubscriptionRenewal::change;
    assert_eq!(
        renew(change().plan("ANNUAL_LICENSE").licenses(1_000_000), &paid),
        NONE
    );
    assert_eq!(
        renew(change().licenses(1_000_001), &paid),
        ["update_subscription_renewal.licenseCount.range"]
    );
    assert_eq!(renew(change().product("STD_T"), &paid), ["RENEWAL_PRODUCT"]);
    assert_eq!(renew(change().plan("FREE"), &paid), ["RENEWAL_PLAN"]);
    assert_eq!(
        renew(change().plan("MONTHLY_LICENSE"), &paid),
        ["RENEWAL_PRODUCT_PLAN"]
    );
    assert_eq!(renew(change().product("ADV"), &group), ["RENEWAL_DOMAIN"]);
    // The product follows from what is in use, and a command shows that.
    let other = change().plan("MONTHLY_LICENSE").assess(&paid);
    let told = other.violations()[0].to_string();
    assert!(
        told.contains("; STD is in use, see list_subscriptions"),
        "{told}"
    );
    let named = change().product("STD").plan("MONTHLY_LICENSE");
    let told = named.assess(&paid).violations()[0].to_string();
    assert!(!told.contains("see "), "{told}");
    let stay = UpdateSubscriptionRenewal::stay;
    assert_eq!(
        renew(stay().product("ADV").plan("ANNUAL_LICENSE"), &paid),
        ["RENEWAL_CHANGE_PRODUCT", "RENEWAL_CHANGE_PLAN"]
    );
    let as_it_is = stay().product("STD").plan("MONTHLY").assess(&paid);
    assert_eq!(broken(&as_it_is), NONE);
    assert_eq!(
        open(&as_it_is),
        ["RENEWAL_CHANGE_PRODUCT", "RENEWAL_CHANGE_PLAN"]
    );

    assert_eq!(broken(&DeleteSubscription.assess(&paid)), NONE);
    let going = Facts::new().reservation(&scheduled("START_PAID_SERVICE"));
    assert_eq!(
        broken(&DeleteSubscription.assess(&going)),
        ["SUBSCRIPTION_DELETE"]
    );
    assert_eq!(
        broken(&DeleteSubscription.assess(&Facts::new().reservation(&scheduled("CANCEL")))),
        NONE
    );
}

#[test]
fn the_number_of_users_changes_within_a_year() {
    for (today, first, last) in [
        (TODAY, date(2026, 11, 4), date(2027, 11, 3)),
        (date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 28)),
        (date(2027, 12, 31), date(2028, 1, 1), date(2028, 12, 31)),
    ] {
        let facts = Facts::on(today);
        assert_window("USAGE_RENEWAL_DATE", first, last, |day| {
            broken(&CreateUsageStatusRenewal::new(day).assess(&facts))
        });
        assert_window("USAGE_RENEWAL_DATE", first, last, |day| {
            broken(&UpdateUsageStatusRenewal::new(day).assess(&facts))
        });
    }
    let status = |renewal| -> UsageStatus {
        serde_json::from_value(json!({"status": "ACTIVE", "renewal": renewal})).unwrap()
    };
    let scheduled = status(json!({"applyDate": "2028-05-01"}));
    let leap = Facts::on(date(2028, 2, 29)).usage_status(&scheduled);
    let assess = |day| UpdateUsageStatusRenewal::new(day).assess(&leap);
    assert_eq!(open(&assess(date(2029, 2, 28))), NONE);
    assert_eq!(open(&assess(date(2029, 3, 1))), ["USAGE_RENEWAL_DATE"]);
    assert_eq!(broken(&assess(date(2029, 3, 2))), ["USAGE_RENEWAL_DATE"]);

    let day = date(2028, 3, 1);
    let another = CreateUsageStatusRenewal::new(day).assess(&leap);
    assert_eq!(broken(&another), ["USAGE_RENEWAL_ONE"]);
    let none = Facts::on(date(2028, 2, 28)).usage_status(&status(json!(null)));
    let moved = UpdateUsageStatusRenewal::new(day).assess(&none);
    assert_eq!(broken(&moved), ["USAGE_RENEWAL_EXISTS"]);
    assert_eq!(
        broken(&CreateUsageStatusRenewal::new(day).assess(&none)),
        NONE
    );

    let facts = Facts::on(TODAY);
    let count = |count| {
        broken(
            &CreateUsageStatusRenewal::new(date(2026, 12, 1))
                .max_members(count)
                .assess(&facts),
        )
    };
    assert_eq!(count(1_000_000), NONE);
    assert_eq!(
        count(1_000_001),
        ["create_usage_status_renewal.maxMemberCount.range"]
    );
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let day = date(2025, 12, 31);
    for (request, expected) in [
        (UpdateUsageStatus::new(), json!({})),
        (
            UpdateUsageStatus::new().no_end(),
            json!({"withdrawalDate": null}),
        ),
        (
            UpdateUsageStatus::new().end(day),
            json!({"withdrawalDate": "2025-12-31"}),
        ),
        (
            UpdateUsageStatus::new().no_max_members(),
            json!({"maxMemberCount": null}),
        ),
        (
            UpdateUsageStatus::new().max_members(10),
            json!({"maxMemberCount": 10}),
        ),
        (
            UpdateUsageStatus::new().no_max_members().end(day),
            json!({"maxMemberCount": null, "withdrawalDate": "2025-12-31"}),
        ),
    ] {
        assert_eq!(serde_json::to_value(request.body()).unwrap(), expected);
    }
    let renewal = CreateUsageStatusRenewal::new(day);
    for (request, expected) in [
        (renewal.clone(), json!({"applyDate": "2025-12-31"})),
        (
            renewal.clone().no_max_members(),
            json!({"applyDate": "2025-12-31", "maxMemberCount": null}),
        ),
        (
            renewal.max_members(1),
            json!({"applyDate": "2025-12-31", "maxMemberCount": 1}),
        ),
    ] {
        assert_eq!(serde_json::to_value(request.body()).unwrap(), expected);
    }
    let end = UpdateUsageStatus::new().end(day);
    assert_eq!(
        broken(&end.assess(&Facts::new().is_partner_domain(true))),
        ["USAGE_PARTNER"]
    );
    assert_eq!(
        broken(&end.assess(&Facts::new().is_partner_domain(false))),
        NONE
    );
    assert_eq!(
        open(&end.assess(&Facts::new())),
        ["USAGE_PARTNER", "USAGE_WITHDRAWN"]
    );
    let withdrawn: UsageStatus =
        serde_json::from_value(json!({"status": "SUSPENDED_WITHDRAWAL"})).unwrap();
    let withdrawn = Facts::new().usage_status(&withdrawn);
    for change in [end, UpdateUsageStatus::new().no_end()] {
        assert_eq!(broken(&change.assess(&withdrawn)), ["USAGE_WITHDRAWN"]);
    }
}

#[test]
fn every_rule_has_its_own_name_an_operation_and_a_page() {
    let rules = rules();
    let mut names: Vec<_> = rules.iter().map(|rule| rule.id.clone()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), rules.len());
    for rule in &rules {
        assert!(!rule.operations.is_empty(), "{rule:?}");
        for operation in rule.operations {
            assert!(
                works_partner_ext::api::Operation::find(operation).is_some(),
                "{operation}"
            );
        }
        assert!(
            rule.source
                .starts_with("https://developers.worksmobile.com/"),
            "{rule:?}"
        );
    }
}

#[test]
fn what_is_free_or_on_trial_is_not_applied_for_again_but_goes_paid() {
    let assess = |plan: &str, facts: &Facts| CreateSubscription::with(plan).assess(facts);
    for (product, plan) in [("FR", "FREE"), ("STD_T", "TRIAL")] {
        let facts = on(product, plan);
        assert_eq!(
            broken(&assess("MONTHLY", &facts)),
            ["SUBSCRIPTION_NEW_IN_USE"]
        );
        // What is not documented is left to the server.
        assert_eq!(broken(&assess("TRIAL", &facts)), NONE);
        assert_eq!(broken(&assess("WEEKLY", &facts)), NONE);
    }
    let facts = on("STD", "MONTHLY");
    assert_eq!(broken(&assess("MONTHLY", &facts)), NONE);
    assert_eq!(
        open(&assess("MONTHLY", &facts)),
        ["SUBSCRIPTION_NEW_PRODUCT_PLAN", "SUBSCRIPTION_NEW_USED"]
    );
    assert!(open(&assess("WEEKLY", &Facts::new())).contains(&"SUBSCRIPTION_NEW_PLAN".to_owned()));
}

#[test]
fn a_property_that_is_not_known_is_sent_beside_the_plan() {
    let request = CreateSubscription::with("MONTHLY")
        .property("licenses", 3)
        .property("plan", "FREE");
    assert_eq!(
        serde_json::to_value(request.body()).unwrap(),
        json!({"plan": "MONTHLY", "licenses": 3})
    );
}
