//! What the passing of days does to a state.

use jiff::civil::Date;

use super::State;

impl State {
    /// Carries out what falls due after one day and up to another.
    pub(super) fn pass(&mut self, _after: Date, _until: Date) {}
}
