//! The file in which an account keeps its tokens: what cannot be read counts as none.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use works_partner_ext::{Credentials as _, ManualClock, TokenStore, UserAccount};

use crate::http::{response, with_server};
use crate::input::now;

/// Stands for the server, whose port is another one in each process.
const SERVER: &str = "AUTH-SERVER";
const REFRESH: &str = "the-refresh-token-of-the-fuzzer";
const GRANT: &str =
    r#"{"access_token":"a-token","refresh_token":"another","expires_in":3600,"scope":"partner"}"#;

struct Place {
    folder: TempDir,
    file: PathBuf,
}

thread_local! {
    static PLACE: Place = Place::new();
}

pub(crate) fn run(input: &[u8]) {
    PLACE.with(|place| {
        let refused = response("400 Bad Request", &[], r#"{"error":"invalid_grant"}"#);
        with_server(&[&refused], async |url| {
            let text = match str::from_utf8(input) {
                Ok(text) => text.replace(SERVER, &url).into_bytes(),
                Err(_) => input.to_owned(),
            };
            fs::write(&place.file, text).expect("the file is written");
            let account = account(&url, place.folder.path(), None);
            let info = account.token_info().await;
            let token = account.access_token().await;
            let told = format!("{info:?} {:?}", token.as_ref().err());
            assert!(!told.contains(REFRESH), "{told}");
            // The server grants nothing.
            assert!(info.is_some() || token.is_err(), "a token of nowhere");
        });
    });
}

fn account(url: &str, folder: &Path, refresh_token: Option<&str>) -> UserAccount {
    let mut account = UserAccount::builder()
        .client_id("the-client")
        .client_secret("the-client-secret")
        .auth_url(url)
        .token_store(TokenStore::in_directory(folder))
        .clock(ManualClock::new(now()));
    if let Some(token) = refresh_token {
        account = account.refresh_token(token);
    }
    account.build().expect("an account")
}

impl Place {
    /// Only the account knows the file's name: it is asked to write one.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let granted = response("200 OK", &[], GRANT);
        with_server(&[&granted], async |url| {
            let account = account(&url, folder.path(), Some(REFRESH));
            account.access_token().await.expect("a token");
        });
        let mut files = fs::read_dir(folder.path()).expect("the folder").flatten();
        let file = files
            .find(|entry| entry.path().extension().is_some_and(|it| it == "json"))
            .expect("a file of tokens")
            .path();
        Self { folder, file }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let place = Place::new();
    let written = fs::read_to_string(&place.file).expect("what was written");
    let written = with_server(&[], async |url| written.replace(&url, SERVER));
    let ended = written.replace("2026-", "2025-");
    [written, ended].map(String::into_bytes).into()
}
