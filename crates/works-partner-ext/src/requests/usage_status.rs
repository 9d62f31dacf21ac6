//! How many users a customer may have, and when it ends.

use super::build;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::{own_domain, scheduled, start_date, withdrawn};
use jiff::civil::Date;
use works_partner_api::types::{
    UsageStatusRenewalCreate, UsageStatusRenewalUpdate, UsageStatusUpdate,
};
use works_partner_api::{Date as ApiDate, Nullable};

/// A change of how many users a customer may have, of its end, or of both. What is not mentioned
/// stays as it is.
///
/// ```
/// use works_partner_ext::requests::usage_status::UpdateUsageStatus;
///
/// let request = UpdateUsageStatus::new().max_members(10).no_end();
/// assert_eq!(
///     serde_json::to_value(request.body())?,
///     serde_json::json!({"maxMemberCount": 10, "withdrawalDate": null})
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-usage-status-patch>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateUsageStatus {
    max_members: Option<Nullable<u32>>,
    end: Option<Nullable<Date>>,
}

impl UpdateUsageStatus {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// At most so many users. A scheduled change of the maximum is deleted.
    #[must_use]
    pub fn max_members(mut self, count: u32) -> Self {
        self.max_members = Some(Nullable::Value(count));
        self
    }

    /// As many users as there are.
    #[must_use]
    pub fn no_max_members(mut self) -> Self {
        self.max_members = Some(Nullable::Null);
        self
    }

    /// The customer ends on this day. Before the day after its contracts end, that costs a penalty.
    #[must_use]
    pub fn end(mut self, date: Date) -> Self {
        self.end = Some(Nullable::Value(date));
        self
    }

    /// The customer does not end: an end that was set is removed.
    #[must_use]
    pub fn no_end(mut self) -> Self {
        self.end = Some(Nullable::Null);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        if let Some(Nullable::Value(end)) = self.end {
            own_domain::check(&own_domain::USAGE_PARTNER, facts, end, assessment);
        }
        if let Some(end) = &self.end {
            withdrawn::check(end.value(), facts, assessment);
        }
    }

    /// What is sent.
    pub fn body(&self) -> UsageStatusUpdate {
        build(
            UsageStatusUpdate::builder()
                .max_member_count(self.max_members.map(|count| map(count, i64::from)))
                .withdrawal_date(self.end.map(|end| map(end, ApiDate::from))),
        )
    }
}

/// A change of how many users a customer may have, on a later date.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::usage_status::CreateUsageStatusRenewal;
///
/// let request = CreateUsageStatusRenewal::new(date(2025, 2, 15)).max_members(100);
/// request.validate(&Facts::on(date(2024, 2, 15)))?;
/// assert!(request.validate(&Facts::on(date(2024, 2, 14))).is_err());
/// # Ok::<(), works_partner_ext::validation::Violations>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-usage-status-renewal-post>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateUsageStatusRenewal {
    date: Date,
    max_members: Option<Nullable<u32>>,
}

impl CreateUsageStatusRenewal {
    /// On this day.
    pub fn new(date: Date) -> Self {
        Self {
            date,
            max_members: None,
        }
    }

    /// At most so many users.
    #[must_use]
    pub fn max_members(mut self, count: u32) -> Self {
        self.max_members = Some(Nullable::Value(count));
        self
    }

    /// As many users as there are.
    #[must_use]
    pub fn no_max_members(mut self) -> Self {
        self.max_members = Some(Nullable::Null);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        scheduled::check_no_usage_renewal(facts, assessment);
        start_date::check_usage_renewal(self.date, facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> UsageStatusRenewalCreate {
        build(
            UsageStatusRenewalCreate::builder()
                .apply_date(self.date)
                .max_member_count(self.max_members.map(|count| map(count, i64::from))),
        )
    }
}

/// Another day for the change of how many users a customer may have. Nothing else about it can be
/// changed.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::requests::usage_status::UpdateUsageStatusRenewal;
///
/// let request = UpdateUsageStatusRenewal::new(date(2025, 2, 20));
/// assert_eq!(serde_json::to_string(&request.body())?, r#"{"applyDate":"2025-02-20"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-usage-status-renewal-patch>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateUsageStatusRenewal {
    date: Date,
}

impl UpdateUsageStatusRenewal {
    /// Moves it to this day.
    pub fn new(date: Date) -> Self {
        Self { date }
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        scheduled::check_one_usage_renewal(facts, assessment);
        start_date::check_usage_renewal(self.date, facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> UsageStatusRenewalUpdate {
        build(UsageStatusRenewalUpdate::builder().apply_date(self.date))
    }
}

fn map<T, U>(value: Nullable<T>, view: impl FnOnce(T) -> U) -> Nullable<U> {
    match value.into_value() {
        Some(value) => Nullable::Value(view(value)),
        None => Nullable::Null,
    }
}
