//! An option of an annual contract that was cancelled can be taken again from the next month.

use super::{Rule, declare, page};
use crate::catalog::PlanExt;
use crate::validation::assessment::Assessment;
use crate::validation::facts::{Facts, Known};
use jiff::civil::Date;
use works_partner_api::types::OptionProductId;

declare! {
    ORDER_AGAIN: ["create_option_product_order"], "optionProductId", "an option of an annual contract that was cancelled can be taken again from the next month", page!(en "partner-customer-option-product-orders-post");
    OPTION_AGAIN: ["create_option_product"], "optionProductId", "an option of an annual contract that was cancelled can be taken again from the next month", page!(en "partner-customer-option-products-delete");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let option = OptionProductId::Drv;
    let facts = Facts::new()
        .plan("ANNUAL_LICENSE")
        .option_cancelled(date(2026, 11, 10));
    Example::of(&ORDER_AGAIN)
        .allows(|found| check(&ORDER_AGAIN, &option, date(2026, 12, 1), &facts, found))
        .refuses(|found| check(&ORDER_AGAIN, &option, date(2026, 11, 20), &facts, found))
}

/// Not in the month in which the option of an annual contract was cancelled.
pub(crate) fn check(
    rule: &'static Rule,
    option: &OptionProductId,
    date: Date,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let plan = facts.base.as_ref().and_then(|base| base.plan.as_ref());
    let annual = plan.and_then(PlanExt::is_annual);
    match (&facts.cancelled, annual) {
        (Known::Nothing, _) | (_, Some(false)) => {}
        (Known::This(cancelled), _) if date.first_of_month() > *cancelled => {}
        (Known::This(_), Some(true)) => assessment.broken(rule, option),
        (Known::This(_), None) => {
            assessment.unknown(rule, "whether the contract is annual is unknown");
        }
        (Known::Unknown, Some(true)) => {
            assessment.unknown(rule, "whether and when the option was cancelled is unknown");
        }
        (Known::Unknown, None) => assessment.unknown(
            rule,
            "when the option was cancelled, and whether the contract is annual, is unknown",
        ),
    }
}
