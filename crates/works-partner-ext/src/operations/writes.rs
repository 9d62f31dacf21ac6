//! What the client changes.

use std::sync::Arc;

use works_partner_api::types::{
    AddedOptionProduct, Customer, CustomerDomain, OptionProductId, SubscriptionMemo,
    SubscriptionPreOrder, SubscriptionPreOrders, SubscriptionRenewal, SubscriptionReservation,
    UnknownObject, UpgradeDomain, UpgradedOptionProduct, UpgradedSubscription, UsageStatus,
};

use super::{Validation, operations};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::{PreOrderId, SubscriptionId};
use crate::reply::Reply;
use crate::requests::customers::{CreateCustomer, DeleteCustomer, UpdateCustomer, VerifyDomain};
use crate::requests::domains::{ChangeDomain, CreateUpgradeDomain};
use crate::requests::memos::PutMemo;
use crate::requests::option_orders::{CreateOptionOrder, UpdateOptionOrder};
use crate::requests::options::{
    AddOption, DeleteOption, StartOptionPaidService, UpdateOptionRenewal, UpgradeOption,
};
use crate::requests::potential_customers::TransferPotentialCustomer;
use crate::requests::pre_orders::{CreatePreOrder, UpdatePreOrder};
use crate::requests::reservations::{CreateReservation, UpdateReservation};
use crate::requests::subscriptions::{
    CreateSubscription, DeleteSubscription, StartSubscriptionPaidService,
    UpdateSubscriptionRenewal, UpgradeSubscription,
};
use crate::requests::usage_status::{
    CreateUsageStatusRenewal, UpdateUsageStatus, UpdateUsageStatusRenewal,
};

// Customers.
operations! {
    /// Checks a domain or group name before a customer is added under it.
    verify_customer_domain at "en/docs/partner-customer-verify-domain":
        verify_domain(; request: &VerifyDomain) {} -> [CustomerDomain];

    /// Adds a customer.
    create_customer at "en/docs/partner-customer-create":
        create_customer(; request: &CreateCustomer) {} -> [UnknownObject];

    /// Changes a customer.
    update_customer at "en/docs/partner-customer-update-patch":
        update_customer(domain_id: DomainId; request: &UpdateCustomer)
        { domainId: domain_id.get() } -> [Customer];

    /// Checks that a customer owns its domain, and lets it use the services. The customer has to have
    /// accepted the terms of service.
    activate_customer at "en/docs/partner-customer-activate":
        activate_customer(domain_id: DomainId) { domainId: domain_id.get() } -> [Customer];

    /// Registers a domain for a customer that is to move from its group name to a domain name.
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
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
    create_upgrade_domain at "jp/docs/partner-customer-upgrade-domain-create":
        create_upgrade_domain(domain_id: DomainId; request: &CreateUpgradeDomain)
        { domainId: domain_id.get() } -> [UpgradeDomain];

    /// Deletes the domain that is registered for a customer.
    delete_upgrade_domain at "jp/docs/partner-customer-upgrade-domain-delete":
        delete_upgrade_domain(domain_id: DomainId) { domainId: domain_id.get() } -> [()];

    /// Moves a customer from its group name to a domain name.
    change_domain at "en/docs/partner-customer-change-domain-post":
        change_domain(domain_id: DomainId; request: &ChangeDomain)
        { domainId: domain_id.get() } -> [()];

    /// Makes a company that uses LINE WORKS without a partner a customer of the partner. It is
    /// accepted at first, and done later.
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// use works_partner_ext::requests::potential_customers::TransferPotentialCustomer;
    ///
    /// let code = "WSqPvhm0ON1stFBRHgW3";
    /// let company = client.potential_customer("example.com", code).await?;
    /// println!("{:?}", company.product_ids);
    /// let request = TransferPotentialCustomer::new(code);
    /// client.transfer_potential_customer("example.com", &request, &client.facts()).await?;
    /// # Ok(()) }
    /// ```
    transfer_potential_customer at "jp/docs/partner-potential-customers-transfer":
        transfer_potential_customer(
            domain: impl Into<String>; request: &TransferPotentialCustomer
        ) { domain: domain.into() } -> [()];

    /// Sets how many users a customer may have, or the day on which it ends.
    update_usage_status at "en/docs/partner-customer-usage-status-patch":
        update_usage_status(domain_id: DomainId; request: &UpdateUsageStatus)
        { domainId: domain_id.get() } -> [UsageStatus];

    /// Schedules a change of how many users a customer may have.
    create_usage_status_renewal at "en/docs/partner-customer-usage-status-renewal-post":
        create_usage_status_renewal(domain_id: DomainId; request: &CreateUsageStatusRenewal)
        { domainId: domain_id.get() } -> [UsageStatus];

    /// Moves the change of how many users a customer may have to another day.
    update_usage_status_renewal at "en/docs/partner-customer-usage-status-renewal-patch":
        update_usage_status_renewal(domain_id: DomainId; request: &UpdateUsageStatusRenewal)
        { domainId: domain_id.get() } -> [UsageStatus];

    /// Withdraws the change of how many users a customer may have.
    delete_usage_status_renewal at "jp/docs/partner-customer-usage-status-renewal-delete":
        delete_usage_status_renewal(domain_id: DomainId) { domainId: domain_id.get() } -> [()];
}

