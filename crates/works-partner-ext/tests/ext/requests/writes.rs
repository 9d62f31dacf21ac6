//! Every operation that writes is a method of the client, and asks for what the document says.

use jiff::civil::date;
use works_partner_ext::Validation;
use works_partner_ext::api::{OPERATIONS, Operation};
use works_partner_ext::requests::customers::{CreateCustomer, UpdateCustomer, VerifyDomain};
use works_partner_ext::requests::domains::{ChangeDomain, CreateUpgradeDomain};
use works_partner_ext::requests::memos::PutMemo;
use works_partner_ext::requests::option_orders::{CreateOptionOrder, UpdateOptionOrder};
use works_partner_ext::requests::options::{
    AddOption, DeleteOption, StartOptionPaidService, UpdateOptionRenewal, UpgradeOption,
};
use works_partner_ext::requests::potential_customers::TransferPotentialCustomer;
use works_partner_ext::requests::pre_orders::{CreatePreOrder, UpdatePreOrder};
use works_partner_ext::requests::reservations::{CreateReservation, UpdateReservation};
use works_partner_ext::requests::subscriptions::{
    CreateSubscription, StartSubscriptionPaidService, UpdateSubscriptionRenewal,
    UpgradeSubscription,
};
use works_partner_ext::requests::usage_status::{
    CreateUsageStatusRenewal, UpdateUsageStatus, UpdateUsageStatusRenewal,
};
use works_partner_ext::validation::Facts;
use works_partner_ext::{Client, Selection};
use works_partner_ext::{PreOrderId, SubscriptionId};
use works_partner_sandbox::{RecordedRequest, Sandbox};

/// Whether a request is one of an operation. No two that write share a method and the form of a path.
fn is_of(operation: &Operation, request: &RecordedRequest) -> bool {
    let (_, path) = request.path().split_once("/partners/").unwrap();
    let path: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let (_, template) = template.split_once("/partners/").unwrap();
        let template: Vec<&str> = template.split('/').collect();
        template.len() == path.len()
            && template
                .iter()
                .zip(&path)
                .all(|(own, other)| own.starts_with('{') || own == other)
    };
    request.method() == operation.method && fits(operation.path)
}

#[tokio::test]
async fn every_operation_that_writes_has_a_method() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .attempts(1)
        .build()
        .unwrap();
    call_all(&client).await;

    let requests = sandbox.requests();
    let never_called: Vec<&str> = OPERATIONS
        .iter()
        .filter(|operation| operation.method != "GET")
        .filter(|operation| !requests.iter().any(|request| is_of(operation, request)))
        .map(|operation| operation.id)
        .collect();
    assert_eq!(never_called, [""; 0], "these have no method");
}

/// Calls everything once, whatever the answer.
async fn call_all(client: &Client) {
    let customer = "10000001".parse().unwrap();
    let subscription = SubscriptionId::from(1);
    let pre_order = PreOrderId::from(1);
    let day = date(2026, 12, 1);
    let skip = Validation::Skip;
    let option = || Selection::new("ACV2", "ACV201").unwrap();
    macro_rules! call {
        ($($method:ident($($argument:expr),*);)*) => {
            $(let _ = client.$method($($argument),*).await;)*
        };
    }
    call! {
        verify_domain(&VerifyDomain::new("example.com"), skip);
        create_customer(&CreateCustomer::new("example.com", "A", "0", "ja_JP"), skip);
        update_customer(customer, &UpdateCustomer::new(), skip);
        activate_customer(customer);
        create_upgrade_domain(customer, &CreateUpgradeDomain::new("example.com"), skip);
        change_domain(customer, &ChangeDomain::to("example.com"), skip);
        delete_upgrade_domain(customer);
        potential_customer("example.com", "code");
        transfer_potential_customer("example.com", &TransferPotentialCustomer::new("code"), skip);
        update_usage_status(customer, &UpdateUsageStatus::new(), skip);
        create_usage_status_renewal(customer, &CreateUsageStatusRenewal::new(day), skip);
        update_usage_status_renewal(customer, &UpdateUsageStatusRenewal::new(day), skip);
        delete_usage_status_renewal(customer);
        create_subscription(customer, &CreateSubscription::with("MONTHLY"), skip);
        start_subscription_paid_service(
            customer, subscription, &StartSubscriptionPaidService::with("MONTHLY"), skip
        );
        upgrade_subscription(customer, subscription, &UpgradeSubscription::to("ADV"), skip);
        update_subscription_renewal(
            customer, subscription, &UpdateSubscriptionRenewal::stay(), skip
        );
        create_reservation(customer, subscription, &CreateReservation::cancel(day), skip);
        update_reservation(customer, subscription, &UpdateReservation::new(day), skip);
        delete_reservation(customer, subscription);
        create_pre_order(customer, &CreatePreOrder::new("STD", day), skip);
        update_pre_order(customer, pre_order, &UpdatePreOrder::new(day), skip);
        delete_pre_order(customer, pre_order);
        put_memo(customer, subscription, &PutMemo::new(), skip);
        delete_memo(customer, subscription);
        add_option(customer, &AddOption::new(option()), skip);
        upgrade_option(customer, &UpgradeOption::to(option()), skip);
        start_option_paid_service(customer, &StartOptionPaidService::with(option()), skip);
        update_option_renewal(customer, &UpdateOptionRenewal::stay("ACV2"), skip);
        delete_option(customer, &DeleteOption::new("ACV2"), skip);
        create_option_order(customer, &CreateOptionOrder::apply(option(), day), skip);
        update_option_order(customer, &UpdateOptionOrder::new("ACV2"), skip);
        delete_option_order(customer, "ACV2");
        delete_subscription(customer, subscription, skip);
        delete_customer(customer, skip);
    }
}

#[tokio::test]
async fn a_domain_that_would_lead_elsewhere_is_not_sent() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .build()
        .unwrap();
    for domain in ["", ".", ".."] {
        let error = client.potential_customer(domain, "code").await.unwrap_err();
        assert!(error.to_string().starts_with("domain "), "{error}");
        let transfer = TransferPotentialCustomer::new("code");
        let facts = Facts::new();
        let result = client.transfer_potential_customer(domain, &transfer, &facts);
        assert!(result.await.is_err());
    }
    assert!(sandbox.requests().is_empty());
}
