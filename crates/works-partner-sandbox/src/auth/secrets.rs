//! Everything that was issued: access tokens, refresh tokens, authorization codes.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::later;
use super::scopes::Scopes;

const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
const REFRESH_TOKEN_LIFETIME: Duration = Duration::from_secs(90 * 86_400);

/// How long an access token is remembered after it expired, to tell so.
const AFTERLIFE: Duration = Duration::from_secs(86_400);

/// The secrets that are good, and for what.
#[derive(Default)]
pub(crate) struct Secrets {
    access_tokens: HashMap<String, Issued>,
    refresh_tokens: HashMap<String, Issued>,
    codes: HashMap<String, (Issued, RedirectUri)>,
    families: u64,
}

type RedirectUri = String;

/// What an app was allowed once. All tokens that come of it are one family.
#[derive(Clone, Debug)]
pub(super) struct Permission {
    pub(super) client_id: String,
    pub(super) scopes: Scopes,
    family: u64,
}

#[derive(Clone)]
struct Issued {
    permission: Permission,
    expires: Timestamp,
}

/// What is known of an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccessCheck {
    Good(Scopes),
    Expired,
    Unknown,
}

impl Secrets {
    /// Begins a family.
    pub(super) fn permit(&mut self, client_id: &str, scopes: Scopes) -> Permission {
        self.families += 1;
        Permission {
            client_id: client_id.to_owned(),
            scopes,
            family: self.families,
        }
    }

    pub(super) fn issue_access_token(
        &mut self,
        permission: &Permission,
        now: Timestamp,
        lifetime: Duration,
    ) -> String {
        self.forget_expired(now);
        issue_into(&mut self.access_tokens, permission, later(now, lifetime))
    }

    pub(super) fn issue_refresh_token(
        &mut self,
        permission: &Permission,
        now: Timestamp,
    ) -> String {
        let expires = later(now, REFRESH_TOKEN_LIFETIME);
        issue_into(&mut self.refresh_tokens, permission, expires)
    }

    pub(super) fn issue_code(
        &mut self,
        permission: Permission,
        redirect_uri: &str,
        now: Timestamp,
    ) -> String {
        self.forget_expired(now);
        let code = random_secret();
        let issued = Issued {
            permission,
            expires: later(now, CODE_LIFETIME),
        };
        self.codes
            .insert(code.clone(), (issued, redirect_uri.to_owned()));
        code
    }

    pub(super) fn check(&self, access_token: &str, now: Timestamp) -> AccessCheck {
        match self.access_tokens.get(access_token) {
            None => AccessCheck::Unknown,
            Some(issued) if issued.expires <= now => AccessCheck::Expired,
            Some(issued) => AccessCheck::Good(issued.permission.scopes),
        }
    }

    /// What a code was issued for, and where to. A code is good for one try.
    pub(super) fn redeem_code(
        &mut self,
        code: &str,
        now: Timestamp,
    ) -> Option<(Permission, RedirectUri)> {
        let (issued, redirect_uri) = self.codes.remove(code)?;
        (now < issued.expires).then_some((issued.permission, redirect_uri))
    }

    /// What a refresh token was issued for.
    pub(super) fn permission_to_refresh(&self, token: &str, now: Timestamp) -> Option<Permission> {
        let issued = self.refresh_tokens.get(token)?;
        (now < issued.expires).then(|| issued.permission.clone())
    }

    pub(super) fn retire_refresh_token(&mut self, token: &str) {
        self.refresh_tokens.remove(token);
    }

    /// Revokes an app's token: an access token alone, a refresh token with its family.
    pub(super) fn revoke(&mut self, client_id: &str, token: &str) {
        let is_own = |issued: &Issued| issued.permission.client_id == client_id;
        if self.access_tokens.get(token).is_some_and(is_own) {
            self.access_tokens.remove(token);
        }
        let Some(issued) = self.refresh_tokens.get(token).filter(|it| is_own(it)) else {
            return;
        };
        let family = issued.permission.family;
        let is_other = |_: &String, it: &mut Issued| it.permission.family != family;
        self.access_tokens.retain(is_other);
        self.refresh_tokens.retain(is_other);
    }

    pub(super) fn clear(&mut self) {
        self.access_tokens.clear();
        self.refresh_tokens.clear();
        self.codes.clear();
    }

    /// Makes room, so that a sandbox may run for months.
    fn forget_expired(&mut self, now: Timestamp) {
        self.access_tokens
            .retain(|_, it| now < later(it.expires, AFTERLIFE));
        self.refresh_tokens.retain(|_, it| now < it.expires);
        self.codes.retain(|_, (it, _)| now < it.expires);
    }
}

fn issue_into(
    tokens: &mut HashMap<String, Issued>,
    permission: &Permission,
    expires: Timestamp,
) -> String {
    let token = random_secret();
    let issued = Issued {
        permission: permission.clone(),
        expires,
    };
    tokens.insert(token.clone(), issued);
    token
}

/// A secret in the vendor's style. It always has the characters that get lost when a client
/// forgets to encode them.
fn random_secret() -> String {
    format!("jp1AAAA+/{}", STANDARD.encode(random_bytes::<31>()))
}

/// Sixteen digits for names.
pub(super) fn random_hex() -> String {
    format!("{:016x}", u64::from_ne_bytes(random_bytes()))
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = aws_lc_rs::rand::fill(&mut bytes);
    #[expect(clippy::expect_used, reason = "without randomness nothing works")]
    filled.expect("the system gives random bytes");
    bytes
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets")
            .field("access_tokens", &self.access_tokens.len())
            .field("refresh_tokens", &self.refresh_tokens.len())
            .field("codes", &self.codes.len())
            .finish_non_exhaustive()
    }
}
