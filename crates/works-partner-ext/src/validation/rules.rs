//! Documented rules, as data.

use std::borrow::Cow;

use crate::requests::{
    customers, domains, memos, option_orders, options, pre_orders, reservations, subscriptions,
    usage_status,
};

pub(crate) mod limits;

/// A rule that the vendor documents.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// A name for it that stays.
    pub id: Cow<'static, str>,
    /// The operations that it is for, by their `operationId`.
    pub operations: &'static [&'static str],
    /// The field or parameter; empty where it is about the request as a whole.
    pub field: Cow<'static, str>,
    /// What is right.
    pub text: Cow<'static, str>,
    /// The vendor's page.
    pub source: &'static str,
}

/// Every rule that requests are held against.
///
/// ```
/// let rules = works_partner_ext::validation::rules();
/// let quantity = rules.iter().find(|rule| rule.id == "ORDER_QUANTITY_MAXIMUM").unwrap();
/// assert_eq!(quantity.operations, ["create_option_product_order"]);
/// assert_eq!(quantity.field, "quantity");
/// ```
pub fn rules() -> Vec<Rule> {
    let written = [
        customers::RULES,
        domains::RULES,
        memos::RULES,
        option_orders::RULES,
        options::RULES,
        pre_orders::RULES,
        reservations::RULES,
        subscriptions::RULES,
        usage_status::RULES,
    ];
    let written = written.into_iter().flatten().map(|rule| (*rule).clone());
    written.chain(limits::rules()).collect()
}

/// Names rules and lists them, so that none can be used without being listed.
macro_rules! rules {
    ($($name:ident: $operations:expr, $field:literal, $text:literal, $source:expr;)*) => {
        $(pub(crate) static $name: $crate::validation::Rule = $crate::validation::Rule {
            id: ::std::borrow::Cow::Borrowed(stringify!($name)),
            operations: &$operations,
            field: ::std::borrow::Cow::Borrowed($field),
            text: ::std::borrow::Cow::Borrowed($text),
            source: $source,
        };)*
        /// The rules of this module.
        pub(crate) static RULES: &[&$crate::validation::Rule] = &[$(&$name),*];
    };
}
pub(crate) use rules as declare;

/// A page of the vendor, by language and name.
macro_rules! page {
    (en $name:literal) => {
        concat!("https://developers.worksmobile.com/en/docs/", $name)
    };
    (jp $name:literal) => {
        concat!("https://developers.worksmobile.com/jp/docs/", $name)
    };
}
pub(crate) use page;
