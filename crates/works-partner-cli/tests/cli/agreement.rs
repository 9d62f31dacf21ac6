//! The everyday commands and `api` decide on scheduled tasks, and on what happens at once, as the rules do.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use works_partner_ext::requests::agreement::{
    Amount, AtOnce, Cell, Situation, at_once, cells, variations,
};
use works_partner_ext::validation::Decision;
use works_partner_sandbox::{Resource, Sandbox, State};

use crate::company;
use crate::support::Served;

const TODAY: Date = date(2026, 11, 3);

/// One cell in so many is tried: each is two runs of the program.
const SAMPLE: usize = 1601;
const SAMPLE_OF_VARIATIONS: usize = 97;
const SAMPLE_AT_ONCE: usize = 89;

/// The subscription of each customer.
const SUBSCRIPTION: i64 = 7;

fn put(state: &mut State, domain_id: i64, cell: &Cell) {
    let customer = company::customer(domain_id, "Agreement Inc.");
    state.put(domain_id, Resource::Customer, customer);
    for (schema, record) in cell.records(domain_id) {
        let resource = match schema {
            "Subscription" => Resource::Subscription,
            "SubscriptionPreOrder" => Resource::SubscriptionPreOrder,
            "SubscriptionReservation" => Resource::SubscriptionReservation,
            "OptionProduct" => Resource::OptionProduct,
            "OptionProductOrder" => Resource::OptionProductOrder,
            "UsageStatus" => Resource::UsageStatus,
            other => panic!("no customer has a {other}"),
        };
        state.put(domain_id, resource, record);
    }
}

/// The everyday command; `None` where it has no words for it.
fn everyday(domain_id: i64, cell: &Cell) -> Option<String> {
    if let Some(at_once) = &cell.at_once {
        return everyday_at_once(domain_id, cell, at_once);
    }
    let mut fields = String::new();
    match &cell.sub_option {
        Some(sub_option) => fields += &format!(" {sub_option}"),
        None if !cell.is_update => return None,
        None => {}
    }
    match cell.quantity {
        Amount::Absent => {}
        // The flag has no room for more.
        Amount::Of(count) if count > i64::from(u32::MAX) => return None,
        Amount::Of(count) => fields += &format!(" --quantity={count}"),
        Amount::Absurd => fields += " --quantity=99999999999999999999",
        _ => return None,
    }
    if let Some(date) = cell.date() {
        fields += &format!(" --apply-date {date}");
    }
    let option = &cell.option;
    match (cell.is_update, fields.as_str()) {
        (true, "") => None,
        (true, _) => Some(format!("option-order update {domain_id} {option}{fields}")),
        (false, _) => {
            let task = &cell.task;
            Some(format!(
                "option-order create {domain_id} {option}{fields} --type {task}"
            ))
        }
    }
}

fn everyday_at_once(domain_id: i64, cell: &Cell, at_once: &AtOnce) -> Option<String> {
    let option = &cell.option;
    let command = match at_once {
        AtOnce::AddOption | AtOnce::UpgradeOption => {
            let verb = match at_once {
                AtOnce::AddOption => "add",
                _ => "upgrade",
            };
            let sub_option = cell.sub_option.as_ref()?;
            format!("option {verb} {domain_id} {option} {sub_option}")
        }
        AtOnce::StartSubscription(plan, product) => {
            let mut command =
                format!("subscription start-paid-service {domain_id} {SUBSCRIPTION} --plan {plan}");
            if let Some(product) = product {
                command += &format!(" --product {product}");
            }
            if let Amount::Of(count) = cell.quantity {
                command += &format!(" --licenses {count}");
            }
            command
        }
        AtOnce::UpgradeSubscription(product) => {
            format!("subscription upgrade {domain_id} {SUBSCRIPTION} {product}")
        }
        _ => return None,
    };
    Some(command)
}

fn by_data(domain_id: i64, cell: &Cell) -> String {
    let call = cell.call(domain_id).unwrap();
    let operation = call.operation().id.replace('_', "-");
    let mut command = format!("api {operation}");
    for (name, value) in call.parameters() {
        let value = value.as_str().map_or(value.to_string(), str::to_owned);
        command += match name.as_str() {
            "domainId" => " --domain-id ",
            "subscriptionId" => " --subscription-id ",
            "optionProductId" => " --option-product-id ",
            other => panic!("{other} has no flag"),
        };
        command += &value;
    }
    let body = call.shown_json().unwrap();
    format!("{command} --json-body {body}")
}

