//! From a group name to a domain name.

use works_partner_api::types::{CustomerDomainChange, UpgradeDomain, UpgradeDomainCreate};

use super::{Validation, build, send};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::reply::Reply;
use crate::validation::assessment::{ABSENT, Assessment};
use crate::validation::facts::{Facts, Known};
use crate::validation::rules::page;

crate::validation::rules::declare! {
    DOMAIN_REGISTERED: ["change_domain"], "domain", "ends in .by-works.com or .by-works.net, or is registered for the customer beforehand", page!(jp "partner-customer-change-domain-post");
}

/// The vendor's own domains, below which nothing is to be registered. The second one stands on the
/// Japanese page only.
const BELOW_VENDOR: [&str; 2] = [".by-works.com", ".by-works.net"];

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

    /// The page has no rule beside the limits.
    pub(crate) fn check(&self, _facts: &Facts, assessment: Assessment) -> Assessment {
        assessment
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

    /// Which domain is registered is a fact.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let domain = self.domain.to_ascii_lowercase();
        if BELOW_VENDOR.iter().any(|vendor| domain.ends_with(vendor)) {
            return assessment;
        }
        let registered = match &facts.upgrade_domain {
            Known::Unknown => {
                assessment.unknown(
                    &DOMAIN_REGISTERED,
                    "which domain is registered for the customer is unknown",
                );
                return assessment;
            }
            Known::Nothing => ABSENT,
            Known::This(registered) => registered,
        };
        if !registered.eq_ignore_ascii_case(&domain) {
            let here = format!("registered: {registered}");
            assessment.broken_here(&DOMAIN_REGISTERED, &self.domain, &here);
        }
        assessment
    }

    /// What is sent.
    pub fn body(&self) -> CustomerDomainChange {
        build(CustomerDomainChange::builder().domain(Some(self.domain.clone())))
    }
}

impl Client {
    /// Registers a domain for a customer that is to move from its group name to a domain name.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-upgrade-domain-create>
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use works_partner_ext::requests::domains::{ChangeDomain, CreateUpgradeDomain};
    ///
    /// let customer = "10000001".parse()?;
    /// let request = CreateUpgradeDomain::new("example.com");
    /// let registered = client.create_upgrade_domain(customer, &request, &client.facts()).await?;
    /// // Once its DNS records are set:
    /// let facts = client.facts().upgrade_domain(&registered);
    /// client.change_domain(customer, &ChangeDomain::to("example.com"), &facts).await?;
    /// # Ok(()) }
    /// ```
    pub async fn create_upgrade_domain(
        &self,
        domain_id: DomainId,
        request: &CreateUpgradeDomain,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UpgradeDomain>, Error> {
        validation.into().check(request)?;
        send!(self.create_upgrade_domain(domain_id, body: request.body())).await
    }

    /// Deletes the domain that is registered for a customer.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-upgrade-domain-delete>
    pub async fn delete_upgrade_domain(&self, domain_id: DomainId) -> Result<Reply<()>, Error> {
        send!(self.delete_upgrade_domain(domain_id)).await
    }

    /// Moves a customer from its group name to a domain name.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-change-domain-post>
    pub async fn change_domain(
        &self,
        domain_id: DomainId,
        request: &ChangeDomain,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<()>, Error> {
        validation.into().check(request)?;
        send!(self.change_domain(domain_id, body: request.body())).await
    }
}
