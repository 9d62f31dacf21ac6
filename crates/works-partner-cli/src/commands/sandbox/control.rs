//! What the sandbox in the background is told over its control paths.

use std::borrow::Cow;
use std::path::Path;

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::record::{self, Record};
use super::{no_folder, none, running};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Format, View};
use crate::printer::Printer;
use crate::settings::sandbox_record;

/// Shows the clock, after it was advanced and set to another speed where that was asked for.
pub(super) async fn clock(
    advance: Option<&str>,
    scale: Option<u32>,
    printer: Printer,
) -> Result<(), Failure> {
    let sandbox = the_running().await?;
    if let Some(by) = advance {
        let body = json!({"by": by}).to_string();
        sandbox
            .control(Method::POST, "/clock/advance", body)
            .await?;
    }
    let shown = match scale {
        Some(scale) => {
            let body = json!({"scale": scale}).to_string();
            sandbox.control(Method::PUT, "/clock", body).await?
        }
        None => {
            sandbox
                .control(Method::GET, "/clock", String::new())
                .await?
        }
    };
    printer.print(&Clock(shown))
}

/// Writes the state and the day to a file, as the sandbox itself would.
pub(super) async fn snapshot(file: &Path, printer: Printer) -> Result<(), Failure> {
    let sandbox = the_running().await?;
    let state = sandbox
        .control(Method::GET, "/state", String::new())
        .await?;
    let clock = sandbox
        .control(Method::GET, "/clock", String::new())
        .await?;
    let Time { now, today } = serde_json::from_str(&clock).map_err(|error| odd(&error))?;
    let ahead = now.duration_since(Timestamp::now()).as_secs();
    let saved = format!(r#"{{"day":"{today}","clockAheadSeconds":{ahead},"state":{state}}}"#);
    record::replace(file, saved.as_bytes()).map_err(|error| {
        let message = format!("{} cannot be written: {error}", file.display());
        Failure::new(Exit::Unexpected, message)
    })?;
    if matches!(printer.format, Format::Table | Format::Csv) {
        printer.say(&format!("the state is in {}", file.display()));
    }
    Ok(())
}

async fn the_running() -> Result<Record, Failure> {
    let path = sandbox_record().ok_or_else(no_folder)?;
    running(&path).await.ok_or_else(none)
}

impl Record {
    /// Sends something to a control path, and returns the body of the response.
    async fn control(&self, method: Method, path: &str, body: String) -> Result<String, Failure> {
        let origin = self.base_url.trim_end_matches("/v1.0");
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .build();
        let request = client
            .map_err(|error| odd(&error))?
            .request(method, format!("{origin}/sandbox{path}"))
            .bearer_auth(&self.access_token)
            .header("Content-Type", "application/json")
            .body(body);
        let response = request.send().await.map_err(|error| odd(&error))?;
        let is_done = response.status().is_success();
        let body = response.text().await.map_err(|error| odd(&error))?;
        if is_done {
            return Ok(body);
        }
        let problem: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
        let description = problem.get("description").and_then(|it| it.as_str());
        let message = description.unwrap_or("the sandbox refused it").to_owned();
        Err(Failure::new(Exit::Usage, message))
    }
}

fn odd(error: &dyn std::fmt::Display) -> Failure {
    let message = format!("the sandbox does not respond as it should: {error}");
    Failure::new(Exit::Unexpected, message)
}

#[derive(Deserialize)]
struct Time {
    now: Timestamp,
    today: jiff::civil::Date,
}

/// What the sandbox says of its clock.
struct Clock(String);

impl View for Clock {
    fn table(&self, _: Option<usize>) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.0).unwrap_or_default();
        let told = |member: &str| match body.get(member) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "1".to_owned(),
        };
        let speed = match told("scale").as_str() {
            "1" => String::new(),
            "0" => ", and it is stopped".to_owned(),
            scale => format!(", and it runs {scale} times as fast"),
        };
        format!(
            "It is {} there, at {}{speed}.\n",
            told("today"),
            told("now")
        )
    }

    fn json(&self) -> Cow<'_, str> {
        self.0.as_str().into()
    }
}
