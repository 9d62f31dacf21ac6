//! A code and a memo that a partner keeps with a subscription.

use super::build;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::memo;
use works_partner_api::Nullable;
use works_partner_api::types::SubscriptionMemoPut;

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

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let _ = facts;
        memo::check(
            self.customer_code.as_deref(),
            self.memo.as_deref(),
            assessment,
        );
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
