//! Facts as the rules take them.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;
use works_partner_ext::Stage;
use works_partner_ext::validation::Facts;

use super::wanted::{Subject, base_of, integer, stage_of, suits, text};
use super::{CustomerFacts, FactKind};

impl CustomerFacts {
    /// What the rules know of a change on a day. What cannot be read is unknown to them.
    pub(crate) fn of(&self, subject: &Subject, today: Date) -> Facts {
        let mut facts = Facts::on(today);
        if let Some(customer) = self.find(FactKind::Customer, None).flatten()
            && let Some(customer) = typed(customer)
        {
            facts = facts.customer(&customer);
        }
        if let Some(usage) = self.find(FactKind::UsageStatus, None).flatten()
            && let Some(usage) = typed(usage)
        {
            facts = facts.usage_status(&usage);
        }
        match self.find(FactKind::UpgradeDomain, None) {
            Some(Some(domain)) => {
                if let Some(domain) = typed(domain) {
                    facts = facts.upgrade_domain(&domain);
                }
            }
            Some(None) => facts = facts.no_upgrade_domain(),
            None => {}
        }
        let option = subject.option();
        let base = base_of(self, option, subject.subscription_ids.first().copied());
        facts = self.with_base(facts, base, option);
        let Some(option) = option else { return facts };
        match self.find(FactKind::OptionProducts, Some(option)) {
            Some(Some(item)) => {
                if let Some(item) = typed(item) {
                    facts = facts.option(&item);
                }
            }
            Some(None) => facts = facts.no_option(),
            None => {}
        }
        match self.find(FactKind::OptionProductOrders, Some(option)) {
            Some(Some(item)) => {
                if let Some(item) = typed(item) {
                    facts = facts.option_order(&item);
                }
            }
            Some(None) => facts = facts.no_option_order(),
            None => {}
        }
        facts
    }

    fn with_base(&self, facts: Facts, base: Option<&Value>, option: Option<&str>) -> Facts {
        if let Some(option) = option
            && base.is_none_or(|base| !suits(base, option))
        {
            let pre_orders = self.all(FactKind::SubscriptionPreOrders);
            let on_order = pre_orders
                .into_iter()
                .flatten()
                .find(|item| suits(item, option));
            if let Some(on_order) = on_order.and_then(typed) {
                return facts.pre_order(&on_order);
            }
        }
        let Some(base) = base else { return facts };
        let Some(subscription) = typed(base) else {
            return facts;
        };
        let facts = facts.subscription(&subscription);
        let id = integer(base.get("subscriptionId")).map(|id| id.to_string());
        let is_paid = stage_of(base) == Some(Stage::Paid);
        match id.and_then(|id| self.find(FactKind::SubscriptionReservations, Some(&id))) {
            Some(Some(reservation)) => match typed(reservation) {
                Some(reservation) => facts.reservation(&reservation),
                None => facts,
            },
            Some(None) => facts.no_reservation(),
            // Only whether it goes paid matters then, which a paid one does not.
            None if is_paid && option.is_some() => facts,
            None => facts,
        }
    }

    /// The customer as people know it.
    pub(crate) fn domain(&self) -> Option<&str> {
        self.text(FactKind::Customer, "domain")
    }

    pub(crate) fn company_name(&self) -> Option<&str> {
        self.text(FactKind::Customer, "companyName")
    }

    /// An item's key as a text.
    pub(crate) fn key_of(kind: FactKind, item: &Value) -> Option<String> {
        text(item.get(kind.key()?)?)
    }
}

fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}
