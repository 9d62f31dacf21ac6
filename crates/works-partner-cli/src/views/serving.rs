//! A sandbox that serves.

use std::borrow::Cow;

use serde::Serialize;

use crate::output::View;
use crate::terminal::{CODE, HEADING};

/// Where the sandbox is, and how to get in.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Serving<'a> {
    pub(crate) base_url: &'a str,
    pub(crate) access_token: &'a str,
}

impl View for Serving<'_> {
    /// Lines to copy, so they are never wrapped.
    fn table(&self, _: Option<usize>) -> String {
        let Self {
            base_url,
            access_token,
        } = self;
        format!(
            "\
The sandbox serves at {HEADING}{base_url}{HEADING:#} until Ctrl-C.

Elsewhere, let this and other programs use it:
  {CODE}export WORKS_PARTNER_BASE_URL={base_url}{CODE:#}
  {CODE}export WORKS_PARTNER_ACCESS_TOKEN={access_token}{CODE:#}
  {CODE}works-partner option-order get 10000001 ACV2{CODE:#}
"
        )
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}
