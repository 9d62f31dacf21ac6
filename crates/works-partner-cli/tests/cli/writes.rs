//! Every operation of the document that changes something, typed or by `api`: whom it concerns, what it
//! costs and ends, and where the facts of a refusal can be seen.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Map, Value, json};
use works_partner_ext::api::schema::{Kind, Schema};
use works_partner_ext::api::{Location, OPERATIONS, Operation};
use works_partner_ext::validation::warnings;
use works_partner_sandbox::{Resource, State};

use crate::company::{self, ANNUAL};
use crate::support::{Run, Served, works_partner};

/// What no page says a cost or an end of. An operation that is not here has to warn of something.
const HARMLESS: &[&str] = &[
    "activate_customer",
    "create_upgrade_domain",
    "create_usage_status_renewal",
    // Of a task that adds an option; that of others, the rules of ext warn of.
    "delete_option_product_order",
    "delete_upgrade_domain",
    "delete_usage_status_renewal",
    "set_subscription_license_assign_type",
    "update_customer",
    "update_usage_status_renewal",
    "verify_customer_domain",
];

fn state() -> State {
    let mut state = company::state();
    let usage =
        json!({"domainId": ANNUAL, "status": "NORMAL", "maxMemberCount": 9, "memberCount": 3});
    state.put(ANNUAL, Resource::UsageStatus, usage);
    state
}

/// A value as a request may have it.
fn sample(name: &str, schema: &Schema) -> Value {
    match (name, schema.kind) {
        ("domain", _) => json!("somebody.example.com"),
        ("optionProductId", _) => json!("SSTG2"),
        ("subOptionId", _) => json!("SSTG203"),
        ("productId", _) => json!("ADV"),
        ("plan", _) => json!("ANNUAL_LICENSE"),
        ("type", Kind::Enum(_)) => json!("CHANGE"),
        (_, Kind::Enum(values)) => json!(values.values[0].0),
        (_, Kind::Boolean) => json!(true),
        (_, Kind::Integer | Kind::Number) => json!(1),
        (_, Kind::Text) if schema.format == Some("date") => json!("2099-01-01"),
        (_, Kind::Text) => json!("1"),
        _ => Value::Null,
    }
}

/// The body of a request with every field that is no object.
fn body(operation: &Operation) -> Option<Value> {
    let Kind::Object(object) = operation.body?.schema.kind else {
        return None;
    };
    let mut body = Map::new();
    for property in object.properties {
        let value = match (operation.id, property.name) {
            ("create_customer", "productId") => continue,
            ("create_option_product_order", "type") => json!("MODIFY"),
            ("create_option_product_order" | "update_option_product_order", "quantity") => continue,
            ("create_subscription_reservation", "type") => json!("CANCEL"),
            ("update_option_product_order", "subOptionId") => json!("ACV201"),
            _ => sample(property.name, &property.schema),
        };
        if !value.is_null() {
            body.insert(property.name.to_owned(), value);
        }
    }
    Some(body.into())
}

fn writes() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS
        .iter()
        .filter(|operation| operation.method != "GET")
}

