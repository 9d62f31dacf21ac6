//! Lets days pass: carries out what falls due, day by day; on each day, subscriptions before options.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;
use works_partner_api::types::ProductId;

use super::lifecycle::{NewOption, Terms};
use super::{Contract, Customer, Resource, State};
use crate::catalog;
use crate::json::{date, integer, set, text};

impl State {
    /// Carries out what falls due after one day and up to another.
    pub(super) fn pass(&mut self, after: Date, until: Date) {
        let mut last = (after, i64::MAX);
        loop {
            // What is carried out can bring about what falls due later.
            self.close();
            let Some(due) = self.registry.next_due(last, until) else {
                break;
            };
            let (day, domain_id) = due;
            self.carry_out(domain_id, day);
            last = due;
        }
    }

    fn carry_out(&mut self, domain_id: i64, day: Date) {
        let Some(customer) = self.customer_mut(domain_id) else {
            return;
        };
        customer.change_maximum(day);
        let applications = customer.take_due(Resource::SubscriptionPreOrder, day);
        for application in applications {
            let subscription_id = self.next_subscription_id();
            if let Some(customer) = self.customer_mut(domain_id) {
                customer.begin_applied_for(domain_id, subscription_id, &application, day);
            }
        }
        if let Some(customer) = self.customer_mut(domain_id) {
            customer.carry_out_reservations(day);
            customer.end_contracts(day);
            customer.end_grace(day);
            customer.carry_out_option_orders(day);
            customer.end_options(day);
        }
        if self.withdrawal_date(domain_id) == Some(day) {
            self.withdraw(domain_id, day);
        }
    }

    fn withdrawal_date(&self, domain_id: i64) -> Option<Date> {
        let status = self.customer(domain_id)?.get(Resource::UsageStatus)?;
        date(status, "withdrawalDate")
    }
}

impl Customer {
    /// Takes the tasks of a day out of their list.
    fn take_due(&mut self, kind: Resource, day: Date) -> Vec<Value> {
        let is_due = |task: &Value| date(task, "applyDate") == Some(day);
        let due = self.all(kind).iter().filter(|task| is_due(task)).cloned();
        let due = due.collect();
        self.retain(kind, |task| !is_due(task));
        due
    }

    fn change_maximum(&mut self, day: Date) {
        let Some(status) = self.get_mut(Resource::UsageStatus) else {
            return;
        };
        let is_due = |renewal: &&Value| date(renewal, "applyDate") == Some(day);
        let Some(renewal) = status.get("renewal").filter(is_due) else {
            return;
        };
        let maximum = renewal.get("maxMemberCount").cloned();
        set(status, "maxMemberCount", maximum.unwrap_or_default());
        if let Some(members) = status.as_object_mut() {
            members.shift_remove("renewal");
        }
    }

    /// Begins a subscription that was applied for, and gives the tasks for its options its id.
    fn begin_applied_for(
        &mut self,
        domain_id: i64,
        subscription_id: i64,
        application: &Value,
        day: Date,
    ) {
        let product = text(application, "productId")
            .unwrap_or(ProductId::Std.as_str())
            .to_owned();
        let terms = Terms {
            plan: text(application, "plan")
                .unwrap_or_else(|| catalog::default_plan(&product))
                .to_owned(),
            license_count: integer(application, "licenseCount"),
            product,
        };
        for order in self.all_mut(Resource::OptionProductOrder) {
            let option = text(order, "optionProductId").unwrap_or_default();
            if order.get("subscriptionId") == Some(&Value::Null)
                && catalog::family_of_option(option) == catalog::family(&terms.product)
            {
                set(order, "subscriptionId", subscription_id);
            }
        }
        self.add_subscription(domain_id, subscription_id, &terms, day);
    }

