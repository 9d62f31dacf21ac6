//! What the auth server is asked, and what it answers.

use crate::support::auth::{
    JWT_BEARER, NOW, authorize, call, claims, jwt_form, key, merged, oauth_error, post, refresh,
    revoke, sign, sign_with, text,
};
use crate::support::{Hands, Outcome, client};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use works_partner_sandbox::{App, AuthErrorForm, Sandbox};

#[tokio::test]
async fn a_service_account_gets_a_token_that_the_api_accepts() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let now = jiff::Timestamp::now().as_second();
    let assertion = sign(&sandbox, &claims(&sandbox, now));

    let answer = post(&sandbox, "/token", &jwt_form(&sandbox, &assertion)).await?;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.content_type, "application/json; charset=UTF-8");
    let reply = answer.json()?;
    let members: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        [
            "access_token",
            "refresh_token",
            "token_type",
            "expires_in",
            "scope"
        ]
    );
    assert_eq!(reply["token_type"], "Bearer");
    assert_eq!(reply["expires_in"], "86400");
    assert_eq!(reply["scope"], "partner partner.read");
    for token in ["access_token", "refresh_token"] {
        let token = reply[token].as_str().unwrap();
        assert!(
            token.starts_with("jp1AAAA") && token.ends_with("=="),
            "{token}"
        );
        // A client that does not encode them loses these.
        assert!(token.contains('+') && token.contains('/'), "{token}");
    }

    assert_eq!(
        call(&sandbox, text(&reply, "access_token")).await?.status,
        200
    );
    // A refresh token is no access token.
    assert_eq!(
        call(&sandbox, text(&reply, "refresh_token")).await?.status,
        401
    );
    Ok(())
}

#[tokio::test]
async fn a_token_request_is_recorded_without_its_secrets() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let now = jiff::Timestamp::now().as_second();
    let assertion = sign(&sandbox, &claims(&sandbox, now));
    let reply = post(&sandbox, "/token", &jwt_form(&sandbox, &assertion)).await?;
    for grant_type in ["authorization_code", "refresh_token", "password"] {
        post(&sandbox, "/token", &[("grant_type", grant_type)]).await?;
    }
    call(&sandbox, text(&reply.json()?, "access_token")).await?;

    assert_eq!(sandbox.token_requests(), 4);
    let requests = sandbox.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|it| (it.path(), it.grant_type()))
        .collect();
    let token = "/oauth2/v2.0/token";
    assert_eq!(
        seen,
        [
            (token, Some(JWT_BEARER)),
            (token, Some("authorization_code")),
            (token, Some("refresh_token")),
            (token, None),
            (
                "/v1.0/partners/customers/10000001/option-product-orders",
                None
            ),
        ]
    );
    let shown = format!("{requests:?} {sandbox:?}");
    let reply = reply.json()?;
    for secret in [
        assertion.as_str(),
        sandbox.client_secret(),
        sandbox.token(),
        text(&reply, "access_token"),
        text(&reply, "refresh_token"),
    ] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_tolerated_in_an_assertion() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let now = hands.now().as_second();
    let base = claims(&sandbox, now);
    for (what, changes) in [
        (
            "the longest lifetime",
            json!({"iat": now, "exp": now + 3600}),
        ),
        (
            "fractions",
            json!({"iat": now as f64 - 0.5, "exp": now as f64 + 59.5}),
        ),
        (
            "the last second",
            json!({"iat": now - 3599, "exp": now + 1}),
        ),
        (
            "a clock a little ahead",
            json!({"iat": now + 30, "exp": now + 60}),
        ),
        (
            "claims that nobody asked for",
            json!({"aud": "x", "jti": [1], "nbf": "?"}),
        ),
    ] {
        let assertion = sign(&sandbox, &merged(&base, &changes));
        let answer = post(&sandbox, "/token", &jwt_form(&sandbox, &assertion)).await?;
        assert_eq!(answer.status, 200, "{what}: {}", answer.body);
    }
    for header in [
        json!({"alg": "RS256"}),
        json!({"alg": "RS256", "typ": "JWT", "kid": "1"}),
    ] {
        let assertion = sign_with(&key(&sandbox), &RSA_PKCS1_SHA256, &header, &base);
        let answer = post(&sandbox, "/token", &jwt_form(&sandbox, &assertion)).await?;
        assert_eq!(answer.status, 200, "{header}: {}", answer.body);
    }
    // The vendor's own sample encodes the grant type twice.
    let twice = JWT_BEARER.replace(':', "%3A");
    let mut form = jwt_form(&sandbox, "");
    let assertion = sign(&sandbox, &base);
    form[0] = ("grant_type", &twice);
    form[1] = ("assertion", &assertion);
    assert_eq!(post(&sandbox, "/token", &form).await?.status, 200);
    assert_eq!(
        sandbox.requests().last().unwrap().grant_type(),
        Some(JWT_BEARER)
    );
    Ok(())
}

