//! Scheduled tasks for options: create, change, withdraw.
//!
//! The vendor's pages on creating and changing tasks were seen without their bodies, so the names
//! of what is sent are inferred; the rules are the pages' own.

use jiff::civil::Date;
use works_partner_api::types::{
    OptionProductId, OptionProductOrderCreate, OptionProductOrderType, OptionProductOrderUpdate,
    ProductId, SubOptionId, UnknownObject,
};

use super::{Validation, build, send};
use crate::catalog::{OptionProductIdExt, PlanExt, ProductIdExt, Quantity, Stage, SubOptionIdExt};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::reply::Reply;
use crate::selection::Selection;
use crate::validation::Rule;
use crate::validation::assessment::{ABSENT, Assessment, listed, shown};
use crate::validation::facts::{Facts, Known};
use crate::validation::rules::page;
use crate::validation::windows::{self, Edge, NEXT, When, Window};

const POST: &str = page!(en "partner-customer-option-product-orders-post");
const POST_JP: &str = page!(jp "partner-customer-option-product-orders-post");
const PATCH: &str = page!(en "partner-customer-option-product-orders-patch");
const PATCH_JP: &str = page!(jp "partner-customer-option-product-orders-patch");
const ADD_JP: &str = page!(jp "partner-customer-option-products-post");

const CREATE: [&str; 1] = ["create_option_product_order"];
const UPDATE: [&str; 1] = ["update_option_product_order"];
const BOTH: [&str; 2] = ["create_option_product_order", "update_option_product_order"];

crate::validation::rules::declare! {
    ORDER_GRACE: CREATE, "", "is not possible while the subscription is in the grace period after its trial", POST;
    ORDER_AGAIN: CREATE, "optionProductId", "an option of an annual contract that was cancelled can be taken again from the next month", POST;
    ORDER_TASK: CREATE, "type", "is a task that the option can have", PATCH_JP;
    ORDER_PRODUCT: CREATE, "optionProductId", "goes with the product of the subscription", ADD_JP;
    ORDER_EDITION: CREATE, "subOptionId", "is for the edition of the subscription's product", page!(en "partner-customer-option-product-orders-get");
    ORDER_ONE: CREATE, "optionProductId", "is an option that has no scheduled task", page!(jp "partner-customer-option-product-orders-get");
    ORDER_QUANTITY: CREATE, "quantity", "is given to apply for an option that is sold by quantity, and not for others", POST;
    ORDER_QUANTITY_MAXIMUM: CREATE, "quantity", "is at most what the option allows", POST_JP;
    ORDER_APPLY_TRIAL: CREATE, "subOptionId", "is a trial where the subscription is a trial that is not scheduled to go paid", POST;
    ORDER_APPLY_FREE: CREATE, "subOptionId", "is paid only where the free subscription is scheduled to go paid", POST;
    ORDER_CANCEL_IN_USE: CREATE, "optionProductId", "is in use where it is to be cancelled", POST;
    ORDER_CANCEL_TRIAL: CREATE, "type", "an option of a trial subscription is cancelled only where the subscription is scheduled to go paid", POST;
    ORDER_PAID_TRIAL: CREATE, "optionProductId", "is in trial where it is to go paid", POST;
    ORDER_MODIFY_UP: CREATE, "subOptionId", "is higher than the sub-option in use", POST_JP;
    ORDER_DATE: BOTH, "applyDate", "is a day that the situation of the subscription allows", PATCH;
    ORDER_DATE_APPLIED_FOR: BOTH, "applyDate", "is the day for which the subscription itself is applied for", POST;
    ORDER_DATE_SAME: CREATE, "applyDate", "is the day of what is scheduled for the subscription", POST;
    ORDER_DATE_TRIAL: UPDATE, "applyDate", "is from the next day to the end of the grace period, where a trial subscription is going paid", PATCH;
    ORDER_DATE_FREE: UPDATE, "applyDate", "is from the next day to 60 days later, where a free subscription is going paid", PATCH;
    ORDER_DATE_PAID: BOTH, "applyDate", "is from the next day to the day after the contract of the subscription ends", POST;
    ORDER_DATE_GOING_PAID: BOTH, "applyDate", "is the day on which the subscription goes paid", PATCH;
    ORDER_DATE_CANCEL: BOTH, "applyDate", "is from the next day to the day after the contract of the option ends", POST;
    ORDER_DATE_START: BOTH, "applyDate", "is from the next day to the day after the trial of the option ends", PATCH;
    ORDER_DATE_MODIFY: BOTH, "applyDate", "is from the next day to the day after the contract ends", PATCH;
    ORDER_DATE_QUANTITY: BOTH, "applyDate", "is the first day of next month", PATCH;
    ORDER_DATE_QUANTITY_END: BOTH, "applyDate", "is within the contract; in the last month of the contract the quantity cannot be changed", PATCH;
    ORDER_EXISTS: UPDATE, "", "there is a scheduled task for the option", PATCH;
}

