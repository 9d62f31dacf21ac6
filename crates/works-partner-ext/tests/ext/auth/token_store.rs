//! Tokens on disk: for the next run, and for other processes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use fs4::FileExt;
use serde_json::Value;
use tempfile::TempDir;
use works_partner_ext::{
    AuthorizationCode, Credentials, PrivateKey, Scope, ServiceAccount, TokenStore, UserAccount,
};

use crate::auth::support::auth_server::AuthServer;
use crate::auth::support::clock::{ManualClock, PatientClock};
use crate::auth::support::{
    CLIENT_ID, CLIENT_SECRET, SERVICE_ACCOUNT, keys, refusal, service_account, token, user_account,
};

/// Every call makes an account that knows only what is on disk.
fn account(server: &AuthServer, directory: &Path) -> ServiceAccount {
    service_account(server)
        .token_store(TokenStore::in_directory(directory))
        .build()
        .unwrap()
}

fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|own| own == extension))
        .collect()
}

/// The one file with tokens.
fn token_file(directory: &Path) -> PathBuf {
    let files = files(directory, "json");
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

#[tokio::test]
async fn the_next_run_uses_the_token_of_the_last() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let first = token(&account(&server, directory.path())).await.unwrap();
    server.clock().advance(Duration::from_secs(3299));
    let account = account(&server, directory.path());
    assert!(account.token_info().await.is_some());
    assert_eq!(token(&account).await.unwrap(), first);
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn a_token_on_disk_that_is_about_to_end_is_renewed() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    for (passed, expected) in [
        (0, "token/1+=="),
        (3300, "token/2+=="),
        (3600, "token/3+=="),
    ] {
        server.clock().advance(Duration::from_secs(passed));
        let token = token(&account(&server, directory.path())).await.unwrap();
        assert_eq!(token, expected);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn folder_and_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let server = AuthServer::start().await;
    let parent = TempDir::new().unwrap();
    let made = parent.path().join("cache/tokens");
    let found = parent.path().join("found");
    fs::create_dir(&found).unwrap();
    fs::set_permissions(&found, fs::Permissions::from_mode(0o755)).unwrap();
    for directory in [made, found] {
        token(&account(&server, &directory)).await.unwrap();
        assert_eq!(mode(&directory), 0o700);
        let entries = fs::read_dir(&directory).unwrap();
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        assert_eq!(entries.len(), 2, "no temporary file is left: {entries:?}");
        for entry in entries {
            assert_eq!(mode(&entry), 0o600, "{entry:?}");
        }
    }
}

#[tokio::test]
async fn an_account_never_finds_the_token_of_another() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let builder =
        || service_account(&server).token_store(TokenStore::in_directory(directory.path()));
    let stranger = AuthServer::start().await;
    let accounts = [
        builder(),
        builder().scope(Scope::PARTNER_READ),
        builder().client_id("46zhOTHER"),
        builder().service_account("other.serviceaccount@example.com"),
        builder().auth_url(stranger.url()),
    ];
    for (number, account) in accounts.into_iter().enumerate() {
        let account = account.build().unwrap();
        assert!(account.token_info().await.is_none(), "{number}");
        // Some of them are refused; they have asked all the same.
        let _ = token(&account).await;
        assert_eq!(
            server.request_count() + stranger.request_count(),
            number + 1
        );
    }
    // Another spelling of the same scope is the same.
    let scope = Scope::new("partner partner").unwrap();
    let account = builder().scope(scope).build().unwrap();
    assert!(account.token_info().await.is_some());
}

