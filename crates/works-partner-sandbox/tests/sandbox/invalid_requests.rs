//! What is refused, how, and what is checked first.

use crate::support::{Answer, Outcome, anonymous_request, get, listed, request};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use works_partner_api::types::OptionProductId;
use works_partner_sandbox::Sandbox;

const UNAUTHORIZED: &str =
    r#"{"code":"UNAUTHORIZED","description":"Malformed authentication token"}"#;
const ACCESS_DENIED: &str = r#"{"code":"ACCESS_DENIED","description":"Access is denied."}"#;
const NO_TASK: &str = r#"{"code":"NOT_FOUND","description":"Scheduled task not found"}"#;
const NO_API: &str = r#"{"code":"NOT_FOUND","description":"Api not exists"}"#;
const NO_METHOD: &str = r#"{"code":"METHOD_NOT_ALLOWED","description":"Method not allowed"}"#;
const BAD_DOMAIN_ID: &str =
    r#"{"code":"INVALID_PARAMETER","description":"domainId is invalid: expected an integer"}"#;
const HUGE_DOMAIN_ID: &str = r#"{"code":"INVALID_PARAMETER","description":"domainId is invalid: expected an integer of at most 9223372036854775807"}"#;

#[tokio::test]
async fn without_the_right_token_nothing_else_is_looked_at() -> Outcome {
    let sandbox = Sandbox::builder().token("the-token").start().await?;
    const BARE: &str = "Bearer";
    const INVALID: &str = r#"Bearer error="invalid_token", error_description="The access token is unknown or revoked""#;
    let wrong = [
        (None, BARE),
        (Some("Bearer"), BARE),
        (Some("Bearer wrong"), INVALID),
        (Some("Bearer the-toke"), INVALID),
        (Some("Bearer the-token-and-more"), INVALID),
        (Some("Bearer  the-token"), INVALID),
        (Some("bearer the-token"), BARE),
        (Some("Basic the-token"), BARE),
        (Some("the-token"), BARE),
    ];
    let paths = [
        "/partners/customers/10000001/option-product-orders",
        "/partners/customers/10000001/option-product-orders/ACV2",
        "/partners/customers/abc/option-product-orders/nope",
        "/partners/customers/99999999/option-product-orders",
        "/nowhere",
    ];
    for (authorization, challenge) in wrong {
        for path in paths {
            let mut request = anonymous_request(&sandbox, Method::GET, path)?;
            if let Some(value) = authorization {
                request = request.header(AUTHORIZATION, value);
            }
            let response = request.send().await?;
            assert_eq!(response.headers()["www-authenticate"], challenge);
            Answer::of(response).await?.is(401, UNAUTHORIZED);
        }
    }
    Ok(())
}

