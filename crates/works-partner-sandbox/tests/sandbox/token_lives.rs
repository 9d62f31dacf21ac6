//! What a token is good for, and until when.

use std::time::Duration;

use crate::support::auth::{
    NOW, authorization_code, call, jwt_token, post, redeem, refresh, revoke, text,
};
use crate::support::{Answer, Hands, Outcome, anonymous_request};
use reqwest::Method;
use serde_json::json;
use works_partner_sandbox::Sandbox;

const DAY: i64 = 86_400;

const OPTIONS: &str = "/partners/customers/10000001/option-products";

#[tokio::test]
async fn a_token_ends_when_its_time_is_over() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder()
        .clock(hands.clock())
        .token_lifetime(Duration::from_secs(60))
        .expires_in_as_number(true)
        .start()
        .await?;
    let reply = jwt_token(&sandbox, &hands, "partner").await?;
    assert_eq!(reply["expires_in"], 60);

    hands.turn(59);
    assert_eq!(
        call(&sandbox, text(&reply, "access_token")).await?.status,
        200
    );
    hands.turn(1);
    let answer = call(&sandbox, text(&reply, "access_token")).await?;
    answer.is(
        401,
        r#"{"code":"UNAUTHORIZED","description":"Malformed authentication token"}"#,
    );
    assert_eq!(
        answer.header("WWW-Authenticate"),
        r#"Bearer error="invalid_token", error_description="The access token expired""#
    );
    assert_eq!(call(&sandbox, sandbox.token()).await?.status, 200);

    // Long after, it is not even remembered.
    hands.turn(2 * DAY);
    jwt_token(&sandbox, &hands, "partner").await?;
    let answer = call(&sandbox, text(&reply, "access_token")).await?;
    assert!(
        answer
            .header("WWW-Authenticate")
            .contains("unknown or revoked")
    );
    Ok(())
}

