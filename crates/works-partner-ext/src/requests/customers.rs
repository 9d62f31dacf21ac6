//! Customers: check a name, add, change, delete, list.

use super::build;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::{
    administrator_name, customer_code, first_product, locale, own_domain, password,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use works_partner_api::types::{
    CustomerAdministratorCreate, CustomerCreate, CustomerDomainVerify, CustomerUpdate, Locale,
    PartnershipCreate, PartnershipUpdate, ProductId,
};

/// A domain or group name to check before a customer is added under it.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::customers::VerifyDomain;
///
/// assert!(VerifyDomain::new("example.com").validate(&Facts::new()).is_ok());
/// assert!(VerifyDomain::new("x").validate(&Facts::new()).is_err());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-verify-domain>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyDomain {
    domain: String,
}

impl VerifyDomain {
    /// This name: 2 to 22 characters.
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
    pub fn body(&self) -> CustomerDomainVerify {
        build(CustomerDomainVerify::builder().domain(self.domain.clone()))
    }
}

/// A customer to add.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::customers::{Administrator, CreateCustomer};
///
/// let admin = Administrator::new("Yamada", "yamada", "pass1word9", "yamada@example.com");
/// let customer = CreateCustomer::new("example.com", "Example Inc.", "03-0000-0000", "ja_JP")
///     .administrator(admin.first_name("Taro"));
/// customer.validate(&Facts::new())?;
/// assert!(!format!("{customer:?}").contains("pass1word9"));
/// # Ok::<(), works_partner_ext::validation::Violations>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-create>
#[derive(Clone, Debug)]
pub struct CreateCustomer {
    domain: String,
    company_name: String,
    phone_number: String,
    time_zone: String,
    locale: Locale,
    product: Option<ProductId>,
    administrator: Option<Administrator>,
    show_partner_profile: Option<bool>,
}

impl CreateCustomer {
    /// Under this domain or group name (2 to 22 lower-case letters, digits and hyphens), with the name
    /// of the company (at most 40 characters), in the time zone `Asia/Tokyo`.
    pub fn new(
        domain: impl Into<String>,
        company_name: impl Into<String>,
        phone_number: impl Into<String>,
        locale: impl Into<Locale>,
    ) -> Self {
        Self {
            domain: domain.into(),
            company_name: company_name.into(),
            phone_number: phone_number.into(),
            time_zone: "Asia/Tokyo".to_owned(),
            locale: locale.into(),
            product: None,
            administrator: None,
            show_partner_profile: None,
        }
    }

    /// Another time zone than `Asia/Tokyo`.
    #[must_use]
    pub fn time_zone(mut self, time_zone: impl Into<String>) -> Self {
        self.time_zone = time_zone.into();
        self
    }

    /// The product to begin with. The vendor means to remove it: apply for products with
    /// `create_subscription` instead.
    #[must_use]
    pub fn product(mut self, product: impl Into<ProductId>) -> Self {
        self.product = Some(product.into());
        self
    }

    /// The customer's administrator.
    #[must_use]
    pub fn administrator(mut self, administrator: Administrator) -> Self {
        self.administrator = Some(administrator);
        self
    }

    /// Whether the partner's profile is shown to the customer; it is where not set.
    #[must_use]
    pub fn show_partner_profile(mut self, show: bool) -> Self {
        self.show_partner_profile = Some(show);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let _ = facts;
        locale::check(&locale::CUSTOMER_LOCALE, &self.locale, assessment);
        if let Some(product) = &self.product {
            first_product::check(product, assessment);
        }
        if let Some(administrator) = &self.administrator {
            let first_name = administrator.first_name.as_deref().unwrap_or_default();
            administrator_name::check(&administrator.last_name, first_name, assessment);
            password::check(&administrator.password, assessment);
        }
    }

    /// What is sent. It holds the password, in Base64: not for a log.
    pub fn body(&self) -> CustomerCreate {
        let partnership = self.show_partner_profile.map(|show| {
            build::<_, PartnershipCreate>(
                PartnershipCreate::builder().enable_partner_profile_display(Some(show)),
            )
        });
        build(
            CustomerCreate::builder()
                .domain(self.domain.clone())
                .company_name(self.company_name.clone())
                .phone_number(self.phone_number.clone())
                .time_zone(self.time_zone.clone())
                .locale(self.locale.clone())
                .product_id(self.product.clone())
                .administrator(self.administrator.as_ref().map(Administrator::body))
                .partnership(partnership),
        )
    }
}

/// The administrator of a customer to add. Its `Debug` does not show the password.
#[derive(Clone, Debug)]
pub struct Administrator {
    last_name: String,
    first_name: Option<String>,
    id: String,
    password: SecretString,
    private_email: String,
    cellphone: Option<String>,
    country_code: Option<String>,
}

