//! An auth server that can be told what to say, a clock that can be set, keys.

pub(crate) mod auth_server;
pub(crate) mod clock;
pub(crate) mod keys;

use works_partner_ext::{
    Credentials, Error, PrivateKey, ServiceAccount, ServiceAccountBuilder, UserAccount,
    UserAccountBuilder,
};

use auth_server::AuthServer;

pub(crate) const CLIENT_ID: &str = "46zhCLIENT";
pub(crate) const CLIENT_SECRET: &str = "CANARY/secret+1=";
pub(crate) const SERVICE_ACCOUNT: &str = "1wagx.serviceaccount@example.com";

/// A service account of that server, by its clock.
pub(crate) fn service_account(server: &AuthServer) -> ServiceAccountBuilder {
    ServiceAccount::builder()
        .client_id(CLIENT_ID)
        .client_secret(CLIENT_SECRET)
        .service_account(SERVICE_ACCOUNT)
        .private_key(private_key())
        .auth_url(server.url())
        .clock(server.clock())
}

/// A person who logs in there.
pub(crate) fn user_account(server: &AuthServer) -> UserAccountBuilder {
    UserAccount::builder()
        .client_id(CLIENT_ID)
        .client_secret(CLIENT_SECRET)
        .auth_url(server.url())
        .clock(server.clock())
}

pub(crate) fn private_key() -> PrivateKey {
    PrivateKey::from_pem(&keys::pair().private_pem).expect("the key is in order")
}

/// The token that the next request would carry.
pub(crate) async fn token(account: &impl Credentials) -> Result<String, Error> {
    let token = account.access_token().await?;
    Ok(token.expose_secret().to_owned())
}

/// The error in place of a token.
pub(crate) async fn refusal(account: &impl Credentials) -> Error {
    account
        .access_token()
        .await
        .expect_err("there is no token to be had")
}
