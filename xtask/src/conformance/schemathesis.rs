//! schemathesis against the sandbox: requests that nobody wrote, in all of its phases, under all of its checks.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::processes::{Sandbox, command, last_lines};
use super::stage::{Stage, read};
use crate::document::operations;

/// What a full run asks at least.
const FULL: u64 = 20_000;
/// What is enough on every change.
const SHORT: u64 = 3_000;

/// So many tries of an operation, and one of them must succeed.
const FEW_TRIES: u64 = 40;

type Counts = BTreeMap<String, BTreeMap<String, u64>>;

pub(super) fn run(stage: &Stage) -> Result<String, String> {
    let least = match (stage.full, stage.proving) {
        (true, _) => FULL,
        (_, true) => 1,
        _ => SHORT,
    };
    let mut statuses = Counts::new();
    let mut refusals = BTreeMap::<String, u64>::new();
    let mut seed: u64 = 0;
    while requests(&statuses) < least {
        seed = seed.saturating_add(1);
        let summary = once(stage, seed)?;
        for (operation, counts) in counts(&summary, "statuses")? {
            let sums = statuses.entry(operation).or_default();
            add(sums, counts);
        }
        let needed = summary.get("refusals").cloned().unwrap_or_default();
        add(&mut refusals, of_json(needed)?);
    }
    let found = judge(stage, &statuses);
    let needed = refusals.values().filter(|count| **count > 0).count();
    match found.len() {
        0 => Ok(format!(
            "{} requests, no failure; {needed} of {} listed refusals\n{}",
            requests(&statuses),
            refusals.len(),
            successes(stage, &statuses)
        )),
        _ => Err(found.join("\n")),
    }
}

/// How often each operation succeeded: those that never did first, as they were hardly tried.
fn successes(stage: &Stage, statuses: &Counts) -> String {
    let mut never = Vec::new();
    let mut others = Vec::new();
    for (_, _, _, _, operation) in operations(&stage.document) {
        let id = operation.get("operationId").and_then(Value::as_str);
        let id = id.unwrap_or_default();
        let seen = statuses.get(id).cloned().unwrap_or_default();
        match succeeded(&seen) {
            0 => never.push(format!("{id} (of {})", tries(&seen))),
            times => others.push(format!("{id} {times} of {}", tries(&seen))),
        }
    }
    let never = match never.is_empty() {
        true => "none".to_owned(),
        false => never.join(", "),
    };
    format!(
        "       no success yet: {never}\n       succeeded: {}",
        others.join(", ")
    )
}

fn tries(seen: &BTreeMap<String, u64>) -> u64 {
    seen.values()
        .fold(0, |sum, count| sum.saturating_add(*count))
}

fn succeeded(seen: &BTreeMap<String, u64>) -> u64 {
    let successes = seen.iter().filter(|(status, _)| status.starts_with('2'));
    successes.fold(0, |sum, (_, count)| sum.saturating_add(*count))
}

/// What its checks don't see: a server that answers everything with 429.
fn judge(stage: &Stage, statuses: &Counts) -> Vec<String> {
    let mut found = Vec::new();
    let all = statuses.get("*").cloned().unwrap_or_default();
    for status in ["429", "501"] {
        if let Some(count) = all.get(status) {
            found.push(format!("{count} requests were answered with {status}"));
        }
    }
    if !stage.proving {
        for (_, _, _, _, operation) in operations(&stage.document) {
            let id = operation.get("operationId").and_then(Value::as_str);
            let id = id.unwrap_or_default();
            let seen = statuses.get(id).cloned().unwrap_or_default();
            // In a short run, the few tries of one operation may all come after what it names is gone.
            let is_enough = stage.full || tries(&seen) >= FEW_TRIES;
            if is_enough && succeeded(&seen) == 0 {
                found.push(format!("{id} never succeeded: {seen:?}"));
            }
        }
    }
    found
}

fn once(stage: &Stage, seed: u64) -> Result<Value, String> {
    let sandbox = Sandbox::start(stage)?;
    let summary = stage.folder.join("schemathesis.json");
    let _ = fs::remove_file(&summary);
    let origin = sandbox.base_url.trim_end_matches("/v1.0");
    let mut schemathesis = command(stage.tools.python_program("schemathesis"));
    schemathesis
        .arg("run")
        .arg(stage.document_file())
        .args(["--url", &sandbox.base_url])
        .args([
            "--header",
            &format!("Authorization: Bearer {}", sandbox.token),
        ])
        .args(["--seed", &seed.to_string()])
        .args([
            "--checks",
            "all",
            "--phases",
            "examples,coverage,fuzzing,stateful",
        ])
        .args(["--continue-on-failure", "--no-shrink"])
        .args(["--max-examples", if stage.full { "100" } else { "20" }])
        .env("SCHEMATHESIS_HOOKS", stage.own("schemathesis_hooks.py"))
        .env("SANDBOX_URL", origin)
        .env("SANDBOX_TOKEN", &sandbox.token)
        .env("CONFORMANCE_SUMMARY", &summary)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(&stage.folder);
    let done = schemathesis
        .output()
        .map_err(|error| format!("cannot run schemathesis: {error}"))?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    fs::write(stage.folder.join("schemathesis.log"), &said).map_err(|error| error.to_string())?;
    let summary = read(&summary).and_then(|text| {
        serde_json::from_str::<Value>(&text).map_err(|error| format!("its summary: {error}"))
    });
    if !done.status.success() {
        let stderr = String::from_utf8_lossy(&done.stderr);
        let limited = summary.ok().and_then(|summary| {
            let all = counts(&summary, "statuses").ok()?;
            all.get("*")?
                .get("429")
                .map(|count| format!("{count} requests were answered with 429\n"))
        });
        return Err(format!(
            "{}seed {seed}:\n{}\n{}",
            limited.unwrap_or_default(),
            // What was broken may be told anywhere.
            last_lines(&said, if stage.proving { usize::MAX } else { 200 }),
            last_lines(&stderr, 20)
        ));
    }
    summary
}

fn requests(statuses: &Counts) -> u64 {
    let all = statuses.get("*").into_iter().flat_map(BTreeMap::values);
    all.fold(0, |sum, count| sum.saturating_add(*count))
}

fn counts(summary: &Value, name: &str) -> Result<Counts, String> {
    of_json(summary.get(name).cloned().unwrap_or_default())
}

fn of_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("the summary of schemathesis: {error}"))
}

fn add(sums: &mut BTreeMap<String, u64>, counts: BTreeMap<String, u64>) {
    for (name, count) in counts {
        let sum = sums.entry(name).or_default();
        *sum = sum.saturating_add(count);
    }
}
