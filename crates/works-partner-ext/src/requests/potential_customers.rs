//! Companies that use LINE WORKS without a partner: look at one, and make it a customer.

use super::build;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use works_partner_api::types::PotentialCustomerTransfer;

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

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        // The page has no rule beside the limits.
        let _ = (facts, assessment);
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
