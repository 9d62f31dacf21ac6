//! Requests that are held against the vendor's rules before they are sent.
//!
//! A request is made from typed parts, held against [`Facts`] by the rules of
//! [`validation`](crate::validation), and sent by a method of [`Client`], which takes the facts to
//! hold it against, or [`Validation::Skip`].

#[doc(hidden)]
pub mod agreement;
pub mod customers;
pub mod domains;
pub mod memos;
pub mod option_orders;
pub mod options;
pub mod potential_customers;
pub mod pre_orders;
pub mod reservations;
pub mod subscriptions;
pub mod usage_status;

use jiff::tz::TimeZone;
use works_partner_api::types::OptionProductId;

use crate::client::Client;
use crate::error::Error;
use crate::option_orders::path_segment;
use crate::validation::rules::limits;
use crate::validation::{Assessment, Facts, Violations};

/// Whether a request is held against the rules before it is sent. `&facts` is one too.
///
/// ```
/// # async fn example(client: works_partner_ext::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use works_partner_ext::requests::Validation;
/// use works_partner_ext::requests::options::DeleteOption;
///
/// let customer = "10000001".parse()?;
/// let request = DeleteOption::new("ACV2");
/// client.delete_option(customer, &request, &client.facts()).await?;
/// client.delete_option(customer, &request, Validation::Skip).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Validation<'a> {
    /// It is, with what is known.
    Against(&'a Facts),
    /// It is sent as it is.
    Skip,
}

impl<'a> From<&'a Facts> for Validation<'a> {
    fn from(facts: &'a Facts) -> Self {
        Self::Against(facts)
    }
}

impl Validation<'_> {
    fn check(self, request: &impl Request) -> Result<(), Error> {
        match self {
            Self::Against(facts) => Ok(request.judge(facts).into_result()?),
            Self::Skip => Ok(()),
        }
    }
}

/// What all requests have in common, for [`Validation::check`].
trait Request {
    fn judge(&self, facts: &Facts) -> Assessment;
}

/// Says which request is of which operation, and gives each what all have: it is held against the
/// document's limits, where it has a body, and then against the rules that its module checks.
macro_rules! requests {
    ($($operation:ident: $request:path $(, $body:ident)?;)*) => {
        $(impl $request {
            /// Holds the request against every documented rule.
            pub fn assess(&self, facts: &Facts) -> Assessment {
                let assessment = Assessment::default();
                $(let assessment =
                    limits::check_body(stringify!($operation), &self.$body(), assessment);)?
                self.check(facts, assessment)
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
            fn judge(&self, facts: &Facts) -> Assessment {
                self.assess(facts)
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

/// Calls an operation, its parameters by their names.
macro_rules! send {
    ($client:ident.$operation:ident($($name:ident $(: $value:expr)?),* $(,)?)) => {{
        $($(let $name = $value;)?)*
        $client.call(move |api| async move { api.$operation()$(.$name($name))*.send().await })
    }};
}
use send;

impl Client {
    /// Facts that begin with today's date, by this client's clock, in Japan.
    ///
    /// ```
    /// # fn example(client: works_partner_ext::Client) {
    /// let facts = client.facts().no_reservation();
    /// # }
    /// ```
    pub fn facts(&self) -> Facts {
        Facts::at(self.clock().now(), None)
    }

    /// The same in a customer's own time zone.
    ///
    /// ```
    /// # fn example(client: works_partner_ext::Client) -> Result<(), jiff::Error> {
    /// let facts = client.facts_in(jiff::tz::TimeZone::get("Asia/Taipei")?);
    /// # Ok(()) }
    /// ```
    pub fn facts_in(&self, time_zone: TimeZone) -> Facts {
        Facts::at(self.clock().now(), time_zone)
    }
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

/// An option as it stands in a path.
fn path_option(option: &OptionProductId) -> Result<OptionProductId, Error> {
    path_segment("optionProductId", option.as_str())?;
    Ok(option.clone())
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
