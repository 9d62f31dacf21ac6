//! How many calls a sweep takes, at which rate, and for how long.

use std::time::Duration;

use serde::Serialize;

use crate::resource::Resource;

/// From this duration on, the vendor asks for half of the rate.
const LONG: Duration = Duration::from_secs(30 * 60);

/// What a sweep is about to do. Every operation has a rate limit of its own and they run side by side, so
/// the one with the most calls decides how long it takes.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/rate-limits>
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The customers that are still to be read.
    pub customers: u64,
    /// Calls by resource. Of reservations there is one a subscription, so at least as many as told here.
    pub calls: Vec<(Resource, u64)>,
    /// Calls of one operation a minute.
    pub per_minute: u32,
    /// Half of the limit, because it takes 30 minutes or more.
    pub is_half_rate: bool,
    /// The shortest time in which the limits allow it.
    pub duration: Duration,
}

impl Plan {
    pub(super) fn new(customers: u64, resources: &[Resource], limit: u32) -> Self {
        let calls: Vec<_> = resources
            .iter()
            .filter(|resource| **resource != Resource::Customers)
            .map(|resource| (*resource, customers))
            .collect();
        let most = calls
            .iter()
            .map(|(_, calls)| *calls)
            .max()
            .unwrap_or_default();
        let full = shortest(most, limit);
        let is_half_rate = full >= LONG;
        let per_minute = if is_half_rate {
            (limit / 2).max(1)
        } else {
            limit
        };
        Self {
            customers,
            duration: shortest(most, per_minute),
            calls,
            per_minute,
            is_half_rate,
        }
    }

    /// All calls together.
    pub fn total_calls(&self) -> u64 {
        self.calls.iter().map(|(_, calls)| calls).sum()
    }
}

/// A window's calls go out at its beginning, so the last window takes no time.
fn shortest(calls: u64, per_minute: u32) -> Duration {
    let windows = calls.saturating_sub(1) / u64::from(per_minute.max(1));
    Duration::from_secs(windows.saturating_mul(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_with_the_most_calls_decides() {
        let plan = |customers| Plan::new(customers, &[Resource::Customers, Resource::Options], 240);
        assert_eq!(plan(0).duration, Duration::ZERO);
        assert_eq!(plan(240).duration, Duration::ZERO);
        assert_eq!(plan(241).duration, Duration::from_secs(60));
        let long = plan(20_000);
        assert_eq!(
            (long.is_half_rate, long.per_minute, long.total_calls()),
            (true, 120, 20_000)
        );
        assert_eq!(long.duration, Duration::from_secs(166 * 60));
        assert!(!plan(5_000).is_half_rate);
    }
}
