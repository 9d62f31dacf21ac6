//! The days on which a scheduled task for an option can take effect.

use super::{declare, page};
use crate::catalog::Stage;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::windows;
use crate::validation::windows::{Edge, NEXT, When, Window};
use jiff::civil::Date;
use works_partner_api::types::OptionProductOrderType;

declare! {
    ORDER_DATE: ["create_option_product_order", "update_option_product_order"], "applyDate", "is a day that the situation of the subscription allows", page!(en "partner-customer-option-product-orders-patch");
    ORDER_DATE_APPLIED_FOR: ["create_option_product_order", "update_option_product_order"], "applyDate", "is the day for which the subscription itself is applied for", page!(en "partner-customer-option-product-orders-post");
    ORDER_DATE_SAME: ["create_option_product_order"], "applyDate", "is the day of what is scheduled for the subscription", page!(en "partner-customer-option-product-orders-post");
    ORDER_DATE_TRIAL: ["update_option_product_order"], "applyDate", "is from the next day to the end of the grace period, where a trial subscription is going paid", page!(en "partner-customer-option-product-orders-patch");
    ORDER_DATE_FREE: ["update_option_product_order"], "applyDate", "is from the next day to 60 days later, where a free subscription is going paid", page!(en "partner-customer-option-product-orders-patch");
    ORDER_DATE_PAID: ["create_option_product_order", "update_option_product_order"], "applyDate", "is from the next day to the day after the contract of the subscription ends", page!(en "partner-customer-option-product-orders-post");
    ORDER_DATE_GOING_PAID: ["create_option_product_order", "update_option_product_order"], "applyDate", "is the day on which the subscription goes paid", page!(en "partner-customer-option-product-orders-patch");
    ORDER_DATE_CANCEL: ["create_option_product_order", "update_option_product_order"], "applyDate", "is from the next day to the day after the contract of the option ends", page!(en "partner-customer-option-product-orders-post");
    ORDER_DATE_START: ["create_option_product_order", "update_option_product_order"], "applyDate", "is from the next day to the day after the trial of the option ends", page!(en "partner-customer-option-product-orders-patch");
    ORDER_DATE_MODIFY: ["create_option_product_order", "update_option_product_order"], "applyDate", "is from the next day to the day after the contract ends", page!(en "partner-customer-option-product-orders-patch");
    ORDER_DATE_QUANTITY: ["create_option_product_order", "update_option_product_order"], "applyDate", "is the first day of next month", page!(en "partner-customer-option-product-orders-patch");
    ORDER_DATE_QUANTITY_END: ["create_option_product_order", "update_option_product_order"], "applyDate", "is within the contract; in the last month of the contract the quantity cannot be changed", page!(en "partner-customer-option-product-orders-patch");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = Facts::on(date(2026, 11, 3)).plan_end(date(2027, 3, 31));
    let task = OptionProductOrderType::ChangeQuantity;
    Example::of(&ORDER_DATE_QUANTITY)
        .allows(|found| check(&task, CREATE_APPLY, date(2026, 12, 1), &facts, found))
        .refuses(|found| check(&task, CREATE_APPLY, date(2026, 12, 2), &facts, found))
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
pub(crate) const CREATE_APPLY: &[Window] = &[
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
pub(crate) const UPDATE_APPLY: &[Window] = &[
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

pub(crate) fn check(
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
