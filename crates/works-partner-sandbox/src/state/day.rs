//! A state and the day that it has been brought up to.

use jiff::civil::Date;

use super::State;

/// A state as of a day: every task whose day came since the state was put has been carried out.
#[derive(Debug)]
pub(crate) struct Today {
    state: State,
    day: Date,
}

impl Today {
    /// A state that is put on a day, and counts as brought up to it. Tasks of that day and of days
    /// before stay as they are.
    pub(crate) fn new(state: State, day: Date) -> Self {
        Self { state, day }
    }

    /// Lets the days pass that passed since. Where the clock was set back, nothing is undone, and the
    /// days pass once more.
    pub(crate) fn turn_to(&mut self, day: Date) {
        if self.day < day {
            self.state.pass(self.day, day);
        }
        self.day = day;
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    pub(crate) fn day(&self) -> Date {
        self.day
    }

    pub(crate) fn replace(&mut self, state: State) {
        self.state = state;
    }
}
