#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod change_list;
mod digest;
mod mistake;

pub use change_list::{ChangeList, ListedChange, ReadOptions};
pub use mistake::Mistake;