const GOING_PAID: Window = Window::new(
    When::GoingPaid,
    Edge::BaseTask,
    Edge::BaseTask,
    &ORDER_DATE_GOING_PAID,
);
const APPLIED_FOR: Window = Window::new(
    When::AppliedFor,
    Edge::BaseTask,
    Edge::BaseTask,
    &ORDER_DATE_APPLIED_FOR,
);
const APPLY_PAID: Window = Window::new(
    When::Has(Stage::Paid),
    NEXT,
    Edge::BaseEnd(1),
    &ORDER_DATE_PAID,
);

/// The days that APPLY may name when a task is created.
const CREATE_APPLY: &[Window] = &[
    APPLIED_FOR,
    Window::new(
        When::Scheduled,
        Edge::BaseTask,
        Edge::BaseTask,
        &ORDER_DATE_SAME,
    ),
    APPLY_PAID,
];

/// The same when it is moved: then, the page gives the days that the subscription's own task may
/// move to, not the one that it has.
const UPDATE_APPLY: &[Window] = &[
    APPLIED_FOR,
    Window::new(
        When::GoingPaidFrom(Stage::Trial),
        NEXT,
        Edge::GraceEnd,
        &ORDER_DATE_TRIAL,
    ),
    Window::new(
        When::GoingPaidFrom(Stage::Free),
        NEXT,
        Edge::Today(60),
        &ORDER_DATE_FREE,
    ),
    APPLY_PAID,
];

const CANCEL: &[Window] = &[
    GOING_PAID,
    Window::new(
        When::Has(Stage::Paid),
        NEXT,
        Edge::OptionEnd(1),
        &ORDER_DATE_CANCEL,
    ),
];

const START_PAID_SERVICE: &[Window] = &[
    GOING_PAID,
    Window::new(
        When::Has(Stage::Paid),
        NEXT,
        Edge::OptionEnd(1),
        &ORDER_DATE_START,
    ),
];

const MODIFY: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::ContractEnd(1),
    &ORDER_DATE_MODIFY,
)];

const CHANGE_QUANTITY: &[Window] = &[
    Window::new(
        When::Always,
        Edge::FirstOfNextMonth,
        Edge::FirstOfNextMonth,
        &ORDER_DATE_QUANTITY,
    ),
    Window::new(
        When::Always,
        Edge::Open,
        Edge::ContractEnd(0),
        &ORDER_DATE_QUANTITY_END,
    ),
];

fn check_date(
    task: &OptionProductOrderType,
    apply: &[Window],
    date: Date,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let windows = match task {
        OptionProductOrderType::Apply => apply,
        OptionProductOrderType::Cancel => CANCEL,
        OptionProductOrderType::StartPaidService => START_PAID_SERVICE,
        OptionProductOrderType::Modify => MODIFY,
        OptionProductOrderType::ChangeQuantity => CHANGE_QUANTITY,
        _ => &[],
    };
    windows::check(windows, date, facts, &ORDER_DATE, assessment);
    if *task == OptionProductOrderType::ChangeQuantity {
        check_last_month(date, facts, assessment);
    }
}

