//! Runs a property for each of many things, and tells how to see a failure again.

use std::fmt::Debug;
use std::hash::{BuildHasher, RandomState};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestError, TestRunner};

/// How often each property is tried; `PROPTEST_CASES` says otherwise.
const CASES: u32 = 32;

/// Checks properties with one seed, and panics at its end with all that failed.
pub(crate) struct Properties {
    test: &'static str,
    seed: u64,
    failed: Vec<String>,
}

impl Properties {
    /// The properties of a test.
    pub(crate) fn of(test: &'static str) -> Self {
        let seed = match Config::default().rng_seed {
            RngSeed::Fixed(seed) => seed,
            RngSeed::Random => RandomState::new().hash_one(test),
        };
        let failed = Vec::new();
        Self { test, seed, failed }
    }

    /// `test` holds of every value of `strategy`.
    pub(crate) fn hold<S: Strategy>(
        &mut self,
        name: &str,
        strategy: &S,
        test: impl Fn(S::Value) -> TestCaseResult,
    ) where
        S::Value: Debug,
    {
        let cases = match std::env::var_os("PROPTEST_CASES") {
            Some(_) => Config::default().cases,
            None => CASES,
        };
        let config = Config {
            cases,
            rng_seed: RngSeed::Fixed(self.seed),
            failure_persistence: None,
            max_shrink_iters: 8192,
            ..Config::default()
        };
        let failure = match TestRunner::new(config).run(strategy, test) {
            Ok(()) => return,
            Err(TestError::Fail(reason, value)) => format!("{name}: {reason}\n    with {value:?}"),
            Err(TestError::Abort(reason)) => format!("{name}: given up: {reason}"),
        };
        self.failed.push(failure);
    }

    #[track_caller]
    pub(crate) fn end(self) {
        let Self { test, seed, failed } = self;
        assert!(
            failed.is_empty(),
            "{}\n\nagain: PROPTEST_RNG_SEED={seed} cargo test -p works-partner-tests --test \
             whole_document {test}",
            failed.join("\n")
        );
    }
}
