//! The operations of the Partner API: what each is called, where it is, what a token must allow.

use axum::http::Method;

/// What stands before the path of every operation.
pub(crate) const VERSION_PATH: &str = "/v1.0";

/// An operation, under the name that it has in the API's document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path under [`VERSION_PATH`], its parameters in braces.
    pub(crate) path: &'static str,
    pub(crate) access: Access,
}

/// What an operation does with the customers' data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

pub(crate) static LIST_OPTION_PRODUCT_ORDERS: Operation = Operation {
    id: "list_option_product_orders",
    method: Method::GET,
    path: "/partners/customers/{domainId}/option-product-orders",
    access: Access::Read,
};

pub(crate) static GET_OPTION_PRODUCT_ORDER: Operation = Operation {
    id: "get_option_product_order",
    method: Method::GET,
    path: "/partners/customers/{domainId}/option-product-orders/{optionProductId}",
    access: Access::Read,
};

pub(crate) static CREATE_OPTION_PRODUCT_ORDER: Operation = Operation {
    id: "create_option_product_order",
    method: Method::POST,
    path: "/partners/customers/{domainId}/option-product-orders",
    access: Access::Write,
};

static ALL: [&Operation; 3] = [
    &LIST_OPTION_PRODUCT_ORDERS,
    &GET_OPTION_PRODUCT_ORDER,
    &CREATE_OPTION_PRODUCT_ORDER,
];

impl Operation {
    /// The operation that a request asks for, by its method and its whole path.
    pub(crate) fn of_request(method: &Method, path: &str) -> Option<&'static Self> {
        // `HEAD` is `GET` without the body.
        let method = match *method {
            Method::HEAD => &Method::GET,
            _ => method,
        };
        Self::all().find(|operation| operation.method == *method && operation.is_at(path))
    }

    /// The operations that a person means: one by its id, or all at a path, with or without
    /// [`VERSION_PATH`] and with or without values for the parameters.
    pub(crate) fn meant_by(text: &str) -> impl Iterator<Item = &'static Self> {
        Self::all().filter(move |operation| {
            let bare = format!("{VERSION_PATH}{text}");
            operation.id == text || operation.is_at(text) || operation.is_at(&bare)
        })
    }

    /// The id of every operation, for messages.
    pub(crate) fn ids() -> String {
        let ids: Vec<_> = Self::all().map(|operation| operation.id).collect();
        ids.join(", ")
    }

    fn all() -> impl Iterator<Item = &'static Self> {
        ALL.into_iter()
    }

    fn is_at(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix(VERSION_PATH) else {
            return false;
        };
        let (mut segments, mut template) = (path.split('/'), self.path.split('/'));
        loop {
            match (segments.next(), template.next()) {
                (None, None) => return true,
                (Some(_), Some(parameter)) if parameter.starts_with('{') => {}
                (Some(segment), Some(fixed)) if segment == fixed => {}
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_an_operation_by_method_and_path() {
        let list = "/v1.0/partners/customers/7/option-product-orders";
        let one = "/v1.0/partners/customers/7/option-product-orders/DRV";
        for (method, path, id) in [
            (Method::GET, list, Some("list_option_product_orders")),
            (Method::HEAD, list, Some("list_option_product_orders")),
            (Method::POST, list, Some("create_option_product_order")),
            (Method::GET, one, Some("get_option_product_order")),
            (Method::POST, one, None),
            (Method::GET, "/v1.0/partners/customers/7", None),
            (
                Method::GET,
                "/partners/customers/7/option-product-orders",
                None,
            ),
        ] {
            let operation = Operation::of_request(&method, path);
            assert_eq!(operation.map(|o| o.id), id, "{method} {path}");
        }
    }

    #[test]
    fn a_person_may_give_an_id_or_a_path() {
        let ids = |text| -> Vec<_> { Operation::meant_by(text).map(|o| o.id).collect() };
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