impl Administrator {
    /// With this family name, user id (2 to 40 characters), password (8 to 20 characters, as the
    /// administrator will type it: it is encoded on the way) and personal mail address.
    pub fn new(
        last_name: impl Into<String>,
        id: impl Into<String>,
        password: impl Into<SecretString>,
        private_email: impl Into<String>,
    ) -> Self {
        Self {
            last_name: last_name.into(),
            first_name: None,
            id: id.into(),
            password: password.into(),
            private_email: private_email.into(),
            cellphone: None,
            country_code: None,
        }
    }

    /// The given name. Both names together have at most 80 characters.
    #[must_use]
    pub fn first_name(mut self, name: impl Into<String>) -> Self {
        self.first_name = Some(name.into());
        self
    }

    /// A mobile phone number, and its country code.
    #[must_use]
    pub fn cellphone(mut self, country_code: impl Into<String>, number: impl Into<String>) -> Self {
        self.country_code = Some(country_code.into());
        self.cellphone = Some(number.into());
        self
    }

    fn body(&self) -> CustomerAdministratorCreate {
        build(
            CustomerAdministratorCreate::builder()
                .last_name(self.last_name.clone())
                .first_name(self.first_name.clone())
                .id(self.id.clone())
                .password(STANDARD.encode(self.password.expose_secret()))
                .private_email(self.private_email.clone())
                .cellphone(self.cellphone.clone())
                .country_code(self.country_code.clone()),
        )
    }
}

/// A change of a customer. What is not set stays as it is.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::customers::UpdateCustomer;
///
/// let change = UpdateCustomer::new().memo("Prefers mail.");
/// change.validate(&Facts::new())?;
/// assert_eq!(
///     serde_json::to_value(change.body()).unwrap(),
///     serde_json::json!({"partnership": {"memo": "Prefers mail."}})
/// );
/// # Ok::<(), works_partner_ext::validation::Violations>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-update-patch>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateCustomer {
    company_name: Option<String>,
    phone_number: Option<String>,
    time_zone: Option<String>,
    locale: Option<Locale>,
    customer_code: Option<String>,
    memo: Option<String>,
    show_partner_profile: Option<bool>,
}

impl UpdateCustomer {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name of the company: at most 40 characters.
    #[must_use]
    pub fn company_name(mut self, name: impl Into<String>) -> Self {
        self.company_name = Some(name.into());
        self
    }

    /// The phone number: digits and `P T - * # + ,`.
    #[must_use]
    pub fn phone_number(mut self, number: impl Into<String>) -> Self {
        self.phone_number = Some(number.into());
        self
    }

    /// The time zone, such as `Asia/Tokyo`.
    #[must_use]
    pub fn time_zone(mut self, time_zone: impl Into<String>) -> Self {
        self.time_zone = Some(time_zone.into());
        self
    }

    /// The language.
    #[must_use]
    pub fn locale(mut self, locale: impl Into<Locale>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// The partner's code for the customer: at most 200 bytes.
    #[must_use]
    pub fn customer_code(mut self, code: impl Into<String>) -> Self {
        self.customer_code = Some(code.into());
        self
    }

    /// The partner's memo about the customer: at most 700 characters.
    #[must_use]
    pub fn memo(mut self, memo: impl Into<String>) -> Self {
        self.memo = Some(memo.into());
        self
    }

    /// Whether the partner's profile is shown to the customer.
    #[must_use]
    pub fn show_partner_profile(mut self, show: bool) -> Self {
        self.show_partner_profile = Some(show);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let _ = facts;
        if let Some(locale) = &self.locale {
            locale::check(&locale::UPDATE_LOCALE, locale, assessment);
        }
        if let Some(code) = &self.customer_code {
            customer_code::check(code, assessment);
        }
    }

    /// What is sent.
    pub fn body(&self) -> CustomerUpdate {
        let any = self.customer_code.is_some()
            || self.memo.is_some()
            || self.show_partner_profile.is_some();
        let partnership = any.then(|| {
            build::<_, PartnershipUpdate>(
                PartnershipUpdate::builder()
                    .customer_code(self.customer_code.clone())
                    .memo(self.memo.clone())
                    .enable_partner_profile_display(self.show_partner_profile),
            )
        });
        build(
            CustomerUpdate::builder()
                .company_name(self.company_name.clone())
                .phone_number(self.phone_number.clone())
                .time_zone(self.time_zone.clone())
                .locale(self.locale.clone())
                .partnership(partnership),
        )
    }
}

/// The end of a customer, at once and with all that it has.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::customers::DeleteCustomer;
///
/// assert!(DeleteCustomer.validate(&Facts::new().is_partner_domain(true)).is_err());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-delete>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeleteCustomer;

impl DeleteCustomer {
    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        own_domain::check(&own_domain::CUSTOMER_OWN, facts, "", assessment);
    }
}
