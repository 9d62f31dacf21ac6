//! Scheduled tasks for options: create, change, withdraw.
//!
//! The vendor's pages on creating and changing tasks were seen without their bodies, so the names
//! of what is sent are inferred; the rules are the pages' own.

use jiff::civil::Date;
use works_partner_api::types::{
    OptionProductId, OptionProductOrderCreate, OptionProductOrderType, OptionProductOrderUpdate,
    SubOptionId,
};

use super::build;
use crate::selection::Selection;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::quantity::Need;
use crate::validation::rules::{
    again, apply_date, edition, grace, in_trial, in_use, option_stage, pairing, product, quantity,
    scheduled, task_type, upgrade,
};
use crate::validation::warnings::{Given, Warning};

/// A task to schedule for an option.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::Selection;
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::option_orders::CreateOptionOrder;
///
/// let drive = Selection::new("DRV", "DRV01")?;
/// let task = CreateOptionOrder::apply(drive, date(2026, 12, 1));
///
/// // A paid subscription that ends on 30 November can have an option until the day after.
/// let facts = Facts::on(date(2026, 11, 3))
///     .product("STD")
///     .plan("MONTHLY")
///     .plan_end(date(2026, 11, 30));
/// task.validate(&facts)?;
///
/// let late = CreateOptionOrder::apply(Selection::new("DRV", "DRV01")?, date(2026, 12, 2));
/// let violations = late.validate(&facts).unwrap_err();
/// assert!(violations.to_string().contains("here 2026-11-04 to 2026-12-01"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-post>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateOptionOrder {
    task: OptionProductOrderType,
    option: OptionProductId,
    sub_option: Option<SubOptionId>,
    quantity: Option<u32>,
    date: Date,
}

impl CreateOptionOrder {
    fn new(task: OptionProductOrderType, selection: Selection, date: Date) -> Self {
        let (option, sub_option) = selection.into_parts();
        Self {
            sub_option: Some(sub_option),
            ..Self::of_option(task, option, date)
        }
    }

    fn of_option(task: OptionProductOrderType, option: OptionProductId, date: Date) -> Self {
        Self {
            task,
            option,
            sub_option: None,
            quantity: None,
            date,
        }
    }

    /// Adds an option.
    pub fn apply(selection: Selection, date: Date) -> Self {
        Self::new(OptionProductOrderType::Apply, selection, date)
    }

    /// Converts an option in trial to this paid sub-option.
    pub fn start_paid_service(selection: Selection, date: Date) -> Self {
        Self::new(OptionProductOrderType::StartPaidService, selection, date)
    }

    /// Upgrades an option to this sub-option.
    pub fn modify(selection: Selection, date: Date) -> Self {
        Self::new(OptionProductOrderType::Modify, selection, date)
    }

    /// Changes how many units of an option the customer has.
    pub fn change_quantity(option: impl Into<OptionProductId>, quantity: u32, date: Date) -> Self {
        Self::of_option(OptionProductOrderType::ChangeQuantity, option.into(), date)
            .quantity(quantity)
    }

    /// Cancels an option.
    pub fn cancel(option: impl Into<OptionProductId>, date: Date) -> Self {
        Self::of_option(OptionProductOrderType::Cancel, option.into(), date)
    }

    /// A task of another type, such as one that the vendor has added since this crate was made.
    pub fn other(
        task: impl Into<OptionProductOrderType>,
        option: impl Into<OptionProductId>,
        date: Date,
    ) -> Self {
        Self::of_option(task.into(), option.into(), date)
    }

    pub(crate) fn task(&self) -> &OptionProductOrderType {
        &self.task
    }

    pub(crate) fn option(&self) -> &OptionProductId {
        &self.option
    }

    pub(crate) fn chosen(&self) -> Option<&SubOptionId> {
        self.sub_option.as_ref()
    }

    /// How many units, for an option that is sold by quantity. Left out where not set.
    #[must_use]
    pub fn quantity(mut self, quantity: u32) -> Self {
        self.quantity = Some(quantity);
        self
    }

