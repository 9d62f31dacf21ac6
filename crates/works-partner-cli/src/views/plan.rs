//! A plan, what became of it, and what happens after it.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::json;
use works_partner_plan::{Event, Mistake, Outcome, Plan, Report, Timeline};

use super::stored::{Column, Stored};
use crate::output::View;
use crate::output::columns::Field;
use crate::output::table::Importance::{Essential, Minor, Useful};

/// Several tables under each other, and one JSON text.
#[derive(Debug)]
pub(crate) struct Sections {
    sections: Vec<Stored>,
    json: String,
}

impl View for Sections {
    fn table(&self, width: Option<usize>) -> String {
        let tables: Vec<String> = self
            .sections
            .iter()
            .map(|section| section.table(width))
            .collect();
        tables.join("\n")
    }

    fn json(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.json)
    }
}

/// What happens on which day, a record each, and what that assumes.
#[derive(Debug)]
pub(crate) struct Events {
    events: Stored,
    assumptions: Stored,
    json: String,
}

impl View for Events {
    fn table(&self, width: Option<usize>) -> String {
        format!(
            "{}\n{}",
            self.events.table(width),
            self.assumptions.table(width)
        )
    }

    fn json(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.json)
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.events.items()
    }

    fn header(&self) -> Vec<Cow<'_, str>> {
        self.events.header()
    }

    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        self.events.rows()
    }
}

/// What a plan comes to: what costs money first, then what is sent, then what is wrong.
pub(crate) fn of_plan(plan: &Plan) -> Sections {
    let summary = plan.summary();
    let mistakes = plan.mistakes();
    let mut sections = Vec::new();
    let mut add = |section: Stored, is_empty: bool| {
        if !is_empty {
            sections.push(section);
        }
    };
    add(
        Stored::new(WARNINGS, &summary.warnings, ""),
        summary.warnings.is_empty(),
    );
    add(
        Stored::new(GROUPS, &summary.groups, ""),
        summary.groups.is_empty(),
    );
    add(Stored::new(MISTAKES, &mistakes, ""), mistakes.is_empty());
    Sections {
        sections,
        json: json!({"planId": plan.id(), "summary": summary, "mistakes": mistakes}).to_string(),
    }
}

/// The mistakes alone.
pub(crate) fn of_mistakes(mistakes: &[&Mistake]) -> Stored {
    Stored::new(MISTAKES, mistakes, "no mistake was found")
}

/// What became of each line.
pub(crate) fn of_report(report: &Report) -> Stored {
    #[derive(Serialize)]
    struct Row<'a> {
        #[serde(flatten)]
        outcome: &'a Outcome,
        why: String,
    }
    let rows: Vec<Row<'_>> = report
        .outcomes
        .iter()
        .map(|outcome| Row {
            outcome,
            why: why(outcome),
        })
        .collect();
    Stored::new(OUTCOMES, &rows, "the plan has no line")
}

/// Why a line came to what it did, in one sentence.
pub(crate) fn why(outcome: &Outcome) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(outcome.reason.clone());
    parts.extend(outcome.settled.map(|settled| settled.text().to_owned()));
    parts.extend(outcome.moved.iter().map(ToString::to_string));
    parts.extend(outcome.mistakes.iter().map(|mistake| {
        let field = mistake.column.as_deref().unwrap_or_default();
        // Some name it themselves.
        let problem = mistake
            .problem
            .strip_prefix(field)
            .unwrap_or(&mistake.problem);
        format!("{field} {}; {}", problem.trim_start(), mistake.expected)
            .trim()
            .to_owned()
    }));
    parts.join("; ")
}

/// What happens on which day.
pub(crate) fn of_timeline(timeline: &Timeline) -> Events {
    #[derive(Serialize)]
    struct Row<'a> {
        #[serde(flatten)]
        event: &'a Event,
        fields: String,
    }
    let rows: Vec<Row<'_>> = timeline
        .events
        .iter()
        .map(|event| {
            let shown = |value: &serde_json::Value| match value {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let fields: Vec<String> = event
                .changes
                .iter()
                .filter(|change| !change.before.is_null() && !change.after.is_null())
                .map(|change| {
                    let (before, after) = (shown(&change.before), shown(&change.after));
                    format!("{} {before} → {after}", change.field)
                })
                .collect();
            Row {
                event,
                fields: fields.join(", "),
            }
        })
        .collect();
    Events {
        events: Stored::new(EVENTS, &rows, "nothing happens until then"),
        assumptions: Stored::new(ASSUMPTIONS, &timeline.assumptions, ""),
        json: serde_json::to_string(timeline).unwrap_or_default(),
    }
}

const WARNINGS: &[Column] = &[
    ("sure", "Changes", Essential),
    ("unsure", "Maybe", Useful),
    ("text", "What to know first", Essential),
    ("endsContract", "Ends a contract", Useful),
    ("costs", "Costs", Useful),
    ("id", "Warning", Minor),
];

const GROUPS: &[Column] = &[
    ("decision", "Decision", Essential),
    ("changes", "Changes", Essential),
    ("customers", "Customers", Useful),
    ("operation", "Operation", Essential),
    ("task", "Task", Useful),
    ("target", "Of", Useful),
    ("subOptionId", "To", Useful),
    ("applyDate", "On", Useful),
];

const MISTAKES: &[Column] = &[
    ("line", "Line", Essential),
    ("column", "Column", Essential),
    ("value", "Value", Useful),
    ("problem", "What is wrong", Essential),
    ("expected", "What would be right", Essential),
    ("kind", "Kind", Minor),
    ("source", "Page", Minor),
];

const OUTCOMES: &[Column] = &[
    ("line", "Line", Essential),
    ("kind", "Outcome", Essential),
    ("domainId", "Customer", Useful),
    ("domain", "Domain", Minor),
    ("operation", "Operation", Useful),
    ("status", "Status", Minor),
    ("code", "Code", Minor),
    ("why", "Why", Essential),
];

const EVENTS: &[Column] = &[
    ("date", "Date", Essential),
    ("domainId", "Customer", Essential),
    ("companyName", "Name", Minor),
    ("kind", "What happens", Essential),
    ("what", "To", Useful),
    ("key", "Which", Useful),
    ("fields", "Change", Useful),
    ("charged", "Charged", Minor),
    ("basis", "Known", Essential),
    ("reason", "Why", Useful),
    ("line", "Line", Minor),
    ("source", "Page", Minor),
];

const ASSUMPTIONS: &[Column] = &[
    ("text", "Assumed", Essential),
    ("customers", "Customers", Useful),
];
