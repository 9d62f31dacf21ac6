//! The state that a sandbox serves, brought up to the present day.

use std::borrow::Cow;
use std::io;
use std::sync::MutexGuard;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::State;
use super::file::{Saved, StateFile};
use crate::clock::Clock;
use crate::mutex::Mutex;

/// How many years can pass at once. What falls due after them does not happen.
pub(crate) const LONGEST_LEAP: i64 = 100;

/// The state, the clock that it follows, and the file that it is kept in, if any.
#[derive(Debug)]
pub(crate) struct Store {
    clock: Clock,
    file: Option<StateFile>,
    today: Mutex<Today>,
}

impl Store {
    /// Serves what the file holds, or a new state where it holds nothing. A new state counts as brought
    /// up to the clock's present day, the file's to the day on which it was saved.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or written, or is not a state.
    pub(crate) fn open(
        new: impl FnOnce(Date) -> State,
        clock: Clock,
        file: Option<StateFile>,
    ) -> io::Result<Self> {
        let saved = match &file {
            Some(file) => file.read()?,
            None => None,
        };
        let today = match saved {
            Some(saved) => {
                clock.set_ahead(saved.clock_ahead());
                Today::new(saved.state.into_owned(), saved.day)
            }
            None => Today::new(new(clock.today()), clock.today()),
        };
        let store = Self {
            clock,
            file,
            today: Mutex::new(today),
        };
        store.save()?;
        Ok(store)
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The state, brought up to the clock's present day.
    pub(crate) fn today(&self) -> MutexGuard<'_, Today> {
        self.today_at(self.clock.now())
    }

    /// The state, brought up to the day of a time that the clock showed just now.
    pub(crate) fn today_at(&self, now: Timestamp) -> MutexGuard<'_, Today> {
        let mut today = self.today.lock();
        today.turn_to(self.clock.day_of(now));
        today
    }

    /// A copy of the state, brought up to the day of a time that the clock showed just now, and that day.
    pub(crate) fn snapshot_at(&self, now: Timestamp) -> (State, Date) {
        let today = self.today_at(now);
        (today.state().clone(), today.day())
    }

    /// Puts a state in the place of the one that there is, in the file first.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written. Nothing has changed then.
    pub(crate) fn commit(&self, today: &mut Today, mut state: State) -> io::Result<()> {
        state.close();
        self.write(&state, today.day)?;
        today.state = state;
        Ok(())
    }

    /// Writes the state and the clock to the file, if there is one.
    pub(crate) fn save(&self) -> io::Result<()> {
        let today = self.today();
        self.write(&today.state, today.day)
    }

    fn write(&self, state: &State, day: Date) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        file.write(&Saved {
            day,
            clock_ahead_seconds: self.clock.ahead().as_secs(),
            state: Cow::Borrowed(state),
        })
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
    pub(crate) fn new(mut state: State, day: Date) -> Self {
        state.close();
        Self { state, day }
    }

    /// Lets the days pass that passed since. Where the clock was set back, nothing is undone, and the
    /// days pass once more.
    pub(crate) fn turn_to(&mut self, day: Date) {
        if self.day < day {
            let last = self.day.saturating_add(LONGEST_LEAP.years());
            self.state.pass(self.day, day.min(last));
        }
        self.day = day;
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    pub(crate) fn day(&self) -> Date {
        self.day
    }
}
