//! Documented rules: each with its sentence, its page, an example and its check in a file of its own.

use std::borrow::Cow;

// The table of contents: what is in which file says its first line.
pub(crate) mod administrator_name;
pub(crate) mod again;
pub(crate) mod apply_date;
pub(crate) mod customer_code;
pub(crate) mod domain_name;
pub(crate) mod edition;
#[cfg(test)]
mod example;
pub(crate) mod first_product;
pub(crate) mod grace;
pub(crate) mod in_trial;
pub(crate) mod in_use;
pub(crate) mod licenses;
pub(crate) mod limits;
pub(crate) mod locale;
pub(crate) mod memo;
pub(crate) mod named_product;
pub(crate) mod new_subscription;
pub(crate) mod option_renewal;
pub(crate) mod option_stage;
pub(crate) mod order_by;
pub(crate) mod own_domain;
pub(crate) mod paid_product;
pub(crate) mod pairing;
pub(crate) mod password;
pub(crate) mod plan;
pub(crate) mod product;
pub(crate) mod quantity;
pub(crate) mod registered_domain;
pub(crate) mod reservation_date;
pub(crate) mod scheduled;
pub(crate) mod start_date;
pub(crate) mod subscription_renewal;
pub(crate) mod subscription_stage;
pub(crate) mod subscription_upgrade;
pub(crate) mod task_type;
pub(crate) mod upgrade;
pub(crate) mod withdrawn;

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
    written().cloned().chain(limits::rules()).collect()
}

/// The files that have rules, each with an example. `limits` has those of the document.
macro_rules! files {
    ($($file:ident)*) => {
        fn written() -> impl Iterator<Item = &'static Rule> {
            [$($file::RULES),*].into_iter().flatten().copied()
        }

        #[cfg(test)]
        fn examples() -> Vec<example::Example> {
            vec![$($file::example()),*]
        }
    };
}

files! {
    administrator_name
    again
    apply_date
    customer_code
    domain_name
    edition
    first_product
    grace
    in_trial
    in_use
    licenses
    locale
    memo
    named_product
    new_subscription
    option_renewal
    option_stage
    order_by
    own_domain
    paid_product
    pairing
    password
    plan
    product
    quantity
    registered_domain
    reservation_date
    scheduled
    start_date
    subscription_renewal
    subscription_stage
    subscription_upgrade
    task_type
    upgrade
    withdrawn
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