#[tokio::test]
async fn what_is_no_token_file_of_ours_is_replaced() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    let path = token_file(directory.path());
    let whole = fs::read_to_string(&path).unwrap();
    let changed = |name: &str, value: Value| {
        let mut json: Value = serde_json::from_str(&whole).unwrap();
        json[name] = value;
        json.to_string()
    };
    for content in [
        String::new(),
        "\0\0\0\0".to_owned(),
        whole.split_at(whole.len() / 2).0.to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        changed("version", 2.into()),
        changed("client_id", "46zhOTHER".into()),
        changed("auth_url", "https://example.com".into()),
        changed("scope", "partner.read".into()),
        changed("account", "other".into()),
        changed("access_token", "".into()),
        changed("access_token", "a b".into()),
        changed("access_token", 7.into()),
        changed("expires_at", "soon".into()),
        changed("expires_at", Value::Null),
        format!("{whole}{}", " ".repeat(100_000)),
    ] {
        fs::write(&path, &content).unwrap();
        let before = server.request_count();
        token(&account(&server, directory.path())).await.unwrap();
        assert_eq!(server.request_count(), before + 1, "{content}");
        // And now it is one again.
        token(&account(&server, directory.path())).await.unwrap();
        assert_eq!(server.request_count(), before + 1, "{content}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_can_read_or_that_is_a_link_is_replaced() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    let path = token_file(directory.path());

    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    assert_eq!(server.request_count(), 2);

    let elsewhere = directory.path().join("elsewhere");
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    assert_eq!(server.request_count(), 3);
    assert!(fs::symlink_metadata(&path).unwrap().is_file());
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_folder_that_is_no_use_makes_no_call_fail() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let account = account(&server, &file.join("tokens"));
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    assert_eq!(token(&account).await.unwrap(), "token/1+==");

    // Nor does a folder in the place of the file.
    let directory = TempDir::new().unwrap();
    let account = self::account(&server, directory.path());
    token(&account).await.unwrap();
    let path = token_file(directory.path());
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let account = self::account(&server, directory.path());
    assert_eq!(token(&account).await.unwrap(), "token/3+==");
}

#[tokio::test]
async fn a_lock_that_is_never_given_back_makes_no_call_fail() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    server.clock().advance(Duration::from_secs(3600));

    let lock = fs::File::open(&files(directory.path(), "lock")[0]).unwrap();
    FileExt::lock(&lock).unwrap();
    let account = account(&server, directory.path());
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
    let waited: Duration = server.clock().slept().iter().sum();
    assert_eq!(waited, Duration::from_secs(60));
}

#[tokio::test]
async fn nobody_waits_for_a_lock_with_a_token_that_is_still_valid() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let account = account(&server, directory.path());
    token(&account).await.unwrap();
    server.clock().advance(Duration::from_secs(3400));

    let lock = fs::File::open(&files(directory.path(), "lock")[0]).unwrap();
    FileExt::lock(&lock).unwrap();
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    assert!(server.clock().slept().is_empty());

    // Half a minute later, it is renewed here, or the other process has done so.
    drop(lock);
    server.clock().advance(Duration::from_secs(29));
    assert_eq!(token(&account).await.unwrap(), "token/1+==");
    server.clock().advance(Duration::from_secs(1));
    assert_eq!(token(&account).await.unwrap(), "token/2+==");
}

#[tokio::test]
async fn a_refused_token_is_not_taken_from_disk_again_but_a_newer_one_is() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let one = account(&server, directory.path());
    let other = account(&server, directory.path());
    let first = one.access_token().await.unwrap();
    assert_eq!(token(&other).await.unwrap(), "token/1+==");

    server.clock().advance(Duration::from_secs(1));
    one.refused(&first);
    assert_eq!(token(&one).await.unwrap(), "token/2+==");
    other.refused(&first);
    assert_eq!(token(&other).await.unwrap(), "token/2+==");
    assert_eq!(server.request_count(), 2);
}

#[tokio::test]
async fn two_that_share_a_file_make_one_request() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let account = || {
        service_account(&server)
            .token_store(TokenStore::in_directory(directory.path()))
            .clock(PatientClock(server.clock()))
            .build()
            .unwrap()
    };
    server.hold();
    let (one, other) = (account(), account());
    let one = tokio::spawn(async move { token(&one).await });
    server.received(1).await;
    let other = tokio::spawn(async move { token(&other).await });
    server.release();
    assert_eq!(one.await.unwrap().unwrap(), "token/1+==");
    assert_eq!(other.await.unwrap().unwrap(), "token/1+==");
    assert_eq!(server.request_count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_share_a_file_make_one_request() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    server.hold();
    let processes: Vec<_> = (0..3)
        .map(|_| {
            Command::new(std::env::current_exe().unwrap())
                .args([
                    "--exact",
                    "auth::token_store::another_process",
                    "--ignored",
                    "--nocapture",
                ])
                .env("TEST_AUTH_URL", server.url())
                .env("TEST_DIRECTORY", directory.path())
                .env("TEST_KEY", &keys::pair().private_pem)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    server.received(1).await;
    server.release();
    for process in processes {
        let output = tokio::task::spawn_blocking(|| process.wait_with_output());
        let output = output.await.unwrap().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("the token is token/1+=="), "{told}");
    }
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
#[ignore = "what the other processes of the test above do"]
async fn another_process() {
    let Ok(auth_url) = std::env::var("TEST_AUTH_URL") else {
        return;
    };
    let account = ServiceAccount::builder()
        .client_id(CLIENT_ID)
        .client_secret(CLIENT_SECRET)
        .service_account(SERVICE_ACCOUNT)
        .private_key(PrivateKey::from_pem(std::env::var("TEST_KEY").unwrap()).unwrap())
        .auth_url(auth_url)
        .token_store(TokenStore::in_directory(
            std::env::var("TEST_DIRECTORY").unwrap(),
        ))
        .clock(PatientClock(ManualClock::default()))
        .build()
        .unwrap();
    let token = token(&account).await.unwrap();
    writeln!(std::io::stdout(), "the token is {token}").unwrap();
}

#[tokio::test]
async fn revoking_removes_the_file() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    // By a process that has never held the token itself.
    account(&server, directory.path()).revoke().await.unwrap();
    assert_eq!(server.requests()[1].form["token"], "token/1+==");
    assert!(files(directory.path(), "json").is_empty());
}

#[tokio::test]
async fn the_file_of_a_service_account_has_no_refresh_token_and_never_a_secret() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    let content = fs::read_to_string(token_file(directory.path())).unwrap();
    assert!(content.contains("token/1+=="));
    assert!(!content.contains("refresh"));
    assert!(!content.contains(CLIENT_SECRET));
}

