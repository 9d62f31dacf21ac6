//! Our client and our sandbox before Prism, which holds requests and responses against the document.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::processes::{Prism, Sandbox, command, last_lines, run};
use super::samples::{Sample, samples};
use super::stage::{Stage, read};

const FORMATS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// Prism answers: every operation of the document, by the command in every format, and by the generated
/// method, which must decode it.
pub(super) fn mock(stage: &Stage) -> Result<String, String> {
    let samples = samples(&stage.document)?;
    let mut found = Vec::new();
    for arguments in [&[][..], &["--dynamic", "--seed", "1"]] {
        let mode = arguments.first().unwrap_or(&"static");
        let prism = Prism::start(stage, "mock", arguments)?;
        for sample in &samples {
            for format in FORMATS {
                if let Err(error) = ask(stage, &prism, sample, format) {
                    found.push(format!("{mode} {} {format}: {error}", sample.operation_id));
                }
            }
        }
        let mut typed = command("cargo");
        typed
            .args([
                "test",
                "--quiet",
                "--locked",
                // Not the package alone, which would have other features, and all of it be built again.
                "--workspace",
            ])
            .args(["--test", "whole_document", "--", "--ignored", "--exact"])
            .arg("mock::every_operation_decodes_what_a_mock_server_answers")
            .env("WORKS_PARTNER_MOCK_URL", &prism.base_url)
            .current_dir(&stage.root);
        if let Err(error) = run(&mut typed, "the generated methods") {
            found.push(format!("{mode}: {}", last_lines(&error, 40)));
        }
        for violation in prism.violations()? {
            found.push(format!("{mode}: Prism: {violation}"));
        }
    }
    match found.len() {
        0 => Ok(format!(
            "{} operations in {} formats, static and dynamic",
            samples.len(),
            FORMATS.len()
        )),
        _ => Err(found.join("\n")),
    }
}

fn ask(stage: &Stage, prism: &Prism, sample: &Sample, format: &str) -> Result<(), String> {
    let id = &sample.operation_id;
    let mut ours = ours(stage, prism, format);
    // Whether it fits is Prism's to say.
    ours.args(["api", &id.replace('_', "-"), "--skip-validation"]);
    for (name, value) in &sample.parameters {
        ours.args([format!("--{}", kebab(name)), value.clone()]);
    }
    if let Some(body) = &sample.body {
        let file = stage.folder.join("body.json");
        std::fs::write(&file, body.to_string()).map_err(|error| error.to_string())?;
        ours.arg("--json-body").arg(&file);
    }
    // What changes nothing asks no question.
    if !["get_", "list_", "verify_"]
        .iter()
        .any(|read| id.starts_with(read))
    {
        ours.arg("--yes");
    }
    let domain = sample
        .parameters
        .iter()
        .find(|(name, _)| name == "domainId");
    if let (Some((_, domain)), true) = (domain, can_end_a_contract(id)) {
        ours.args(["--confirm", &domain_name(stage, prism, domain)?]);
    }
    let printed = run(&mut ours, "works-partner")?;
    let documents: Vec<&str> = match format {
        "json" => vec![&printed],
        "jsonl" => printed.lines().collect(),
        _ => return Ok(()),
    };
    for text in documents.into_iter().filter(|text| !text.trim().is_empty()) {
        let parsed: Result<Value, _> = serde_json::from_str(text);
        parsed.map_err(|error| format!("not JSON: {error} in {text}"))?;
    }
    Ok(())
}

fn ours(stage: &Stage, prism: &Prism, format: &str) -> Command {
    let mut ours = command(&stage.command);
    ours.args(["--base-url", &prism.base_url, "--output", format]);
    ours.env("WORKS_PARTNER_ACCESS_TOKEN", "a-token");
    ours
}

fn can_end_a_contract(operation_id: &str) -> bool {
    [
        "delete_customer",
        "delete_subscription",
        "create_subscription_reservation",
        "update_usage_status",
    ]
    .contains(&operation_id)
}

/// By which the end of a contract is confirmed; Prism makes the same up whenever it is asked.
fn domain_name(stage: &Stage, prism: &Prism, domain: &str) -> Result<String, String> {
    let mut get = ours(stage, prism, "json");
    let printed = run(
        get.args(["api", "get-customer", "--domain-id", domain]),
        "works-partner",
    )?;
    let customer: Value = serde_json::from_str(&printed).map_err(|error| error.to_string())?;
    let name = customer.get("domain").and_then(Value::as_str);
    name.map(str::to_owned)
        .ok_or_else(|| format!("a customer without a domain: {customer}"))
}

