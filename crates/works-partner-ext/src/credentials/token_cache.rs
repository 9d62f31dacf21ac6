//! One token for all who ask, renewed ahead of its end.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::OwnedMutexGuard;
use tracing::Instrument;

use crate::clock::Clock;
use crate::credentials::AccessToken;
use crate::credentials::token_store::{Reserved, TokenFile, Turn};
use crate::credentials::tokens::{TokenInfo, Tokens};
use crate::error::{Error, ErrorKind};

/// Where renewing ahead of the end did not work, how long the old token is used before the next try.
const RENEWAL_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// How one kind of account gets new tokens.
pub(super) trait Renew: Send + Sync + 'static {
    /// New tokens, given the last ones that are known.
    fn renew(&self, last: Option<Tokens>) -> Renewal<'_>;

    /// Whether a renewal may use up what the last one brought, so that its outcome must be kept.
    fn uses_up(&self) -> bool;
}

/// Tokens that are on their way.
pub(super) type Renewal<'a> = Pin<Box<dyn Future<Output = Result<Tokens, Error>> + Send + 'a>>;

/// The tokens of one account. Clones share them.
///
/// Renewals are single-flight. Whoever finds no valid token takes the gate and starts a renewal, which
/// opens the gate when it ends. Those who wait at the gate take what it brought, a token or an error, and
/// start another one only if it never ended. A renewal is a task of its own: a caller that is cancelled
/// does not end it, or a refresh token that the server has just replaced would be lost.
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
    /// What was last seen on disk, or put there.
    on_disk: Option<Tokens>,
    /// The server has refused the access token, whatever its age.
    is_refused: bool,
    /// How many renewals have ended.
    ended: u64,
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
        Error::ensure_runtime()?;
        let (ended, valid) = {
            let state = self.0.state();
            let now = self.0.clock.now();
            match state.valid(now) {
                Some(tokens) if !state.should_renew(tokens, now) => {
                    return Ok(tokens.access.clone());
                }
                tokens => (state.ended, tokens.map(|tokens| tokens.access.clone())),
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
        if let Some(outcome) = self.0.ended_since(ended) {
            return outcome;
        }
        let span = tracing::Span::current();
        let renewal = tokio::spawn(self.0.clone().renewed(gate).instrument(span));
        renewal.await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::Credentials,
                "the renewal of the access token was cut short",
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
        if tokio::runtime::Handle::try_current().is_ok() {
            let stored = self.0.load().await;
            self.0.state().adopt(stored);
        }
        self.0.state().tokens.clone()
    }

    /// Waits until no renewal is under way.
    pub(super) async fn settled(&self) {
        drop(self.0.gate.lock().await);
    }

    /// Puts in the tokens that another grant brings, which is asked for once they can be kept.
    pub(super) async fn put(
        &self,
        grant: impl Future<Output = Result<Tokens, Error>>,
    ) -> Result<(), Error> {
        Error::ensure_runtime()?;
        let _gate = self.0.gate.lock().await;
        let turn = self.0.turn(true).await;
        // What is there now is older than what comes.
        let stored = self.0.load().await;
        self.0.state().adopt(stored);
        self.0.keep(grant, &turn).await
    }

    /// Makes sure that tokens can be kept, without asking for any. Where there is no file, there is nothing to
    /// make sure of.
    pub(super) async fn ensure_room(&self) -> Result<(), Error> {
        Error::ensure_runtime()?;
        match self.0.turn(false).await {
            // Whoever renews now has made room.
            Turn::Theirs => Ok(()),
            turn => self.0.reserve(&turn).await.map(drop),
        }
    }

    /// Makes sure that the next run finds a valid token: one that is kept already, else another one, which is
    /// asked for once it can be kept. Where there is no file, a token in memory will do.
    #[cfg(feature = "service-account")]
    pub(super) async fn ensure_kept(&self) -> Result<(), Error> {
        if self.0.file.is_none() {
            return self.access_token().await.map(drop);
        }
        Error::ensure_runtime()?;
        let _gate = self.0.gate.lock().await;
        let turn = self.0.turn(true).await;
        let stored = self.0.load().await;
        let is_stored = stored.is_some();
        let last = {
            let mut state = self.0.state();
            state.adopt(stored);
            let now = self.0.clock.now();
            let valid = state.valid(now);
            if is_stored && valid.is_some_and(|tokens| !tokens.is_aging(now)) {
                return Ok(());
            }
            state.tokens.clone()
        };
        self.0.keep(self.0.renew.renew(last), &turn).await
    }

    /// Ends the tokens by the given way, and forgets them if that worked.
    pub(super) async fn end<F>(&self, revoke: impl FnOnce(Tokens) -> F) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Error>>,
    {
        Error::ensure_runtime()?;
        let _gate = self.0.gate.lock().await;
        let _turn = self.0.turn(true).await;
        let tokens = self.tokens().await;
        let is_revoked = tokens.is_some();
        if let Some(tokens) = tokens {
            revoke(tokens).await?;
        }
        self.0.state().forget();
        match &self.0.file {
            Some(file) => file.remove(is_revoked).await,
            None => Ok(()),
        }
    }
}