/// Every call makes an account that knows only what is on disk.
fn person(server: &AuthServer, directory: &Path) -> UserAccount {
    user_account(server)
        .token_store(TokenStore::in_directory(directory))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_login_outlives_the_process() {
    let server = AuthServer::start().await;
    server.rotate_refresh_tokens();
    let directory = TempDir::new().unwrap();
    let code = AuthorizationCode::new("the-code");
    let uri = "http://localhost:9876/callback";
    person(&server, directory.path())
        .exchange(&code, uri)
        .await
        .unwrap();
    for expected in ["token/1+==", "token/2+==", "token/3+=="] {
        let person = person(&server, directory.path());
        assert_eq!(token(&person).await.unwrap(), expected);
        server.clock().advance(Duration::from_secs(3600));
    }
    person(&server, directory.path()).revoke().await.unwrap();
    let error = refusal(&person(&server, directory.path())).await;
    assert!(error.to_string().ends_with("is not logged in"));
}

#[tokio::test]
async fn processes_do_not_use_up_each_others_refresh_tokens() {
    let server = AuthServer::start().await;
    server.rotate_refresh_tokens();
    let directory = TempDir::new().unwrap();
    let (one, other) = (
        person(&server, directory.path()),
        person(&server, directory.path()),
    );
    let code = AuthorizationCode::new("the-code");
    let uri = "http://localhost:9876/callback";
    one.exchange(&code, uri).await.unwrap();
    assert_eq!(token(&other).await.unwrap(), "token/1+==");

    server.clock().advance(Duration::from_secs(3600));
    assert_eq!(token(&other).await.unwrap(), "token/2+==");
    assert_eq!(token(&one).await.unwrap(), "token/2+==");
    server.clock().advance(Duration::from_secs(3600));
    assert_eq!(token(&one).await.unwrap(), "token/3+==");
    assert_eq!(token(&other).await.unwrap(), "token/3+==");
    assert_eq!(server.request_count(), 3);
}

#[tokio::test]
async fn a_refresh_token_that_was_given_helps_out_one_that_has_ended() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    let code = AuthorizationCode::new("the-code");
    let uri = "http://localhost:9876/callback";
    person(&server, directory.path())
        .exchange(&code, uri)
        .await
        .unwrap();
    // A later login elsewhere ends the first one.
    let elsewhere = user_account(&server).build().unwrap();
    elsewhere.exchange(&code, uri).await.unwrap();
    server.clock().advance(Duration::from_secs(3600));

    let person = user_account(&server)
        .token_store(TokenStore::in_directory(directory.path()))
        .refresh_token("refresh/2+==")
        .build()
        .unwrap();
    assert_eq!(token(&person).await.unwrap(), "token/3+==");
    assert_eq!(server.requests()[2].form["refresh_token"], "refresh/1+==");
    assert_eq!(server.requests()[3].form["refresh_token"], "refresh/2+==");
}

#[tokio::test]
async fn what_is_newer_does_not_depend_on_the_clock() {
    let server = AuthServer::start().await;
    server.rotate_refresh_tokens();
    let directory = TempDir::new().unwrap();
    let fast = ManualClock::default();
    fast.advance(Duration::from_secs(600));
    let person = |clock: &ManualClock| {
        user_account(&server)
            .token_store(TokenStore::in_directory(directory.path()))
            .clock(clock.clone())
            .build()
            .unwrap()
    };
    // The clock runs ten minutes fast when the login is made, and right when it is renewed.
    let code = AuthorizationCode::new("the-code");
    person(&fast)
        .exchange(&code, "http://localhost/")
        .await
        .unwrap();
    let (one, other) = (person(&server.clock()), person(&server.clock()));
    let first = one.access_token().await.unwrap();
    other.access_token().await.unwrap();
    one.refused(&first);
    other.refused(&first);

    assert_eq!(token(&one).await.unwrap(), "token/2+==");
    assert_eq!(token(&other).await.unwrap(), "token/2+==");
    assert_eq!(
        server.request_count(),
        2,
        "the old refresh token is not sent again"
    );
}

