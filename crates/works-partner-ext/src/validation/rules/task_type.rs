//! An option can have some types of scheduled tasks only, and a task some fields that can change.

use works_partner_api::types::{OptionProductId, OptionProductOrderType};

use super::{declare, page};
use crate::catalog::OptionProductIdExt;
use crate::validation::assessment::{Assessment, listed};

declare! {
    ORDER_TASK: ["create_option_product_order"], "type", "is a task that the option can have", page!(jp "partner-customer-option-product-orders-patch");
    ORDER_UPDATE_FIELDS: ["update_option_product_order"], "", "only fields that the type of the task allows are changed", page!(en "partner-customer-option-product-orders-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let task = OptionProductOrderType::Modify;
    Example::of(&ORDER_TASK)
        .allows(|found| check(&task, &OptionProductId::Sstg2, found))
        .refuses(|found| check(&task, &OptionProductId::Acv2, found))
}

/// The option can have such a task.
pub(crate) fn check(
    task: &OptionProductOrderType,
    option: &OptionProductId,
    assessment: &mut Assessment,
) {
    let tasks = option.tasks();
    match tasks.and_then(|tasks| tasks.allows(task)) {
        Some(true) => {}
        Some(false) => {
            let tasks = listed(tasks.map(|tasks| tasks.values));
            let here = format!("{option} has {tasks}");
            assessment.broken_here(&ORDER_TASK, task, &here);
        }
        None => assessment.unknown(&ORDER_TASK, "no page lists the tasks of this option"),
    }
}

/// A field other than the day of a task changes.
pub(crate) fn check_changed(assessment: &mut Assessment) {
    assessment.unknown(
        &ORDER_UPDATE_FIELDS,
        "the page says that it depends on the type, and was not seen further",
    );
}
