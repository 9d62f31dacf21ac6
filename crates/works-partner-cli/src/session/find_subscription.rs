//! Which subscription of a customer the code of a product or of a family means.

use works_partner_ext::api::types::Subscription;
use works_partner_ext::{DomainId, ProductIdExt as _, SubscriptionId};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

/// A subscription, and what an error or a remark calls it.
pub(super) struct Found {
    pub(super) id: SubscriptionId,
    pub(super) shown: String,
}

/// Looks for the only subscription of that product, else for the only one of that family.
pub(super) async fn find(
    session: &Session,
    customer: DomainId,
    code: &str,
) -> Result<Found, Failure> {
    let call = session
        .client
        .call(|api| async move { api.list_subscriptions().domain_id(customer).send().await });
    let reply = session.call(call).await;
    let reply = reply.map_err(|failure| failure.about_customer(customer))?;
    only(reply.subscriptions.as_deref().unwrap_or_default(), code)
}

fn only(subscriptions: &[Subscription], code: &str) -> Result<Found, Failure> {
    let of_product = |one: &&Subscription| one.product_id.as_str().eq_ignore_ascii_case(code);
    let of_family = |one: &&Subscription| {
        let family = one.product_id.family();
        family.is_some_and(|family| family.as_str() == code)
    };
    let mut meant: Vec<&Subscription> = subscriptions.iter().filter(of_product).collect();
    if meant.is_empty() {
        meant = subscriptions.iter().filter(of_family).collect();
    }
    if let [one] = meant.as_slice() {
        return Ok(Found {
            id: one.subscription_id.into(),
            shown: shown(one),
        });
    }
    let listed = |all: &[&Subscription]| {
        let all: Vec<String> = all.iter().map(|one| shown(one)).collect();
        all.join(", ")
    };
    if !meant.is_empty() {
        let message = format!("the customer has {} subscriptions of {code}", meant.len());
        let hint = format!("give the id of one: {}", listed(&meant));
        return Err(Failure::new(Exit::Usage, message).hint(hint));
    }
    let message = format!("the customer has no subscription of {code}");
    let all: Vec<&Subscription> = subscriptions.iter().collect();
    Err(
        Failure::new(Exit::Usage, message).hint(match all.is_empty() {
            true => "it has no subscription at all".to_owned(),
            false => format!("it has {}", listed(&all)),
        }),
    )
}

fn shown(subscription: &Subscription) -> String {
    let (id, product) = (subscription.subscription_id, &subscription.product_id);
    match product.description() {
        Some(label) => format!("{id} ({label}, {product})"),
        None => format!("{id} ({product})"),
    }
}
