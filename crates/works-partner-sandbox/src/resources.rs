//! What the operations do: a function each, a file a resource.

mod apply_date;
mod option_product_orders;
mod option_product_renewal;
mod option_products;
mod option_rules;
mod subscription_pre_orders;
mod subscription_renewal;
mod subscription_reservation;
mod subscriptions;
mod terms;

use crate::answer::Answer;
use crate::call::Call;
use crate::problem::Problem;
use crate::state::State;

/// Carries out a call. What it does to the state is dropped where it refuses.
pub(crate) type Handler = fn(&mut State, &Call) -> Result<Answer, Problem>;

/// The operations that the sandbox can do.
#[rustfmt::skip]
pub(crate) static HANDLERS: &[(&str, Handler)] = &[
    ("list_subscriptions", subscriptions::list),
    ("create_subscription", subscriptions::create),
    ("get_subscription", subscriptions::get),
    ("delete_subscription", subscriptions::delete),
    ("start_subscription_paid_service", subscriptions::start_paid_service),
    ("upgrade_subscription", subscriptions::upgrade),
    ("get_subscription_renewal", subscription_renewal::get),
    ("update_subscription_renewal", subscription_renewal::update),
    ("create_subscription_reservation", subscription_reservation::create),
    ("get_subscription_reservation", subscription_reservation::get),
    ("update_subscription_reservation", subscription_reservation::update),
    ("delete_subscription_reservation", subscription_reservation::delete),
    ("list_subscription_pre_orders", subscription_pre_orders::list),
    ("create_subscription_pre_order", subscription_pre_orders::create),
    ("update_subscription_pre_order", subscription_pre_orders::update),
    ("delete_subscription_pre_order", subscription_pre_orders::delete),
    ("list_option_products", option_products::list),
    ("create_option_product", option_products::create),
    ("delete_option_product", option_products::delete),
    ("start_option_product_paid_service", option_products::start_paid_service),
    ("upgrade_option_product", option_products::upgrade),
    ("get_option_product_renewal", option_product_renewal::get),
    ("update_option_product_renewal", option_product_renewal::update),
    ("list_option_product_orders", option_product_orders::list),
    ("get_option_product_order", option_product_orders::get),
    ("create_option_product_order", option_product_orders::create),
    ("update_option_product_order", option_product_orders::update),
    ("delete_option_product_order", option_product_orders::delete),
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
