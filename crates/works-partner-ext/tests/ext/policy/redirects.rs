//! The token goes where it is allowed to, and nowhere else.

use works_partner_ext::ErrorKind;
use works_partner_sandbox::{Fault, Sandbox};

use crate::policy::{VirtualClock, client, customer, sandbox};

fn host(sandbox: &Sandbox) -> String {
    let (_, rest) = sandbox.base_url().split_once("//").unwrap();
    rest.split('/').next().unwrap().to_owned()
}

fn origin(sandbox: &Sandbox) -> String {
    format!("http://{}", host(sandbox))
}

#[tokio::test]
async fn a_redirect_to_an_allowed_host_is_followed_with_the_token() {
    let clock = VirtualClock::default();
    let here = sandbox(&clock).start().await.unwrap();
    let there = sandbox(&clock).token(here.token()).start().await.unwrap();
    here.faults().push(Fault::RedirectToOrigin(origin(&there)));
    let client = client(&here, &clock)
        .allow_host(host(&there))
        .build()
        .unwrap();

    let tasks = client.option_orders(customer()).await.unwrap();

    assert_eq!(tasks.len(), 2);
    assert_eq!(here.requests().len(), 1);
    assert!(there.requests()[0].has_authorization());
}

#[tokio::test]
async fn a_redirect_to_another_host_is_an_error_and_that_host_sees_nothing() {
    let clock = VirtualClock::default();
    let here = sandbox(&clock).start().await.unwrap();
    let there = sandbox(&clock).token(here.token()).start().await.unwrap();
    here.faults().push(Fault::RedirectToOrigin(origin(&there)));
    let client = client(&here, &clock).build().unwrap();

    let error = client.option_orders(customer()).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(error.status().unwrap(), 307);
    assert!(error.to_string().contains(&host(&there)), "{error}");
    assert_eq!((there.requests().len(), there.connections()), (0, 0));
}

#[tokio::test]
async fn a_redirect_to_plain_http_is_an_error() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().push(Fault::Redirect(
        "http://www.worksapis.com/v1.0/x?token=1".into(),
    ));
    let client = client(&sandbox, &clock)
        .allow_host("www.worksapis.com")
        .build()
        .unwrap();

    let error = client.option_orders(customer()).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(!error.to_string().contains("token=1"), "{error}");
}

#[tokio::test]
async fn a_redirect_in_a_loop_ends_at_once() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().always(Fault::RedirectToSelf);
    let client = client(&sandbox, &clock).build().unwrap();

    let error = client.option_orders(customer()).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_error() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().push(Fault::Redirect("http://".into()));
    let client = client(&sandbox, &clock).build().unwrap();

    let error = client.option_orders(customer()).await.unwrap_err();

    assert_eq!(error.to_string(), "the server redirected to nowhere");
}