#[test]
fn both_ways_of_the_command_line_decide_as_the_rules_do() {
    let sampled = cells(TODAY).step_by(SAMPLE);
    let sampled = sampled.chain(variations(TODAY).step_by(SAMPLE_OF_VARIATIONS));
    let sampled = sampled.chain(at_once(TODAY).step_by(SAMPLE_AT_ONCE));
    // No option is in use with a subscription that is only applied for.
    let sampled =
        sampled.filter(|cell| cell.in_use.is_none() || cell.situation != Situation::AppliedFor);
    let all: Vec<(i64, Cell)> = (1..).zip(sampled).collect();
    let mut state = State::empty();
    for (domain_id, cell) in &all {
        put(&mut state, *domain_id, cell);
    }
    // What is said of the day by a server on this machine counts.
    let noon = TODAY.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
    let builder = Sandbox::builder().clock(move || noon.timestamp());
    let served = Served::by(builder.rate_limit(None), state);
    let mut refused = [0, 0];
    for (domain_id, cell) in &all {
        let is_as_documented = cell.call(1).unwrap().check().is_empty();
        let is_refused = !is_as_documented || matches!(cell.decision(), Decision::Forbidden(_));
        let ways = [everyday(*domain_id, cell), Some(by_data(*domain_id, cell))];
        for (way, arguments) in ways.iter().enumerate() {
            let Some(arguments) = arguments else {
                continue;
            };
            let run = served.run(&format!("{arguments} --dry-run"));
            let code = match (is_refused, way) {
                (false, _) => 0,
                // There is nothing to change.
                (true, 0) if cell.is_update && cell.scheduled.is_none() && run.code == 3 => 3,
                (true, _) => 2,
            };
            assert_eq!(run.code, code, "{arguments}\n{cell:?}\n{run}");
            refused[way] += usize::from(is_refused);
        }
    }
    assert!(refused[0] > 20 && refused[1] > 20, "{refused:?}");
    assert!(refused[1] < all.len(), "{refused:?}");
}

/// The same of what is no cell: renewals, ends, and how many users a customer may have.
#[test]
fn both_ways_of_the_command_line_decide_alike_on_contracts() {
    let state = company::state();
    let customers = [company::ANNUAL, company::TRIAL, company::ON_ORDER];
    let mut ways = Vec::new();
    for id in customers {
        let whose = format!("--domain-id {id}");
        let mut both = |everyday: String, by_data: String| ways.push([everyday, by_data]);
        both(
            format!("customer delete {id}"),
            format!("api delete-customer {whose}"),
        );
        for end in ["2099-01-01", "2026-01-01"] {
            both(
                format!("usage-status set {id} --withdrawal-date {end}"),
                format!("api update-usage-status {whose} --withdrawal-date {end}"),
            );
        }
        both(
            format!("usage-status set {id} --no-withdrawal"),
            format!("api update-usage-status {whose} --null withdrawalDate"),
        );
        for option in ["SSTG2", "DRV"] {
            both(
                format!("option cancel {id} {option}"),
                format!("api delete-option-product {whose} --option-product-id {option}"),
            );
        }
        for own in state.all(id, Resource::Subscription).unwrap_or_default() {
            let own = &own["subscriptionId"];
            let which = format!("{whose} --subscription-id {own}");
            both(
                format!("subscription cancel {id} {own}"),
                format!("api delete-subscription {which}"),
            );
            for kind in ["stay", "cancel", "change"] {
                let by_data = kind.to_uppercase();
                both(
                    format!("subscription renewal {id} {own} --type {kind}"),
                    format!("api update-subscription-renewal {which} --type {by_data}"),
                );
            }
        }
    }
    let served = Served::with(state);
    for way in ways {
        let runs = way
            .each_ref()
            .map(|command| served.run(&format!("{command} --dry-run -o json")));
        let [everyday, by_data] = runs.each_ref().map(|run| {
            let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
            let of = |name: &str| told[name].clone();
            let decided = [
                "method",
                "path",
                "body",
                "violations",
                "undecided",
                "warnings",
            ];
            (run.code, decided.map(of))
        });
        assert_eq!(everyday, by_data, "{}\n{}", way[0], way[1]);
    }
}
