//! Companies that use LINE WORKS without a partner: look at one, and make it a customer.

use works_partner_api::types::{PotentialCustomer, PotentialCustomerTransfer};

use super::{Validation, build, limits, send};
use crate::client::Client;
use crate::error::Error;
use crate::option_orders::path_segment;
use crate::reply::Reply;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;

/// What makes a company a customer of the partner: the code that it has made for the partner.
///
/// ```
/// use works_partner_ext::requests::potential_customers::TransferPotentialCustomer;
///
/// let request = TransferPotentialCustomer::new("WSqPvhm0ON1stFBRHgW3").show_partner_profile(true);
/// assert_eq!(
///     serde_json::to_value(request.body())?,
///     serde_json::json!({
///         "partnerCode": "WSqPvhm0ON1stFBRHgW3",
///         "enablePartnerProfileDisplay": true,
///     })
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/jp/docs/partner-potential-customers-transfer>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferPotentialCustomer {
    partner_code: String,
    show_partner_profile: Option<bool>,
}

impl TransferPotentialCustomer {
    /// With this code.
    pub fn new(partner_code: impl Into<String>) -> Self {
        Self {
            partner_code: partner_code.into(),
            show_partner_profile: None,
        }
    }

    /// Whether the partner's profile is shown to the customer. What holds where it is not set is not
    /// documented.
    #[must_use]
    pub fn show_partner_profile(mut self, show: bool) -> Self {
        self.show_partner_profile = Some(show);
        self
    }

    /// The page has no rule beside the limits.
    pub(crate) fn check(&self, _facts: &Facts, assessment: Assessment) -> Assessment {
        assessment
    }

    /// What is sent.
    pub fn body(&self) -> PotentialCustomerTransfer {
        build(
            PotentialCustomerTransfer::builder()
                .partner_code(self.partner_code.clone())
                .enable_partner_profile_display(self.show_partner_profile),
        )
    }
}

impl Client {
    /// What a company that uses LINE WORKS without a partner has under contract, by its domain name
    /// and the code that it has made for the partner.
    ///
    /// # Errors
    ///
    /// A domain that cannot stand in a path, and whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-potential-customers-get>
    pub async fn potential_customer(
        &self,
        domain: impl Into<String>,
        partner_code: impl Into<String>,
    ) -> Result<Reply<PotentialCustomer>, Error> {
        let (domain, partner_code) = (domain.into(), partner_code.into());
        path_segment("domain", &domain)?;
        let mut assessment = Assessment::default();
        for (name, value) in [("domain", &domain), ("partnerCode", &partner_code)] {
            let operation = "get_potential_customer";
            limits::check_parameter(operation, name, value.as_str(), &mut assessment);
        }
        assessment.into_result()?;
        send!(self.get_potential_customer(domain, partner_code)).await
    }

    /// Makes a company that uses LINE WORKS without a partner a customer of the partner. It is
    /// accepted at first, and done later.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then. A
    /// domain that cannot stand in a path. Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-potential-customers-transfer>
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use works_partner_ext::requests::potential_customers::TransferPotentialCustomer;
    ///
    /// let code = "WSqPvhm0ON1stFBRHgW3";
    /// let company = client.potential_customer("example.com", code).await?;
    /// println!("{:?}", company.product_ids);
    /// let request = TransferPotentialCustomer::new(code);
    /// client.transfer_potential_customer("example.com", &request, &client.facts()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn transfer_potential_customer(
        &self,
        domain: impl Into<String>,
        request: &TransferPotentialCustomer,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<()>, Error> {
        validation.into().check(request)?;
        let domain = domain.into();
        path_segment("domain", &domain)?;
        send!(self.transfer_potential_customer(domain, body: request.body())).await
    }
}
