//! The kinds of things that a customer has.

/// A kind of thing that the API answers with, and that a customer of a [`State`](crate::State) has
/// one of or several.
///
/// The renewals of subscriptions are members of those, and the renewal of a usage status is a member
/// of that one, as in the API's answers. The renewals of options stand alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Resource {
    /// What `get_customer` answers with; one a customer.
    Customer,
    /// What `get_usage_status` answers with; one a customer.
    UsageStatus,
    /// What `get_upgrade_domain` answers with; one a customer.
    UpgradeDomain,
    /// What `get_subscription` answers with.
    Subscription,
    /// What `get_subscription_reservation` answers with.
    SubscriptionReservation,
    /// An item of `list_subscription_pre_orders`.
    SubscriptionPreOrder,
    /// An item of `list_subscription_memos`.
    SubscriptionMemo,
    /// An item of `list_option_products`.
    OptionProduct,
    /// What `get_option_product_renewal` answers with.
    OptionProductRenewal,
    /// What `get_option_product_order` answers with.
    OptionProductOrder,
}

impl Resource {
    /// The member that tells one from another; `None` for what a customer has one of.
    pub fn id_member(self) -> Option<&'static str> {
        match self {
            Self::Customer | Self::UsageStatus | Self::UpgradeDomain => None,
            Self::Subscription | Self::SubscriptionReservation | Self::SubscriptionMemo => {
                Some("subscriptionId")
            }
            Self::SubscriptionPreOrder => Some("preOrderId"),
            Self::OptionProduct | Self::OptionProductRenewal | Self::OptionProductOrder => {
                Some("optionProductId")
            }
        }
    }

    pub(super) const ALL: [Self; 10] = [
        Self::Customer,
        Self::UsageStatus,
        Self::UpgradeDomain,
        Self::Subscription,
        Self::SubscriptionReservation,
        Self::SubscriptionPreOrder,
        Self::SubscriptionMemo,
        Self::OptionProduct,
        Self::OptionProductRenewal,
        Self::OptionProductOrder,
    ];

    /// What a state's JSON calls these, and the API the only member of a list of them.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::UsageStatus => "usageStatus",
            Self::UpgradeDomain => "upgradeDomain",
            Self::Subscription => "subscriptions",
            Self::SubscriptionReservation => "subscriptionReservations",
            Self::SubscriptionPreOrder => "subscriptionPreOrders",
            Self::SubscriptionMemo => "subscriptionMemos",
            Self::OptionProduct => "optionProducts",
            Self::OptionProductRenewal => "optionProductRenewals",
            Self::OptionProductOrder => "optionProductOrders",
        }
    }
}
