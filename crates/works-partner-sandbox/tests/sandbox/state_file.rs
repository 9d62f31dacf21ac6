//! A state that outlives its sandbox, in a file.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, SandboxBuilder, State};

use crate::support::{Hands, Outcome, send, subscription};

const TASK: &str = "/partners/customers/7/option-product-orders";

fn builder(hands: &Hands, file: &Path) -> SandboxBuilder {
    let mut state = State::empty();
    state.put(
        7,
        Resource::Subscription,
        subscription(1, "STD", "MONTHLY", Some("2027-01-31")),
    );
    let builder = Sandbox::builder().clock(hands.clock()).state(state);
    builder.state_file(file)
}

fn task() -> Value {
    json!({
        "optionProductId": "DRV", "subOptionId": "DRV01", "type": "APPLY", "applyDate": "2027-01-20",
    })
}

#[tokio::test]
async fn what_was_written_is_there_in_the_next_sandbox_and_days_in_between_pass() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("state.json");
    let hands = Hands::at("2027-01-15T03:00:00Z");

    let sandbox = builder(&hands, &file).start().await?;
    let created = send(&sandbox, &format!("POST {TASK}"), task()).await;
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    sandbox.shutdown().await;

    hands.turn_to("2027-01-16");
    let sandbox = builder(&hands, &file).start().await?;
    let listed = send(&sandbox, &format!("GET {TASK}/DRV"), Value::Null).await;
    assert_eq!(listed.json()?["applyDate"], "2027-01-20");
    sandbox.shutdown().await;

    hands.turn_to("2027-01-20");
    let sandbox = builder(&hands, &file).start().await?;
    let state = sandbox.state();
    assert_eq!(state.option_product_order(7, "DRV"), None);
    let options = state.all(7, Resource::OptionProduct).unwrap_or_default();
    assert_eq!(options[0]["subOptionId"], "DRV01");
    Ok(())
}

#[tokio::test]
async fn a_clock_that_was_set_stays_set() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("state.json");
    let hands = Hands::at("2027-01-15T03:00:00Z");

    let sandbox = builder(&hands, &file).start().await?;
    let set = reqwest::Client::builder()
        .no_proxy()
        .build()?
        .put(sandbox.base_url().replace("/v1.0", "/sandbox/clock"))
        .bearer_auth(sandbox.token())
        .json(&json!({"now": "2027-03-01T03:00:00Z"}))
        .send()
        .await?;
    assert_eq!(set.status(), 200);
    sandbox.shutdown().await;

    let sandbox = builder(&hands, &file).start().await?;
    assert_eq!(sandbox.today().to_string(), "2027-03-01");
    assert_eq!(sandbox.now().to_string(), "2027-03-01T03:00:00Z");
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_empty_is_new_and_one_that_is_no_state_is_told() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("state.json");
    let hands = Hands::at("2027-01-15T03:00:00Z");

    fs::write(&file, "")?;
    let sandbox = builder(&hands, &file).start().await?;
    assert_eq!(sandbox.state().domain_ids().collect::<Vec<_>>(), [7]);
    sandbox.shutdown().await;

    for (text, words) in [
        ("{", "EOF while parsing"),
        (
            r#"{"day":"2027-01-15","state":{"customers":{"7":{"resources":{"optionProducts":3}}}}}"#,
            "state.customers.7.resources",
        ),
        (
            r#"{"day":"2027-01-15","state":{},"more":1}"#,
            "unknown field `more`",
        ),
    ] {
        fs::write(&file, text)?;
        let error = builder(&hands, &file).start().await.unwrap_err();
        let message = error.to_string();
        assert_eq!(error.kind(), ErrorKind::InvalidData, "{message}");
        assert!(
            message.contains("state.json: invalid sandbox state"),
            "{message}"
        );
        assert!(message.contains(words), "{message}");
        assert_eq!(fs::read_to_string(&file)?, text);
    }
    Ok(())
}

#[tokio::test]
async fn a_file_serves_one_sandbox_at_a_time() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("state.json");
    let hands = Hands::at("2027-01-15T03:00:00Z");

    let first = builder(&hands, &file).start().await?;
    let error = builder(&hands, &file).start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    let process = format!("another sandbox (process {})", std::process::id());
    assert!(error.to_string().contains(&process), "{error}");

    first.shutdown().await;
    builder(&hands, &file).start().await?;
    Ok(())
}

#[tokio::test]
async fn a_change_that_cannot_be_saved_is_refused_and_undone() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("state.json");
    let hands = Hands::at("2027-01-15T03:00:00Z");
    let sandbox = builder(&hands, &file).start().await?;
    let before = sandbox.state();

    fs::remove_dir_all(folder.path())?;
    let refused = send(&sandbox, &format!("POST {TASK}"), task()).await;
    assert_eq!(refused.status, 500);
    assert!(
        refused.body.contains("nothing was changed"),
        "{}",
        refused.body
    );
    assert_eq!(sandbox.state(), before);

    fs::create_dir_all(folder.path())?;
    let created = send(&sandbox, &format!("POST {TASK}"), task()).await;
    assert_eq!(created.status, 201);
    Ok(())
}
