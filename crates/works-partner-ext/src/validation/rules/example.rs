//! Examples of the rules: each file has a case that it allows and one that it refuses, and one test
//! tries them all.

pub(crate) use jiff::civil::date;
pub(crate) use works_partner_api::types::*;

pub(crate) use crate::catalog::Stage;
pub(crate) use crate::validation::facts::{Facts, Held, Known, OptionInUse, Task};
use crate::validation::rules::{Rule, examples};
use crate::validation::{Assessment, Diagnostic};

/// What a rule allows, and what it refuses.
pub(crate) struct Example {
    rule: &'static Rule,
    allowed: Assessment,
    refused: Assessment,
}

impl Example {
    pub(crate) fn of(rule: &'static Rule) -> Self {
        Self {
            rule,
            allowed: Assessment::default(),
            refused: Assessment::default(),
        }
    }

    pub(crate) fn allows(mut self, check: impl FnOnce(&mut Assessment)) -> Self {
        check(&mut self.allowed);
        self
    }

    pub(crate) fn refuses(mut self, check: impl FnOnce(&mut Assessment)) -> Self {
        check(&mut self.refused);
        self
    }
}

#[test]
fn every_rule_file_has_an_example() {
    for Example {
        rule,
        allowed,
        refused,
    } in examples()
    {
        let is_of_rule = |found: &Diagnostic| found.rule_id == rule.id;
        let of_allowed = [allowed.violations(), allowed.undecided()].concat();
        assert!(
            !of_allowed.iter().any(is_of_rule),
            "{}: {of_allowed:?}",
            rule.id
        );
        assert!(
            refused.violations().iter().any(is_of_rule),
            "{}: {refused:?}",
            rule.id
        );
        for found in refused.violations() {
            assert_can_be_looked_up(found);
        }
    }
}

/// A refusal names the page that asks for it, and the operations that show what it goes by.
fn assert_can_be_looked_up(found: &Diagnostic) {
    let told = found.to_string();
    let is_by_page = found.source.starts_with("https://") && told.contains(found.source);
    assert!(is_by_page, "{told}");
    let is_name = |c: char| c == '_' || c.is_ascii_lowercase();
    for (_, rest) in told
        .match_indices("see ")
        .map(|(at, see)| told.split_at(at + see.len()))
    {
        let name: String = rest.chars().take_while(|c| is_name(*c)).collect();
        let operation = works_partner_api::Operation::find(&name);
        assert!(operation.is_some_and(|one| one.method == "GET"), "{told}");
    }
    // What a customer has is nothing that a page could say.
    let goes_by_a_fact = ["in use", "scheduled", "registered", "members", "not with"];
    let here = told.split_once("(here ").map_or("", |(_, here)| here);
    if goes_by_a_fact.iter().any(|word| here.contains(word)) {
        assert!(here.contains("see "), "{told}");
    }
}
