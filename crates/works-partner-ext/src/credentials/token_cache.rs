//! One token for all who ask, renewed ahead of its end.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::OwnedMutexGuard;
use tracing::Instrument;

use crate::clock::Clock;
use crate::credentials::AccessToken;
use crate::credentials::token_store::{TokenFile, Turn};
use crate::credentials::tokens::{TokenInfo, Tokens};
use crate::error::{Error, ErrorKind};

/// Where renewing ahead of the end did not work, how long the old token is used before the next try.
const RENEWAL_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// How one kind of account gets new tokens.
pub(super) trait Renew: Send + Sync + 'static {
    /// New tokens, given the last ones that are known.
    fn renew(&self, last: Option<Tokens>) -> Renewal<'_>;
}

/// Tokens that are on their way.
pub(super) type Renewal<'a> = Pin<Box<dyn Future<Output = Result<Tokens, Error>> + Send + 'a>>;

/// The tokens of one account. Clones share them.
///
/// Whoever finds no valid token takes the gate and starts a *flight*, which renews the token and then
/// opens the gate. Those who wait at the gate take what the flight brought, a token or an error, and
/// start another one only if theirs never landed. A flight is a task of its own: that its starter loses
/// patience does not end it, or a refresh token that the server has just replaced would be lost.
pub(super) struct TokenCache<R>(Arc<Shared<R>>);

struct Shared<R> {
    renew: R,
    clock: Arc<dyn Clock>,
    file: Option<TokenFile>,
    gate: Arc<tokio::sync::Mutex<()>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tokens: Option<Tokens>,
    /// The server has refused the access token, whatever its age.
    is_refused: bool,
    /// How many flights have landed.
    landed: u64,
    /// What the last one failed with.
    failure: Option<Error>,
    /// Not before then is a token that is still valid renewed.
    renewal_paused_until: Option<Timestamp>,
}

impl<R> Clone for TokenCache<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Renew> TokenCache<R> {
    pub(super) fn new(renew: R, clock: Arc<dyn Clock>, file: Option<TokenFile>) -> Self {
        Self(Arc::new(Shared {
            renew,
            clock,
            file,
            gate: Arc::default(),
            state: Mutex::default(),
        }))
    }

    pub(super) fn source(&self) -> &R {
        &self.0.renew
    }

    /// A valid token, from memory where there is one.
    pub(super) async fn access_token(&self) -> Result<AccessToken, Error> {
        let (landed, valid) = {
            let state = self.0.state();
            let now = self.0.clock.now();
            match state.valid(now) {
                Some(tokens) if !state.should_renew(tokens, now) => {
                    return Ok(tokens.access.clone());
                }
                tokens => (state.landed, tokens.map(|tokens| tokens.access.clone())),
            }
        };
        let gate = self.0.gate.clone();
        let gate = match valid {
            // Good for some minutes more: the first one renews it, nobody waits.
            Some(token) => match gate.try_lock_owned() {
                Ok(gate) => gate,
                Err(_) => return Ok(token),
            },
            None => gate.lock_owned().await,
        };
        if let Some(outcome) = self.0.landed_since(landed) {
            return outcome;
        }
        let span = tracing::Span::current();
        let flight = tokio::spawn(self.0.clone().fly(gate).instrument(span));
        flight.await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::Credentials,
                "getting an access token was cut short",
            ))
        })
    }

    /// Forgets a token that the server has refused, if it is not another one by now.
    pub(super) fn refused(&self, token: &AccessToken) {
        let mut state = self.0.state();
        if state
            .tokens
            .as_ref()
            .is_some_and(|tokens| tokens.access.is(token))
        {
            state.is_refused = true;
        }
    }

    /// What is known of the token, in memory or on disk, whether it is valid or not.
    pub(super) async fn info(&self) -> Option<TokenInfo> {
        Some(self.tokens().await?.info())
    }

    /// The newest tokens in memory or on disk.
    async fn tokens(&self) -> Option<Tokens> {
        let stored = self.0.load().await;
        self.0.state().adopt(stored);
        self.0.state().tokens.clone()
    }

    /// Puts tokens in that came in another way.
    pub(super) async fn put(&self, tokens: Tokens) {
        let _gate = self.0.gate.lock().await;
        let _turn = self.0.turn(true).await;
        self.0.state().land(&Ok(tokens.clone()));
        self.0.save(tokens).await;
    }

    /// Ends the tokens by the given way, and forgets them if that worked.
    pub(super) async fn end<F>(&self, revoke: impl FnOnce(Tokens) -> F) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Error>>,
    {
        let _gate = self.0.gate.lock().await;
        let _turn = self.0.turn(true).await;
        if let Some(tokens) = self.tokens().await {
            revoke(tokens).await?;
        }
        self.0.state().forget();
        if let Some(file) = &self.0.file {
            file.remove().await;
        }
        Ok(())
    }
}

