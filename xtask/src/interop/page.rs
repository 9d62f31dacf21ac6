//! The page `docs/works-with.md`: nothing is on it that was not run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{Meeting, Seen, Verdict, make_folder};

const HEAD: &str = "\
<!-- Written by `cargo xtask interop --page`; do not edit. -->

# Works with

What the project writes and serves, tried with the tools of others. Every row was run with the version that it
names: the meetings are in [`interop/`](../interop), and `cargo xtask interop` runs them again. What surprised in
other tools is in [`findings/`](../findings).
";

/// Headings in their order; what has another comes last.
const ORDER: [&str; 8] = [
    "The document",
    "CSV",
    "JSON and JSON lines",
    "The calendar",
    "The store",
    "The sandbox",
    "The crates",
    "The command",
];

pub(super) fn write(
    root: &Path,
    meetings: &[Meeting],
    seen: &BTreeMap<String, Seen>,
) -> Result<(), String> {
    let folder = root.join("docs");
    make_folder(&folder)?;
    let file = folder.join("works-with.md");
    fs::write(&file, page(meetings, seen))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}

fn page(meetings: &[Meeting], seen: &BTreeMap<String, Seen>) -> String {
    let mut page = HEAD.to_owned();
    let mut headings: Vec<&str> = ORDER.to_vec();
    for meeting in meetings {
        if !headings.contains(&&*meeting.about) {
            headings.push(&meeting.about);
        }
    }
    for heading in headings {
        let about = meetings.iter().filter(|meeting| meeting.about == heading);
        let mut rows = about
            .filter_map(|meeting| Some((meeting, seen.get(&meeting.name)?)))
            .peekable();
        if rows.peek().is_none() {
            continue;
        }
        let head = "| tool | version | verdict | what to set | what was tried |";
        let _ = write!(
            page,
            "\n## {heading}\n\n{head}\n| --- | --- | --- | --- | --- |\n"
        );
        for (meeting, seen) in rows {
            let tried = seen.values.iter().map(|(check, value)| match &**value {
                "yes" => check.clone(),
                value => format!("{check}: {value}"),
            });
            let cells = [
                meeting.tool.clone(),
                seen.version.clone(),
                word(meeting.verdict).to_owned(),
                meeting.set.trim().replace('\n', " "),
                tried.collect::<Vec<_>>().join("; "),
            ];
            let cells = cells.map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(page, "| {} |", cells.join(" | "));
        }
    }
    page
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Works => "works",
        Verdict::WithSettings => "works with settings",
        Verdict::Partly => "works in part",
        Verdict::No => "does not work",
    }
}
