//! The demo: the vendor's examples, and invented customers that show everything else.

mod contracts;
mod customers;
mod generated;
mod tasks;
mod wild;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::clock::Clock;
use crate::state::State;

impl State {
    /// [`demo_on`](Self::demo_on) the present day in Japan, by the system's clock.
    pub fn demo() -> Self {
        Self::demo_on(Clock::default().today())
    }

    /// Customers 10000001 to 10000036 and 10000101, invented for trying things out.
    ///
    /// The first two hold the examples of the vendor's pages. Together they show every option whose
    /// sub-options are listed, every documented sub-option and every type of task, with the
    /// subscriptions and options that those are about; trials that end in 3, 7, 14 and 25 days or have
    /// ended; renewals of each type; applications and scheduled changes of subscriptions; options with
    /// nothing scheduled.
    ///
    /// All days but those of the vendor's examples are relative to `day`, and such that each task could
    /// have been scheduled on it. All values are ones that the document lists.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use works_partner_sandbox::{Resource, State};
    ///
    /// let state = State::demo_on(date(2026, 11, 28));
    /// let trial = &state.all(10000027, Resource::Subscription).unwrap()[0];
    /// assert_eq!(trial["planEndDate"], "2026-12-01");
    /// ```
    pub fn demo_on(day: Date) -> Self {
        let days = Days { today: day };
        let mut state = Self::empty();
        tasks::add_to(&mut state, days);
        contracts::add_to(&mut state, days);
        customers::add_to(&mut state, days);
        state
    }

    /// So many invented customers, for trying things out at size: their ids begin at 20000001.
    ///
    /// They vary in name, product, contract, options and tasks; there are trials that end soon or have ended,
    /// applications, and names that careless programs stumble over. All values are ones that the document
    /// lists, and each task could have been scheduled on `day`. The same number, seed and day give the same
    /// customers; more of them begin with the same.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use works_partner_sandbox::State;
    ///
    /// let state = State::generated_on(date(2026, 11, 28), 1_000, 7);
    /// assert_eq!(state.domain_ids().count(), 1_000);
    /// assert!(state == State::generated_on(date(2026, 11, 28), 1_000, 7));
    /// ```
    pub fn generated_on(day: Date, customers: u32, seed: u64) -> Self {
        let mut state = Self::empty();
        generated::add_to(&mut state, customers, seed, Days { today: day });
        state
    }

    /// [`demo_on`](Self::demo_on) with what no page lists: unknown values, options and fields, for
    /// clients that must cope with what the vendor adds.
    pub fn wild_on(day: Date) -> Self {
        let mut state = Self::demo_on(day);
        wild::add_to(&mut state, Days { today: day });
        state
    }
}

/// Days around the one that the demo is made for.
#[derive(Clone, Copy, Debug)]
struct Days {
    today: Date,
}

impl Days {
    /// So many days later, or earlier.
    fn after(self, days: i64) -> Date {
        self.today.saturating_add(days.days())
    }

    /// The first and the last day of the present month.
    fn this_month(self) -> (Date, Date) {
        (self.today.first_of_month(), self.today.last_of_month())
    }

    /// The first day of the next month.
    fn next_month(self) -> Date {
        self.this_month().1.saturating_add(1.day())
    }
}
