//! The days for which a product can be applied for, and on which a new maximum of users can begin.

use super::{declare, page};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::windows;
use crate::validation::windows::{Edge, NEXT, When, Window};
use jiff::civil::Date;

declare! {
    PRE_ORDER_DATE: ["create_subscription_pre_order", "update_subscription_pre_order"], "applyDate", "is from the next day to 31 days later", page!(en "partner-customer-preorders-post");
    USAGE_RENEWAL_DATE: ["create_usage_status_renewal", "update_usage_status_renewal"], "applyDate", "is from the next day to one year later", page!(en "partner-customer-usage-status-renewal-post");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = Facts::on(date(2026, 11, 3));
    Example::of(&PRE_ORDER_DATE)
        .allows(|found| check_pre_order(date(2026, 12, 4), &facts, found))
        .refuses(|found| check_pre_order(date(2026, 12, 5), &facts, found))
}

const PRE_ORDER: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::Today(31),
    &PRE_ORDER_DATE,
)];

const USAGE_RENEWAL: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::NextYear,
    &USAGE_RENEWAL_DATE,
)];

/// The day for which a product is applied for.
pub(crate) fn check_pre_order(date: Date, facts: &Facts, assessment: &mut Assessment) {
    windows::check(PRE_ORDER, date, facts, &PRE_ORDER_DATE, assessment);
}

/// The day from which on another maximum of users holds.
pub(crate) fn check_usage_renewal(date: Date, facts: &Facts, assessment: &mut Assessment) {
    windows::check(USAGE_RENEWAL, date, facts, &USAGE_RENEWAL_DATE, assessment);
}
