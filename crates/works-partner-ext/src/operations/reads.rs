//! What the client reads. The list of customers is in `pagination`.

use works_partner_api::types::{
    Customer, OptionProduct, OptionProductId, OptionProductOrder, OptionProductOrders,
    OptionProductRenewal, OptionProducts, PotentialCustomer, Subscription, SubscriptionMemo,
    SubscriptionMemos, SubscriptionPreOrder, SubscriptionPreOrders, SubscriptionRenewal,
    SubscriptionReservation, Subscriptions, UpgradeDomain, UsageStatus,
};

use super::{operations, read};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::SubscriptionId;
use crate::reply::Reply;
use crate::validation::Assessment;
use crate::validation::rules::limits;

operations! {
    /// A customer.
    get_customer at "en/docs/partner-customer-get":
        customer(domain_id: DomainId) { domainId: domain_id.get() } -> [Customer];

    /// The domain that is registered for a customer to move to; `None` where there is none.
    get_upgrade_domain at "en/docs/partner-customer-upgrade-domain-get":
        upgrade_domain(domain_id: DomainId) { domainId: domain_id.get() } -> [UpgradeDomain, or none];

    /// How many users a customer has and may have, and when it ends.
    get_usage_status at "en/docs/partner-customer-usage-status-get":
        usage_status(domain_id: DomainId) { domainId: domain_id.get() } -> [UsageStatus];

    /// The subscriptions of a customer.
    list_subscriptions at "en/docs/partner-customer-subscriptions-list":
        subscriptions(domain_id: DomainId) { domainId: domain_id.get() }
        -> [Subscription, each of Subscriptions.subscriptions];

    /// A subscription of a customer.
    get_subscription at "en/docs/partner-customer-subscriptions-get":
        subscription(domain_id: DomainId, subscription_id: SubscriptionId)
        { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [Subscription];

    /// What is to become of a subscription when its contract ends.
    get_subscription_renewal at "en/docs/partner-customer-subscriptions-renewal-get":
        subscription_renewal(domain_id: DomainId, subscription_id: SubscriptionId)
        { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [SubscriptionRenewal];

    /// The scheduled task for a subscription; `None` where there is none, which is told as for
    /// [`option_order`](Self::option_order).
    get_subscription_reservation at "en/docs/partner-customer-subscriptions-reservation-get":
        subscription_reservation(domain_id: DomainId, subscription_id: SubscriptionId)
        { domainId: domain_id.get(), subscriptionId: subscription_id.get() }
        -> [SubscriptionReservation, or none];

    /// The products that a customer has applied for, for a later day.
    list_subscription_pre_orders at "en/docs/partner-customer-preorders-list":
        pre_orders(domain_id: DomainId) { domainId: domain_id.get() }
        -> [SubscriptionPreOrder, each of SubscriptionPreOrders.subscription_pre_orders];

    /// The codes and memos that the partner keeps with a customer's subscriptions.
    list_subscription_memos at "jp/docs/get-partners-customers-domainId-subscription-memos":
        subscription_memos(domain_id: DomainId) { domainId: domain_id.get() }
        -> [SubscriptionMemo, each of SubscriptionMemos.subscription_memos];

    /// The options that a customer uses.
    list_option_products at "en/docs/partner-customer-option-products-list":
        options(domain_id: DomainId) { domainId: domain_id.get() }
        -> [OptionProduct, each of OptionProducts.option_products];

    /// What is to become of an option when its contract ends.
    get_option_product_renewal at "en/docs/partner-customer-option-products-renewal-get":
        option_renewal(domain_id: DomainId, option: impl Into<OptionProductId>)
        { domainId: domain_id.get(), optionProductId: option.into().as_str() } -> [OptionProductRenewal];

    /// All scheduled tasks for the options of a customer, in the server's order.
    list_option_product_orders at "en/docs/partner-customer-option-product-orders-list":
        option_orders(domain_id: DomainId) { domainId: domain_id.get() }
        -> [OptionProductOrder, each of OptionProductOrders.option_product_orders];

    /// The scheduled task for one option of a customer; `None` where there is none.
    ///
    /// The vendor documents no answer for "no task". A 404 with an error body of the API is read so,
    /// unless it says that the *customer* or the API itself does not exist: a wrong base URL must not
    /// look like an empty calendar. A 204 is read so too.
    ///
    /// # Example
    ///
    /// ```
    /// use works_partner_ext::api::types::OptionProductId;
    /// use works_partner_ext::{Client, SubOptionIdExt};
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let client = Client::builder()
    ///     .base_url(sandbox.base_url())
    ///     .access_token(sandbox.token())
    ///     .build()?;
    ///
    /// let customer = "10000001".parse()?;
    /// if let Some(task) = client.option_order(customer, OptionProductId::Acv2).await? {
    ///     assert_eq!(task.sub_option_id.label(), "Archive (Talk)");
    ///     assert_eq!(task.apply_date.as_str(), "2019-08-24");
    /// }
    /// assert!(client.option_order(customer, OptionProductId::Drv).await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    get_option_product_order at "en/docs/partner-customer-option-product-orders-get":
        option_order(domain_id: DomainId, option: impl Into<OptionProductId>)
        { domainId: domain_id.get(), optionProductId: option.into().as_str() }
        -> [OptionProductOrder, or none];
}

impl Client {
    /// What a company that uses LINE WORKS without a partner has under contract, by its domain name
    /// and the code that it has made for the partner.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where the domain or the code break a limit, a domain that
    /// cannot stand in a path, and whatever [`Error`] says of a call that failed.
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
        let mut assessment = Assessment::default();
        for (name, value) in [("domain", &domain), ("partnerCode", &partner_code)] {
            let operation = "get_potential_customer";
            limits::check_parameter(operation, name, value.as_str(), &mut assessment);
        }
        assessment.into_result()?;
        let parameters = [
            ("domain", domain.into()),
            ("partnerCode", partner_code.into()),
        ];
        let received = self.perform("get_potential_customer", parameters, None);
        read(received.await?)
    }
}