/// Where a contract ends within a month, the last month of it may be read in two ways.
fn check_last_month(date: Date, facts: &Facts, assessment: &mut Assessment) {
    let ends = [
        facts.base.as_ref().and_then(|base| base.end),
        facts.option.this().and_then(|option| option.end),
    ];
    let Some(end) = ends.into_iter().flatten().max() else {
        return;
    };
    let month_long = end.checked_sub(jiff::Span::new().months(1)).ok();
    if end.tomorrow().is_ok_and(|after| after.day() != 1)
        && date <= end
        && month_long.is_some_and(|begin| facts.today.is_some_and(|today| today > begin))
    {
        assessment.unknown(
            &ORDER_DATE_QUANTITY_END,
            "which days are the last month of a contract that ends within a month is not documented",
        );
    }
}

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

    /// Holds the request against every documented rule.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        self.check_always(facts, &mut assessment);
        match self.task {
            OptionProductOrderType::Apply => self.check_apply(facts, &mut assessment),
            OptionProductOrderType::Cancel => self.check_cancel(facts, &mut assessment),
            OptionProductOrderType::StartPaidService => {
                self.check_start_paid_service(facts, &mut assessment)
            }
            OptionProductOrderType::Modify => self.check_modify(facts, &mut assessment),
            _ => {}
        }
        if self.task != OptionProductOrderType::Apply && self.quantity.is_some() {
            assessment.unknown(&ORDER_QUANTITY, "no page says so of tasks other than APPLY");
        }
        check_date(&self.task, CREATE_APPLY, self.date, facts, &mut assessment);
        assessment
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

    fn check_always(&self, facts: &Facts, assessment: &mut Assessment) {
        check_grace(&ORDER_GRACE, facts, assessment);
        let tasks = self.option.tasks();
        match tasks.and_then(|tasks| tasks.allows(&self.task)) {
            Some(true) => {}
            Some(false) => {
                let tasks = listed(tasks.map(|tasks| tasks.values));
                let here = format!("{} has {tasks}", self.option);
                assessment.broken_here(&ORDER_TASK, &self.task, &here);
            }
            None => assessment.unknown(&ORDER_TASK, "no page lists the tasks of this option"),
        }
        if matches!(facts.option_order, Known::This(_)) {
            assessment.unknown(
                &ORDER_ONE,
                "that an option has one task at most is not stated, only implied by the path",
            );
        }
    }

    fn check_apply(&self, facts: &Facts, assessment: &mut Assessment) {
        check_again(&ORDER_AGAIN, &self.option, self.date, facts, assessment);
        check_product(
            [&ORDER_PRODUCT, &ORDER_EDITION],
            &self.option,
            self.sub_option.as_ref(),
            facts,
            assessment,
        );
        check_quantity(
            [&ORDER_QUANTITY, &ORDER_QUANTITY_MAXIMUM],
            &self.option,
            self.quantity,
            true,
            assessment,
        );
        self.check_stage(facts, assessment);
    }

    /// Trial or paid, by what the subscription is and becomes.
    fn check_stage(&self, facts: &Facts, assessment: &mut Assessment) {
        let stage = self.sub_option.as_ref().and_then(SubOptionIdExt::stage);
        let value = shown(self.sub_option.as_ref());
        let going_paid = facts.is_going_paid();
        let reason = "whether the subscription is scheduled to go paid is unknown";
        match (facts.stage_in_use(), stage) {
            _ if facts.is_applied_for() == Some(true) => {}
            (Some(Stage::Paid), _)
            | (Some(Stage::Trial), Some(Stage::Trial))
            | (Some(_), Some(Stage::Free)) => {}
            (Some(Stage::Trial), Some(Stage::Paid)) => {
                assessment.require(&ORDER_APPLY_TRIAL, going_paid, value, reason);
            }
            (Some(Stage::Free), Some(Stage::Paid)) => {
                assessment.require(&ORDER_APPLY_FREE, going_paid, value, reason);
            }
            (Some(Stage::Free), Some(Stage::Trial)) => assessment.unknown(
                &ORDER_APPLY_FREE,
                "no page speaks of trial options with a free subscription",
            ),
            (Some(_), None) => assessment.unknown(
                &ORDER_APPLY_TRIAL,
                "no page says whether the sub-option is a trial",
            ),
            (None, _) => {
                assessment.unknown(&ORDER_APPLY_TRIAL, "what the subscription is, is unknown");
            }
        }
    }

    fn check_cancel(&self, facts: &Facts, assessment: &mut Assessment) {
        check_in_use(&ORDER_CANCEL_IN_USE, &self.option, facts, assessment);
        match facts.has_stage(Stage::Trial) {
            Some(false) => {}
            Some(true) => assessment.require(
                &ORDER_CANCEL_TRIAL,
                facts.is_going_paid(),
                &self.task,
                "whether the subscription is scheduled to go paid is unknown",
            ),
            None => {
                assessment.unknown(&ORDER_CANCEL_TRIAL, "what the subscription is, is unknown");
            }
        }
    }

    fn check_start_paid_service(&self, facts: &Facts, assessment: &mut Assessment) {
        check_in_trial(&ORDER_PAID_TRIAL, &self.option, facts, assessment);
    }

    /// An earlier edition of the page says so; the current one was not seen to its end.
    fn check_modify(&self, facts: &Facts, assessment: &mut Assessment) {
        let own = facts.option.this().map(|option| &option.sub_option);
        match (own, &self.sub_option) {
            (Some(own), Some(wanted)) if own.upgrades().contains(wanted) => {}
            (Some(_), Some(_)) => assessment.unknown(
                &ORDER_MODIFY_UP,
                "only an earlier edition of the page says so",
            ),
            _ => assessment.unknown(&ORDER_MODIFY_UP, "the sub-option in use is unknown"),
        }
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

    /// Holds the request against every documented rule.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        match &facts.option_order {
            Known::Nothing => assessment.broken(&ORDER_EXISTS, &self.option),
            Known::Unknown => {
                assessment.unknown(&ORDER_EXISTS, "what is scheduled for the option is unknown");
            }
            Known::This(task) => {
                if let Some(date) = self.date {
                    check_date(&task.kind, UPDATE_APPLY, date, facts, &mut assessment);
                }
            }
        }
        assessment
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