    fn carry_out_reservations(&mut self, day: Date) {
        let due = self.contracts().filter(|contract| {
            contract
                .task
                .as_ref()
                .is_some_and(|it| it.date == Some(day))
        });
        for contract in due.collect::<Vec<_>>() {
            let id = contract.subscription_id;
            let Some(task) = self.find(Resource::SubscriptionReservation, id).cloned() else {
                continue;
            };
            match text(&task, "type") {
                Some("START_PAID_SERVICE") => {
                    self.remove(Resource::SubscriptionReservation, id);
                    self.go_paid(&contract, &task, day);
                }
                Some("ADD_LICENSE") => {
                    self.remove(Resource::SubscriptionReservation, id);
                    let added = integer(&task, "licenseCount").unwrap_or(0);
                    let count = contract.license_count.unwrap_or(0).saturating_add(added);
                    if let Some(body) = self.find_mut(Resource::Subscription, id) {
                        set(body, "licenseCount", count);
                        // What is renewed unchanged is renewed with as many.
                        if let Some(renewal) = body.get_mut("renewal")
                            && text(renewal, "type") == Some("STAY")
                        {
                            set(renewal, "licenseCount", count);
                        }
                    }
                }
                Some("CANCEL") => self.end_subscription(id, day),
                _ => {}
            }
        }
    }

    /// A subscription goes paid on its day, and options in trial that have no task of their own with
    /// it.
    fn go_paid(&mut self, contract: &Contract, task: &Value, day: Date) {
        let product = contract_product(contract, task);
        let terms = Terms {
            plan: text(task, "plan")
                .unwrap_or_else(|| catalog::default_plan(&product))
                .to_owned(),
            license_count: integer(task, "licenseCount"),
            product,
        };
        let options: Vec<(String, String)> = self
            .all(Resource::OptionProduct)
            .iter()
            .filter(|body| integer(body, "subscriptionId") == Some(contract.subscription_id))
            .filter_map(|body| {
                let sub_option = text(body, "subOptionId").filter(|sub| catalog::is_trial(sub))?;
                Some((
                    text(body, "optionProductId")?.to_owned(),
                    sub_option.to_owned(),
                ))
            })
            .filter(|(option, _)| {
                self.find(Resource::OptionProductOrder, option.as_str())
                    .is_none()
            })
            .collect();
        self.start_paid_terms(contract.subscription_id, &terms, day);
        for (option, sub_option) in options {
            self.renew_option(
                &option,
                Some(catalog::paid_sub_option(&sub_option)),
                None,
                day,
            );
        }
    }

    /// Contracts whose last day was the day before are renewed, or end; trials are suspended.
    fn end_contracts(&mut self, day: Date) {
        let ended = self
            .contracts()
            .filter(|contract| contract.end.map(day_after) == Some(day));
        for contract in ended.collect::<Vec<_>>() {
            let id = contract.subscription_id;
            if contract.is_trial() {
                if let Some(body) = self.find_mut(Resource::Subscription, id) {
                    set(body, "status", "SUSPENDED_TRIALEND");
                }
            } else if contract.is_paid() {
                let renewal = self
                    .find(Resource::Subscription, id)
                    .and_then(|body| body.get("renewal"))
                    .cloned()
                    .unwrap_or_default();
                match text(&renewal, "type") {
                    Some("CANCEL") => self.end_subscription(id, day),
                    Some("CHANGE") => {
                        let plan = text(&renewal, "plan").unwrap_or(&contract.plan);
                        let keeps_licenses = plan == contract.plan || catalog::is_by_license(plan);
                        let terms = Terms {
                            product: contract_product(&contract, &renewal),
                            plan: plan.to_owned(),
                            license_count: integer(&renewal, "licenseCount")
                                .or(contract.license_count.filter(|_| keeps_licenses)),
                        };
                        self.renew_subscription(id, &terms, day);
                    }
                    _ => {
                        let terms = Terms {
                            product: contract.product,
                            plan: contract.plan,
                            license_count: integer(&renewal, "licenseCount")
                                .or(contract.license_count),
                        };
                        self.renew_subscription(id, &terms, day);
                    }
                }
            }
        }
    }

