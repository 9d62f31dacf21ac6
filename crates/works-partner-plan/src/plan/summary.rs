//! A plan in numbers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Plan, PlannedDecision};

/// A plan in numbers, what costs money first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Summary {
    /// How many changes are sent.
    pub send: usize,
    /// To how many customers.
    pub customers: usize,
    /// How many lines are so already.
    pub done_already: usize,
    /// How many lines are refused or cannot be read.
    pub refused: usize,
    /// How many changes end a contract with a customer.
    pub ends_contract: usize,
    /// The warnings by how often they are given, those that end contracts and cost money first.
    pub warnings: Vec<Counted>,
    /// What is sent, by operation and target.
    pub groups: Vec<Group>,
}

/// How often a warning is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counted {
    /// The warning.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Whether it costs money.
    pub costs: bool,
    /// Whether a contract ends by it.
    pub ends_contract: bool,
    /// How many changes have it for sure.
    pub sure: usize,
    /// How many may have it.
    pub unsure: usize,
}

/// Changes of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Group {
    /// What becomes of them.
    pub decision: PlannedDecision,
    /// The operation.
    pub operation: String,
    /// The type of the task, where it has one.
    pub task: Option<String>,
    /// The option or the product.
    pub target: Option<String>,
    /// The sub-option.
    pub sub_option_id: Option<String>,
    /// The day.
    pub apply_date: Option<String>,
    /// How many.
    pub changes: usize,
    /// For how many customers.
    pub customers: usize,
}

impl Plan {
    /// The plan in numbers.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            refused: self
                .unreadable
                .iter()
                .map(|mistake| mistake.line)
                .collect::<BTreeSet<_>>()
                .len(),
            ..Summary::default()
        };
        let mut customers = BTreeSet::new();
        let mut counted: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        type Key<'a> = (
            PlannedDecision,
            &'a str,
            Option<String>,
            Option<String>,
            Option<String>,
            Option<String>,
        );
        let mut groups: BTreeMap<Key<'_>, (usize, BTreeSet<Option<i64>>)> = BTreeMap::new();
        for change in &self.changes {
            let count = match change.decision {
                PlannedDecision::Send => &mut summary.send,
                PlannedDecision::DoneAlready => &mut summary.done_already,
                PlannedDecision::Refused => &mut summary.refused,
            };
            *count = count.saturating_add(1);
            if self.ends_contract(change) {
                summary.ends_contract = summary.ends_contract.saturating_add(1);
            }
            let field = |name: &str| {
                let body = change.body.as_ref().and_then(|body| body.get(name));
                let value = body.or_else(|| change.parameters.get(name))?;
                value.as_str().map(str::to_owned)
            };
            let key = (
                change.decision,
                change.operation.as_str(),
                field("type"),
                field("optionProductId").or_else(|| field("productId")),
                field("subOptionId"),
                field("applyDate"),
            );
            let group = groups.entry(key).or_default();
            group.0 = group.0.saturating_add(1);
            group.1.insert(change.domain_id);
            if change.decision != PlannedDecision::Send {
                continue;
            }
            customers.insert((change.domain_id, &change.domain));
            for given in &change.warnings {
                let counts = counted.entry(&given.id).or_default();
                let count = match given.unsure {
                    None => &mut counts.0,
                    Some(_) => &mut counts.1,
                };
                *count = count.saturating_add(1);
            }
        }
        summary.customers = customers.len();
        summary.warnings = counted
            .into_iter()
            .filter_map(|(id, (sure, unsure))| {
                let warning = self.warnings.get(id)?;
                Some(Counted {
                    id: id.to_owned(),
                    text: warning.text.clone(),
                    costs: warning.costs,
                    ends_contract: warning.ends_contract,
                    sure,
                    unsure,
                })
            })
            .collect();
        summary.warnings.sort_by_key(|warning| {
            let total = warning.sure.saturating_add(warning.unsure);
            (
                !warning.ends_contract,
                !warning.costs,
                std::cmp::Reverse(total),
            )
        });
        summary.groups = groups
            .into_iter()
            .map(
                |(
                    (decision, operation, task, target, sub_option_id, apply_date),
                    (changes, of),
                )| {
                    Group {
                        decision,
                        operation: operation.to_owned(),
                        task,
                        target,
                        sub_option_id,
                        apply_date,
                        changes,
                        customers: of.len(),
                    }
                },
            )
            .collect();
        summary
    }
}
