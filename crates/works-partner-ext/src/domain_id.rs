//! The id of a customer.

use std::fmt;
use std::str::FromStr;

/// The id of a customer (a tenant of the partner): a positive integer.
///
/// ```
/// use works_partner_ext::DomainId;
///
/// let domain_id: DomainId = "10000001".parse()?;
/// assert_eq!(domain_id.get(), 10000001);
/// assert!("abc".parse::<DomainId>().is_err());
/// # Ok::<(), works_partner_ext::InvalidDomainId>(())
/// ```
///
/// # Source
///
/// `domainId` of every customer operation, an integer with the example 10000001, as on
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-get>. That it
/// is positive is our reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainId(i64);

impl DomainId {
    /// The integer.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for DomainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<DomainId> for i64 {
    fn from(id: DomainId) -> Self {
        id.0
    }
}

impl TryFrom<i64> for DomainId {
    type Error = InvalidDomainId;

    fn try_from(id: i64) -> Result<Self, InvalidDomainId> {
        if id > 0 {
            Ok(Self(id))
        } else {
            Err(InvalidDomainId(id.to_string()))
        }
    }
}

impl FromStr for DomainId {
    type Err = InvalidDomainId;

    fn from_str(text: &str) -> Result<Self, InvalidDomainId> {
        // `parse` alone would also take `+1`.
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits
            .then(|| text.parse().ok())
            .flatten()
            .and_then(|id: i64| Self::try_from(id).ok())
            .ok_or_else(|| InvalidDomainId(text.to_owned()))
    }
}

/// A text or a number that is not the id of a customer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a domainId, which is a positive integer of at most 19 digits such as 10000001"
)]
pub struct InvalidDomainId(String);
