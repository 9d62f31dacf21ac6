//! `auth`: logging in and out.

mod browser;

use clap::{Args, Subcommand};
use works_partner_ext::Credentials as _;

use crate::account::{Account, Kind};
use crate::arguments::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::{Access, block_on};
use crate::settings::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, Settings, tokens_directory};
use crate::views::{Status, Token};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Log in with a browser, or check that the service account can get a token.
    ///
    /// The login belongs to the app in WORKS_PARTNER_CLIENT_ID and WORKS_PARTNER_CLIENT_SECRET, or in
    /// client_id and client_secret_file of a profile; each profile has its own login. Register the
    /// redirect URI, such as http://localhost:9876/callback, in the Developer Console.
    Login(Login),
    /// Show the account, the servers and how long the token lasts, without secrets. Exits with 4 if
    /// nobody is logged in.
    Status,
    /// Print a valid access token. No other command shows a secret.
    Token,
    /// Revoke the token or the login at the server, and delete it here.
    Logout,
}

#[derive(Debug, Args)]
pub(crate) struct Login {
    /// Get a token for the configured service account instead of logging in with a browser.
    #[arg(long, conflicts_with_all = ["port", "redirect_uri", "no_browser"])]
    service_account: bool,

    /// The local port that the browser returns to, as http://localhost:PORT/callback; 0 takes any free port.
    #[arg(long, default_value_t = 9876, conflicts_with = "redirect_uri")]
    port: u16,

    /// Another redirect URI of the app. One on another machine needs --no-browser.
    #[arg(long, value_name = "URI")]
    redirect_uri: Option<String>,

    /// Do not open a browser: read the URL that the login ended at, or the code, from stdin.
    #[arg(long)]
    no_browser: bool,
}

impl Login {
    /// Fails where nothing says which app the login is for.
    fn ensure_client(&self, settings: &Settings) -> Result<(), Failure> {
        if settings.access_token.is_some() || settings.client_id.is_some() {
            return Ok(());
        }
        let also = match (&settings.client_secret, self.service_account) {
            (Some(_), false) => String::new(),
            (None, false) => format!(" and {CLIENT_SECRET}"),
            (_, true) => format!(
                ", {CLIENT_SECRET}, WORKS_PARTNER_SERVICE_ACCOUNT and WORKS_PARTNER_PRIVATE_KEY_FILE"
            ),
        };
        let message = "logging in needs the client id of an app of the Developer Console";
        Err(Failure::new(Exit::Usage, message).hint(format!(
            "set {CLIENT_ID}{also}, or client_id and client_secret_file in a profile"
        )))
    }
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        if let (Verb::Login(login), false) = (verb, global.sandbox) {
            login.ensure_client(settings)?;
        }
        let access = Access::open(global, settings).await?;
        match verb {
            Verb::Login(login) => log_in(login, &access, global, settings).await,
            Verb::Status => status(&access, global, settings).await,
            Verb::Token => token(&access, global).await,
            Verb::Logout => log_out(&access, global).await,
        }
    })
}

async fn log_in(
    login: &Login,
    access: &Access,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    match (&access.account.kind, login.service_account) {
        (Kind::Token(_), _) => {
            let message = format!("the access token in {ACCESS_TOKEN} is used, and needs no login");
            return Err(Failure::new(Exit::Usage, message).hint("leave it out to log in"));
        }
        (Kind::Service(account), true) => {
            let is_kept = !global.sandbox;
            ensure_directory(is_kept)?;
            access.call(account.log_in()).await?;
            ensure_found(is_kept, settings).await?;
        }
        (Kind::Service(_), false) => {
            return Err(Failure::new(
                Exit::Usage,
                "a service account is set up, which needs no browser",
            )
            .hint(
                "try it with `works-partner auth login --service-account`, or use a profile \
                 without one",
            ));
        }
        (Kind::User(_), true) => {
            return Err(
                Failure::new(Exit::Usage, "there is no service account").hint(
                    "set WORKS_PARTNER_SERVICE_ACCOUNT and WORKS_PARTNER_PRIVATE_KEY_FILE, or \
                     service_account and private_key_file in a profile",
                ),
            );
        }
        (Kind::User(user), false) => {
            let uri = match &login.redirect_uri {
                Some(uri) => uri.clone(),
                None => format!("http://localhost:{}/callback", login.port),
            };
            ensure_directory(true)?;
            // Before a person is asked for anything.
            access.call(user.ensure_can_keep_login()).await?;
            browser::log_in(user, access, &uri, login.no_browser, global.printer()).await?;
            ensure_found(true, settings).await?;
        }
    }
    global.printer().print(&Status::new(
        &access.account,
        access.urls(),
        settings,
        access.account.token_info().await,
    ))
}

/// A login that is kept needs a place.
fn ensure_directory(is_kept: bool) -> Result<(), Failure> {
    match is_kept && tokens_directory().is_none() {
        true => Err(not_kept()),
        false => Ok(()),
    }
}

/// Another reader of the same file sees what a next run will.
async fn ensure_found(is_kept: bool, settings: &Settings) -> Result<(), Failure> {
    match is_kept && Account::of(settings)?.token_info().await.is_none() {
        true => Err(not_kept()),
        false => Ok(()),
    }
}

fn not_kept() -> Failure {
    let message = match tokens_directory() {
        Some(directory) => format!("the login cannot be kept in {}", directory.display()),
        None => "the login cannot be kept: there is no home directory".to_owned(),
    };
    Failure::new(Exit::Usage, message).hint("set XDG_STATE_HOME to a folder that is yours")
}

async fn status(access: &Access, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let info = access.account.token_info().await;
    if let (Kind::User(_), None) = (&access.account.kind, &info) {
        let id = access.account.client_id.as_deref().unwrap_or_default();
        let message = format!("nobody is logged in for the client `{id}`");
        return Err(
            Failure::new(Exit::Auth, message).hint("log in with `works-partner auth login`")
        );
    }
    let status = Status::new(&access.account, access.urls(), settings, info);
    global.printer().print(&status)
}

async fn token(access: &Access, global: &Global) -> Result<(), Failure> {
    let token = access.call(access.account.access_token()).await?;
    let expires_at = access.account.token_info().await;
    global.printer().print(&Token {
        access_token: token.expose_secret().to_owned(),
        expires_at: expires_at.map(|info| info.expires_at().to_string()),
    })
}

async fn log_out(access: &Access, global: &Global) -> Result<(), Failure> {
    let had_one = access.account.token_info().await.is_some();
    match &access.account.kind {
        Kind::Token(_) => {
            let message =
                format!("the access token in {ACCESS_TOKEN} was not issued to this program");
            return Err(Failure::new(Exit::Usage, message).hint("unset the variable instead"));
        }
        Kind::Service(account) => access.call(account.revoke()).await?,
        Kind::User(account) => access.call(account.revoke()).await?,
    }
    let id = access.account.client_id.as_deref().unwrap_or_default();
    global
        .printer()
        .tell(&crate::terminal::visible(&if had_one {
            format!("logged out: the token for the client `{id}` is revoked and deleted")
        } else {
            format!("there was no token for the client `{id}`")
        }));
    Ok(())
}