pub(crate) async fn what_a_killed_process_has_written_is_put_in_place() {
    for name in ["with the account's name", "of an earlier version"] {
        let server = AuthServer::start().await;
        server.rotate_refresh_tokens();
        let directory = TempDir::new().unwrap();
        let code = AuthorizationCode::new("the-code");
        let before = person(&server, directory.path());
        before.exchange(&code, "http://localhost/").await.unwrap();
        let path = token_file(directory.path());
        let old = fs::read(&path).unwrap();
        server.clock().advance(Duration::from_secs(3600));
        assert_eq!(token(&before).await.unwrap(), "token/2+==");

        // It was killed between writing the new file and renaming it; and another one before it wrote.
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let unfinished = match name {
            "with the account's name" => format!(".new-{stem}-aB3"),
            _ => ".new-aB3dE".to_owned(),
        };
        fs::rename(&path, directory.path().join(unfinished)).unwrap();
        write_for_owner(&path, &old);
        write_for_owner(
            &directory.path().join(format!(".new-{stem}-blank")),
            b"     ",
        );
        let stranger = directory.path().join(".new-0123-other");
        write_for_owner(&stranger, b"     ");

        assert_eq!(
            token(&person(&server, directory.path())).await.unwrap(),
            "token/2+=="
        );
        assert_eq!(
            server.request_count(),
            2,
            "{name}: the refresh token is not spent twice"
        );
        let left = fs::read_dir(directory.path()).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(
            left.len(),
            3,
            "the tokens, the lock, the stranger's: {left:?}"
        );
        assert!(stranger.exists());
    }
}

pub(crate) async fn logging_out_removes_what_was_left_behind_and_tells_what_stays() {
    for has_lock in [true, false] {
        let server = AuthServer::start().await;
        let directory = TempDir::new().unwrap();
        let code = AuthorizationCode::new("the-code");
        let login = person(&server, directory.path());
        login.exchange(&code, "http://localhost/").await.unwrap();
        let path = token_file(directory.path());
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let unfinished = directory.path().join(format!(".new-{stem}-aB3"));
        fs::copy(&path, &unfinished).unwrap();
        // Who has the lock clears up first; there is none to be had where a folder is.
        if !has_lock {
            let lock = files(directory.path(), "lock")[0].clone();
            fs::remove_file(&lock).unwrap();
            fs::create_dir(&lock).unwrap();
        }
        login.revoke().await.unwrap();
        assert!(!path.exists() && !unfinished.exists(), "{has_lock}");

        // A folder in the place of the file cannot be removed as one.
        fs::create_dir(&path).unwrap();
        let asked = server.request_count();
        let error = login.revoke().await.unwrap_err().to_string();
        assert!(error.contains("cannot be removed"), "{error}");
        assert!(error.contains("none was revoked"), "{error}");
        assert_eq!(server.request_count(), asked);

        // One that is known is revoked all the same. Without the lock nobody logs in.
        if !has_lock {
            continue;
        }
        fs::remove_dir(&path).unwrap();
        login.exchange(&code, "http://localhost/").await.unwrap();
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let error = login.revoke().await.unwrap_err().to_string();
        assert!(error.contains("are revoked, but"), "{error}");
        assert!(server.request_count() > asked + 1);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_in_the_place_of_the_lock_is_not_waited_for() {
    let server = AuthServer::start().await;
    let directory = TempDir::new().unwrap();
    token(&account(&server, directory.path())).await.unwrap();
    let lock = files(directory.path(), "lock")[0].clone();
    fs::remove_file(&lock).unwrap();
    let made = Command::new("mkfifo").arg(&lock).status().unwrap();
    assert!(made.success());
    server.clock().advance(Duration::from_secs(3600));
    assert_eq!(
        token(&account(&server, directory.path())).await.unwrap(),
        "token/2+=="
    );
}

pub(crate) async fn a_renewal_outlives_its_caller_and_can_be_waited_for() {
    let server = AuthServer::start().await;
    server.rotate_refresh_tokens();
    let directory = TempDir::new().unwrap();
    let login = person(&server, directory.path());
    let code = AuthorizationCode::new("the-code");
    login.exchange(&code, "http://localhost/").await.unwrap();
    server.clock().advance(Duration::from_secs(3600));

    server.hold();
    let caller = tokio::spawn({
        let login = login.clone();
        async move { token(&login).await }
    });
    server.received(2).await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    server.release();
    login.settled().await;

    assert_eq!(
        token(&person(&server, directory.path())).await.unwrap(),
        "token/2+=="
    );
    assert_eq!(server.request_count(), 2);
}

fn write_for_owner(path: &Path, content: &[u8]) {
    let mut options = fs::File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).unwrap().write_all(content).unwrap();
}