#[tokio::test]
async fn what_is_refused_in_an_assertion() -> Outcome {
    let hands = Hands::at(NOW);
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let now = hands.now().as_second();
    let base = claims(&sandbox, now);
    let signed = |changes: Value| sign(&sandbox, &merged(&base, &changes));
    let with_header = |header: Value| sign_with(&key(&sandbox), &RSA_PKCS1_SHA256, &header, &base);
    let good = sign(&sandbox, &base);
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("{good}");
    };
    let stranger = KeyPair::generate(KeySize::Rsa2048)?;
    let rs256 = json!({"alg": "RS256", "typ": "JWT"});

    let three = "three parts";
    let json_objects = "JSON objects in base64url";
    let wrong_alg = "alg must be RS256";
    let wrong_signature = "not made with the service account's private key";
    let numbers = "iat and exp must be numbers";
    for (assertion, reason) in [
        ("nonsense".to_owned(), three),
        (format!("{good}.more"), three),
        (format!("{header}.{payload}"), three),
        (format!("!.{payload}.{signature}"), json_objects),
        (
            format!(
                "{}.{payload}.{signature}",
                STANDARD.encode(rs256.to_string() + " ")
            ),
            json_objects,
        ),
        (
            format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode("[]")),
            json_objects,
        ),
        (
            format!("{header}.{payload}.{}", URL_SAFE.encode([0; 256])),
            "the signature must be in base64url",
        ),
        (with_header(json!({"alg": "none"})), wrong_alg),
        (with_header(json!({"alg": "HS256"})), wrong_alg),
        (with_header(json!({"alg": "RS512"})), wrong_alg),
        (with_header(json!({"typ": "JWT"})), wrong_alg),
        (format!("{header}.{payload}."), wrong_signature),
        (
            sign_with(&key(&sandbox), &RSA_PKCS1_SHA512, &rs256, &base),
            wrong_signature,
        ),
        (
            sign_with(&stranger, &RSA_PKCS1_SHA256, &rs256, &base),
            wrong_signature,
        ),
        (
            format!(
                "{header}.{}.{signature}",
                URL_SAFE_NO_PAD.encode(json!({"iss": "x"}).to_string())
            ),
            wrong_signature,
        ),
        (signed(json!({"iss": "someone"})), "iss must be"),
        (signed(json!({"iss": null})), "iss must be"),
        (signed(json!({"sub": sandbox.client_id()})), "sub must be"),
        (signed(json!({"iat": now.to_string()})), numbers),
        (signed(json!({"exp": (now + 60).to_string()})), numbers),
        (signed(json!({"exp": null})), numbers),
        (signed(json!({"iat": now - 60, "exp": now})), "it expired"),
        (
            signed(json!({"iat": now - 7200, "exp": now - 3600})),
            "it expired",
        ),
        (
            signed(json!({"iat": now + 31, "exp": now + 60})),
            "in the future",
        ),
        (
            signed(json!({"iat": now, "exp": now + 3601})),
            "at most 60 minutes",
        ),
        (
            signed(json!({"iat": now * 1000, "exp": now * 1000})),
            "in the future",
        ),
    ] {
        let answer = post(&sandbox, "/token", &jwt_form(&sandbox, &assertion)).await?;
        let error = oauth_error(&answer);
        assert_eq!(
            (answer.status.as_u16(), &*error.0),
            (400, "invalid_grant"),
            "{reason}"
        );
        assert!(error.1.contains(reason), "{reason}: {}", error.1);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_refused_in_a_token_request() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let assertion = sign(
        &sandbox,
        &claims(&sandbox, jiff::Timestamp::now().as_second()),
    );
    let form = jwt_form(&sandbox, &assertion);
    let with = |name: &str, value: &'static str| -> Vec<(&str, &str)> {
        let pairs = form.iter();
        pairs
            .map(|&(known, old)| (known, if known == name { value } else { old }))
            .collect()
    };
    let without = |name: &str| -> Vec<(&str, &str)> {
        form.iter()
            .copied()
            .filter(|(known, _)| *known != name)
            .collect()
    };
    for (form, status, error) in [
        (without("grant_type"), 400, "invalid_request"),
        (with("grant_type", ""), 400, "invalid_request"),
        (
            with("grant_type", "client_credentials"),
            400,
            "unsupported_grant_type",
        ),
        (without("client_id"), 400, "invalid_request"),
        (without("client_secret"), 400, "invalid_request"),
        (with("client_id", "nobody"), 401, "invalid_client"),
        (with("client_secret", "wrong"), 401, "invalid_client"),
        (without("assertion"), 400, "invalid_request"),
        (without("scope"), 400, "invalid_request"),
        (with("scope", "bot"), 400, "invalid_scope"),
        (with("scope", "partner,partner.read"), 400, "invalid_scope"),
        (
            [without(""), vec![("scope", "partner")]].concat(),
            400,
            "invalid_request",
        ),
        (
            with("grant_type", "authorization_code"),
            400,
            "invalid_request",
        ),
        (
            [
                with("grant_type", "authorization_code"),
                vec![("code", "x")],
            ]
            .concat(),
            400,
            "invalid_grant",
        ),
        (
            [
                with("grant_type", "refresh_token"),
                vec![("refresh_token", "x")],
            ]
            .concat(),
            400,
            "invalid_grant",
        ),
    ] {
        let answer = post(&sandbox, "/token", &form).await?;
        let seen = oauth_error(&answer).0;
        assert_eq!(
            (answer.status.as_u16(), &*seen),
            (status, error),
            "{form:?}"
        );
    }
    assert_eq!(sandbox.token_requests(), 15);
    Ok(())
}

