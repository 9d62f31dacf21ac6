//! What a client sends to the auth server: names and values, form-encoded.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use super::refusal::Refusal;

/// The parameters of a form or of a query.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// The form in the body of a request.
    pub(super) fn of_request(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let mut content_types = headers.get_all(CONTENT_TYPE).iter();
        let media_type = match (content_types.next(), content_types.next()) {
            (Some(only), None) => only.to_str().unwrap_or_default().split(';').next(),
            _ => None,
        };
        let is_form = media_type.is_some_and(|it| {
            it.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
        if is_form {
            Ok(Self::parse(body))
        } else {
            Err(Refusal::unsupported_media_type())
        }
    }

    pub(super) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// A parameter's value. One without a value counts as left out.
    pub(super) fn optional(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Refusal::invalid_request(format!("{name} is repeated"))),
            (first, None) => Ok(first.map(|(_, value)| &**value).filter(|it| !it.is_empty())),
        }
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.optional(name)?
            .ok_or_else(|| Refusal::invalid_request(format!("{name} is missing")))
    }
}

/// What a token is asked for with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantType {
    JwtBearer,
    AuthorizationCode,
    RefreshToken,
}

impl GrantType {
    /// The grant type that a body asks for, whether or not the rest of it is right.
    pub(crate) fn asked_for_in(body: &[u8]) -> Option<Self> {
        let form = Form::parse(body);
        Self::parse(form.optional("grant_type").ok()??)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        // The vendor's own sample encodes the value twice, and is understood.
        let again: String = form_urlencoded::parse(text.as_bytes())
            .map(|(name, _)| name.into_owned())
            .collect();
        [Self::JwtBearer, Self::AuthorizationCode, Self::RefreshToken]
            .into_iter()
            .find(|it| it.name() == text || it.name() == again)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::JwtBearer => "urn:ietf:params:oauth:grant-type:jwt-bearer",
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
        }
    }
}
