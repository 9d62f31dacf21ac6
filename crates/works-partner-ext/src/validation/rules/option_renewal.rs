//! What can become of an option when its contract ends.

use works_partner_api::types::{OptionProductId, OptionProductRenewalType, SubOptionId};

use super::{declare, page};
use crate::catalog::{OptionProductIdExt, Recurrence};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;

declare! {
    OPTION_RENEWAL: ["update_option_product_renewal"], "optionProductId", "has a renewal that can be changed; options for one month have none", page!(jp "partner-customer-option-products-renewal-patch");
    OPTION_RENEWAL_TYPE: ["update_option_product_renewal"], "subOptionId", "is changed with CHANGE only; STAY renews as it is", page!(en "partner-customer-option-products-renewal-patch");
    OPTION_RENEWAL_TYPE_QUANTITY: ["update_option_product_renewal"], "quantity", "is changed with CHANGE only; STAY renews as it is", page!(en "partner-customer-option-products-renewal-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&OPTION_RENEWAL)
        .allows(|found| check(&OptionProductId::QtaM1, found))
        .refuses(|found| check(&OptionProductId::QtaO1, found))
}

/// The option is renewed at all.
pub(crate) fn check(option: &OptionProductId, assessment: &mut Assessment) {
    match option.recurrence() {
        Some(Recurrence::OneMonth) => assessment.broken(&OPTION_RENEWAL, option),
        Some(Recurrence::EveryMonth) => {}
        None if option.quantity().is_some() => {}
        None => assessment.unknown(&OPTION_RENEWAL, "no page lists the option"),
    }
}

/// Another sub-option or quantity goes with CHANGE.
pub(crate) fn check_fields(
    kind: &OptionProductRenewalType,
    sub_option: Option<&SubOptionId>,
    quantity: Option<u32>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    if *kind == OptionProductRenewalType::Change {
        return;
    }
    let reason = "no page says whether STAY, or another type, may name it";
    let own = facts.option.this();
    if sub_option.is_some() && own.map(|option| &option.sub_option) != sub_option {
        assessment.unknown(&OPTION_RENEWAL_TYPE, reason);
    }
    if quantity.is_some() {
        assessment.unknown(&OPTION_RENEWAL_TYPE_QUANTITY, reason);
    }
}
