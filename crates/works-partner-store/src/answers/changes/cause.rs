//! Why something changed, as far as what was scheduled and what the rules say explain it.

use jiff::civil::Date;
use serde::Serialize;
use works_partner_ext::api::catalog::Stage;

use super::ChangeKind;
use crate::answers::fields::Fields;
use crate::error::Error;
use crate::resource::Resource;
use crate::run::{Run, RunState, Scope};
use crate::store::Store;

/// Why something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// It was scheduled, and its day came.
    Scheduled,
    /// The contract ended and was renewed, as its renewal said.
    Renewal,
    /// A trial, or an option for one month, came to its end.
    Expiry,
    /// The customer is gone with all that it had.
    CustomerGone,
    /// The subscription that it belonged to ended.
    SubscriptionEnded,
    /// It was done from here, as a journal says. The store alone never says so: see
    /// [`Report::made_here`](crate::Report::made_here).
    Us,
    /// Somebody did it at once: the partner, the customer or the vendor.
    Somebody,
    /// What would tell was not read: no earlier run covers what appeared, or what came of a task on its day.
    Unknown,
}

/// One change, with what is around it.
pub(super) struct Seen<'a> {
    pub(super) store: &'a Store,
    pub(super) run: &'a Run,
    /// The runs before it.
    pub(super) earlier: &'a [Run],
    pub(super) domain_id: i64,
    pub(super) resource: Resource,
    pub(super) key: &'a str,
    pub(super) was: Option<&'a Fields>,
    pub(super) is: Option<&'a Fields>,
}

type Explanation = (ChangeKind, Cause);

