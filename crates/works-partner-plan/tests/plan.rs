//! Change lists, plans, and what comes of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod plan {
    mod apply;
    mod change_list;
    mod drift;
    mod judged;
    mod killed;
    mod mixed;

    mod rehearsal;
    mod speed;
    pub(crate) mod support;
}
