//! A memo says something.

use super::{declare, page};
use crate::validation::assessment::Assessment;

declare! {
    MEMO_ANY: ["put_subscription_memo"], "", "at least one of customerCode and memo is given", page!(jp "put-partners-customers-domainId-subscription-memos-subscriptionId");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&MEMO_ANY)
        .allows(|found| check(None, Some("renewed in May"), found))
        .refuses(|found| check(None, None, found))
}

/// One of the two is there.
pub(crate) fn check(customer_code: Option<&str>, memo: Option<&str>, assessment: &mut Assessment) {
    if customer_code.is_none() && memo.is_none() {
        assessment.broken(&MEMO_ANY, "");
    }
}
