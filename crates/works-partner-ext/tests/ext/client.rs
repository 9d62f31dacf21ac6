//! The client where there is no runtime, or no clock but the test's.

use std::time::Duration;

use works_partner_ext::requests::option_orders::CreateOptionOrder;
use works_partner_ext::{
    Client, Credentials as _, DomainId, Error, ErrorKind, LoginListener, ManualClock, Selection,
    UserAccount, blocking,
};
use works_partner_sandbox::Sandbox;

/// Polls once, as an executor that is not Tokio's would.
fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}

#[test]
fn outside_of_a_runtime_calls_fail_and_nothing_panics() {
    let client = Client::builder().access_token("a-token").build().unwrap();
    let call = client.option_orders(10000001.try_into().unwrap());
    let error = poll_once(call).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("no Tokio runtime"), "{error}");

    let account = UserAccount::builder()
        .client_id("id")
        .client_secret("secret")
        .build()
        .unwrap();
    assert!(poll_once(account.access_token()).unwrap().is_err());
    assert!(poll_once(account.revoke()).unwrap().is_err());
    assert!(poll_once(account.token_info()).unwrap().is_none());
    let listener = LoginListener::bind("http://localhost:0/callback");
    assert!(poll_once(listener).unwrap().is_err());
}

#[test]
fn the_blocking_client_waits() {
    let other = tokio::runtime::Runtime::new().unwrap();
    let sandbox = other.block_on(Sandbox::builder().start()).unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .build()
        .unwrap();
    let client = blocking::Client::new(client).unwrap();
    let customer = 10000002.try_into().unwrap();
    let tasks = client
        .run(|client| async move { client.option_orders(customer).await })
        .unwrap();
    assert_eq!(tasks.len(), 2);

    let within = other.block_on(async move {
        let outcome = client.run(async |client| client.option_orders(customer).await);
        drop(client);
        outcome
    });
    assert_eq!(within.unwrap_err().kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn client_and_sandbox_live_on_one_clock() {
    let clock = ManualClock::new("2026-12-01T00:00:00Z".parse().unwrap());
    let now = clock.clone();
    let sandbox = Sandbox::builder()
        .clock(move || now.now())
        .start()
        .await
        .unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .clock(clock.clone())
        .rate_limit(1)
        .build()
        .unwrap();
    for _ in 0..3 {
        client
            .option_orders(10000002.try_into().unwrap())
            .await
            .unwrap();
    }
    assert_eq!(clock.slept(), Duration::from_secs(120));
    assert_eq!(clock.now().to_string(), "2026-12-01T00:02:00Z");
    clock.set("2026-11-01T00:00:00Z".parse().unwrap());
    client
        .option_orders(10000002.try_into().unwrap())
        .await
        .unwrap();
    assert_eq!(
        clock.slept(),
        Duration::from_secs(180),
        "a clock that is set back stops nothing"
    );
}

/// What a person has typed is read with `?` alone.
#[test]
fn whatever_is_typed_wrongly_is_an_invalid_request() {
    fn task(customer: &str, option: &str, size: &str, day: &str) -> Result<(), Error> {
        let _: DomainId = customer.parse()?;
        CreateOptionOrder::apply(Selection::new(option, size)?, day.parse()?);
        Ok(())
    }
    task("7", "DRV", "DRV01", "2027-01-31").unwrap();
    for (customer, size, day) in [
        ("seven", "DRV01", "2027-01-31"),
        ("7", "ACV201", "2027-01-31"),
        ("7", "DRV01", "2027-02-31"),
        ("7", "DRV01", "soon"),
    ] {
        let error = task(customer, "DRV", size, day).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
}
