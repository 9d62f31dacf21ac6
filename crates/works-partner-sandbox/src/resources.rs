//! What the operations do: a function each, a file a resource.

mod option_product_orders;

use crate::answer::Answer;
use crate::call::Call;
use crate::problem::Problem;
use crate::state::State;

/// Carries out a call. What it does to the state is dropped where it refuses.
pub(crate) type Handler = fn(&mut State, &Call) -> Result<Answer, Problem>;

/// The operations that the sandbox can do.
pub(crate) static HANDLERS: &[(&str, Handler)] = &[
    ("list_option_product_orders", option_product_orders::list),
    ("get_option_product_order", option_product_orders::get),
    ("create_option_product_order", option_product_orders::create),
];

pub(crate) fn handler(operation_id: &str) -> Option<Handler> {
    HANDLERS
        .iter()
        .find(|(id, _)| *id == operation_id)
        .map(|(_, handler)| *handler)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::operation::Operation;

    #[test]
    fn a_handler_is_for_an_operation_of_the_document_and_its_only_one() {
        let ids: BTreeSet<_> = HANDLERS.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), HANDLERS.len());
        for id in ids {
            assert!(Operation::find(id).is_some(), "{id}");
        }
    }
}
