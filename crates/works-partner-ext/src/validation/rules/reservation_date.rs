//! The days on which the scheduled task for a subscription can take effect.

use super::{declare, page};
use crate::catalog::Stage;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::windows;
use crate::validation::windows::{Edge, NEXT, When, Window};
use jiff::civil::Date;
use works_partner_api::types::SubscriptionReservationType;

declare! {
    RESERVATION_DATE: ["create_subscription_reservation", "update_subscription_reservation"], "applyDate", "is a day that the task and the subscription allow", page!(en "partner-customer-subscriptions-reservation-create");
    RESERVATION_DATE_TRIAL: ["create_subscription_reservation", "update_subscription_reservation"], "applyDate", "is up to the end of the grace period where a trial goes paid", page!(en "partner-customer-subscriptions-reservation-create");
    RESERVATION_DATE_FREE: ["create_subscription_reservation", "update_subscription_reservation"], "applyDate", "is from the next day to 60 days later where a free subscription goes paid", page!(jp "partner-customer-subscriptions-reservation-patch");
    RESERVATION_DATE_LICENSES: ["create_subscription_reservation", "update_subscription_reservation"], "applyDate", "is from the next day to the end of the contract", page!(en "partner-customer-subscriptions-reservation-create");
    RESERVATION_DATE_CANCEL: ["create_subscription_reservation", "update_subscription_reservation"], "applyDate", "is from the next day to the day after the contract ends", page!(en "partner-customer-subscriptions-reservation-create");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let facts = Facts::on(date(2026, 11, 3)).product("FR");
    let task = SubscriptionReservationType::StartPaidService;
    Example::of(&RESERVATION_DATE_FREE)
        .allows(|found| check(&task, date(2027, 1, 2), &facts, found))
        .refuses(|found| check(&task, date(2027, 1, 3), &facts, found))
}

const START_PAID_SERVICE: &[Window] = &[
    Window::new(
        When::Has(Stage::Trial),
        Edge::Open,
        Edge::GraceEnd,
        &RESERVATION_DATE_TRIAL,
    ),
    Window::new(
        When::Has(Stage::Free),
        NEXT,
        Edge::Today(60),
        &RESERVATION_DATE_FREE,
    ),
];

const ADD_LICENSE: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::BaseEnd(0),
    &RESERVATION_DATE_LICENSES,
)];

const CANCEL: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::BaseEnd(1),
    &RESERVATION_DATE_CANCEL,
)];

pub(crate) fn check(
    kind: &SubscriptionReservationType,
    date: Date,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let windows = match kind {
        SubscriptionReservationType::StartPaidService => START_PAID_SERVICE,
        SubscriptionReservationType::AddLicense => ADD_LICENSE,
        SubscriptionReservationType::Cancel => CANCEL,
        _ => &[],
    };
    windows::check(windows, date, facts, &RESERVATION_DATE, assessment);
    let starts_early = *kind == SubscriptionReservationType::StartPaidService
        && facts.has_stage(Stage::Trial) == Some(true)
        && facts.today.is_none_or(|today| date <= today);
    if starts_early {
        assessment.unknown(
            &RESERVATION_DATE_TRIAL,
            "from which day on a trial may go paid is not documented, or today's date is unknown",
        );
    }
}