impl Client {
    /// Schedules a task for an option of a customer.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-post>
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use works_partner_ext::Selection;
    /// use works_partner_ext::requests::option_orders::CreateOptionOrder;
    ///
    /// let customer = "10000001".parse()?;
    /// let task = CreateOptionOrder::apply(Selection::new("ACV2", "ACV201")?, "2026-12-01".parse()?);
    /// client.create_option_order(customer, &task, &client.facts()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn create_option_order(
        &self,
        domain_id: DomainId,
        request: &CreateOptionOrder,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UnknownObject>, Error> {
        validation.into().check(request)?;
        send!(self.create_option_product_order(domain_id, body: request.body())).await
    }

    /// Changes the scheduled task for an option of a customer.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-patch>
    pub async fn update_option_order(
        &self,
        domain_id: DomainId,
        request: &UpdateOptionOrder,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UnknownObject>, Error> {
        validation.into().check(request)?;
        let option = super::path_option(&request.option)?;
        send!(self.update_option_product_order(
            domain_id, option_product_id: option, body: request.body()
        ))
        .await
    }

    /// Withdraws the scheduled task for an option of a customer.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-option-product-orders-delete>
    pub async fn delete_option_order(
        &self,
        domain_id: DomainId,
        option: impl Into<OptionProductId>,
    ) -> Result<Reply<()>, Error> {
        let option = super::path_option(&option.into())?;
        send!(self.delete_option_product_order(domain_id, option_product_id: option)).await
    }
}

/// Not in the grace period.
pub(crate) fn check_grace(rule: &'static Rule, facts: &Facts, assessment: &mut Assessment) {
    assessment.require(
        rule,
        facts.is_in_grace().map(|in_grace| !in_grace),
        "",
        "whether the subscription is in the grace period is unknown",
    );
}

/// Not in the month in which the option of an annual contract was cancelled.
pub(crate) fn check_again(
    rule: &'static Rule,
    option: &OptionProductId,
    date: Date,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let plan = facts.base.as_ref().and_then(|base| base.plan.as_ref());
    let annual = plan.and_then(PlanExt::is_annual);
    match (&facts.cancelled, annual) {
        (Known::Nothing, _) | (_, Some(false)) => {}
        (Known::This(cancelled), _) if date.first_of_month() > *cancelled => {}
        (Known::This(_), Some(true)) => assessment.broken(rule, option),
        (Known::This(_), None) => {
            assessment.unknown(rule, "whether the contract is annual is unknown");
        }
        (Known::Unknown, Some(true)) => {
            assessment.unknown(rule, "whether and when the option was cancelled is unknown");
        }
        (Known::Unknown, None) => assessment.unknown(
            rule,
            "when the option was cancelled, and whether the contract is annual, is unknown",
        ),
    }
}

/// The option goes with the product, and the sub-option with its edition.
pub(crate) fn check_product(
    [of_product, of_edition]: [&'static Rule; 2],
    option: &OptionProductId,
    sub_option: Option<&SubOptionId>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let product = facts.product_to_be();
    let products = option.products();
    match products
        .zip(product)
        .and_then(|(products, product)| products.allows(product))
    {
        Some(true) => {}
        Some(false) => {
            let products = listed(products.map(|products| products.values));
            let here = format!("{option} goes with {products}, not {}", shown(product));
            assessment.broken_here(of_product, option, &here);
        }
        None => assessment.unknown(
            of_product,
            "the product is unknown, or no page says whether the option goes with it",
        ),
    }
    if let Some(sub_option) = sub_option {
        check_edition(of_edition, sub_option, product, assessment);
    }
}

/// The sub-option is for the edition of the product.
pub(crate) fn check_edition(
    of_edition: &'static Rule,
    sub_option: &SubOptionId,
    product: Option<&ProductId>,
    assessment: &mut Assessment,
) {
    let Some(edition) = sub_option.edition() else {
        return;
    };
    match product.map(ProductIdExt::edition) {
        Some(Some(own)) if own == edition => {}
        Some(Some(own)) => {
            let here = format!("{} is not for {own:?}", sub_option.label());
            assessment.broken_here(of_edition, sub_option, &here);
        }
        // A product without edition does not go with the option at all, which is said above.
        Some(None) => {}
        None => assessment.unknown(of_edition, "the product is unknown"),
    }
}

/// A quantity where there has to be one. Whether the maxima hold outside of APPLY is not documented.
pub(crate) fn check_quantity(
    [of_presence, of_maximum]: [&'static Rule; 2],
    option: &OptionProductId,
    quantity: Option<u32>,
    maximum_holds: bool,
    assessment: &mut Assessment,
) {
    match (option.quantity(), quantity) {
        (Some(Quantity::UpTo(_)), None) => {
            let here = format!("{option} is sold by quantity");
            assessment.broken_here(of_presence, ABSENT, &here);
        }
        (Some(Quantity::UpTo(_)), Some(0)) => {
            assessment.unknown(of_presence, "no page names a minimum");
        }
        (Some(Quantity::UpTo(maximum)), Some(quantity)) if quantity > maximum => {
            if maximum_holds {
                let here = format!("{maximum} for {option}");
                assessment.broken_here(of_maximum, quantity, &here);
            } else {
                assessment.unknown(of_maximum, "the maxima stand on another page");
            }
        }
        (Some(Quantity::UpTo(_)), Some(_)) => {}
        (Some(Quantity::Null | Quantity::NullOrOne), None) => {}
        (Some(Quantity::NullOrOne), Some(1)) => {
            assessment.unknown(of_presence, "responses say 1 for this option");
        }
        (Some(Quantity::Null | Quantity::NullOrOne), Some(quantity)) => {
            let here = format!("{option} is not sold by quantity");
            assessment.broken_here(of_presence, quantity, &here);
        }
        (None, _) => assessment.unknown(of_presence, "no page lists the option"),
    }
}

pub(crate) fn check_in_use(
    rule: &'static Rule,
    option: &OptionProductId,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let in_use = match facts.option {
        Known::Unknown => None,
        Known::Nothing => Some(false),
        Known::This(_) => Some(true),
    };
    assessment.require(
        rule,
        in_use,
        option,
        "whether the option is in use is unknown",
    );
}

pub(crate) fn check_in_trial(
    rule: &'static Rule,
    option: &OptionProductId,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let in_trial = match &facts.option {
        Known::Unknown => None,
        Known::Nothing => Some(false),
        Known::This(option) => option.stage().map(|stage| stage == Stage::Trial),
    };
    assessment.require(
        rule,
        in_trial,
        option,
        "whether the option is in trial is unknown",
    );
}
