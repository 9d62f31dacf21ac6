//! The languages that the pages list.

use super::{Rule, declare, page};
use crate::validation::assessment::Assessment;
use works_partner_api::types::Locale;

declare! {
    CUSTOMER_LOCALE: ["create_customer"], "locale", "is ja_JP, ko_KR, en_US, zh_TW or zh_CN", page!(en "partner-customer-create");
    UPDATE_LOCALE: ["update_customer"], "locale", "is ja_JP, ko_KR, en_US, zh_TW or zh_CN", page!(en "partner-customer-update-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&CUSTOMER_LOCALE)
        .allows(|found| check(&CUSTOMER_LOCALE, &"ja_JP".into(), found))
        .refuses(|found| check(&CUSTOMER_LOCALE, &"fr_FR".into(), found))
}

pub(crate) fn check(rule: &'static Rule, locale: &Locale, assessment: &mut Assessment) {
    // All pages list the same five, unlike products and contract types.
    assessment.require(rule, Some(locale.is_known()), locale, "the list is whole");
}
