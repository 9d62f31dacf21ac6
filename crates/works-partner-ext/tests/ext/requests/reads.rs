//! Every operation that reads is a method of the client.

use std::collections::BTreeSet;

use works_partner_ext::api::OPERATIONS;
use works_partner_ext::{Client, DomainId, SubscriptionId};
use works_partner_sandbox::Sandbox;

#[tokio::test]
async fn every_operation_that_reads_has_a_method() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .attempts(1)
        .build()
        .unwrap();
    let customer: DomainId = "10000001".parse().unwrap();
    let subscription = SubscriptionId::from(1021);
    macro_rules! call {
        ($($method:ident($($argument:expr),*);)*) => {
            $(let _ = client.$method($($argument),*).await;)*
        };
    }
    let _ = client.customers().next().await;
    call! {
        customer(customer);
        upgrade_domain(customer);
        usage_status(customer);
        subscriptions(customer);
        subscription(customer, subscription);
        subscription_renewal(customer, subscription);
        subscription_reservation(customer, subscription);
        pre_orders(customer);
        subscription_memos(customer);
        options(customer);
        option_renewal(customer, "ACV2");
        option_orders(customer);
        option_order(customer, "ACV2");
        potential_customer("example.com", "code");
    }
    let called: BTreeSet<String> = sandbox
        .requests()
        .iter()
        .filter(|request| request.method() == "GET")
        .map(|request| request.path().to_owned())
        .collect();
    let documented = OPERATIONS
        .iter()
        .filter(|operation| operation.method == "GET")
        .count();
    assert_eq!(called.len(), documented, "{called:#?}");
}
