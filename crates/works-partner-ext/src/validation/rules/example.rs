//! Examples of the rules: each file has a case that it allows and one that it refuses, and one test
//! tries them all.

pub(crate) use jiff::civil::date;
pub(crate) use works_partner_api::types::*;

pub(crate) use crate::catalog::Stage;
pub(crate) use crate::validation::facts::{Facts, Known, OptionInUse, Task};
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
    }
}
