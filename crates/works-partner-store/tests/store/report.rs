//! The report: what its page holds. That it works in a browser is tried by `tests/report/check.mjs`.

use std::fs;
use std::path::Path;

use jiff::civil::date;
use serde_json::{Value, json};
use works_partner_ext::OptionProductIdExt as _;
use works_partner_ext::api::types::OptionProductId;
use works_partner_sandbox::{Fault, State};
use works_partner_store::{
    Calendar, Error, Filter, Forecast, ForecastEvent, Report, ReportLanguage, Resource, SweepEvent,
};

use crate::support::{Partner, customer, option, order, subscription};

const HOSTILE: &str = "A,B;C\n</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\u{202e}=1+1";

fn report() -> Report {
    Report::new(date(2026, 11, 28))
}

/// The data of a page, as a browser reads it.
fn data(page: &str) -> Value {
    let (_, rest) = page
        .split_once("<script type=\"application/json\" id=\"data\">")
        .unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

fn named(name: &str, customers: i64) -> State {
    let mut state = State::empty();
    for domain_id in 1..=customers {
        customer(&mut state, domain_id, &format!("{name} {domain_id}"));
        subscription(&mut state, domain_id, json!({}));
        order(&mut state, domain_id, json!({"applyDate": "2026-12-15"}));
    }
    state
}

#[tokio::test]
async fn what_a_customer_is_called_is_text_and_nothing_else() {
    let partner = Partner::start("2026-11-28", named(HOSTILE, 1)).await;
    partner.swept().await;
    let page = report().page(&partner.store(), &Filter::new()).unwrap();
    assert!(!page.contains("<img") && page.matches("<script").count() == 2);
    assert_eq!(data(&page)["customers"][0][1], format!("{HOSTILE} 1"));
    assert_eq!(
        page,
        report().page(&partner.store(), &Filter::new()).unwrap()
    );
    let japanese = report().language(ReportLanguage::Japanese);
    let japanese = japanese.page(&partner.store(), &Filter::new()).unwrap();
    assert!(japanese.contains("<html lang=\"ja\">"));
}

#[tokio::test]
async fn what_was_not_read_is_named_whether_it_failed_or_was_not_reached() {
    let partner = Partner::start("2026-11-28", named("Kita", 3)).await;
    let faults = partner.sandbox.faults();
    faults.always_for(
        "/v1.0/partners/customers/2/option-product-orders",
        Fault::GatewayPage(502),
    );
    partner
        .sweep()
        .include([Resource::OptionOrders])
        .run(partner.store())
        .await
        .unwrap();
    let found = data(&report().page(&partner.store(), &Filter::new()).unwrap());
    let unread = found["unread"].as_array().unwrap();
    assert_eq!(unread.len(), 1);
    assert_eq!(
        found["customers"][unread[0][0].as_u64().unwrap() as usize][0],
        2
    );
    assert_eq!(
        (&unread[0][1], &unread[0][3]),
        (&json!(["option_orders"]), &json!(502))
    );
    let left_out = json!([
        "options",
        "subscriptions",
        "reservations",
        "pre_orders",
        "usage_status"
    ]);
    assert_eq!(found["leftOut"], left_out);

    // What an earlier run knows of a customer that the last one could not read is marked.
    faults.clear();
    partner.swept().await;
    faults.always_for(
        "/v1.0/partners/customers/2/option-product-orders",
        Fault::GatewayPage(502),
    );
    partner.swept().await;
    let found = data(&report().page(&partner.store(), &Filter::new()).unwrap());
    let rows = found["events"].as_array().unwrap();
    let stale = rows.iter().filter(|row| row[15] == true);
    let stale: Vec<&Value> = stale.map(|row| &row[2]).collect();
    assert_eq!(stale, [&json!("option-order")]);

    // A sweep that was stopped after the list of customers.
    let other = Partner::start("2026-11-28", named("Kita", 3)).await;
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stop = std::sync::Mutex::new(Some(stop));
    let outcome = other
        .sweep()
        .observe(move |event| {
            if matches!(event, SweepEvent::Listed(_)) {
                let _ = stop.lock().unwrap().take().map(|stop| stop.send(()));
            }
        })
        .run_until(other.store(), async {
            let _ = stopped.await;
        })
        .await;
    assert!(matches!(outcome, Err(Error::Stopped)), "{outcome:?}");
    let found = data(&report().page(&other.store(), &Filter::new()).unwrap());
    let unread = found["unread"].as_array().unwrap();
    assert_eq!(unread.len(), 3, "{unread:?}");
    assert!(unread.iter().all(|row| row[2] == "not-reached"));
}

/// Writes what `tests/report` opens: pages of 10,000 tasks, of nothing, and of hostile names; and calendars
/// before and after a task is moved and one is withdrawn.
#[tokio::test]
#[ignore = "writes files for a check in a browser"]
async fn write_the_pages_for_the_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/report");
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();

    let empty = Partner::start("2026-11-28", State::empty()).await;
    write(
        "empty.html",
        report().page(&empty.store(), &Filter::new()).unwrap(),
    );

    let hostile = |orders: &[(i64, &str)]| {
        let mut state = State::empty();
        for domain_id in [1, 2] {
            customer(&mut state, domain_id, HOSTILE);
            subscription(&mut state, domain_id, json!({}));
        }
        for (domain_id, day) in orders {
            order(&mut state, *domain_id, json!({ "applyDate": day }));
        }
        state
    };
    let partner = Partner::start(
        "2026-11-28",
        hostile(&[(1, "2026-12-15"), (2, "2026-12-20")]),
    )
    .await;
    partner.swept().await;
    let calendar = || {
        let calendar = Calendar::new().alarm_days_before(3);
        calendar.of(&partner.store(), &Filter::new()).unwrap()
    };
    let deadlines = || {
        let calendar = Calendar::new().of_deadlines();
        calendar.of(&partner.store(), &Filter::new()).unwrap()
    };
    write("first.ics", calendar());
    write("deadlines.ics", deadlines());
    partner.sandbox.set_state(hostile(&[(1, "2026-12-24")]));
    partner.swept_on("2026-11-29").await;
    write("second.ics", calendar());
    let faults = partner.sandbox.faults();
    faults.always_for(
        "/v1.0/partners/customers/2/option-product-orders",
        Fault::GatewayPage(502),
    );
    partner.swept_on("2026-11-30").await;
    write(
        "hostile.html",
        report().page(&partner.store(), &Filter::new()).unwrap(),
    );

    let event = |kind: &str, is_documented: bool| ForecastEvent {
        date: date(2026, 12, 24),
        domain_id: 1,
        domain: None,
        company_name: Some(HOSTILE.to_owned()),
        kind: kind.to_owned(),
        what: "options".to_owned(),
        key: Some("ACV2".to_owned()),
        fields: vec![("plan".to_owned(), "<b>".to_owned(), HOSTILE.to_owned())],
        is_charged: !is_documented,
        is_documented,
        reason: "a trial ends".to_owned(),
        source: is_documented.then(|| "https://developers.worksmobile.com/".to_owned()),
    };
    let foreseen = report().forecast(Forecast {
        until: date(2027, 2, 26),
        events: vec![event("active", true), event("goesPaid", false)],
        assumptions: vec!["a grace period has no end".to_owned()],
    });
    let page = foreseen.page(&partner.store(), &Filter::new()).unwrap();
    write("forecast.html", page);

    let partner = Partner::start("2026-11-28", large()).await;
    let include = [
        Resource::OptionOrders,
        Resource::Options,
        Resource::Subscriptions,
        Resource::Reservations,
        Resource::PreOrders,
        Resource::UsageStatus,
    ];
    let sweep = || partner.sweep().include(include).concurrency(32);
    sweep().run(partner.store()).await.unwrap();
    let mut state = partner.sandbox.state();
    for domain_id in 1..=30 {
        order(
            &mut state,
            domain_id,
            json!({"optionProductId": "ACV2", "applyDate": "2027-01-20"}),
        );
    }
    partner.sandbox.set_state(state);
    partner.clock.set("2026-11-29");
    for domain_id in [4, 9, 11] {
        partner.sandbox.faults().always_for(
            &format!("/v1.0/partners/customers/{domain_id}/option-product-orders"),
            Fault::GatewayPage(502),
        );
    }
    sweep().run(partner.store()).await.unwrap();
    for (name, language) in [
        ("large-en.html", ReportLanguage::English),
        ("large-ja.html", ReportLanguage::Japanese),
    ] {
        let page = report()
            .language(language)
            .page(&partner.store(), &Filter::new())
            .unwrap();
        let rows = data(&page)["events"].as_array().unwrap().len();
        assert!(rows >= 10_000, "{rows}");
        write(name, page);
    }
}

