//! Customers: check a name, add, change, delete, list.

mod pages;
mod password;

use secrecy::SecretString;
use works_partner_api::types::{
    Customer, CustomerAdministratorCreate, CustomerCreate, CustomerDomain, CustomerDomainVerify,
    CustomerUpdate, Locale, PartnershipCreate, PartnershipUpdate, ProductId, UnknownObject,
};

pub use pages::{CustomerItems, CustomerPages};

use super::{Validation, build, limits, send};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::reply::Reply;
use crate::validation::Rule;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::page;

const CREATE: &str = page!(en "partner-customer-create");
const UPDATE: &str = page!(en "partner-customer-update-patch");
const ADD: [&str; 1] = ["create_customer"];
const CHANGE: [&str; 1] = ["update_customer"];

crate::validation::rules::declare! {
    CUSTOMER_PRODUCT: ADD, "productId", "is FR, STD_T or ADV_T", CREATE;
    CUSTOMER_LOCALE: ADD, "locale", "is ja_JP, ko_KR, en_US, zh_TW or zh_CN", CREATE;
    NAME_TOGETHER: ADD, "administrator.lastName", "has, together with the first name, at most 80 characters", CREATE;
    LAST_NAME_CHARACTERS: ADD, "administrator.lastName", "has no special characters but ! @ & ( ) - _ + [ ] { } , .", CREATE;
    FIRST_NAME_CHARACTERS: ADD, "administrator.firstName", "has no special characters but ! @ & ( ) - _ + [ ] { } , .", CREATE;
    PASSWORD_LENGTH: ADD, "administrator.password", "has 8 to 20 characters before it is encoded", CREATE;
    PASSWORD_MIX: ADD, "administrator.password", "has letters and digits", CREATE;
    PASSWORD_RUN: ADD, "administrator.password", "has no three letters or digits in a row that are the same or follow each other", CREATE;
    UPDATE_PHONE: CHANGE, "phoneNumber", "has digits and the characters P T - * # + , only", UPDATE;
    UPDATE_LOCALE: CHANGE, "locale", "is ja_JP, ko_KR, en_US, zh_TW or zh_CN", UPDATE;
    UPDATE_CODE: CHANGE, "partnership.customerCode", "has at most 200 bytes in UTF-8", UPDATE;
    CUSTOMER_OWN: ["delete_customer"], "domainId", "is not the partner's own domain", page!(en "partner-customer-delete");
    ORDER_BY: ["list_customers"], "orderBy", "is the field name, alone or with a space and asc or desc", page!(en "partner-customer-list");
}

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

    /// The page has no rule beside the limits.
    pub(crate) fn check(&self, _facts: &Facts, assessment: Assessment) -> Assessment {
        assessment
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

    pub(crate) fn check(&self, _facts: &Facts, mut assessment: Assessment) -> Assessment {
        check_locale(&CUSTOMER_LOCALE, &self.locale, &mut assessment);
        if let Some(product) = &self.product {
            let listed = [ProductId::Fr, ProductId::StdT, ProductId::AdvT].contains(product);
            assessment.require(
                &CUSTOMER_PRODUCT,
                Some(listed),
                product,
                "the list is whole",
            );
        }
        if let Some(administrator) = &self.administrator {
            administrator.assess(&mut assessment);
        }
        assessment
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

    fn assess(&self, assessment: &mut Assessment) {
        let first_name = self.first_name.as_deref().unwrap_or_default();
        let together = self.last_name.chars().count() + first_name.chars().count();
        // Whether a character between the two counts is not documented.
        if !first_name.is_empty() && together > 80 {
            let here = together.to_string();
            assessment.broken_here(&NAME_TOGETHER, &self.last_name, &here);
        } else if !first_name.is_empty() && together == 80 {
            assessment.unknown(
                &NAME_TOGETHER,
                "whether a space between the names counts is not documented",
            );
        }
        for (rule, name) in [
            (&LAST_NAME_CHARACTERS, self.last_name.as_str()),
            (&FIRST_NAME_CHARACTERS, first_name),
        ] {
            let forbidden = |c: char| c.is_ascii_punctuation() && !"!@&()-_+[]{},.".contains(c);
            if name.contains(forbidden) {
                assessment.broken(rule, name);
            }
        }
        password::check(&self.password, assessment);
    }

    fn body(&self) -> CustomerAdministratorCreate {
        build(
            CustomerAdministratorCreate::builder()
                .last_name(self.last_name.clone())
                .first_name(self.first_name.clone())
                .id(self.id.clone())
                .password(password::encoded(&self.password))
                .private_email(self.private_email.clone())
                .cellphone(self.cellphone.clone())
                .country_code(self.country_code.clone()),
        )
    }
}

fn check_locale(rule: &'static Rule, locale: &Locale, assessment: &mut Assessment) {
    // All pages list the same five, unlike products and contract types.
    assessment.require(rule, Some(locale.is_known()), locale, "the list is whole");
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

    pub(crate) fn check(&self, _facts: &Facts, mut assessment: Assessment) -> Assessment {
        if let Some(number) = &self.phone_number {
            // The page has the rule of adding a customer; the document has it there alone.
            let holds = limits::fits("create_customer", "phoneNumber", number);
            assessment.require(&UPDATE_PHONE, holds, number, "it has no pattern");
        }
        if let Some(locale) = &self.locale {
            check_locale(&UPDATE_LOCALE, locale, &mut assessment);
        }
        if let Some(code) = self.customer_code.as_ref().filter(|code| code.len() > 200) {
            assessment.broken_here(&UPDATE_CODE, code, &code.len().to_string());
        }
        assessment
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
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        assessment.require(
            &CUSTOMER_OWN,
            facts.is_partner_domain.map(|is_own| !is_own),
            "",
            "whether this is the partner's own domain is unknown",
        );
        assessment
    }
}

impl Client {
    /// The customers of the partner.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-list>
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// let mut customers = client.customers().order_by("name desc").items();
    /// while let Some(customer) = customers.next().await {
    ///     println!("{}", customer?.domain);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn customers(&self) -> CustomerPages {
        CustomerPages::new(self.clone())
    }

    /// Checks a domain or group name before a customer is added under it.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-verify-domain>
    pub async fn verify_domain(
        &self,
        request: &VerifyDomain,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<CustomerDomain>, Error> {
        validation.into().check(request)?;
        send!(self.verify_customer_domain(body: request.body())).await
    }

    /// Adds a customer.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-create>
    pub async fn create_customer(
        &self,
        request: &CreateCustomer,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UnknownObject>, Error> {
        validation.into().check(request)?;
        send!(self.create_customer(body: request.body())).await
    }

    /// Changes a customer.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-update-patch>
    pub async fn update_customer(
        &self,
        domain_id: DomainId,
        request: &UpdateCustomer,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<Customer>, Error> {
        validation.into().check(request)?;
        send!(self.update_customer(domain_id, body: request.body())).await
    }

    /// Checks that a customer owns its domain, and lets it use the services. The customer has to have
    /// accepted the terms of service.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-activate>
    pub async fn activate_customer(&self, domain_id: DomainId) -> Result<Reply<Customer>, Error> {
        send!(self.activate_customer(domain_id)).await
    }

    /// Deletes a customer with all that it has. Before its contracts end, that costs a fee.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-delete>
    pub async fn delete_customer(
        &self,
        domain_id: DomainId,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<()>, Error> {
        validation.into().check(&DeleteCustomer)?;
        send!(self.delete_customer(domain_id)).await
    }
}