fn kebab(name: &str) -> String {
    let letters = name.chars().map(|letter| match letter {
        'A'..='Z' => format!("-{}", letter.to_ascii_lowercase()),
        _ => letter.to_string(),
    });
    letters.collect()
}

/// A session of the command with the sandbox, through Prism, which makes errors of violations.
///
/// The session is a text file. A line is a command, before it the exit code if it is not 0, and before
/// that `!` where a violation is sent on purpose.
pub(super) fn proxy(stage: &Stage) -> Result<String, String> {
    let session = read(&stage.own("session.txt"))?;
    let sandbox = Sandbox::start(stage)?;
    // Prism serves the paths of the document; the version is the base URL's.
    let prism = Prism::start(stage, "proxy", &[&sandbox.base_url, "--errors"])?;
    let days = days();
    let (mut commands, mut on_purpose) = (0_usize, 0_usize);
    let mut found = Vec::new();
    let mut told = 0;
    for line in session.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (violates, line) = match line.strip_prefix('!') {
            Some(line) => (true, line.trim()),
            None => (false, line),
        };
        let (code, text) = match line.split_once(' ') {
            Some((code, rest)) if code.parse::<i32>().is_ok() => {
                (code.parse().unwrap_or_default(), rest.trim())
            }
            _ => (0, line),
        };
        commands = commands.saturating_add(1);
        on_purpose = on_purpose.saturating_add(usize::from(violates));
        let mut ours = command(&stage.command);
        ours.args(["--base-url", &prism.base_url]);
        ours.args(words(text, &days));
        ours.env("WORKS_PARTNER_ACCESS_TOKEN", &sandbox.token);
        let done = ours
            .output()
            .map_err(|error| format!("cannot run works-partner: {error}"))?;
        // Prism tells of a request a moment after it has answered.
        let all = match violates {
            true => prism.violations_beyond(told, Duration::from_secs(10))?,
            false => prism.violations()?,
        };
        let new = all.get(told..).unwrap_or_default();
        told = all.len();
        if violates == new.is_empty() {
            let what = if violates {
                "no violation"
            } else {
                "violation"
            };
            found.push(format!("{line}: {what} {}", new.join("; ")));
        }
        if done.status.code() != Some(code) {
            let stderr = String::from_utf8_lossy(&done.stderr);
            found.push(format!(
                "{line}: {}, not {code}: {}",
                done.status,
                stderr.trim()
            ));
        }
    }
    let all = prism.violations_beyond(told, Duration::from_secs(1))?;
    let late = all.get(told..).unwrap_or_default();
    found.extend(
        late.iter()
            .map(|violation| format!("later: violation {violation}")),
    );
    match found.len() {
        0 => Ok(format!(
            "{commands} commands, {on_purpose} violations, all on purpose"
        )),
        _ => Err(found.join("\n")),
    }
}

/// The words of a command; `'…'` is one, and `{+14}` the day in two weeks.
fn words(text: &str, days: &BTreeMap<String, String>) -> Vec<String> {
    let mut text = text.to_owned();
    for (name, day) in days {
        text = text.replace(name, day);
    }
    let mut words = Vec::new();
    for (index, part) in text.split('\'').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// The next 400 days in Japan, by how far they are.
fn days() -> BTreeMap<String, String> {
    const DAY: u64 = 24 * 60 * 60;
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |now| now.as_secs());
    let today = now.saturating_add(9 * 60 * 60) / DAY;
    (0..400_u64)
        .map(|ahead| {
            let day = i64::try_from(today.saturating_add(ahead)).unwrap_or_default();
            (format!("{{+{ahead}}}"), civil(day))
        })
        .collect()
}

/// A day since 1970 as `2027-01-15`, by Howard Hinnant's `civil_from_days`.
#[allow(clippy::arithmetic_side_effects, reason = "days of this century")]
fn civil(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(civil(0), "1970-01-01");
        assert_eq!(civil(20_785), "2026-11-28");
        assert_eq!(civil(19_782), "2024-02-29");
    }

    #[test]
    fn words_are_a_shell_s() {
        let days = BTreeMap::from([("{+1}".to_owned(), "2026-11-29".to_owned())]);
        let found = words("a --x 'b c' --day={+1}", &days);
        assert_eq!(found, ["a", "--x", "b c", "--day=2026-11-29"]);
    }
}