#[tokio::test]
async fn a_scope_allows_what_it_says() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    for (scope, granted, option, written) in [
        ("partner", "partner", "DRV", 201),
        ("partner.read", "partner.read", "BCT", 403),
        ("partner.read partner", "partner partner.read", "BCT", 201),
    ] {
        let reply = jwt_token(&sandbox, &hands, scope).await?;
        assert_eq!(reply["scope"], granted);
        let token = text(&reply, "access_token");
        assert_eq!(call(&sandbox, token).await?.status, 200, "{scope}");

        let post = anonymous_request(&sandbox, Method::POST, OPTIONS)?.bearer_auth(token);
        let option = json!({"optionProductId": option});
        let answer = Answer::of(post.json(&option).send().await?).await?;
        assert_eq!(answer.status, written, "{scope}");
        if written == 403 {
            answer.is(403, r#"{"code":"FORBIDDEN","description":"Forbidden"}"#);
            assert_eq!(
                answer.header("WWW-Authenticate"),
                r#"Bearer error="insufficient_scope", scope="partner""#
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_stays_when_rotation_is_off() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let first = jwt_token(&sandbox, &hands, "partner.read").await?;
    let refresh_token = text(&first, "refresh_token");

    for _ in 0..2 {
        hands.turn(DAY);
        let answer = refresh(&sandbox, refresh_token).await?;
        let reply = answer.json()?;
        assert_eq!(reply.get("refresh_token"), None);
        assert_eq!(reply["scope"], "partner.read");
        assert_eq!(reply["expires_in"], "86400");
        assert_ne!(reply["access_token"], first["access_token"]);
        assert_eq!(
            call(&sandbox, text(&reply, "access_token")).await?.status,
            200
        );
    }
    hands.turn(88 * DAY - 1);
    assert_eq!(refresh(&sandbox, refresh_token).await?.status, 200);
    hands.turn(1);
    assert_eq!(refresh(&sandbox, refresh_token).await?.status, 400);
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_is_replaced_when_rotation_is_on() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder()
        .clock(hands.clock())
        .refresh_token_rotation(true)
        .start()
        .await?;
    let first = jwt_token(&sandbox, &hands, "partner").await?;

    let second = refresh(&sandbox, text(&first, "refresh_token"))
        .await?
        .json()?;
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(
        refresh(&sandbox, text(&first, "refresh_token"))
            .await?
            .status,
        400
    );
    assert_eq!(
        refresh(&sandbox, text(&second, "refresh_token"))
            .await?
            .status,
        200
    );
    // An access token does not void those before it.
    assert_eq!(
        call(&sandbox, text(&first, "access_token")).await?.status,
        200
    );
    Ok(())
}

#[tokio::test]
async fn an_authorization_code_is_good_once_and_for_ten_minutes() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;

    let code = authorization_code(&sandbox).await?;
    let reply = redeem(&sandbox, &code, None).await?.json()?;
    assert_eq!(reply["scope"], "partner");
    assert!(reply["refresh_token"].is_string());
    assert_eq!(
        call(&sandbox, text(&reply, "access_token")).await?.status,
        200
    );
    assert_eq!(redeem(&sandbox, &code, None).await?.status, 400);

    for (seconds, redirect_uri, status) in [
        (599, Some("http://localhost:9876/callback?a=1"), 200),
        (600, None, 400),
        (0, Some("http://localhost:9876/other"), 400),
    ] {
        let code = authorization_code(&sandbox).await?;
        hands.turn(seconds);
        assert_eq!(
            redeem(&sandbox, &code, redirect_uri).await?.status,
            status,
            "{seconds}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn revoking_an_access_token_leaves_the_others() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let reply = jwt_token(&sandbox, &hands, "partner").await?;
    let other = refresh(&sandbox, text(&reply, "refresh_token"))
        .await?
        .json()?;

    assert_eq!(
        revoke(&sandbox, text(&reply, "access_token")).await?.status,
        200
    );
    let answer = call(&sandbox, text(&reply, "access_token")).await?;
    assert_eq!(answer.status, 401);
    assert!(
        answer
            .header("WWW-Authenticate")
            .starts_with(r#"Bearer error="invalid_token""#)
    );
    assert_eq!(
        call(&sandbox, text(&other, "access_token")).await?.status,
        200
    );
    assert_eq!(
        refresh(&sandbox, text(&reply, "refresh_token"))
            .await?
            .status,
        200
    );
    Ok(())
}

#[tokio::test]
async fn revoking_a_refresh_token_revokes_its_family() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let reply = jwt_token(&sandbox, &hands, "partner").await?;
    let later = refresh(&sandbox, text(&reply, "refresh_token"))
        .await?
        .json()?;
    let stranger = jwt_token(&sandbox, &hands, "partner").await?;

    assert_eq!(
        revoke(&sandbox, text(&reply, "refresh_token"))
            .await?
            .status,
        200
    );
    assert_eq!(
        refresh(&sandbox, text(&reply, "refresh_token"))
            .await?
            .status,
        400
    );
    assert_eq!(
        call(&sandbox, text(&reply, "access_token")).await?.status,
        401
    );
    assert_eq!(
        call(&sandbox, text(&later, "access_token")).await?.status,
        401
    );
    assert_eq!(
        call(&sandbox, text(&stranger, "access_token"))
            .await?
            .status,
        200
    );
    Ok(())
}

#[tokio::test]
async fn revoking_needs_the_right_app_and_a_token() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let (id, secret) = (sandbox.client_id(), sandbox.client_secret());
    for (form, status) in [
        (
            vec![
                ("client_id", id),
                ("client_secret", secret),
                ("token", "unknown"),
            ],
            200,
        ),
        (vec![("client_id", id), ("client_secret", secret)], 400),
        (
            vec![
                ("client_id", id),
                ("client_secret", "wrong"),
                ("token", "x"),
            ],
            401,
        ),
        (vec![("token", "x")], 400),
    ] {
        assert_eq!(
            post(&sandbox, "/revoke", &form).await?.status,
            status,
            "{form:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn revoke_all_tokens_leaves_only_the_static_one() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let reply = jwt_token(&sandbox, &hands, "partner").await?;
    let code = authorization_code(&sandbox).await?;

    sandbox.revoke_all_tokens();
    assert_eq!(
        call(&sandbox, text(&reply, "access_token")).await?.status,
        401
    );
    assert_eq!(
        refresh(&sandbox, text(&reply, "refresh_token"))
            .await?
            .status,
        400
    );
    assert_eq!(redeem(&sandbox, &code, None).await?.status, 400);
    assert_eq!(call(&sandbox, sandbox.token()).await?.status, 200);
    let again = jwt_token(&sandbox, &hands, "partner").await?;
    assert_eq!(
        call(&sandbox, text(&again, "access_token")).await?.status,
        200
    );
    Ok(())
}
