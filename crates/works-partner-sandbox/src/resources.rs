//! What the operations do: one function each, one file a resource.
//!
//! To add an operation: document it, write its handler here, and place it in [`HANDLERS`]; the test
//! below names what is missing.

mod administrator;
mod apply_date;
mod customer_domains;
mod customers;
mod option_product_orders;
mod option_product_renewal;
mod option_products;
mod option_rules;
mod pagination;
mod potential_customers;
mod subscription_memos;
mod subscription_pre_orders;
mod subscription_renewal;
mod subscription_reservation;
mod subscriptions;
mod terms;
mod usage_status;
mod usage_status_renewal;

use crate::http::call::Handler;

/// The operations that the sandbox can do.
#[rustfmt::skip]
pub(crate) static HANDLERS: &[(&str, Handler)] = &[
    ("verify_customer_domain", customer_domains::verify),
    ("list_customers", customers::list),
    ("create_customer", customers::create),
    ("get_customer", customers::get),
    ("update_customer", customers::update),
    ("delete_customer", customers::delete),
    ("activate_customer", customers::activate),
    ("get_upgrade_domain", customer_domains::get),
    ("create_upgrade_domain", customer_domains::create),
    ("delete_upgrade_domain", customer_domains::delete),
    ("change_domain", customer_domains::change),
    ("get_potential_customer", potential_customers::get),
    ("transfer_potential_customer", potential_customers::transfer),
    ("get_usage_status", usage_status::get),
    ("update_usage_status", usage_status::update),
    ("create_usage_status_renewal", usage_status_renewal::create),
    ("update_usage_status_renewal", usage_status_renewal::update),
    ("delete_usage_status_renewal", usage_status_renewal::delete),
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
    ("list_subscription_memos", subscription_memos::list),
    ("put_subscription_memo", subscription_memos::put),
    ("delete_subscription_memo", subscription_memos::delete),
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

    use works_partner_api::OPERATIONS;

    use super::*;

    #[test]
    fn every_operation_of_the_document_has_a_handler_and_no_handler_is_for_another() {
        let ids: BTreeSet<_> = HANDLERS.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), HANDLERS.len(), "an operation is placed twice");
        let documented: BTreeSet<_> = OPERATIONS.iter().map(|it| it.id).collect();
        let missing: Vec<_> = documented.difference(&ids).collect();
        assert!(missing.is_empty(), "place in HANDLERS: {missing:?}");
        let unknown: Vec<_> = ids.difference(&documented).collect();
        assert!(unknown.is_empty(), "not in the document: {unknown:?}");
    }
}
