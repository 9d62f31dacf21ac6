//! The ids of what requests name besides the customer.

use std::fmt;
use std::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The integer.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                match text.parse() {
                    Ok(id) if digits => Ok(Self(id)),
                    _ => Err(InvalidId {
                        what: $what,
                        text: text.to_owned(),
                    }),
                }
            }
        }
    };
}

id! {
    /// The id of a subscription, from [`Subscription`](crate::api::types::Subscription): an integer.
    ///
    /// ```
    /// use works_partner_ext::SubscriptionId;
    ///
    /// assert_eq!("1021".parse::<SubscriptionId>()?, SubscriptionId::from(1021));
    /// assert!("+1".parse::<SubscriptionId>().is_err());
    /// # Ok::<(), works_partner_ext::InvalidId>(())
    /// ```
    SubscriptionId, "subscriptionId"
}

id! {
    /// The id of an application for a product on a later date: an integer.
    ///
    /// ```
    /// use works_partner_ext::PreOrderId;
    ///
    /// assert_eq!("7".parse::<PreOrderId>()?.get(), 7);
    /// # Ok::<(), works_partner_ext::InvalidId>(())
    /// ```
    PreOrderId, "preOrderId"
}

/// A text that is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {what}, which is an integer of at most 19 digits")]
pub struct InvalidId {
    what: &'static str,
    text: String,
}