impl Seen<'_> {
    pub(super) fn explain(&self, fields: &[String]) -> Result<Explanation, Error> {
        match (self.was, self.is) {
            (Some(was), None) => self.gone(was),
            (Some(was), Some(is)) => self.changed(was, is, fields),
            (None, is) => self.appeared(is),
        }
    }

    fn gone(&self, was: &Fields) -> Result<Explanation, Error> {
        if self.resource != Resource::Customers && self.is_customer_gone()? {
            return Ok((ChangeKind::Ended, Cause::CustomerGone));
        }
        let due = self.is_past(was.text("applyDate"), 0);
        match self.resource {
            Resource::Customers => Ok((ChangeKind::Ended, Cause::Somebody)),
            Resource::OptionOrders
            | Resource::Reservations
            | Resource::PreOrders
            | Resource::UsageStatus
                if !due =>
            {
                match self.resource {
                    Resource::OptionOrders | Resource::Reservations
                        if self.is_subscription_gone(was)? =>
                    {
                        Ok((ChangeKind::Ended, Cause::SubscriptionEnded))
                    }
                    _ => Ok((ChangeKind::Withdrawn, Cause::Somebody)),
                }
            }
            Resource::OptionOrders => self.came_due(self.order_is_done(was)?),
            Resource::Reservations => self.came_due(self.reservation_is_done(was)?),
            Resource::PreOrders => self.came_due(self.pre_order_is_done(was)?),
            Resource::UsageStatus => Ok((ChangeKind::Applied, Cause::Scheduled)),
            Resource::Options => self.option_ended(was),
            Resource::Subscriptions => self.subscription_ended(was),
        }
    }

    fn came_due(&self, is_done: Option<bool>) -> Result<Explanation, Error> {
        Ok(match is_done {
            Some(true) => (ChangeKind::Applied, Cause::Scheduled),
            Some(false) => (ChangeKind::Lapsed, Cause::Unknown),
            None => (ChangeKind::Applied, Cause::Unknown),
        })
    }

    fn order_is_done(&self, order: &Fields) -> Result<Option<bool>, Error> {
        if !self.reads(Resource::Options)? {
            return Ok(None);
        }
        let option = self.now(Resource::Options, self.key)?;
        let of = |name: &str| option.as_ref().and_then(|option| option.get(name).cloned());
        Ok(match order.text("type") {
            Some("APPLY") => Some(option.is_some()),
            Some("CANCEL") => Some(option.is_none()),
            Some("START_PAID_SERVICE") => {
                Some(option.as_ref().and_then(Fields::option_stage) == Some(Stage::Paid))
            }
            Some("MODIFY") => Some(of("subOptionId").as_ref() == order.get("subOptionId")),
            Some("CHANGE_QUANTITY") => Some(of("quantity").as_ref() == order.get("quantity")),
            _ => None,
        })
    }

    fn reservation_is_done(&self, reservation: &Fields) -> Result<Option<bool>, Error> {
        let subscription = self.now(Resource::Subscriptions, self.key)?;
        Ok(match reservation.text("type") {
            Some("CANCEL") => Some(subscription.is_none()),
            Some("START_PAID_SERVICE") => Some(
                subscription.as_ref().and_then(Fields::subscription_stage) == Some(Stage::Paid),
            ),
            Some("ADD_LICENSE") => {
                let before = self.then(Resource::Subscriptions, self.key)?;
                let count = |fields: &Option<Fields>| {
                    fields
                        .as_ref()
                        .and_then(|fields| fields.integer("licenseCount"))
                };
                Some(count(&subscription) > count(&before) && before.is_some())
            }
            _ => None,
        })
    }

    fn pre_order_is_done(&self, pre_order: &Fields) -> Result<Option<bool>, Error> {
        if !self.reads(Resource::Subscriptions)? {
            return Ok(None);
        }
        let product = pre_order.text("productId");
        let began = self
            .store
            .subscriptions_began(self.run.run_id, self.domain_id)?;
        Ok(Some(began.iter().any(|subscription| {
            subscription.text("productId") == product
        })))
    }

    fn option_ended(&self, was: &Fields) -> Result<Explanation, Error> {
        if self.had_due(Resource::OptionOrders, self.key, &["CANCEL"])? {
            return Ok((ChangeKind::Ended, Cause::Scheduled));
        }
        if self.is_subscription_gone(was)? {
            return Ok((ChangeKind::Ended, Cause::SubscriptionEnded));
        }
        if self.is_past(was.text("planEndDate"), 1) {
            let is_trial = was.option_stage() == Some(Stage::Trial);
            let kind = if is_trial {
                ChangeKind::Lapsed
            } else {
                ChangeKind::Ended
            };
            return Ok((kind, Cause::Expiry));
        }
        Ok((ChangeKind::Ended, Cause::Somebody))
    }

    fn subscription_ended(&self, was: &Fields) -> Result<Explanation, Error> {
        if self.had_due(Resource::Reservations, self.key, &["CANCEL"])? {
            return Ok((ChangeKind::Ended, Cause::Scheduled));
        }
        if self.is_past(was.text("planEndDate"), 1) {
            let renewal = was.object("renewal");
            let renewal = renewal.as_ref().and_then(|renewal| renewal.text("type"));
            return Ok(match was.subscription_stage() {
                Some(Stage::Trial) => (ChangeKind::Lapsed, Cause::Expiry),
                _ if renewal == Some("CANCEL") => (ChangeKind::Ended, Cause::Renewal),
                _ => (ChangeKind::Ended, Cause::Expiry),
            });
        }
        Ok((ChangeKind::Ended, Cause::Somebody))
    }

    fn changed(&self, was: &Fields, is: &Fields, fields: &[String]) -> Result<Explanation, Error> {
        let touches = |names: &[&str]| fields.iter().any(|field| names.contains(&field.as_str()));
        match self.resource {
            _ if touches(&["applyDate"]) => {
                // The old task came due, and another was scheduled before anybody looked.
                let kind = if self.is_past(was.text("applyDate"), 0) {
                    ChangeKind::Changed
                } else {
                    ChangeKind::Moved
                };
                Ok((kind, Cause::Somebody))
            }
            Resource::Options => {
                let tasks = ["APPLY", "START_PAID_SERVICE", "MODIFY", "CHANGE_QUANTITY"];
                if self.had_due(Resource::OptionOrders, self.key, &tasks)? {
                    return Ok((ChangeKind::Changed, Cause::Scheduled));
                }
                Ok(self
                    .renewed(was, is)
                    .unwrap_or((ChangeKind::Changed, Cause::Somebody)))
            }
            Resource::Subscriptions => {
                let tasks = ["START_PAID_SERVICE", "ADD_LICENSE"];
                if self.had_due(Resource::Reservations, self.key, &tasks)? {
                    return Ok((ChangeKind::Changed, Cause::Scheduled));
                }
                if is.text("status") == Some("SUSPENDED_TRIALEND") && touches(&["status"]) {
                    return Ok((ChangeKind::Lapsed, Cause::Expiry));
                }
                Ok(self
                    .renewed(was, is)
                    .unwrap_or((ChangeKind::Changed, Cause::Somebody)))
            }
            _ => Ok((ChangeKind::Changed, Cause::Somebody)),
        }
    }

    /// The contract ended, and another period of it began.
    fn renewed(&self, was: &Fields, is: &Fields) -> Option<Explanation> {
        let end = |fields: &Fields| fields.text("planEndDate")?.parse::<Date>().ok();
        let (before, after) = (end(was)?, end(is)?);
        (after > before && self.is_past(was.text("planEndDate"), 1))
            .then_some((ChangeKind::Renewed, Cause::Renewal))
    }

    fn appeared(&self, is: Option<&Fields>) -> Result<Explanation, Error> {
        let is_scheduled = match self.resource {
            Resource::Options => self.had_due(Resource::OptionOrders, self.key, &["APPLY"])?,
            Resource::Subscriptions => {
                let product = is.and_then(|is| is.text("productId"));
                let ended = self
                    .store
                    .pre_orders_ended(self.run.run_id, self.domain_id)?;
                ended.iter().any(|pre_order| {
                    pre_order.text("productId") == product
                        && self.is_past(pre_order.text("applyDate"), 0)
                })
            }
            _ => false,
        };
        Ok((
            ChangeKind::New,
            if is_scheduled {
                Cause::Scheduled
            } else if self.is_covered_before() {
                Cause::Somebody
            } else {
                Cause::Unknown
            },
        ))
    }

    /// Whether an earlier run would have seen it.
    fn is_covered_before(&self) -> bool {
        self.earlier.iter().any(|run| {
            let is_in_scope = match &run.scope {
                Scope::All => true,
                // They are sorted.
                Scope::Only(customers) => customers.binary_search(&self.domain_id).is_ok(),
            };
            let is_complete = run.state == RunState::Complete;
            is_complete && is_in_scope && run.resources.contains(&self.resource)
        })
    }

    /// Whether a task of one of these types was scheduled, and came due in this run.
    fn had_due(&self, resource: Resource, key: &str, types: &[&str]) -> Result<bool, Error> {
        let task = self
            .store
            .until(self.run.run_id, self.domain_id, resource, key)?;
        Ok(task.is_some_and(|task| {
            task.text("type")
                .is_some_and(|task_type| types.contains(&task_type))
                && self.is_past(task.text("applyDate"), 0)
        }))
    }

    fn is_customer_gone(&self) -> Result<bool, Error> {
        let customers = Resource::Customers;
        Ok(self.now(customers, "")?.is_none() && self.then(customers, "")?.is_some())
    }

    fn is_subscription_gone(&self, was: &Fields) -> Result<bool, Error> {
        let Some(subscription_id) = was.integer("subscriptionId") else {
            return Ok(false);
        };
        let key = subscription_id.to_string();
        let (now, then) = (
            self.now(Resource::Subscriptions, &key)?,
            self.then(Resource::Subscriptions, &key)?,
        );
        Ok(now.is_none() && then.is_some())
    }

    fn now(&self, resource: Resource, key: &str) -> Result<Option<Fields>, Error> {
        self.store
            .as_of(self.run.run_id, self.domain_id, resource, key)
    }

    fn then(&self, resource: Resource, key: &str) -> Result<Option<Fields>, Error> {
        self.store
            .until(self.run.run_id, self.domain_id, resource, key)
    }

    /// Whether the run read a resource of the customer.
    fn reads(&self, resource: Resource) -> Result<bool, Error> {
        Ok(self.run.resources.contains(&resource)
            && !self
                .store
                .failed_in(self.run.run_id, self.domain_id, resource)?)
    }

    /// Whether a day, and so many days more, have come.
    fn is_past(&self, day: Option<&str>, more: i8) -> bool {
        let day = day.and_then(|day| day.parse::<Date>().ok());
        day.is_some_and(|day| day.saturating_add(jiff::Span::new().days(more)) <= self.run.as_of)
    }
}