impl<R: Renew> Shared<R> {
    /// Acquires new tokens: those that another process has left on disk, else from the server.
    async fn renewed(self: Arc<Self>, gate: OwnedMutexGuard<()>) -> Result<AccessToken, Error> {
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
        if let Some(tokens) = stored {
            return self.ended(Ok(tokens));
        }
        let mut reserved = None;
        if self.renew.uses_up() {
            match self.reserve(&turn).await {
                Ok(room) => reserved = room,
                Err(error) => return self.ended(Err(error)),
            }
        }
        let renewed = self.renew.renew(last).await;
        let news = renewed.as_ref().ok().cloned();
        let outcome = self.ended(renewed);
        if let Some(tokens) = news
            && let Err(error) = self.save(tokens, reserved).await
        {
            tracing::warn!(%error, "the token lives in memory alone");
        }
        drop(turn);
        drop(gate);
        outcome
    }

    /// Notes how a renewal ended. One that failed too early to hurt brings the token that there is.
    fn ended(&self, renewed: Result<Tokens, Error>) -> Result<AccessToken, Error> {
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
        state.end(&renewed);
        renewed.map(|tokens| tokens.access)
    }

    /// What came of the renewals since so many had ended: a token that is valid, or an error.
    fn ended_since(&self, ended: u64) -> Option<Result<AccessToken, Error>> {
        let state = self.state();
        if state.ended == ended {
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
            None => Turn::Nobodys(std::io::Error::other("there is no token store")),
        }
    }

    async fn load(&self) -> Option<Tokens> {
        self.file.as_ref()?.load().await
    }

    /// Room for tokens on disk, where they are kept there; an error where they would be lost.
    async fn reserve(&self, turn: &Turn) -> Result<Option<Reserved>, Error> {
        let Some(file) = &self.file else {
            return Ok(None);
        };
        let reserved = file.reserve().await?;
        let lock = file.lock_path();
        match turn {
            Turn::Ours(_) => Ok(Some(reserved)),
            Turn::Theirs => Err(Error::configuration(format!(
                "another process holds {lock} and does not give it back; end it, or try again later"
            ))),
            Turn::Nobodys(error) => Err(Error::configuration(format!(
                "{lock} cannot be locked: {error}"
            ))),
        }
    }

    /// Keeps the tokens of a grant, which is asked for once there is room for them.
    async fn keep(
        &self,
        grant: impl Future<Output = Result<Tokens, Error>>,
        turn: &Turn,
    ) -> Result<(), Error> {
        let reserved = self.reserve(turn).await?;
        let tokens = grant.await?;
        self.state().end(&Ok(tokens.clone()));
        self.save(tokens, reserved).await
    }

    async fn save(&self, tokens: Tokens, reserved: Option<Reserved>) -> Result<(), Error> {
        if let Some(file) = &self.file {
            file.save(tokens.clone(), reserved).await?;
            self.state().on_disk = Some(tokens);
        }
        Ok(())
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

    /// Takes tokens that another process has put on disk since. True where it did.
    ///
    /// What is there now and was not when it was last looked at is newer, whatever the clocks say.
    fn adopt(&mut self, stored: Option<Tokens>) -> bool {
        let Some(stored) = stored else { return false };
        let known = self.on_disk.as_ref().or(self.tokens.as_ref());
        let is_newer = known.is_none_or(|known| !stored.is_same(known));
        self.on_disk = Some(stored.clone());
        if is_newer {
            self.tokens = Some(stored);
            self.is_refused = false;
            self.failure = None;
        }
        is_newer
    }

    /// Goes on with the token that there is.
    fn pause_renewal(&mut self, now: Timestamp) {
        self.ended = self.ended.wrapping_add(1);
        self.renewal_paused_until = now.checked_add(RENEWAL_PAUSE).ok();
    }

    fn forget(&mut self) {
        *self = Self {
            ended: self.ended.wrapping_add(1),
            ..Self::default()
        };
    }

    fn end(&mut self, outcome: &Result<Tokens, Error>) {
        self.ended = self.ended.wrapping_add(1);
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