// Subscriptions.
operations! {
    /// Applies for a product, at once. Of the page, only a part was seen.
    create_subscription at "jp/docs/partner-customer-subscriptions-post":
        create_subscription(domain_id: DomainId; request: &CreateSubscription)
        { domainId: domain_id.get() } -> [UnknownObject];

    /// Makes a free or trial subscription go paid, at once. All that is scheduled for it is deleted.
    start_subscription_paid_service at "en/docs/partner-customer-subscriptions-paid-service":
        start_subscription_paid_service(
            domain_id: DomainId, subscription_id: SubscriptionId;
            request: &StartSubscriptionPaidService
        ) { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [UnknownObject];

    /// Upgrades a subscription, at once. An upgrade at its renewal is deleted.
    upgrade_subscription at "en/docs/partner-customer-subscriptions-upgrade":
        upgrade_subscription(
            domain_id: DomainId, subscription_id: SubscriptionId; request: &UpgradeSubscription
        ) { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [UpgradedSubscription];

    /// Says what is to become of a subscription when its contract ends.
    update_subscription_renewal at "en/docs/partner-customer-subscriptions-renewal-patch":
        update_subscription_renewal(
            domain_id: DomainId, subscription_id: SubscriptionId; request: &UpdateSubscriptionRenewal
        ) { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [SubscriptionRenewal];

    /// Schedules a task for a subscription.
    create_subscription_reservation at "en/docs/partner-customer-subscriptions-reservation-create":
        create_reservation(
            domain_id: DomainId, subscription_id: SubscriptionId; request: &CreateReservation
        ) { domainId: domain_id.get(), subscriptionId: subscription_id.get() }
        -> [SubscriptionReservation];

    /// Moves the task of a subscription to another day.
    update_subscription_reservation at "en/docs/partner-customer-subscriptions-reservation-patch":
        update_reservation(
            domain_id: DomainId, subscription_id: SubscriptionId; request: &UpdateReservation
        ) { domainId: domain_id.get(), subscriptionId: subscription_id.get() }
        -> [SubscriptionReservation];

    /// Withdraws the task of a subscription. Those of its options stay: see
    /// [`delete_option_order`](Self::delete_option_order).
    delete_subscription_reservation at "jp/docs/partner-customer-subscriptions-reservation-delete":
        delete_reservation(domain_id: DomainId, subscription_id: SubscriptionId)
        { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [()];

    /// Applies for a product on a later date.
    create_subscription_pre_order at "en/docs/partner-customer-preorders-post":
        create_pre_order(domain_id: DomainId; request: &CreatePreOrder)
        { domainId: domain_id.get() }
        -> [SubscriptionPreOrder, each of SubscriptionPreOrders.subscription_pre_orders];

    /// Moves an application for a product to another day.
    update_subscription_pre_order at "en/docs/partner-customer-preorders-patch":
        update_pre_order(domain_id: DomainId, pre_order_id: PreOrderId; request: &UpdatePreOrder)
        { domainId: domain_id.get(), preOrderId: pre_order_id.get() }
        -> [SubscriptionPreOrder, each of SubscriptionPreOrders.subscription_pre_orders];

    /// Withdraws an application for a product. The tasks of options that came with it stay: see
    /// [`delete_option_order`](Self::delete_option_order).
    delete_subscription_pre_order at "jp/docs/partner-customer-preorders-delete":
        delete_pre_order(domain_id: DomainId, pre_order_id: PreOrderId)
        { domainId: domain_id.get(), preOrderId: pre_order_id.get() } -> [()];

    /// Replaces the code and the memo of a subscription.
    put_subscription_memo at
        "jp/docs/put-partners-customers-domainId-subscription-memos-subscriptionId":
        put_memo(domain_id: DomainId, subscription_id: SubscriptionId; request: &PutMemo)
        { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [SubscriptionMemo];

    /// Deletes the code and the memo of a subscription.
    delete_subscription_memo at
        "jp/docs/delete-partners-customers-domainId-subscription-memos-subscriptionId":
        delete_memo(domain_id: DomainId, subscription_id: SubscriptionId)
        { domainId: domain_id.get(), subscriptionId: subscription_id.get() } -> [()];
}

// Options.
operations! {
    /// Adds an option to a customer's subscription, at once. Its scheduled task, if there is one, is
    /// deleted.
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// use works_partner_ext::Selection;
    /// use works_partner_ext::requests::options::AddOption;
    ///
    /// let customer = "10000001".parse()?;
    /// let storage = AddOption::new(Selection::new("SSTG2", "SSTG202")?);
    /// let facts = client.facts_for(customer, "SSTG2").await?;
    /// client.add_option(customer, &storage, &facts).await?;
    /// # Ok(()) }
    /// ```
    create_option_product at "en/docs/partner-customer-option-products-post":
        add_option(domain_id: DomainId; request: &AddOption)
        { domainId: domain_id.get() } -> [AddedOptionProduct];

    /// Upgrades an option of a customer, at once.
    upgrade_option_product at "en/docs/partner-customer-option-products-upgrade":
        upgrade_option(domain_id: DomainId; request: &UpgradeOption)
        { domainId: domain_id.get(), optionProductId: request.option().as_str() }
        -> [UpgradedOptionProduct];

    /// Converts an option in trial to a paid one, at once.
    start_option_product_paid_service at "en/docs/partner-customer-option-products-paidservice":
        start_option_paid_service(domain_id: DomainId; request: &StartOptionPaidService)
        { domainId: domain_id.get(), optionProductId: request.option().as_str() } -> [UnknownObject];

    /// Cancels an option of a customer, at once.
    delete_option_product at "en/docs/partner-customer-option-products-delete":
        delete_option(domain_id: DomainId; request: &DeleteOption)
        { domainId: domain_id.get(), optionProductId: request.option().as_str() } -> [()];

    /// Says what is to become of an option of a customer when its contract ends.
    update_option_product_renewal at "en/docs/partner-customer-option-products-renewal-patch":
        update_option_renewal(domain_id: DomainId; request: &UpdateOptionRenewal)
        { domainId: domain_id.get(), optionProductId: request.option().as_str() } -> [UnknownObject];

    /// Schedules a task for an option of a customer.
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use works_partner_ext::Selection;
    /// use works_partner_ext::requests::option_orders::CreateOptionOrder;
    ///
    /// let customer = "10000001".parse()?;
    /// let task = CreateOptionOrder::apply(Selection::new("ACV2", "ACV201")?, "2026-12-01".parse()?);
    /// let facts = client.facts_for(customer, "ACV2").await?;
    /// client.create_option_order(customer, &task, &facts).await?;
    /// # Ok(()) }
    /// ```
    create_option_product_order at "en/docs/partner-customer-option-product-orders-post":
        create_option_order(domain_id: DomainId; request: &CreateOptionOrder)
        { domainId: domain_id.get() } -> [UnknownObject];

    /// Changes the scheduled task for an option of a customer.
    update_option_product_order at "en/docs/partner-customer-option-product-orders-patch":
        update_option_order(domain_id: DomainId; request: &UpdateOptionOrder)
        { domainId: domain_id.get(), optionProductId: request.option().as_str() } -> [UnknownObject];

    /// Withdraws the scheduled task for an option of a customer.
    delete_option_product_order at "jp/docs/partner-customer-option-product-orders-delete":
        delete_option_order(domain_id: DomainId, option: impl Into<OptionProductId>)
        { domainId: domain_id.get(), optionProductId: option.into().as_str() } -> [()];
}

/// What has nothing to say in its request.
impl Client {
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
        let undecided = validation.into().check(&DeleteCustomer, None)?;
        let parameters = [("domainId", domain_id.get().into())];
        let received = self.perform("delete_customer", parameters, None).await?;
        Ok(Reply::new((), Arc::new(received)).with_undecided(undecided))
    }

    /// Ends a subscription, at once.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-delete>
    pub async fn delete_subscription(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<()>, Error> {
        let undecided = validation.into().check(&DeleteSubscription, None)?;
        let parameters = [
            ("domainId", domain_id.get().into()),
            ("subscriptionId", subscription_id.get().into()),
        ];
        let received = self
            .perform("delete_subscription", parameters, None)
            .await?;
        Ok(Reply::new((), Arc::new(received)).with_undecided(undecided))
    }
}