    /// Trials whose grace ended the day before are cancelled.
    fn end_grace(&mut self, day: Date) {
        let ended: Vec<i64> = self
            .contracts()
            .filter(|contract| {
                contract.is_trial() && contract.grace_end.map(day_after) == Some(day)
            })
            .map(|contract| contract.subscription_id)
            .collect();
        for id in ended {
            self.end_subscription(id, day);
        }
    }

    fn carry_out_option_orders(&mut self, day: Date) {
        let is_due = |task: &&Value| date(task, "applyDate") == Some(day);
        let due = self.all(Resource::OptionProductOrder).iter().filter(is_due);
        for order in due.cloned().collect::<Vec<_>>() {
            let (Some(option), Some(kind)) =
                (text(&order, "optionProductId"), text(&order, "type"))
            else {
                continue;
            };
            let sub_option = text(&order, "subOptionId");
            let quantity = integer(&order, "quantity");
            match kind {
                "APPLY" => {
                    // The subscription may have changed, or its task been moved, since this one was added.
                    let can_begin = |base: &Contract| {
                        let is_trial = sub_option.is_some_and(catalog::is_trial);
                        catalog::goes_with(option, &base.product) && (base.is_paid() || is_trial)
                    };
                    if let Some(base) = self.base_in_use(option).filter(can_begin) {
                        let new = NewOption {
                            option,
                            sub_option: sub_option.unwrap_or_default(),
                            quantity,
                            applied_time: format!("{day}T00:00:00.000Z"),
                        };
                        self.add_option(&base, new, day);
                    }
                }
                "CANCEL" => self.end_option(option, day),
                "START_PAID_SERVICE" => {
                    let paid = sub_option.map(catalog::paid_sub_option);
                    if self.base_in_use(option).is_none_or(|base| base.is_paid()) {
                        self.renew_option(option, paid, quantity, day);
                    }
                }
                "CHANGE_QUANTITY" | "MODIFY" => {
                    if let Some(body) = self.find_mut(Resource::OptionProduct, option) {
                        if let Some(sub_option) = sub_option {
                            set(body, "subOptionId", sub_option);
                        }
                        if let Some(quantity) = quantity {
                            set(body, "quantity", quantity);
                        }
                    }
                }
                _ => continue,
            }
            self.remove(Resource::OptionProductOrder, option);
        }
    }

    /// Options whose last day was the day before are renewed, or end.
    fn end_options(&mut self, day: Date) {
        let ended = |body: &&Value| date(body, "planEndDate").map(day_after) == Some(day);
        let bodies = self.all(Resource::OptionProduct).iter().filter(ended);
        for body in bodies.cloned().collect::<Vec<_>>() {
            let Some(option) = text(&body, "optionProductId") else {
                continue;
            };
            let Some(base) = self.base_in_use(option) else {
                continue;
            };
            if text(&body, "subOptionId").is_some_and(catalog::is_trial) {
                // With a base in trial, it has the grace that its base has.
                if base.is_paid() {
                    self.remove(Resource::OptionProduct, option);
                    self.remove(Resource::OptionProductRenewal, option);
                }
            } else if catalog::lasts_a_month(option) {
                self.remove(Resource::OptionProduct, option);
            } else {
                let renewal = self
                    .find(Resource::OptionProductRenewal, option)
                    .cloned()
                    .unwrap_or_default();
                match text(&renewal, "type") {
                    Some("CANCEL") => self.end_option(option, day),
                    Some("CHANGE") => {
                        let sub_option = text(&renewal, "subOptionId");
                        let quantity = integer(&renewal, "quantity");
                        self.renew_option(option, sub_option, quantity, day);
                    }
                    _ => self.renew_option(option, None, None, day),
                }
            }
        }
    }
}

/// The product that a task or a renewal names, or the paid one that there is.
fn contract_product(contract: &Contract, change: &Value) -> String {
    text(change, "productId")
        .unwrap_or_else(|| catalog::paid_product(&contract.product))
        .to_owned()
}

fn day_after(day: Date) -> Date {
    day.saturating_add(1.day())
}
