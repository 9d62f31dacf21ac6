//! Who is logged in, and a token.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use works_partner_ext::TokenInfo;

use crate::account::{Account, Kind};
use crate::output::View;
use crate::output::table::{Cell, Row, Table};
use crate::settings::Settings;

/// Who calls whom, for how long. No secret is in it. Its names in JSON are stable.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    /// `accessToken`, `serviceAccount` or `userAccount`.
    kind: &'static str,
    profile: Option<String>,
    client_id: Option<String>,
    account: Option<String>,
    base_url: String,
    auth_url: String,
    /// What is asked for, and what was granted; null for a token that came from elsewhere.
    scope: Option<String>,
    granted_scope: Option<String>,
    /// Null where there is no token yet, or nothing is known of it.
    expires_at: Option<String>,
    seconds_left: Option<i64>,
    /// Where the credentials were found.
    sources: Vec<String>,
}

impl Status {
    pub(crate) fn new(
        account: &Account,
        [base_url, auth_url]: [&str; 2],
        settings: &Settings,
        info: Option<TokenInfo>,
    ) -> Self {
        let is_token = matches!(account.kind, Kind::Token(_));
        let left = |info: &TokenInfo| info.expires_at().duration_since(Timestamp::now());
        let mut sources = Vec::new();
        for source in [
            settings.access_token.as_ref().map(|given| &given.source),
            settings.client_id.as_ref().map(|given| &given.source),
            settings.client_secret.as_ref().map(|given| &given.source),
            settings.service_account.as_ref().map(|given| &given.source),
            settings.private_key.as_ref().map(|given| &given.source),
        ] {
            sources.extend(source.map(ToString::to_string));
        }
        sources.dedup();
        Self {
            kind: match account.kind {
                Kind::Token(_) => "accessToken",
                Kind::Service(_) => "serviceAccount",
                Kind::User(_) => "userAccount",
            },
            profile: settings.profile.clone(),
            client_id: account.client_id.clone(),
            account: account.name.clone(),
            base_url: base_url.to_owned(),
            auth_url: auth_url.to_owned(),
            scope: (!is_token).then(|| settings.scope.to_string()),
            granted_scope: info
                .as_ref()
                .and_then(|info| info.scope().map(str::to_owned)),
            expires_at: info.as_ref().map(|info| info.expires_at().to_string()),
            seconds_left: info.as_ref().map(|info| left(info).as_secs().max(0)),
            sources,
        }
    }

    fn token(&self) -> String {
        match (self.kind, self.seconds_left) {
            ("accessToken", _) => "given; nothing is known of its end".to_owned(),
            (_, None) => "none yet; the first call gets one".to_owned(),
            (_, Some(0)) => "has ended; the next call gets another".to_owned(),
            (_, Some(seconds)) => {
                let minutes = SignedDuration::from_secs(seconds).as_mins();
                format!("{} h {} min left", minutes / 60, minutes % 60)
            }
        }
    }
}

impl View for Status {
    fn table(&self, width: Option<usize>) -> String {
        let kind = match self.kind {
            "accessToken" => "access token",
            "serviceAccount" => "service account",
            _ => "user account",
        };
        let scope = self.granted_scope.as_ref().or(self.scope.as_ref());
        let some = |text: Option<&String>| text.map_or_else(Cell::none, Cell::text);
        let cells = vec![
            Cell::text(kind),
            some(self.account.as_ref()),
            some(self.client_id.as_ref()),
            some(self.profile.as_ref()),
            Cell::text(&self.base_url),
            Cell::text(&self.auth_url),
            some(scope),
            Cell::text(self.token()),
            match self.sources.as_slice() {
                [] => Cell::none(),
                sources => Cell::text(sources.join(", ")),
            },
        ];
        let headings = [
            "Credentials",
            "Account",
            "Client ID",
            "Profile",
            "API",
            "Auth server",
            "Scope",
            "Token",
            "From",
        ];
        let row = Row {
            cells,
            also: Vec::new(),
        };
        Table::new(&headings, [row])
            .without_empty_columns()
            .cards(width)
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// An access token, to be handed to another program.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Token {
    pub(crate) access_token: String,
    pub(crate) expires_at: Option<String>,
}

impl View for Token {
    /// The token alone, so that `$(works-partner auth token)` is it.
    fn table(&self, _: Option<usize>) -> String {
        format!("{}\n", self.access_token)
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}
