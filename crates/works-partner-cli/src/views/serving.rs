//! A sandbox that serves.

use std::borrow::Cow;

use serde::Serialize;

use crate::output::View;
use crate::terminal::{CODE, HEADING, visible};

/// Where the sandbox is, and how to get in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Serving<'a> {
    pub(crate) base_url: &'a str,
    pub(crate) access_token: &'a str,
    pub(crate) auth_url: &'a str,
    pub(crate) pid: u32,
    /// What keeps its state when it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state_file: Option<&'a str>,
    #[serde(skip)]
    pub(crate) until: Until,
}

/// How it ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// By Ctrl-C.
    Stopped,
    /// By `sandbox stop`.
    StopCommand,
}

impl View for Serving<'_> {
    /// Lines to copy, so they are never wrapped.
    fn table(&self, _: Option<usize>) -> String {
        let Self {
            base_url,
            access_token,
            ..
        } = self;
        let until = match self.until {
            Until::Stopped => "Ctrl-C".to_owned(),
            Until::StopCommand => {
                format!("`works-partner sandbox stop` (process {})", self.pid)
            }
        };
        let kept = self.state_file.map_or_else(String::new, |file| {
            format!("Its state is kept in {}.\n", visible(file))
        });
        format!(
            "\
The sandbox serves at {HEADING}{base_url}{HEADING:#} until {until}.
{kept}
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