#[tokio::test]
async fn two_authorization_headers_are_one_too_many() -> Outcome {
    let sandbox = Sandbox::builder().token("the-token").start().await?;
    let mut headers = HeaderMap::new();
    headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer the-token"));
    headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer other"));
    let path = "/partners/customers/10000001/option-product-orders";
    let request = anonymous_request(&sandbox, Method::GET, path)?.headers(headers);
    Answer::of(request.send().await?)
        .await?
        .is(401, UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn a_domain_id_that_is_no_positive_integer_is_invalid() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let ids = [
        "",
        "+1",
        "01",
        "-0",
        "1.0",
        "1e3",
        "abc",
        "%20",
        "%zz",
        "%",
        "10000001%00",
        "１",
    ];
    let huge = ["9223372036854775808", "99999999999999999999999999"];
    for id in huge {
        let path = format!("/partners/customers/{id}/option-product-orders");
        get(&sandbox, &path).await?.is(400, HUGE_DOMAIN_ID);
    }
    for id in ids {
        for tail in ["", "/ACV2", "/nope"] {
            get(
                &sandbox,
                &format!("/partners/customers/{id}/option-product-orders{tail}"),
            )
            .await?
            .is(400, BAD_DOMAIN_ID);
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_option_outside_the_allowed_values_is_invalid_even_for_an_unknown_customer() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for id in ["10000001", "99999999"] {
        for option in [
            "ACV",
            "acv2",
            "ACV201",
            "ACV2%20",
            "%2F",
            "%zz",
            "オプション",
        ] {
            get(
                &sandbox,
                &format!("/partners/customers/{id}/option-product-orders/{option}"),
            )
            .await?
            .is(400, &bad_option_id());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_parameter_that_does_not_decode_is_named() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for (path, name) in [
        ("/partners/customers/%FF/option-product-orders", "domainId"),
        (
            "/partners/customers/%FF/option-product-orders/ACV2",
            "domainId",
        ),
        (
            "/partners/customers/10000001/option-product-orders/%C3%28",
            "optionProductId",
        ),
    ] {
        get(&sandbox, path).await?.is(
            400,
            &format!(
                r#"{{"code":"INVALID_PARAMETER","description":"{name} is invalid: expected percent-encoded UTF-8"}}"#
            ),
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_customer_is_denied_rather_than_not_found() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for id in ["0", "-1", "1", "10000037", "9223372036854775807"] {
        for tail in ["", "/ACV2"] {
            let path = format!("/partners/customers/{id}/option-product-orders{tail}");
            get(&sandbox, &path).await?.is(403, ACCESS_DENIED);
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_option_without_a_task_is_not_found() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for path in [
        "/partners/customers/10000001/option-product-orders/DRV",
        "/partners/customers/10000023/option-product-orders/ACV2",
    ] {
        get(&sandbox, path).await?.is(404, NO_TASK);
    }
    Ok(())
}

#[tokio::test]
async fn a_path_that_is_no_api_says_so() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for path in [
        "/",
        "/partners",
        "/partners/customers/",
        "/partners/customers/10000001/",
        "/partners/customers/10000001/option-product-orders/",
        "/partners/customers/10000001/option-product-orders/ACV2/",
        "/partners/customers/10000001/option-product-order/ACV2",
        "/PARTNERS/customers/10000001/option-product-orders",
        "//partners/customers/10000001/option-product-orders",
        "/%FF%FE",
        "/{domainId}",
    ] {
        get(&sandbox, path).await?.is(404, NO_API);
    }
    Ok(())
}

#[tokio::test]
async fn outside_the_version_path_there_is_no_api_with_or_without_a_token() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    // The client resolves the dots away, so these arrive beside `/v1.0`, not under it.
    for path in [
        "/../",
        "/../v2.0/partners/customers/10000001/option-product-orders",
        "/../partners/customers/10000001/option-product-orders",
    ] {
        for request in [
            request(&sandbox, Method::GET, path)?,
            anonymous_request(&sandbox, Method::GET, path)?,
        ] {
            Answer::of(request.send().await?).await?.is(404, NO_API);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_known_path_with_another_method_names_the_methods_it_has() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for (path, allowed) in [
        (
            "/partners/customers/10000001/option-product-orders",
            "GET,HEAD,POST",
        ),
        (
            "/partners/customers/10000001/option-product-orders/ACV2",
            "GET,HEAD,DELETE,PATCH",
        ),
        (
            "/partners/customers/abc/option-product-orders/nope",
            "GET,HEAD,DELETE,PATCH",
        ),
    ] {
        for method in [Method::PUT, Method::OPTIONS, Method::from_bytes(b"BREW")?] {
            let response = request(&sandbox, method.clone(), path)?.send().await?;
            assert_eq!(response.headers()["allow"], allowed);
            Answer::of(response).await?.is(405, NO_METHOD);

            let anonymous = anonymous_request(&sandbox, method, path)?.send().await?;
            Answer::of(anonymous).await?.is(401, UNAUTHORIZED);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_huge_path_is_refused_in_json_and_not_repeated() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let huge = "9".repeat(60_000);
    get(
        &sandbox,
        &format!("/partners/customers/{huge}/option-product-orders"),
    )
    .await?
    .is(400, HUGE_DOMAIN_ID);
    get(
        &sandbox,
        &format!("/partners/customers/10000001/option-product-orders/{huge}"),
    )
    .await?
    .is(400, &bad_option_id());
    get(&sandbox, &format!("/{huge}")).await?.is(404, NO_API);
    Ok(())
}

fn bad_option_id() -> String {
    let options = listed::<OptionProductId>();
    format!(
        r#"{{"code":"INVALID_PARAMETER","description":"optionProductId is invalid: expected one of {options}"}}"#
    )
}
