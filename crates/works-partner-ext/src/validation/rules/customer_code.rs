//! The partner's own code for a customer.

use super::{declare, page};
use crate::validation::assessment::Assessment;

declare! {
    UPDATE_CODE: ["update_customer"], "partnership.customerCode", "has at most 200 bytes in UTF-8", page!(en "partner-customer-update-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&UPDATE_CODE)
        .allows(|found| check("C-0001", found))
        .refuses(|found| check(&"あ".repeat(67), found))
}

/// Counted in bytes, which no limit of the document can say.
pub(crate) fn check(code: &str, assessment: &mut Assessment) {
    if code.len() > 200 {
        assessment.broken_here(&UPDATE_CODE, code, &code.len().to_string());
    }
}
