//! Checks of responses: they report, and reject nothing.

use works_partner_api::types::{OptionProductId, OptionProductOrder};
use works_partner_api::{Nullable, OpenEnum};

use crate::catalog::{OptionProductIdExt as _, Quantity};
use crate::selection::{Pairing, Selection, pairing};
use crate::validation::Diagnostic;

/// A response that can be checked.
///
/// ```
/// use works_partner_ext::Check;
/// use works_partner_ext::api::types::OptionProductOrder;
///
/// let order: OptionProductOrder = serde_json::from_str(
///     r#"{"optionProductId":"DRV","subOptionId":"SSTG201","type":"APPLY","applyDate":"soon"}"#,
/// )?;
/// let paths: Vec<String> = order.check().into_iter().map(|finding| finding.field).collect();
/// assert_eq!(paths, ["subOptionId", "applyDate"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Check {
    /// Everything that is not as the vendor's pages say; empty where all is.
    fn check(&self) -> Vec<Diagnostic>;
}

impl<T: Check> Check for [T] {
    fn check(&self) -> Vec<Diagnostic> {
        let items = self.iter().enumerate();
        items
            .flat_map(|(index, item)| {
                item.check()
                    .into_iter()
                    .map(move |finding| finding.within(&format!("[{index}]")))
            })
            .collect()
    }
}

impl<T: Check> Check for Vec<T> {
    fn check(&self) -> Vec<Diagnostic> {
        self.as_slice().check()
    }
}

const GET_PAGE: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-get";
const RULES_PAGE: &str =
    "https://developers.worksmobile.com/jp/docs/partner-customer-option-product-orders-patch";

impl Check for OptionProductOrder {
    fn check(&self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let mut found = |path: &str, value: String, expected: String, source| {
            let rule_id = "option_product_order.response";
            findings.push(Diagnostic::unexpected(
                rule_id, path, value, expected, source,
            ));
        };
        if !self.option_product_id.is_known() {
            let expected = listed::<OptionProductId>();
            found(
                "optionProductId",
                json(&self.option_product_id),
                expected,
                GET_PAGE,
            );
        }
        let sub_option = &self.sub_option_id;
        match pairing(&self.option_product_id, sub_option) {
            Pairing::Valid => {}
            Pairing::Undecided => {
                let expected = "a sub-option that the pages list".to_owned();
                found("subOptionId", json(sub_option), expected, GET_PAGE);
            }
            Pairing::Invalid => {
                let refused = Selection::new(&self.option_product_id, sub_option.clone());
                let expected = refused
                    .err()
                    .map(|error| error.to_string())
                    .unwrap_or_default();
                found("subOptionId", json(sub_option), expected, GET_PAGE);
            }
        }
        if !self.type_.is_known() {
            let expected = listed::<works_partner_api::types::OptionProductOrderType>();
            found("type", json(&self.type_), expected, RULES_PAGE);
        }
        if let Some(Nullable::Value(quantity)) = self.quantity {
            let expected = match self.option_product_id.quantity() {
                Some(Quantity::NullOrOne) if quantity != 1 => Some("1 or null"),
                Some(Quantity::Null) => Some("null"),
                _ => None,
            };
            if let Some(expected) = expected {
                found(
                    "quantity",
                    quantity.to_string(),
                    expected.to_owned(),
                    GET_PAGE,
                );
            }
        }
        if self.apply_date.to_civil().is_none() {
            let expected = "a date of the form YYYY-MM-DD".to_owned();
            found("applyDate", json(&self.apply_date), expected, GET_PAGE);
        }
        for (name, value) in &self.extra {
            found(
                name,
                value.to_string(),
                "a documented field".to_owned(),
                GET_PAGE,
            );
        }
        findings
    }
}

fn listed<E: OpenEnum>() -> String {
    let values: Vec<&str> = E::known_values().iter().map(OpenEnum::as_str).collect();
    format!("one of {}", values.join(", "))
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
