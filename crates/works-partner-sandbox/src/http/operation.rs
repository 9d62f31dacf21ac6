//! The operations of the document: which one a request asks for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::Method;
use works_partner_api::OPERATIONS;
pub(crate) use works_partner_api::Operation;

/// What stands before the path of every operation.
pub(crate) const VERSION_PATH: &str = "/v1.0";

/// The operation that a request asks for, by its method and its whole path.
pub(crate) fn of_request(method: &Method, path: &str) -> Option<&'static Operation> {
    by_method(at(path), method)
}

/// The one of several operations that is asked for by a method.
pub(crate) fn by_method(
    operations: &[&'static Operation],
    method: &Method,
) -> Option<&'static Operation> {
    // `HEAD` is `GET` without the body.
    let method = match *method {
        Method::HEAD => &Method::GET,
        _ => method,
    };
    let mut operations = operations.iter().copied();
    operations.find(|operation| operation.method == method.as_str())
}

/// The operations that a person means: one by its id, or all at a path, with or without
/// [`VERSION_PATH`] and with or without values for the parameters.
pub(crate) fn meant_by(text: &str) -> Vec<&'static Operation> {
    let bare = format!("{VERSION_PATH}{text}");
    match Operation::find(text) {
        Some(operation) => vec![operation],
        None => [at(text), at(&bare)].concat(),
    }
}

/// The id of every operation, for messages.
pub(crate) fn ids() -> String {
    let ids: Vec<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    ids.join(", ")
}

/// The parameters in an operation's path, and what a path of a request has in their places.
pub(crate) fn path_values<'a>(
    operation: &Operation,
    path: &'a str,
) -> impl Iterator<Item = (&'static str, &'a str)> {
    let path = path.strip_prefix(VERSION_PATH).unwrap_or_default();
    let segments = operation.path.split('/').zip(path.split('/'));
    segments.filter_map(|(wanted, segment)| Some((parameter(wanted)?, segment)))
}

/// The operations at a whole path; none where the document has no such path.
pub(crate) fn at(path: &str) -> &'static [&'static Operation] {
    let segments: Vec<&str> = match path.strip_prefix(VERSION_PATH) {
        Some(path) => path.split('/').collect(),
        None => return &[],
    };
    let template = TEMPLATES.iter().find(|template| template.fits(&segments));
    template.map_or(&[], |template| &template.operations)
}

/// A path of the document, and the operations at it.
struct Template {
    segments: Vec<Segment>,
    operations: Vec<&'static Operation>,
}

/// Where several paths fit, fixed segments beat parameters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Fixed(&'static str),
    Parameter,
}

/// All paths, in the order in which they are tried.
static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut templates: BTreeMap<Vec<Segment>, Vec<&'static Operation>> = BTreeMap::new();
    for operation in OPERATIONS {
        let segments = operation.path.split('/').map(|segment| {
            parameter(segment).map_or(Segment::Fixed(segment), |_| Segment::Parameter)
        });
        templates
            .entry(segments.collect())
            .or_default()
            .push(operation);
    }
    templates
        .into_iter()
        .map(|(segments, operations)| Template {
            segments,
            operations,
        })
        .collect()
});

impl Template {
    /// Whether a path has the fixed segments, and something at its end.
    fn fits(&self, path: &[&str]) -> bool {
        path.len() == self.segments.len()
            && path.last().is_some_and(|last| !last.is_empty())
            && self
                .segments
                .iter()
                .zip(path)
                .all(|(wanted, segment)| match wanted {
                    Segment::Fixed(wanted) => wanted == segment,
                    Segment::Parameter => true,
                })
    }
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
            (Method::GET, "/v1.0/partners/customers/", None),
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