/// Customers with eight tasks each, and the ends of their contracts.
fn large() -> State {
    const PLACES: [&str; 8] = [
        "Kita",
        "Minami",
        "Higashi",
        "Nishi",
        "Sakura",
        "Momiji",
        "青葉",
        "ひので",
    ];
    const TRADES: [&str; 6] = [
        "Foods",
        "Logistics",
        "Clinic",
        "Printing",
        "Trading",
        "株式会社",
    ];
    let tasks = ["APPLY", "MODIFY", "CHANGE_QUANTITY", "CANCEL"];
    let options = OptionProductId::known_values().iter();
    let options: Vec<_> = options
        .filter_map(|option| Some((option.as_str(), option.sub_options()?.last()?.as_str())))
        .take(8)
        .collect();
    let mut state = State::empty();
    for domain_id in 1..=1_100_i64 {
        let pick =
            |names: &[&'static str], by: i64| names[usize::try_from(by).unwrap() % names.len()];
        let name = format!(
            "{} {}",
            pick(&PLACES, domain_id * 7),
            pick(&TRADES, domain_id * 5 / 3)
        );
        customer(&mut state, domain_id, &format!("{name} {domain_id}"));
        let is_trial = domain_id % 9 == 0;
        let end = date(2026, 12, 1).saturating_add(jiff::ToSpan::days(domain_id * 37 % 330));
        let plan = if is_trial { "TRIAL" } else { "MONTHLY" };
        subscription(
            &mut state,
            domain_id,
            json!({"plan": plan, "planEndDate": end.to_string(), "licenseCount": domain_id % 400 + 1,
                   "productId": if is_trial { "STD_T" } else if domain_id % 4 == 0 { "ADV" } else { "STD" }}),
        );
        for (index, (option_id, sub_option_id)) in options.iter().enumerate() {
            let task = tasks[(domain_id as usize + index) % tasks.len()];
            let days = (domain_id * 13 + index as i64 * 29) % 180;
            let day = date(2026, 11, 30).saturating_add(jiff::ToSpan::days(days));
            order(
                &mut state,
                domain_id,
                json!({"optionProductId": option_id, "subOptionId": sub_option_id, "type": task,
                       "applyDate": day.to_string(), "quantity": if task == "CHANGE_QUANTITY" { Some(days + 1) } else { None }}),
            );
        }
        if domain_id % 2 == 0 {
            option(
                &mut state,
                domain_id,
                json!({"planEndDate": end.to_string(), "subOptionId": if is_trial { "SSTG200" } else { "SSTG202" },
                       "plan": plan}),
            );
        }
    }
    state
}
