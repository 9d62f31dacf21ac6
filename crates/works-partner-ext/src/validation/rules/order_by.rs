//! The order of the list of customers.

use super::{declare, page};
use crate::validation::assessment::Assessment;

declare! {
    ORDER_BY: ["list_customers"], "orderBy", "is the field name, alone or with a space and asc or desc", page!(en "partner-customer-list");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&ORDER_BY)
        .allows(|found| check("name desc", found))
        .refuses(|found| check("name descending", found))
}

/// A field, and a direction.
pub(crate) fn check(order: &str, assessment: &mut Assessment) {
    let words: Vec<&str> = order.split(' ').collect();
    match *words.as_slice() {
        ["name"] | ["name", "asc" | "desc"] => {}
        // The page does not say that there is no other field.
        [field] | [field, "asc" | "desc"] if !field.is_empty() => assessment.unknown(
            &ORDER_BY,
            "which fields there are besides the name is not documented",
        ),
        _ => assessment.broken(&ORDER_BY, order),
    }
}
