//! How the tests talk to the auth server, and what they do with its tokens.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use works_partner_sandbox::Sandbox;

use super::{Answer, Hands, anonymous_request, client};

pub(crate) const LIST: &str = "/partners/customers/10000001/option-product-orders";
pub(crate) const NOW: &str = "2027-01-15T09:00:00Z";
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

pub(crate) async fn jwt_token(
    sandbox: &Sandbox,
    hands: &Hands,
    scope: &str,
) -> Result<Value, Box<dyn std::error::Error>> {
    let assertion = sign(sandbox, &claims(sandbox, hands.now().as_second()));
    let mut form = jwt_form(sandbox, &assertion);
    form[4] = ("scope", scope);
    Ok(post(sandbox, "/token", &form).await?.json()?)
}

pub(crate) fn jwt_form<'a>(sandbox: &'a Sandbox, assertion: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("grant_type", JWT_BEARER),
        ("assertion", assertion),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
        ("scope", "partner partner.read"),
    ]
}

pub(crate) fn claims(sandbox: &Sandbox, now: i64) -> Value {
    json!({
        "iss": sandbox.client_id(),
        "sub": sandbox.service_account(),
        "iat": now,
        "exp": now + 600,
    })
}

pub(crate) fn merged(base: &Value, changes: &Value) -> Value {
    let mut merged = base.clone();
    for (name, value) in changes.as_object().unwrap() {
        merged[name] = value.clone();
    }
    merged
}

pub(crate) fn sign(sandbox: &Sandbox, claims: &Value) -> String {
    let header = json!({"alg": "RS256", "typ": "JWT"});
    sign_with(&key(sandbox), &RSA_PKCS1_SHA256, &header, claims)
}

/// The default app's key, out of the PEM text that a client would read.
pub(crate) fn key(sandbox: &Sandbox) -> KeyPair {
    let pem = sandbox.private_key_pem();
    assert!(pem.lines().all(|line| line.len() <= 64));
    let text: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    KeyPair::from_pkcs8(&STANDARD.decode(text).unwrap()).unwrap()
}

pub(crate) fn sign_with(
    key: &KeyPair,
    encoding: &'static dyn RsaEncoding,
    header: &Value,
    claims: &Value,
) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        encoding,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub(crate) async fn refresh(sandbox: &Sandbox, refresh_token: &str) -> reqwest::Result<Answer> {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ];
    post(sandbox, "/token", &form).await
}

pub(crate) async fn revoke(sandbox: &Sandbox, token: &str) -> reqwest::Result<Answer> {
    let form = [
        ("token", token),
        ("token_type_hint", "access_token"),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ];
    post(sandbox, "/revoke", &form).await
}

pub(crate) async fn authorization_code(
    sandbox: &Sandbox,
) -> Result<String, Box<dyn std::error::Error>> {
    let uri = "http://localhost:9876/callback?a=1";
    let answer = authorize(sandbox, sandbox.client_id(), uri, "code", "partner", "s").await?;
    let location = Url::parse(answer.header("Location"))?;
    let code = location.query_pairs().find(|(name, _)| name == "code");
    Ok(code.ok_or("no code")?.1.into_owned())
}

pub(crate) async fn authorize(
    sandbox: &Sandbox,
    client_id: &str,
    redirect_uri: &str,
    response_type: &str,
    scope: &str,
    state: &str,
) -> Result<Answer, Box<dyn std::error::Error>> {
    let url = Url::parse_with_params(
        &format!("{}/authorize", sandbox.auth_url()),
        [
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("response_type", response_type),
            ("scope", scope),
            ("state", state),
        ],
    )?;
    Ok(Answer::of(client()?.get(url).send().await?).await?)
}

pub(crate) async fn redeem(
    sandbox: &Sandbox,
    code: &str,
    redirect_uri: Option<&str>,
) -> reqwest::Result<Answer> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ];
    form.extend(redirect_uri.map(|uri| ("redirect_uri", uri)));
    post(sandbox, "/token", &form).await
}

/// Posts a form to the auth server.
pub(crate) async fn post(
    sandbox: &Sandbox,
    path: &str,
    form: &[(&str, &str)],
) -> reqwest::Result<Answer> {
    let url = format!("{}{path}", sandbox.auth_url());
    Answer::of(client()?.post(url).form(form).send().await?).await
}

/// Calls the API with a token.
pub(crate) async fn call(sandbox: &Sandbox, token: &str) -> reqwest::Result<Answer> {
    let request = anonymous_request(sandbox, Method::GET, LIST)?.bearer_auth(token);
    Answer::of(request.send().await?).await
}

pub(crate) fn oauth_error(answer: &Answer) -> (String, String) {
    let body = answer.json().unwrap_or_default();
    let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (member("error"), member("error_description"))
}

pub(crate) fn text<'a>(reply: &'a Value, member: &str) -> &'a str {
    reply[member].as_str().unwrap_or_default()
}