    /// The sub-option, where [`cancel`](Self::cancel), [`change_quantity`](Self::change_quantity) or
    /// [`other`](Self::other) is to name one.
    #[must_use]
    pub fn sub_option(mut self, sub_option: impl Into<SubOptionId>) -> Self {
        self.sub_option = Some(sub_option.into());
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let (task, option) = (&self.task, &self.option);
        let sub_option = self.sub_option.as_ref();
        grace::check(&grace::ORDER_GRACE, facts, assessment);
        task_type::check(task, option, assessment);
        scheduled::check_none_for_option(option, facts, assessment);
        pairing::check(&pairing::ORDER_PAIR, option, sub_option, assessment);
        match task {
            OptionProductOrderType::Apply => {
                in_use::check_not(&in_use::ORDER_APPLY_IN_USE, option, facts, assessment);
                again::check(&again::ORDER_AGAIN, option, self.date, facts, assessment);
                let rules = [&product::ORDER_PRODUCT, &edition::ORDER_EDITION];
                product::check(rules, option, sub_option, facts, assessment);
                option_stage::check_scheduled(sub_option, facts, assessment);
            }
            OptionProductOrderType::Cancel => {
                in_use::check(&in_use::ORDER_CANCEL_IN_USE, option, facts, assessment);
                option_stage::check_cancel(task, facts, assessment);
            }
            OptionProductOrderType::StartPaidService => {
                in_trial::check(&in_trial::ORDER_PAID_TRIAL, option, facts, assessment);
            }
            OptionProductOrderType::Modify => {
                let rules = [&upgrade::ORDER_MODIFY_IN_USE, &upgrade::ORDER_MODIFY_UP];
                upgrade::check(rules, option, sub_option, facts, assessment);
            }
            OptionProductOrderType::ChangeQuantity => {
                in_use::check(&in_use::ORDER_QUANTITY_IN_USE, option, facts, assessment);
            }
            _ => {}
        }
        quantity::check_task(task, option, self.quantity, assessment);
        apply_date::check(task, apply_date::CREATE_APPLY, self.date, facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> OptionProductOrderCreate {
        build(
            OptionProductOrderCreate::builder()
                .option_product_id(self.option.clone())
                .sub_option_id(self.sub_option.clone())
                .type_(self.task.clone())
                .quantity(self.quantity.map(|quantity| i64::from(quantity).into()))
                .apply_date(self.date),
        )
    }
}

/// A change to the scheduled task for an option. Which fields can be changed depends on the type of
/// the task; how is not documented, so that only the date is held against rules.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::requests::option_orders::UpdateOptionOrder;
///
/// let change = UpdateOptionOrder::new("DRV").date(date(2026, 12, 1));
/// assert_eq!(serde_json::to_value(change.body())?, serde_json::json!({"applyDate": "2026-12-01"}));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-patch>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateOptionOrder {
    option: OptionProductId,
    sub_option: Option<SubOptionId>,
    quantity: Option<u32>,
    date: Option<Date>,
}

impl UpdateOptionOrder {
    /// Changes nothing yet.
    pub fn new(option: impl Into<OptionProductId>) -> Self {
        Self {
            option: option.into(),
            sub_option: None,
            quantity: None,
            date: None,
        }
    }

    /// Another sub-option of the same option.
    #[must_use]
    pub fn sub_option(mut self, sub_option: impl Into<SubOptionId>) -> Self {
        self.sub_option = Some(sub_option.into());
        self
    }

    /// Another quantity.
    #[must_use]
    pub fn quantity(mut self, quantity: u32) -> Self {
        self.quantity = Some(quantity);
        self
    }

    /// Another day.
    #[must_use]
    pub fn date(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    pub(crate) fn option(&self) -> &OptionProductId {
        &self.option
    }

    pub(crate) fn chosen(&self) -> Option<&SubOptionId> {
        self.sub_option.as_ref()
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let (option, sub_option) = (&self.option, self.sub_option.as_ref());
        scheduled::check_one_for_option(option, facts, assessment);
        pairing::check(&pairing::ORDER_UPDATE_PAIR, option, sub_option, assessment);
        let rules = [
            &quantity::ORDER_UPDATE_QUANTITY,
            &quantity::ORDER_UPDATE_QUANTITY_MAXIMUM,
        ];
        quantity::check(rules, Need::Optional, option, self.quantity, assessment);
        if sub_option.is_some() || self.quantity.is_some() {
            task_type::check_changed(assessment);
        }
        let Some(task) = facts.option_order.this() else {
            return;
        };
        match (&task.kind, sub_option) {
            (OptionProductOrderType::Modify, Some(_)) => {
                let rules = [&upgrade::ORDER_UPDATE_UP, &upgrade::ORDER_UPDATE_UP];
                upgrade::check(rules, option, sub_option, facts, assessment);
            }
            (OptionProductOrderType::Apply, Some(sub_option)) => {
                let product = facts.product_to_be();
                edition::check(
                    &edition::ORDER_UPDATE_EDITION,
                    sub_option,
                    product,
                    assessment,
                );
            }
            _ => {}
        }
        if let Some(date) = self.date {
            apply_date::check(
                &task.kind,
                apply_date::UPDATE_APPLY,
                date,
                facts,
                assessment,
            );
        }
    }

    /// What is sent.
    pub fn body(&self) -> OptionProductOrderUpdate {
        build(
            OptionProductOrderUpdate::builder()
                .sub_option_id(self.sub_option.clone())
                .quantity(self.quantity.map(|quantity| i64::from(quantity).into()))
                .apply_date(self.date.map(Into::into)),
        )
    }
}

impl CreateOptionOrder {
    /// What it costs and what cannot be undone, as far as the vendor's pages and the facts say.
    pub fn warnings(&self, facts: &Facts) -> Vec<Warning> {
        let mut given = Given::default();
        given.task(self.task(), self.option(), self.chosen(), facts);
        given.into_list()
    }
}

impl UpdateOptionOrder {
    /// What it costs and what cannot be undone, as far as the vendor's pages and the facts say. It
    /// depends on the task that is scheduled: without that among the facts, nothing can be said.
    pub fn warnings(&self, facts: &Facts) -> Vec<Warning> {
        let mut given = Given::default();
        if let Some(task) = facts.option_order.this() {
            let sub_option = self.chosen().or(task.sub_option.as_ref());
            given.task(&task.kind, self.option(), sub_option, facts);
        }
        given.into_list()
    }
}
