//! A report that is served.

use std::borrow::Cow;

use serde::Serialize;

use crate::output::View;
use crate::terminal::HEADING;

/// Where the report is. The address is the key to it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServingReport<'a> {
    pub(crate) url: &'a str,
}

impl View for ServingReport<'_> {
    /// A line to copy, so it is never wrapped.
    fn table(&self, _: Option<usize>) -> String {
        let url = self.url;
        format!(
            "The report is at {HEADING}{url}{HEADING:#} until Ctrl-C, for this machine alone.\n"
        )
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}
