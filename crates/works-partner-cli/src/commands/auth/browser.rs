//! Logging in with a browser: it comes back to this machine, or a person brings what it ended at.

use std::io::{self, BufRead as _, Read as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use url::Url;
use url::form_urlencoded;
use works_partner_ext::{AuthorizationCode, LoginListener, LoginState, UserAccount};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::session::Access;
use crate::terminal::{HEADING, visible};

/// How long a person may take.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(600);

/// More than any URL that comes back.
const LONGEST_LINE: u64 = 8 * 1024;

pub(super) async fn log_in(
    account: &UserAccount,
    access: &Access,
    redirect_uri: &str,
    no_browser: bool,
    printer: Printer,
) -> Result<(), Failure> {
    let state = LoginState::random()?;
    if no_browser {
        let url = account.authorize_url(&state, redirect_uri)?;
        tell(printer, "Log in at", &url);
        printer.tell("Then paste the URL that the browser ended at, or the code in it:");
        let code = pasted(&line().await?, &state)?;
        return access.call(account.exchange(&code, redirect_uri)).await;
    }
    let listener = LoginListener::bind(redirect_uri)
        .await
        .map_err(|error| Failure::from(error).hint("choose another --port, or use --no-browser"))?;
    let url = account.authorize_url(&state, listener.redirect_uri())?;
    tell(printer, "Log in with the browser that opens, or at", &url);
    open(&url);
    let waited = tokio::time::timeout(LOGIN_TIMEOUT, listener.wait(&state)).await;
    let Ok(code) = waited else {
        return Err(Failure::new(Exit::Auth, "nobody logged in for 10 minutes"));
    };
    let code = access.call(std::future::ready(code)).await?;
    access
        .call(account.exchange(&code, listener.redirect_uri()))
        .await
}

/// On stderr: stdout is for what comes of it.
fn tell(printer: Printer, what: &str, url: &str) {
    printer.tell(&format!(
        "{what}\n\n  {HEADING}{}{HEADING:#}\n",
        visible(url)
    ));
}

/// Without a browser the URL is there to copy.
fn open(url: &str) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    };
    let command = command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _ = command.spawn();
}

/// A line of stdin, read beside all else: a signal is noticed while it is waited for.
async fn line() -> Result<String, Failure> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        let mut stdin = io::stdin().lock().take(LONGEST_LINE);
        stdin.read_line(&mut line).map(|_| line)
    });
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::new(Exit::Usage, format!("stdin cannot be read: {error}"))
    };
    let read = read.await.map_err(|error| unreadable(&error))?;
    read.map_err(|error| unreadable(&error))
}

/// The code in what a person pasted. A URL must be of this login; a bare code tells nothing of that.
fn pasted(text: &str, state: &LoginState) -> Result<AuthorizationCode, Failure> {
    let text = text.trim();
    let Ok(url) = Url::parse(text) else {
        if text.is_empty() || text.contains(char::is_whitespace) {
            return Err(Failure::new(
                Exit::Usage,
                "this is neither a URL nor a code",
            ));
        }
        return Ok(AuthorizationCode::new(text));
    };
    let query = url.query().unwrap_or_default();
    let parameter = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    if let Some(error) = parameter("error") {
        let description = parameter("error_description");
        let description = description.map_or_else(String::new, |text| format!(": {text}"));
        let message = format!("the login was refused ({error}){description}");
        return Err(Failure::new(Exit::Auth, message));
    }
    if !parameter("state").is_some_and(|other| state.matches(&other)) {
        return Err(Failure::new(
            Exit::Usage,
            "this URL is of another login, or a part of it is missing",
        )
        .hint("begin again, and paste all of the URL"));
    }
    match parameter("code").filter(|code| !code.is_empty()) {
        Some(code) => Ok(AuthorizationCode::new(code)),
        None => Err(Failure::new(Exit::Usage, "this URL has no code")),
    }
}
