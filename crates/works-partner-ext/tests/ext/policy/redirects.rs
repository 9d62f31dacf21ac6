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

#[test]
fn an_allowed_host_that_is_none_is_refused() {
    let build = |host: &str| {
        let builder = works_partner_ext::Client::builder().access_token("a-token");
        builder.allow_host(host).build()
    };
    for host in [
        "",
        "https://other.example",
        "other.example/v1.0",
        "other.example/",
        "*.example",
        "a host",
        "other.example:port",
    ] {
        let error = build(host).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{host}");
        let told = format!("the allowed host {host:?} cannot be used");
        assert!(error.to_string().contains(&told), "{error}");
    }
    let error = build("somebody:CANARY@other.example").unwrap_err();
    assert!(!error.to_string().contains("CANARY"), "{error}");
    for host in [
        "Other.Example",
        "other.example:8443",
        "例え.example",
        "[::1]:80",
    ] {
        build(host).unwrap();
    }
}

#[tokio::test]
async fn an_allowed_host_is_compared_as_urls_are() {
    let clock = VirtualClock::default();
    for (allowed, origin, follows) in [
        ("OTHER.invalid:443", "https://other.invalid", true),
        ("例え.invalid", "https://xn--r8jz45g.invalid", true),
        ("other.invalid", "https://other.invalid:8443", false),
    ] {
        let sandbox = sandbox(&clock).start().await.unwrap();
        sandbox
            .faults()
            .always(Fault::RedirectToOrigin(origin.to_owned()));
        let client = client(&sandbox, &clock)
            .allow_host(allowed)
            .attempts(1)
            .build()
            .unwrap();
        let error = client.option_orders(customer()).await.unwrap_err();
        // Nobody answers there.
        let is_refused = error.kind() == ErrorKind::Redirect;
        assert_eq!(is_refused, !follows, "{allowed}: {error}");
    }
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
