//! Requests that are held against the vendor's rules before they are sent.
//!
//! A request is made from typed parts and held against [`Facts`] by the rules of
//! [`validation`](crate::validation). A method of [`Client`](crate::Client) sends it. Nothing here
//! knows of HTTP.

#[doc(hidden)]
pub mod agreement;
pub mod customers;
pub mod domains;
pub mod memos;
pub(crate) mod of_call;
pub mod option_orders;
pub mod options;
pub mod potential_customers;
pub mod pre_orders;
pub mod reservations;
pub mod subscriptions;
pub mod usage_status;

use crate::validation::rules::limits;
use crate::validation::{Assessment, Facts, Violations};

/// What all requests have in common.
pub(crate) trait Request {
    /// The operation that it is for, by its `operationId`.
    const OPERATION: &'static str;

    /// The body as JSON; `None` where the operation has none.
    fn json(&self) -> serde_json::Result<Option<Vec<u8>>>;

    /// Holds the request, whose body is this JSON, against every documented rule.
    fn assess_written(&self, json: Option<&[u8]>, facts: &Facts) -> Assessment;
}

/// Says which request is of which operation, and gives each what all have: it is held against the
/// document's limits, where it has a body, and then against the rules that its module checks.
macro_rules! requests {
    ($($operation:ident: $request:path $(, $body:ident)?;)*) => {
        $(impl $request {
            /// Holds the request against every documented rule.
            pub fn assess(&self, facts: &Facts) -> Assessment {
                // What cannot be JSON fails when it is sent.
                let json = self.json().ok().flatten();
                self.assess_written(json.as_deref(), facts)
            }

            /// An error where a documented rule is broken; what the facts don't decide is left to
            /// the server.
            ///
            /// # Errors
            ///
            /// All rules that are broken, at once. None of them shows a secret.
            pub fn validate(&self, facts: &Facts) -> Result<(), Violations> {
                self.assess(facts).into_result()
            }
        }

        impl Request for $request {
            const OPERATION: &'static str = stringify!($operation);

            #[allow(unreachable_code, reason = "not every request has a body")]
            fn json(&self) -> serde_json::Result<Option<Vec<u8>>> {
                $(return serde_json::to_vec(&self.$body()).map(Some);)?
                Ok(None)
            }

            fn assess_written(&self, json: Option<&[u8]>, facts: &Facts) -> Assessment {
                let mut assessment = Assessment::default();
                if let Some(json) = json {
                    limits::check_body(Self::OPERATION, json, &mut assessment);
                }
                self.check(facts, &mut assessment);
                assessment
            }
        })*

        /// The operations whose requests are held against the rules, by their `operationId`.
        #[cfg(test)]
        const VALIDATED: &[(&str, bool)] =
            &[$((stringify!($operation), { let body: &[&str] = &[$(stringify!($body))?]; !body.is_empty() })),*];
    };
}

requests! {
    verify_customer_domain: customers::VerifyDomain, body;
    create_customer: customers::CreateCustomer, body;
    update_customer: customers::UpdateCustomer, body;
    delete_customer: customers::DeleteCustomer;
    create_upgrade_domain: domains::CreateUpgradeDomain, body;
    change_domain: domains::ChangeDomain, body;
    transfer_potential_customer: potential_customers::TransferPotentialCustomer, body;
    update_usage_status: usage_status::UpdateUsageStatus, body;
    create_usage_status_renewal: usage_status::CreateUsageStatusRenewal, body;
    update_usage_status_renewal: usage_status::UpdateUsageStatusRenewal, body;
    create_subscription: subscriptions::CreateSubscription, body;
    delete_subscription: subscriptions::DeleteSubscription;
    start_subscription_paid_service: subscriptions::StartSubscriptionPaidService, body;
    upgrade_subscription: subscriptions::UpgradeSubscription, body;
    update_subscription_renewal: subscriptions::UpdateSubscriptionRenewal, body;
    create_subscription_reservation: reservations::CreateReservation, body;
    update_subscription_reservation: reservations::UpdateReservation, body;
    create_subscription_pre_order: pre_orders::CreatePreOrder, body;
    update_subscription_pre_order: pre_orders::UpdatePreOrder, body;
    put_subscription_memo: memos::PutMemo, body;
    create_option_product: options::AddOption, body;
    delete_option_product: options::DeleteOption;
    start_option_product_paid_service: options::StartOptionPaidService, body;
    upgrade_option_product: options::UpgradeOption, body;
    update_option_product_renewal: options::UpdateOptionRenewal, body;
    create_option_product_order: option_orders::CreateOptionOrder, body;
    update_option_product_order: option_orders::UpdateOptionOrder, body;
}

/// The body that a generated builder makes. Every request gives it all that is required.
fn build<B, T>(builder: B) -> T
where
    B: TryInto<T>,
    B::Error: std::fmt::Display,
{
    match builder.try_into() {
        Ok(body) => body,
        Err(error) => unreachable!("{error}"),
    }
}

#[cfg(test)]
mod tests {
    use works_partner_api::OPERATIONS;

    use super::*;

    #[test]
    fn whatever_is_written_is_held_against_the_rules() {
        let rules = crate::validation::rules();
        let unchecked: Vec<&str> = OPERATIONS
            .iter()
            .filter(|operation| operation.method != "GET")
            .filter(|operation| {
                let has_rules = rules
                    .iter()
                    .any(|rule| rule.operations.contains(&operation.id));
                (operation.body.is_some() || has_rules)
                    && !VALIDATED.contains(&(operation.id, operation.body.is_some()))
            })
            .map(|operation| operation.id)
            .collect();
        assert_eq!(unchecked, [""; 0], "these have no validated request");
    }

    #[test]
    fn what_is_held_against_the_rules_is_an_operation() {
        for (id, _) in VALIDATED {
            assert!(works_partner_api::Operation::find(id).is_some(), "{id}");
        }
    }
}
