//! From a group name to a domain name.

use super::build;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::registered_domain;
use works_partner_api::types::{CustomerDomainChange, UpgradeDomainCreate};

/// A domain to register for a customer that is to move to it. What proves who owns it, as DNS
/// records, is in the response.
///
/// ```
/// use works_partner_ext::requests::domains::CreateUpgradeDomain;
///
/// let request = CreateUpgradeDomain::new("example.com");
/// assert_eq!(serde_json::to_string(&request.body())?, r#"{"domain":"example.com"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/jp/docs/partner-customer-upgrade-domain-create>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateUpgradeDomain {
    domain: String,
}

impl CreateUpgradeDomain {
    /// This domain name.
    pub fn new(domain: impl Into<String>) -> Self {
        Self {
            domain: domain.into(),
        }
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        // The page has no rule beside the limits.
        let _ = (facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> UpgradeDomainCreate {
        build(UpgradeDomainCreate::builder().domain(self.domain.clone()))
    }
}

/// The domain name that a customer is to go by instead of its group name.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::domains::ChangeDomain;
///
/// let facts = Facts::new().no_upgrade_domain();
/// assert!(ChangeDomain::to("example.by-works.com").validate(&facts).is_ok());
/// assert!(ChangeDomain::to("example.com").validate(&facts).is_err());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-change-domain-post>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeDomain {
    domain: String,
}

impl ChangeDomain {
    /// To this domain name.
    pub fn to(domain: impl Into<String>) -> Self {
        Self {
            domain: domain.into(),
        }
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        registered_domain::check(&self.domain, facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> CustomerDomainChange {
        build(CustomerDomainChange::builder().domain(Some(self.domain.clone())))
    }
}
