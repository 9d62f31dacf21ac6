//! Nothing that prints shows a secret.

use works_partner_ext::{
    AccessToken, AuthorizationCode, Client, Credentials, LoginListener, LoginState, StaticToken,
    TokenStore,
};

use crate::auth::support::auth_server::{Answer, AuthServer};
use crate::auth::support::{private_key, service_account, user_account};

#[tokio::test]
async fn debug_shows_no_secret() {
    let server = AuthServer::start().await;
    server.tell([Answer::new(
        200,
        r#"{"access_token":"CANARY-access","refresh_token":"CANARY-refresh"}"#,
    )]);
    let person = user_account(&server).refresh_token("CANARY-given");
    let shown = format!("{person:?}");
    let person = person.build().unwrap();
    let code = AuthorizationCode::new("CANARY-code");
    person.exchange(&code, "http://localhost/").await.unwrap();
    let service = service_account(&server);
    let shown = format!("{shown} {service:?}");
    let service = service.build().unwrap();
    let access = person.access_token().await.unwrap();
    assert_eq!(access.expose_secret(), "CANARY-access");
    let state = LoginState::from_secret("CANARY-state");
    let listener = LoginListener::bind("http://localhost:0/").await.unwrap();
    let client = Client::builder().credentials(person.clone());
    let shown = format!("{shown} {client:?}");
    let client = client.build().unwrap();
    let shown = format!(
        "{shown} {person:?} {service:?} {access:?} {code:?} {state:?} {listener:?} {client:?} {:?} {:?} \
         {:?} {:?}",
        private_key(),
        StaticToken::new(AccessToken::new("CANARY-static").unwrap()),
        person.token_info().await,
        TokenStore::in_directory("/tmp"),
    );
    assert!(!shown.contains("CANARY"), "{shown}");
    assert!(shown.contains("UserAccount { auth_url: "), "{shown}");
}