impl<R: Renew> Shared<R> {
    /// Gets new tokens: those that another process has left on disk, else from the server.
    async fn fly(self: Arc<Self>, gate: OwnedMutexGuard<()>) -> Result<AccessToken, Error> {
        let valid = self.state().valid(self.clock.now()).cloned();
        let turn = self.turn(valid.is_none()).await;
        if let (Turn::Theirs, Some(tokens)) = (&turn, valid) {
            // Another process is renewing it; what that brings is on disk later.
            self.state().pause_renewal(self.clock.now());
            return Ok(tokens.access);
        }
        let stored = self.load().await;
        let (stored, last) = {
            let mut state = self.state();
            let is_news = state.adopt(stored);
            let now = self.clock.now();
            let stored = state
                .valid(now)
                .filter(|tokens| is_news && !tokens.is_aging(now))
                .cloned();
            (stored, state.tokens.clone())
        };
        let (renewed, news) = match stored {
            Some(tokens) => (Ok(tokens), None),
            None => {
                let renewed = self.renew.renew(last).await;
                let news = renewed.as_ref().ok().cloned();
                (renewed, news)
            }
        };
        let outcome = self.landed(renewed);
        if let Some(tokens) = news {
            self.save(tokens).await;
        }
        drop(turn);
        drop(gate);
        outcome
    }

    /// Notes how a flight ended. One that failed too early to hurt brings the token that there is.
    fn landed(&self, renewed: Result<Tokens, Error>) -> Result<AccessToken, Error> {
        let now = self.clock.now();
        let mut state = self.state();
        if let (Err(error), Some(tokens)) = (&renewed, state.valid(now)) {
            let token = tokens.access.clone();
            tracing::warn!(
                expires_at = %tokens.expires_at,
                kind = ?error.kind(),
                status = error.status().map(|status| status.as_u16()),
                "the token could not be renewed, and is used until it ends"
            );
            state.pause_renewal(now);
            return Ok(token);
        }
        state.land(&renewed);
        renewed.map(|tokens| tokens.access)
    }

    /// What has landed since so many flights had: a token that is valid, or an error.
    fn landed_since(&self, landed: u64) -> Option<Result<AccessToken, Error>> {
        let state = self.state();
        if state.landed == landed {
            return None;
        }
        match state.valid(self.clock.now()) {
            Some(tokens) => Some(Ok(tokens.access.clone())),
            None => state.failure.clone().map(Err),
        }
    }

    async fn turn(&self, may_wait: bool) -> Turn {
        match &self.file {
            Some(file) => file.turn(&*self.clock, may_wait).await,
            None => Turn::Nobodys,
        }
    }

    async fn load(&self) -> Option<Tokens> {
        self.file.as_ref()?.load().await
    }

    async fn save(&self, tokens: Tokens) {
        if let Some(file) = &self.file {
            file.save(tokens).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements: nothing is half done where one panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn valid(&self, now: Timestamp) -> Option<&Tokens> {
        let tokens = self.tokens.as_ref()?;
        (!self.is_refused && tokens.is_valid(now)).then_some(tokens)
    }

    fn should_renew(&self, tokens: &Tokens, now: Timestamp) -> bool {
        tokens.is_aging(now) && self.renewal_paused_until.is_none_or(|until| until <= now)
    }

    /// Takes tokens that another process got since. True where it did.
    fn adopt(&mut self, stored: Option<Tokens>) -> bool {
        let Some(stored) = stored else { return false };
        let is_newer = match &self.tokens {
            Some(own) => stored.obtained_at > own.obtained_at && !stored.access.is(&own.access),
            None => true,
        };
        if is_newer {
            self.tokens = Some(stored);
            self.is_refused = false;
            self.failure = None;
        }
        is_newer
    }

    /// Goes on with the token that there is.
    fn pause_renewal(&mut self, now: Timestamp) {
        self.landed += 1;
        self.renewal_paused_until = now.checked_add(RENEWAL_PAUSE).ok();
    }

    fn forget(&mut self) {
        *self = Self {
            landed: self.landed + 1,
            ..Self::default()
        };
    }

    fn land(&mut self, outcome: &Result<Tokens, Error>) {
        self.landed += 1;
        self.renewal_paused_until = None;
        match outcome {
            Ok(tokens) => {
                self.tokens = Some(tokens.clone());
                self.is_refused = false;
                self.failure = None;
            }
            Err(error) => self.failure = Some(error.clone()),
        }
    }
}
