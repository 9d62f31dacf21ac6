//! What of a customer the rules and the warnings of an operation depend on.

use serde_json::Value;
use works_partner_ext::OperationCall;
use works_partner_ext::api::types::OptionProductOrderType;

use super::{Reservation, Subject, Wanted};

impl Subject {
    /// Whom and what a request is about, by its path and its body.
    pub(crate) fn of(call: &OperationCall) -> Self {
        let parameter = |name: &str| match call.parameters().get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let option = parameter("optionProductId").or_else(|| field(call, "optionProductId"));
        Self {
            domain_id: parameter("domainId").and_then(|id| id.parse().ok()),
            option: option.map(|option| option.as_str().into()),
            subscription: parameter("subscriptionId").and_then(|id| id.parse().ok()),
        }
    }
}

impl Wanted {
    /// Before a task for an option is scheduled.
    pub(crate) fn for_new_task(kind: &OptionProductOrderType) -> Self {
        Self {
            base: true,
            reservation: match kind {
                OptionProductOrderType::Modify | OptionProductOrderType::ChangeQuantity => {
                    Reservation::Never
                }
                OptionProductOrderType::Apply => Reservation::Always,
                _ => Reservation::UnlessPaid,
            },
            option: true,
            task: true,
            ..Self::default()
        }
    }

    /// Before one is changed. Which rules hold depends on it, so that it is read with all that others
    /// need.
    pub(crate) fn for_changed_task() -> Self {
        Self {
            base: true,
            reservation: Reservation::UnlessPaid,
            option: true,
            task: true,
            ..Self::default()
        }
    }

    /// What to read before a request. It may be more than the rules of today need, and never depends on
    /// how the request was made.
    pub(crate) fn by(call: &OperationCall) -> Self {
        let none = Self::default();
        let base = Self { base: true, ..none };
        let base_and_task = Self {
            reservation: Reservation::Always,
            ..base
        };
        let option = Self {
            option: true,
            ..base
        };
        match call.operation().id {
            "create_option_product" => Self {
                task: true,
                ..option
            },
            "upgrade_option_product" | "delete_option_product" => option,
            "start_option_product_paid_service" | "update_option_product_renewal" => option,
            "create_option_product_order" => {
                let kind = field(call, "type").unwrap_or_default();
                Self::for_new_task(&kind.as_str().into())
            }
            "update_option_product_order" => Self::for_changed_task(),
            "delete_option_product_order" => Self { task: true, ..none },
            "create_subscription" => base,
            "put_subscription_memo" | "delete_subscription_memo" => base,
            "upgrade_subscription" | "update_subscription_renewal" => base_and_task,
            "delete_subscription" | "start_subscription_paid_service" => base_and_task,
            "create_subscription_reservation"
            | "update_subscription_reservation"
            | "delete_subscription_reservation" => base_and_task,
            "delete_customer" => Self {
                usage: true,
                ..base
            },
            "update_usage_status"
            | "create_usage_status_renewal"
            | "update_usage_status_renewal"
            | "delete_usage_status_renewal" => Self {
                usage: true,
                ..none
            },
            "change_domain" | "delete_upgrade_domain" | "create_upgrade_domain" => Self {
                upgrade_domain: true,
                ..none
            },
            _ => none,
        }
    }
}

/// A text in the body.
fn field(call: &OperationCall, name: &str) -> Option<String> {
    let body = call.shown_body()?;
    Some(body.get(name)?.as_str()?.to_owned())
}
