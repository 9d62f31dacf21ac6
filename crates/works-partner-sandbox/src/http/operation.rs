//! The operations of the document: which one a request asks for.

use std::cmp::Reverse;

use axum::http::Method;
use works_partner_api::OPERATIONS;
pub(crate) use works_partner_api::Operation;

/// What stands before the path of every operation.
pub(crate) const VERSION_PATH: &str = "/v1.0";

/// The operation that a request asks for, by its method and its whole path.
pub(crate) fn of_request(method: &Method, path: &str) -> Option<&'static Operation> {
    // `HEAD` is `GET` without the body.
    let method = match *method {
        Method::HEAD => &Method::GET,
        _ => method,
    };
    at(path).find(|operation| operation.method == method.as_str())
}

/// The operations that a person means: one by its id, or all at a path, with or without
/// [`VERSION_PATH`] and with or without values for the parameters.
pub(crate) fn meant_by(text: &str) -> Vec<&'static Operation> {
    let bare = format!("{VERSION_PATH}{text}");
    match Operation::find(text) {
        Some(operation) => vec![operation],
        None => at(text).chain(at(&bare)).collect(),
    }
}

/// The id of every operation, for messages.
pub(crate) fn ids() -> String {
    let ids: Vec<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    ids.join(", ")
}

/// The names of the parameters in an operation's path, in their order.
pub(crate) fn path_parameters(operation: &Operation) -> impl Iterator<Item = &'static str> {
    operation.path.split('/').filter_map(parameter)
}

/// The operations at a whole path. Where several paths fit, fixed segments beat parameters, as they
/// do in the router.
fn at(path: &str) -> impl Iterator<Item = &'static Operation> {
    let segments: Option<Vec<&str>> = path
        .strip_prefix(VERSION_PATH)
        .map(|path| path.split('/').collect());
    let best = OPERATIONS
        .iter()
        .map(|operation| operation.path)
        .filter(|template| segments.as_ref().is_some_and(|it| fits(template, it)))
        .min_by_key(|template| {
            let is_fixed = |segment| parameter(segment).is_none();
            Reverse(template.split('/').map(is_fixed).collect::<Vec<_>>())
        });
    OPERATIONS
        .iter()
        .filter(move |operation| Some(operation.path) == best)
}

fn fits(template: &str, segments: &[&str]) -> bool {
    template.split('/').count() == segments.len()
        && template
            .split('/')
            .zip(segments)
            .all(|(wanted, segment)| wanted == *segment || parameter(wanted).is_some())
}

/// The parameter that a segment of a path stands for.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_an_operation_by_method_and_path() {
        let list = "/v1.0/partners/customers/7/option-product-orders";
        let one = "/v1.0/partners/customers/7/option-product-orders/DRV";
        let subscriptions = "/v1.0/partners/customers/7/subscriptions";
        for (method, path, id) in [
            (Method::GET, list, Some("list_option_product_orders")),
            (Method::HEAD, list, Some("list_option_product_orders")),
            (Method::POST, list, Some("create_option_product_order")),
            (Method::GET, one, Some("get_option_product_order")),
            (Method::POST, one, None),
            (
                Method::GET,
                "/v1.0/partners/customers/7",
                Some("get_customer"),
            ),
            (
                Method::GET,
                "/partners/customers/7/option-product-orders",
                None,
            ),
            // Fixed segments beat parameters, even where the method then does not fit.
            (
                Method::POST,
                "/v1.0/partners/customers/verify-domain",
                Some("verify_customer_domain"),
            ),
            (Method::GET, "/v1.0/partners/customers/verify-domain", None),
            (
                Method::GET,
                &format!("{subscriptions}/pre-orders"),
                Some("list_subscription_pre_orders"),
            ),
            (
                Method::GET,
                &format!("{subscriptions}/1"),
                Some("get_subscription"),
            ),
            (
                Method::GET,
                &format!("{subscriptions}/1/renewal"),
                Some("get_subscription_renewal"),
            ),
            (
                Method::GET,
                &format!("{subscriptions}/pre-orders/renewal"),
                None,
            ),
        ] {
            let operation = of_request(&method, path);
            assert_eq!(operation.map(|o| o.id), id, "{method} {path}");
        }
    }

    #[test]
    fn a_person_may_give_an_id_or_a_path() {
        let ids = |text| -> Vec<_> { meant_by(text).iter().map(|o| o.id).collect() };
        let both = ["list_option_product_orders", "create_option_product_order"];
        assert_eq!(
            ids("get_option_product_order"),
            ["get_option_product_order"]
        );
        assert_eq!(
            ids("/partners/customers/{domainId}/option-product-orders"),
            both
        );
        assert_eq!(
            ids("/v1.0/partners/customers/7/option-product-orders"),
            both
        );
        assert_eq!(ids("get_option"), [""; 0]);
        assert_eq!(ids("/"), [""; 0]);
    }
}
