//! Questions to a store, answered without the network.

pub(crate) mod changes;
pub(crate) mod deadlines;
pub(crate) mod event;
pub(crate) mod failures;
mod fields;
pub(crate) mod holdings;
pub(crate) mod records;
mod state;
pub(crate) mod totals;