/// `api` for an operation, of the customer where it has one.
fn run(served: &Served, operation: &Operation, body: Option<&Value>, more: &str) -> Run {
    let mut arguments = format!("api {}", operation.id.replace('_', "-"));
    for parameter in operation.parameters {
        let value = match parameter.name {
            "domainId" => ANNUAL.to_string(),
            "subscriptionId" => "20101".to_owned(),
            "preOrderId" => "1".to_owned(),
            "optionProductId" if operation.id.ends_with("_order") => "ACV2".to_owned(),
            _ if parameter.location != Location::Path && !parameter.required => continue,
            name => sample(name, &parameter.schema).as_str().unwrap().to_owned(),
        };
        let mut flag = String::new();
        for char in parameter.name.chars() {
            if char.is_uppercase() {
                flag.push('-');
            }
            flag.extend(char.to_lowercase());
        }
        arguments += &format!(" --{flag} {value}");
    }
    if body.is_some() {
        arguments += " --json-body -";
    }
    let url = served.sandbox.base_url();
    let mut command = works_partner(&format!("{arguments} {more} --base-url {url}"));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let text = body.map(Value::to_string).unwrap_or_default();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn every_change_says_whom_it_concerns_and_what_comes_of_it() {
    let served = Served::without_limits(state());
    for operation in writes().filter(|one| one.id != "verify_customer_domain") {
        let body = body(operation);
        let dry = run(&served, operation, body.as_ref(), "--dry-run");
        // Whatever the rules say of it, it is shown.
        assert!(matches!(dry.code, 0 | 2), "{}: {dry}", operation.id);
        let whom = match operation.path.contains("{domainId}") {
            true => &["Annual Inc.", "c10000101.example.com"][..],
            false => &["somebody.example.com"],
        };
        for name in whom {
            assert!(dry.stdout.contains(name), "{}: {dry}", operation.id);
        }
        let json = run(&served, operation, body.as_ref(), "--dry-run -o json");
        let shown: Value = serde_json::from_str(&json.stdout).unwrap_or_else(|_| panic!("{json}"));
        let told = shown["warnings"].as_array().unwrap();
        let is_harmless = HARMLESS.contains(&operation.id);
        assert_eq!(told.is_empty(), is_harmless, "{}: {json}", operation.id);
        assert_eq!(dry.stdout.contains("Warning"), !is_harmless, "{dry}");
    }
    let sent = served.sandbox.requests();
    assert!(sent.iter().all(|request| request.method() == "GET"));
}

#[test]
fn what_ends_a_contract_is_refused_without_the_domain_by_every_operation() {
    let ends = |operation: &Operation| {
        let mut all = warnings().into_iter();
        all.any(|warning| warning.ends_contract && warning.operations.contains(&operation.id))
    };
    let served = Served::without_limits(state());
    let mut tried = 0;
    for operation in writes().filter(|operation| ends(operation)) {
        let mut body = body(operation);
        if let Some(kind) = body.as_mut().and_then(|body| body.get_mut("type")) {
            *kind = json!("CANCEL");
        }
        for field in ["plan", "productId", "licenseCount"] {
            body.as_mut()
                .and_then(|body| body.as_object_mut()?.remove(field));
        }
        let run = run(&served, operation, body.as_ref(), "--yes").failed(2);
        assert!(run.stderr.contains("--confirm"), "{}: {run}", operation.id);
        assert!(
            run.stderr.contains("Annual Inc."),
            "{}: {run}",
            operation.id
        );
        tried += 1;
    }
    assert!(tried >= 5, "{tried}");
}

/// A refusal names commands, and those show what it goes by.
#[test]
fn the_facts_of_a_refusal_can_be_looked_up() {
    let served = Served::without_limits(state());
    let mut refused = 0;
    for operation in writes().filter(|one| one.path.contains("{domainId}")) {
        let mut body = body(operation);
        // A day that is never right.
        if let Some(day) = body.as_mut().and_then(|body| body.get_mut("applyDate")) {
            *day = json!("2020-01-01");
        }
        let run = run(&served, operation, body.as_ref(), "--dry-run");
        if run.code == 0 {
            continue;
        }
        refused += 1;
        let (_, hint) = run
            .stderr
            .split_once("see the facts with ")
            .unwrap_or_else(|| panic!("{}: {run}", operation.id));
        let hint = hint.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut commands = hint.split('`').skip(1).step_by(2).peekable();
        assert!(commands.peek().is_some(), "{run}");
        for command in commands {
            let Some(command) = command.strip_prefix("works-partner ") else {
                panic!("{command}: {run}");
            };
            let looked = served.run(command);
            assert!(matches!(looked.code, 0 | 3), "{command}: {looked}");
        }
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn an_administrator_comes_with_a_password_that_nobody_sees() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    let create = |password: &str, more: &str| {
        std::fs::write(&file, password).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(&file, mode).unwrap();
        }
        crate::support::run(&format!(
            "--sandbox customer create somebody.by-works.com --company-name N --phone-number 1 \
             --locale ja_JP --admin-last-name Yamada --admin-id yamada \
             --admin-email y@example.com --admin-password-file {} {more}",
            file.display()
        ))
    };
    let dry = create("pass1word9\n", "--dry-run").succeeded();
    for hidden in ["pass1word9", "cGFzczF3b3JkOQ"] {
        assert!(!dry.stdout.contains(hidden), "{dry}");
    }
    let made = create("pass1word9", "--yes -o json").succeeded();
    let customer: Value = serde_json::from_str(&made.stdout).unwrap();
    assert_eq!(customer["administrator"]["lastName"], "Yamada", "{made}");
    let short = create("x1\n", "--yes").failed(2);
    assert!(short.stderr.contains("8 to 20"), "{short}");
    let run = crate::support::run(
        "--sandbox customer create a.by-works.com --company-name N --phone-number 1 --locale ja_JP \
         --admin-id yamada",
    );
    assert!(run.failed(2).stderr.contains("--admin-last-name"));
}

/// No page limits the phone number of a change; that of a new customer, one does.
#[test]
fn a_phone_number_may_be_written_as_people_do() {
    let served = Served::with(state());
    let url = served.sandbox.base_url();
    for way in ["customer update", "api update-customer --domain-id"] {
        let mut command = works_partner(&format!("{way} {ANNUAL} --yes --base-url {url}"));
        let run = Run::of(command.args(["--phone-number", "(03) 1111-2222"]));
        run.succeeded();
        let state = served.sandbox.state();
        let customer = &state.all(ANNUAL, Resource::Customer).unwrap()[0];
        assert_eq!(customer["phoneNumber"], "(03) 1111-2222");
    }
}