#[tokio::test]
async fn only_forms_are_read() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let body = "grant_type=refresh_token&refresh_token=x&client_id=a&client_secret=b";
    for (content_type, status) in [
        (Some("application/x-www-form-urlencoded"), 401),
        (
            Some("application/x-www-form-urlencoded; charset=UTF-8"),
            401,
        ),
        (Some("Application/X-WWW-Form-Urlencoded"), 401),
        (Some("application/json"), 415),
        (Some("text/plain"), 415),
        (None, 415),
    ] {
        for path in ["/token", "/revoke"] {
            let url = format!("{}{path}", sandbox.auth_url());
            let mut request = client()?.post(url).body(body);
            if let Some(content_type) = content_type {
                request = request.header("Content-Type", content_type);
            }
            assert_eq!(
                request.send().await?.status(),
                status,
                "{path} {content_type:?}"
            );
        }
    }
    let get = client()?
        .get(format!("{}/token", sandbox.auth_url()))
        .send()
        .await?;
    assert_eq!(
        (get.status().as_u16(), &get.headers()["allow"]),
        (405, &"POST".parse()?)
    );
    let nowhere = client()?
        .post(format!("{}/userinfo", sandbox.auth_url()))
        .send()
        .await?;
    assert_eq!(nowhere.status(), 404);
    Ok(())
}

