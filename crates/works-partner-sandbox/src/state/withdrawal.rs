//! The end of a customer.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::{Customer, Resource, State};
use crate::json::{set, text};

impl State {
    /// Ends a customer on a day: it is gone, or where it ever had an app that is charged for
    /// afterwards, it is suspended until that is charged for. Tells whether it is still there.
    pub(crate) fn withdraw(&mut self, domain_id: i64, day: Date) -> bool {
        let Some(customer) = self.customer_mut(domain_id) else {
            return false;
        };
        let is_suspended = customer.facts.had_paid_app && !customer.is_withdrawn();
        if is_suspended {
            customer.suspend(domain_id, day);
        } else {
            self.remember_ids();
            self.remove_customer(domain_id);
        }
        is_suspended
    }
}

impl Customer {
    /// Whether the customer has ended, and is there only until its last bill.
    pub(crate) fn is_withdrawn(&self) -> bool {
        let status = self.get(Resource::UsageStatus);
        status.and_then(|status| text(status, "status")) == Some("SUSPENDED_WITHDRAWAL")
    }

    fn suspend(&mut self, domain_id: i64, day: Date) {
        // What it has one of is about itself; the rest is what it bought.
        let bought = Resource::ALL
            .into_iter()
            .filter(|kind| kind.id_member().is_some());
        for products in bought {
            self.retain(products, |_| false);
        }
        self.facts.grace_end_dates.clear();
        self.facts.billing_days.clear();
        self.show_line_works_product();
        if self.get(Resource::UsageStatus).is_none() {
            self.put(Resource::UsageStatus, json!({"domainId": domain_id}));
        }
        if let Some(status) = self.get_mut(Resource::UsageStatus) {
            set(status, "status", "SUSPENDED_WITHDRAWAL");
            set(status, "withdrawalDate", json!(gone_on(day)));
            if let Some(members) = status.as_object_mut() {
                members.shift_remove("renewal");
            }
        }
    }
}

/// The 2nd of the next month, or from the 25th to the 1st, the 2nd of the month after the next. So the
/// Japanese page; the span is taken to be one, and its months to be counted from the 25th.
fn gone_on(day: Date) -> Date {
    let months = if day.day() < 25 { 1 } else { 2 };
    day.first_of_month()
        .saturating_add(months.months())
        .saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_ends_from_the_25th_to_the_1st_is_gone_a_month_later() {
        for (day, gone) in [
            ("2027-01-02", "2027-02-02"),
            ("2027-01-24", "2027-02-02"),
            ("2027-01-25", "2027-03-02"),
            ("2027-01-31", "2027-03-02"),
            ("2027-02-01", "2027-03-02"),
            ("2027-11-25", "2028-01-02"),
            ("2027-12-31", "2028-02-02"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!(gone_on(day).to_string(), gone, "{day}");
        }
    }
}
