//! A client for one run of the program, and the sandbox behind it where one was asked for.

use std::future::Future;
use std::time::Duration;

use works_partner_ext::{AccessToken, Client, Error};
use works_partner_sandbox::Sandbox;

use crate::arguments::Global;
use crate::exit::Exit;
use crate::failure::Failure;

const ACCESS_TOKEN: &str = "WORKS_PARTNER_ACCESS_TOKEN";

/// How long a call may wait for the server to let it in: a window of its rate limit, and a little.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a command needs to make calls.
pub(crate) struct Session {
    pub(crate) client: Client,
    token: String,
    /// It serves as long as it is held.
    _sandbox: Option<Sandbox>,
}

impl Session {
    pub(crate) async fn open(global: &Global) -> Result<Self, Failure> {
        let (base_url, token, sandbox) = if global.sandbox {
            let sandbox = Sandbox::builder().start().await.map_err(|error| {
                let message = format!("the sandbox cannot be started: {error}");
                Failure::new(Exit::Unexpected, message)
            })?;
            let (url, token) = (sandbox.base_url().to_owned(), sandbox.token().to_owned());
            (url, token, Some(sandbox))
        } else {
            (global.base_url.clone(), token_from_environment()?, None)
        };
        let client = Client::builder()
            .base_url(base_url)
            .access_token(&token)
            .retry_budget(PATIENCE)
            .build()?;
        Ok(Self {
            client,
            token,
            _sandbox: sandbox,
        })
    }

    /// Waits for the outcome of a call.
    pub(crate) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        call.await
            .map_err(|error| Failure::from(error).without(&self.token))
    }
}

/// Runs a future to its end on this thread. Without a command that needs it, no runtime starts.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let message = format!("the runtime cannot be started: {error}");
            Failure::new(Exit::Unexpected, message)
        })?;
    let result = runtime.block_on(future);
    // A name look-up that hangs would be waited for otherwise.
    runtime.shutdown_background();
    result
}

/// The token comes from the environment only: an argument would stand in the process list.
fn token_from_environment() -> Result<String, Failure> {
    let token = std::env::var_os(ACCESS_TOKEN).filter(|token| !token.is_empty());
    let Some(token) = token else {
        return Err(
            Failure::new(Exit::Auth, "there are no credentials").hint(format!(
                "put an access token into the environment variable {ACCESS_TOKEN}; or try things \
                 out with --sandbox, which needs none"
            )),
        );
    };
    let token = token.to_string_lossy().into_owned();
    match AccessToken::new(&token) {
        Ok(_) => Ok(token.trim().to_owned()),
        Err(error) => {
            let hint = format!("look at the environment variable {ACCESS_TOKEN}");
            Err(Failure::new(Exit::Auth, error.to_string()).hint(hint))
        }
    }
}
