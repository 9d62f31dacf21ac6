//! What is fuzzed: everything that reads what comes from outside.
//!
//! Each [`Target`] is a function of any bytes that panics where something is wrong, and the inputs that it starts
//! from, which are made from the document and its examples. The program `libfuzzer` gives them to
//! libFuzzer (`cargo xtask fuzz`), and the test `stable_engine` mutates them without a special build, on every change.
//! What was found is in `findings/`, by target, and stays a test.

#![allow(
    clippy::indexing_slicing,
    reason = "a target tells what is wrong by panicking"
)]

mod change_lists;
mod documents;
mod http;
mod input;
mod masking;
pub mod mutate;
mod observations;
mod plans;
mod private_keys;
mod requests;
mod responses;
mod sandbox;
mod states;
mod stores;
mod token_files;

/// One thing that is fuzzed.
pub struct Target {
    pub name: &'static str,
    /// Panics where something is wrong.
    pub run: fn(&[u8]),
    /// What to start from.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many inputs the stable engine tries on every change: a second or two.
    pub short: u32,
}

pub const TARGETS: &[Target] = &[
    Target {
        name: "responses",
        run: responses::run,
        seeds: responses::seeds,
        short: 20_000,
    },
    Target {
        name: "http_answers",
        run: http::answers,
        seeds: http::answer_seeds,
        short: 1_000,
    },
    Target {
        name: "token_answers",
        run: http::token_answers,
        seeds: http::token_seeds,
        short: 1_000,
    },
    Target {
        name: "token_files",
        run: token_files::run,
        seeds: token_files::seeds,
        short: 300,
    },
    Target {
        name: "private_keys",
        run: private_keys::run,
        seeds: private_keys::seeds,
        short: 2_000,
    },
    Target {
        name: "masking",
        run: masking::run,
        seeds: masking::seeds,
        short: 2_000,
    },
    Target {
        name: "requests",
        run: requests::run,
        seeds: requests::seeds,
        short: 3_000,
    },
    Target {
        name: "observations",
        run: observations::run,
        seeds: observations::seeds,
        short: 2_000,
    },
    Target {
        name: "change_lists",
        run: change_lists::run,
        seeds: change_lists::seeds,
        short: 500,
    },
    Target {
        name: "plans",
        run: plans::run,
        seeds: plans::seeds,
        short: 500,
    },
    Target {
        name: "states",
        run: states::run,
        seeds: states::seeds,
        short: 500,
    },
    Target {
        name: "sandbox_requests",
        run: sandbox::run,
        seeds: sandbox::seeds,
        short: 300,
    },
    Target {
        name: "stores",
        run: stores::run,
        seeds: stores::seeds,
        short: 200,
    },
    Target {
        name: "documents",
        run: documents::run,
        seeds: documents::seeds,
        short: 200,
    },
];

impl Target {
    pub fn find(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }
}
