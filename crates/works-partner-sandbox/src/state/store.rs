//! The state that a sandbox serves, brought up to the present day.

use std::sync::MutexGuard;

use jiff::civil::Date;

use super::State;
use crate::clock::Clock;
use crate::mutex::Mutex;

/// The state and the clock that it follows.
#[derive(Debug)]
pub(crate) struct Store {
    clock: Clock,
    today: Mutex<Today>,
}

impl Store {
    /// Serves a state that counts as brought up to the clock's present day.
    pub(crate) fn new(state: State, clock: Clock) -> Self {
        let today = Mutex::new(Today::new(state, clock.today()));
        Self { clock, today }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The state, brought up to the clock's present day.
    pub(crate) fn today(&self) -> MutexGuard<'_, Today> {
        let mut today = self.today.lock();
        today.turn_to(self.clock.today());
        today
    }
}

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