#[tokio::test]
async fn refusals_come_in_the_form_that_was_set() -> Outcome {
    let oauth = r#"{"error":"unsupported_grant_type","error_description":"this grant_type does not exist"}"#;
    let return_code = r#"{"returnCode":"99","returnMessage":"UnexpectedError"}"#;
    for (form, content_type, body) in [
        (
            AuthErrorForm::OAuth,
            "application/json; charset=UTF-8",
            oauth,
        ),
        (
            AuthErrorForm::ReturnCode,
            "application/json; charset=UTF-8",
            return_code,
        ),
        (
            AuthErrorForm::Html,
            "text/html; charset=UTF-8",
            "<!DOCTYPE html>",
        ),
        (AuthErrorForm::Empty, "", ""),
    ] {
        let sandbox = Sandbox::builder().auth_error_form(form).start().await?;
        let answer = post(&sandbox, "/token", &[("grant_type", "password")]).await?;
        assert_eq!(
            (answer.status.as_u16(), &*answer.content_type),
            (400, content_type)
        );
        assert!(answer.body.starts_with(body), "{form:?}: {}", answer.body);
        assert_eq!(answer.body.is_empty(), body.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn authorize_sends_the_user_back_with_what_there_is_to_say() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let back = "http://127.0.0.1:1/cb";
    for (redirect_uri, response_type, scope, state, expected) in [
        (
            back,
            "code",
            "partner",
            "a b&c",
            "http://127.0.0.1:1/cb?code=…&state=a+b%26c",
        ),
        (
            "http://localhost/?x=1",
            "code",
            "partner.read",
            "",
            "http://localhost/?x=1&code=…",
        ),
        (
            back,
            "token",
            "partner",
            "s",
            "http://127.0.0.1:1/cb?error=unsupported_response_type&error_description=response_type+must+be+code&state=s",
        ),
        (
            back,
            "code",
            "bot",
            "s",
            "http://127.0.0.1:1/cb?error=invalid_scope&error_description=scope+must+be+partner%2C+partner.read%2C+or+both+with+a+space+between&state=s",
        ),
    ] {
        let answer = authorize(
            &sandbox,
            sandbox.client_id(),
            redirect_uri,
            response_type,
            scope,
            state,
        )
        .await?;
        assert_eq!(answer.status, 302);
        let mut location = answer.header("Location").to_owned();
        if let Some((start, rest)) = location.split_once("code=") {
            let rest = rest
                .split_once('&')
                .map_or(String::new(), |(_, rest)| format!("&{rest}"));
            if !start.contains("error=") {
                location = format!("{start}code=…{rest}");
            }
        }
        assert_eq!(location, expected);
    }
    for (client_id, redirect_uri) in [
        ("nobody", back),
        ("", back),
        (sandbox.client_id(), ""),
        (sandbox.client_id(), "https://evil.example/callback"),
        (
            sandbox.client_id(),
            "http://localhost@evil.example/callback",
        ),
    ] {
        let answer = authorize(&sandbox, client_id, redirect_uri, "code", "partner", "s").await?;
        assert_eq!(answer.status, 400, "{client_id} {redirect_uri}");
        assert_eq!(answer.content_type, "text/html; charset=UTF-8");
        assert_eq!(answer.header("Location"), "");
    }
    Ok(())
}

#[tokio::test]
async fn a_registered_app_has_its_own_key_and_its_own_tokens() -> Outcome {
    let pair = KeyPair::generate(KeySize::Rsa2048)?;
    let x509: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
    let sandbox = |label: &str, der: &[u8]| {
        let pem = format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            STANDARD.encode(der)
        );
        let app = App::new(
            "my-id",
            "my-secret",
            "1wagx.serviceaccount@example.com",
            &pem,
        )?;
        Ok::<_, works_partner_sandbox::InvalidPublicKey>(
            Sandbox::builder()
                .app(app.redirect_uri("https://app.example.com/"))
                .start(),
        )
    };
    for sandbox in [
        sandbox("PUBLIC KEY", x509.as_ref())?.await?,
        sandbox("RSA PUBLIC KEY", pair.public_key().as_ref())?.await?,
    ] {
        let now = jiff::Timestamp::now().as_second();
        let claims = json!({
            "iss": "my-id", "sub": "1wagx.serviceaccount@example.com", "iat": now, "exp": now + 60,
        });
        let header = json!({"alg": "RS256", "typ": "JWT"});
        let own = sign_with(&pair, &RSA_PKCS1_SHA256, &header, &claims);
        let foreign = sign(&sandbox, &claims);
        let form = |assertion| {
            [
                ("grant_type", JWT_BEARER),
                ("assertion", assertion),
                ("client_id", "my-id"),
                ("client_secret", "my-secret"),
                ("scope", "partner"),
            ]
        };
        assert_eq!(post(&sandbox, "/token", &form(&foreign)).await?.status, 400);
        let reply = post(&sandbox, "/token", &form(&own)).await?.json()?;
        assert_eq!(
            call(&sandbox, text(&reply, "access_token")).await?.status,
            200
        );
        // The default app can neither refresh nor revoke what is another's.
        assert_eq!(
            refresh(&sandbox, text(&reply, "refresh_token"))
                .await?
                .status,
            400
        );
        assert_eq!(
            revoke(&sandbox, text(&reply, "access_token")).await?.status,
            200
        );
        assert_eq!(
            call(&sandbox, text(&reply, "access_token")).await?.status,
            200
        );

        let uri = "https://app.example.com/";
        let registered = authorize(&sandbox, "my-id", uri, "code", "partner", "").await?;
        assert_eq!(registered.status, 302);
        let unregistered =
            authorize(&sandbox, sandbox.client_id(), uri, "code", "partner", "").await?;
        assert_eq!(unregistered.status, 400);
    }
    Ok(())
}

#[test]
fn what_is_no_public_key_is_refused() {
    let private = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let private: Pkcs8V1Der<'_> = private.as_der().unwrap();
    let pem = |label: &str, der: &[u8]| {
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----",
            STANDARD.encode(der)
        )
    };
    for pem in [
        String::new(),
        "nonsense".to_owned(),
        pem("PRIVATE KEY", private.as_ref()),
        pem("PUBLIC KEY", private.as_ref()),
        pem("PUBLIC KEY", b""),
        "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----".to_owned(),
        "-----BEGIN PUBLIC KEY-----".to_owned(),
    ] {
        assert!(App::new("id", "secret", "account", &pem).is_err(), "{pem}");
    }
}

#[test]
fn debug_of_an_app_does_not_show_its_secret() {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = STANDARD.encode(pair.public_key());
    let pem = format!("-----BEGIN RSA PUBLIC KEY-----{der}-----END RSA PUBLIC KEY-----");
    let app = App::new("my-id", "s3cret", "my-account", &pem).unwrap();
    for shown in [
        format!("{app:?}"),
        format!("{:?}", Sandbox::builder().app(app)),
    ] {
        assert!(shown.contains("my-id"), "{shown}");
        assert!(
            !shown.contains("s3cret") && !shown.contains(&der),
            "{shown}"
        );
    }
}
