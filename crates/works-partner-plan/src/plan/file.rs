//! A plan as a file: a line for each change, and a digest of all of it.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Plan, VERSION};
use crate::digest::sha256;
use crate::error::Error;

pub(super) const FORMAT: &str = "works-partner-plan";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    plan_id: String,
    #[serde(flatten)]
    rest: Value,
}

impl Plan {
    /// The plan as JSON: a line for each change, for reviews and `diff`. The same plan makes the same
    /// bytes.
    pub fn to_json(&self) -> String {
        let body = self.body();
        let id = sha256(body.as_bytes());
        format!("{{\n  \"planId\": \"{id}\",\n{body}}}\n")
    }

    /// What names the plan: a digest of all that it says. A plan that was changed has another one.
    pub fn id(&self) -> String {
        sha256(self.body().as_bytes())
    }

    fn body(&self) -> String {
        let mut text = String::new();
        let mut member = |name: &str, json: String, comma: &str| {
            let _ = writeln!(text, "  \"{name}\": {json}{comma}");
        };
        member("format", line(&self.format), ",");
        member("version", line(&self.version), ",");
        member("day", line(&self.day), ",");
        member("baseUrl", line(&self.base_url), ",");
        member("factsFrom", line(&self.facts_from), ",");
        member("listSha256", line(&self.list_sha256), ",");
        if self.allow_unlisted {
            member("allowUnlisted", line(&self.allow_unlisted), ",");
        }
        let warnings: Vec<String> = self
            .warnings
            .iter()
            .map(|(id, warning)| format!("    {}: {}", line(id), line(warning)))
            .collect();
        member("warnings", braced('{', &warnings, '}'), ",");
        let mistakes: Vec<String> = self
            .unreadable
            .iter()
            .map(|mistake| format!("    {}", line(mistake)))
            .collect();
        member("unreadable", braced('[', &mistakes, ']'), ",");
        let changes: Vec<String> = self
            .changes
            .iter()
            .map(|change| format!("    {}", line(change)))
            .collect();
        member("changes", braced('[', &changes, ']'), "");
        text
    }

    /// Reads a plan.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidPlan`] for what is none, was changed after it was made, or is of another version.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let invalid = |reason: String| Error::InvalidPlan(reason);
        let signed: Signed =
            serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        if signed.rest.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(invalid(format!("its `format` is not {FORMAT}")));
        }
        let version = signed.rest.get("version").and_then(Value::as_u64);
        if version != Some(u64::from(VERSION)) {
            let found = version.map_or("none".to_owned(), |version| version.to_string());
            return Err(invalid(format!(
                "its version is {found}, and this program reads {VERSION}; make it again"
            )));
        }
        let plan: Self =
            serde_json::from_value(signed.rest).map_err(|error| invalid(error.to_string()))?;
        if plan.id() != signed.plan_id {
            return Err(invalid(
                "it was changed after it was made; change the list, and make the plan again"
                    .to_owned(),
            ));
        }
        Ok(plan)
    }
}

fn braced(open: char, lines: &[String], close: char) -> String {
    if lines.is_empty() {
        return format!("{open}{close}");
    }
    format!("{open}\n{}\n  {close}", lines.join(",\n"))
}

/// Texts, numbers and maps with texts as keys are always written.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
