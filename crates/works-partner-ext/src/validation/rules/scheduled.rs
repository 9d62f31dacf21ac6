//! What is scheduled already decides what can be scheduled, changed or ended.

use works_partner_api::types::{OptionProductId, SubscriptionReservationType};

use super::{declare, page};
use crate::validation::assessment::Assessment;
use crate::validation::facts::{Facts, Known};

declare! {
    ORDER_ONE: ["create_option_product_order"], "optionProductId", "is an option that has no scheduled task", page!(jp "partner-customer-option-product-orders-get");
    ORDER_EXISTS: ["update_option_product_order"], "", "there is a scheduled task for the option", page!(en "partner-customer-option-product-orders-patch");
    RESERVATION_ONE: ["create_subscription_reservation"], "", "a subscription has one scheduled task at most", page!(en "partner-customer-subscriptions-reservation-create");
    RESERVATION_EXISTS: ["update_subscription_reservation"], "", "there is a scheduled task for the subscription", page!(en "partner-customer-subscriptions-reservation-patch");
    USAGE_RENEWAL_ONE: ["create_usage_status_renewal"], "", "one change of how many users a customer may have is scheduled at most", page!(en "partner-customer-usage-status-renewal-post");
    USAGE_RENEWAL_EXISTS: ["update_usage_status_renewal"], "", "there is a scheduled change of how many users the customer may have", page!(en "partner-customer-usage-status-renewal-patch");
    SUBSCRIPTION_DELETE: ["delete_subscription"], "", "is not possible while START_PAID_SERVICE is scheduled", page!(jp "partner-customer-subscriptions-delete");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    let option = OptionProductId::Drv;
    let cancelled = Task {
        kind: OptionProductOrderType::Cancel,
        date: None,
        product: None,
        sub_option: None,
    };
    let taken = Facts {
        option_order: Known::This(cancelled),
        ..Facts::new()
    };
    Example::of(&ORDER_ONE)
        .allows(|found| check_none_for_option(&option, &Facts::new().no_option_order(), found))
        .refuses(|found| check_none_for_option(&option, &taken, found))
}

/// Nothing is scheduled for the option. That it has one task at most is implied by the path.
pub(crate) fn check_none_for_option(
    option: &OptionProductId,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    match &facts.option_order {
        Known::Nothing => {}
        Known::This(task) => {
            let here = format!(
                "{} is scheduled{}, see get_option_product_order: change it with \
                 update_option_product_order, or withdraw it with delete_option_product_order",
                task.kind,
                on(task.date)
            );
            assessment.broken_here(&ORDER_ONE, option, &here);
        }
        Known::Unknown => {
            assessment.unknown(&ORDER_ONE, "what is scheduled for the option is unknown");
        }
    }
}

/// Something is scheduled for the option.
pub(crate) fn check_one_for_option(
    option: &OptionProductId,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    assessment.require_here(
        &ORDER_EXISTS,
        facts.option_order.is_there(),
        option,
        || "none is scheduled, see get_option_product_order",
        "what is scheduled for the option is unknown",
    );
}

/// Nothing is scheduled for the subscription.
pub(crate) fn check_none_for_subscription(facts: &Facts, assessment: &mut Assessment) {
    match &facts.reservation {
        Known::Nothing => {}
        Known::This(task) => {
            let here = format!(
                "{} is scheduled{}, see get_subscription_reservation: move it with \
                 update_subscription_reservation, or withdraw it with \
                 delete_subscription_reservation",
                task.kind,
                on(task.date)
            );
            assessment.broken_here(&RESERVATION_ONE, "", &here);
        }
        Known::Unknown => assessment.unknown(
            &RESERVATION_ONE,
            "whether another task is scheduled is unknown",
        ),
    }
}

/// Something is scheduled for the subscription.
pub(crate) fn check_one_for_subscription(facts: &Facts, assessment: &mut Assessment) {
    assessment.require_here(
        &RESERVATION_EXISTS,
        facts.reservation.is_there(),
        "",
        || "none is scheduled, see get_subscription_reservation",
        "what is scheduled for the subscription is unknown",
    );
}

/// No change of how many users the customer may have is scheduled. That there is one at most is implied
/// by the path.
pub(crate) fn check_no_usage_renewal(facts: &Facts, assessment: &mut Assessment) {
    match &facts.usage_renewal {
        Known::Nothing => {}
        Known::This(date) => {
            let here = format!(
                "one is scheduled{}, see get_usage_status: move it with update_usage_status_renewal, \
                 or withdraw it with delete_usage_status_renewal",
                on(*date)
            );
            assessment.broken_here(&USAGE_RENEWAL_ONE, "", &here);
        }
        Known::Unknown => assessment.unknown(
            &USAGE_RENEWAL_ONE,
            "whether another change is scheduled is unknown",
        ),
    }
}

/// A change of how many users the customer may have is scheduled.
pub(crate) fn check_one_usage_renewal(facts: &Facts, assessment: &mut Assessment) {
    assessment.require_here(
        &USAGE_RENEWAL_EXISTS,
        facts.usage_renewal.is_there(),
        "",
        || "none is scheduled, see get_usage_status",
        "whether a change is scheduled is unknown",
    );
}

/// A subscription that is to go paid is not deleted.
pub(crate) fn check_delete(facts: &Facts, assessment: &mut Assessment) {
    let holds = match &facts.reservation {
        Known::Unknown => None,
        Known::Nothing => Some(true),
        Known::This(task) => Some(task.kind != SubscriptionReservationType::StartPaidService),
    };
    assessment.require_here(
        &SUBSCRIPTION_DELETE,
        holds,
        "",
        || {
            "it is scheduled, see get_subscription_reservation: withdraw it with \
             delete_subscription_reservation"
        },
        "what is scheduled for the subscription is unknown",
    );
}

fn on(date: Option<jiff::civil::Date>) -> String {
    date.map_or_else(String::new, |date| format!(" for {date}"))
}
