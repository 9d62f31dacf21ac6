//! Requests that are held against the vendor's rules before they are sent.
//!
//! A request is made from typed parts, held against what is known ([`Facts`]), and sent:
//!
//! ```
//! use jiff::civil::date;
//! use works_partner_ext::Selection;
//! use works_partner_ext::requests::Facts;
//! use works_partner_ext::requests::option_orders::CreateOptionOrder;
//!
//! let seats = Selection::new("CST_S", "CST_S01")?;
//! let task = CreateOptionOrder::apply(seats, date(2026, 12, 1)).quantity(51);
//!
//! let violations = task.validate(&Facts::on(date(2026, 12, 1)).product("STD")).unwrap_err();
//! let broken: Vec<(&str, &str)> = violations
//!     .iter()
//!     .map(|violation| (violation.field.as_str(), violation.value.as_str()))
//!     .collect();
//! assert_eq!(broken, [("quantity", "51"), ("applyDate", "2026-12-01")]);
//! # Ok::<(), works_partner_ext::InvalidSelection>(())
//! ```
//!
//! Every rule is one that the vendor documents; [`rules`] lists them. What no page says, and what
//! the facts at hand don't tell, is left to the server: `assess` of each request says what that is.
//! The methods of [`Client`] that send a request take the facts to hold it against, or
//! [`Validation::Skip`].

#[doc(hidden)]
pub mod agreement;
mod assessment;
pub mod customers;
mod facts;
mod ids;
mod limits;
pub mod memos;
pub mod option_orders;
pub mod options;
pub mod pre_orders;
pub mod reservations;
mod rules;
pub mod subscriptions;
mod tables;
pub mod usage_status;
mod windows;

use jiff::tz::TimeZone;
use works_partner_api::types::OptionProductId;

pub use assessment::{Assessment, Decision, Undecided, Violation, Violations};
pub use facts::Facts;
pub use ids::{InvalidId, PreOrderId, SubscriptionId};
pub use rules::{Rule, rules};

use crate::client::Client;
use crate::error::Error;

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
            Self::Against(facts) => Ok(request.assess(facts).into_result()?),
            Self::Skip => Ok(()),
        }
    }
}

/// What all requests have in common, for [`Validation::check`].
trait Request {
    fn assess(&self, facts: &Facts) -> Assessment;
}

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
    crate::option_orders::path_segment("optionProductId", option.as_str())?;
    Ok(option.clone())
}
