//! A code and a memo that a partner keeps with a subscription.

use works_partner_api::Nullable;
use works_partner_api::types::{SubscriptionMemo, SubscriptionMemoPut};

use super::{Validation, build, send};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::SubscriptionId;
use crate::reply::Reply;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::page;

crate::validation::rules::declare! {
    MEMO_ANY: ["put_subscription_memo"], "", "at least one of customerCode and memo is given", page!(jp "put-partners-customers-domainId-subscription-memos-subscriptionId");
}

/// The code and the memo of a subscription. Both are replaced: what is not set here is removed.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::memos::PutMemo;
///
/// let memo = PutMemo::new().memo("Renews in May.");
/// memo.validate(&Facts::new())?;
/// assert_eq!(
///     serde_json::to_value(memo.body()).unwrap(),
///     serde_json::json!({"customerCode": null, "memo": "Renews in May."})
/// );
/// assert!(PutMemo::new().validate(&Facts::new()).is_err());
/// # Ok::<(), works_partner_ext::validation::Violations>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/jp/docs/put-partners-customers-domainId-subscription-memos-subscriptionId>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PutMemo {
    customer_code: Option<String>,
    memo: Option<String>,
}

impl PutMemo {
    /// Neither is set yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The code: at most 200 characters.
    #[must_use]
    pub fn customer_code(mut self, code: impl Into<String>) -> Self {
        self.customer_code = Some(code.into());
        self
    }

    /// The memo: at most 700 characters.
    #[must_use]
    pub fn memo(mut self, memo: impl Into<String>) -> Self {
        self.memo = Some(memo.into());
        self
    }

    pub(crate) fn check(&self, _facts: &Facts, mut assessment: Assessment) -> Assessment {
        if self.customer_code.is_none() && self.memo.is_none() {
            assessment.broken(&MEMO_ANY, "");
        }
        assessment
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionMemoPut {
        let nullable = |text: &Option<String>| match text {
            Some(text) => Nullable::Value(text.clone()),
            None => Nullable::Null,
        };
        build(
            SubscriptionMemoPut::builder()
                .customer_code(Some(nullable(&self.customer_code)))
                .memo(Some(nullable(&self.memo))),
        )
    }
}

impl Client {
    /// Replaces the code and the memo of a subscription.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/put-partners-customers-domainId-subscription-memos-subscriptionId>
    pub async fn put_memo(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        request: &PutMemo,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<SubscriptionMemo>, Error> {
        validation.into().check(request)?;
        send!(self.put_subscription_memo(
            domain_id, subscription_id: subscription_id.to_string(), body: request.body()
        ))
        .await
    }

    /// Deletes the code and the memo of a subscription.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/delete-partners-customers-domainId-subscription-memos-subscriptionId>
    pub async fn delete_memo(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
    ) -> Result<Reply<()>, Error> {
        send!(self.delete_subscription_memo(
            domain_id, subscription_id: subscription_id.to_string()
        ))
        .await
    }
}
