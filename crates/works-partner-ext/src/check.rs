//! Checks of responses: they report, and reject nothing.

use std::fmt;

use works_partner_api::types::{OptionProductId, OptionProductOrder};
use works_partner_api::{Nullable, OpenEnum};

use crate::selection::{Pairing, Selection, pairing};

/// Something in a response that the vendor's pages would not make one expect.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Where, such as `subOptionId` or `[2].applyDate`.
    pub path: String,
    /// The value found, as JSON.
    pub value: String,
    /// What was expected instead.
    pub expected: String,
    /// The vendor's page that says so.
    pub source: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.expected, self.value)
    }
}

/// A response that can be checked.
///
/// ```
/// use works_partner_ext::Check;
/// use works_partner_ext::api::types::OptionProductOrder;
///
/// let order: OptionProductOrder = serde_json::from_str(
///     r#"{"optionProductId":"DRV","subOptionId":"SSTG201","type":"APPLY","applyDate":"soon"}"#,
/// )?;
/// let paths: Vec<String> = order.check().into_iter().map(|finding| finding.path).collect();
/// assert_eq!(paths, ["subOptionId", "applyDate"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Check {
    /// Everything that is not as the vendor's pages say; empty where all is.
    fn check(&self) -> Vec<Finding>;
}

impl<T: Check> Check for [T] {
    fn check(&self) -> Vec<Finding> {
        let items = self.iter().enumerate();
        items
            .flat_map(|(index, item)| {
                item.check().into_iter().map(move |finding| Finding {
                    path: format!("[{index}].{}", finding.path),
                    ..finding
                })
            })
            .collect()
    }
}

impl<T: Check> Check for Vec<T> {
    fn check(&self) -> Vec<Finding> {
        self.as_slice().check()
    }
}

const GET_PAGE: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-get";
const RULES_PAGE: &str =
    "https://developers.worksmobile.com/jp/docs/partner-customer-option-product-orders-patch";

impl Check for OptionProductOrder {
    fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut found = |path: &str, value: String, expected: String, source| {
            findings.push(Finding {
                path: path.to_owned(),
                value,
                expected,
                source,
            });
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
            // One page says 1 for these two, the example of another shows null: both are fine.
            let expected = match self.option_product_id {
                OptionProductId::Sstg2 | OptionProductId::Bct if quantity != 1 => Some("1 or null"),
                OptionProductId::Acv2 | OptionProductId::Drv => Some("null"),
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
