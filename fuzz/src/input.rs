//! How targets take their input apart.

use std::future::Future;

use jiff::Timestamp;
use tokio::runtime::Runtime;

/// Which of these the first byte means, and the bytes after it.
pub(crate) fn pick<'a, 'b, T>(of: &'a [T], input: &'b [u8]) -> Option<(&'a T, &'b [u8])> {
    let (first, rest) = input.split_first()?;
    let at = usize::from(*first).checked_rem(of.len())?;
    Some((of.get(at)?, rest))
}

/// The byte by which [`pick`] finds this place, before the rest.
pub(crate) fn picked(at: usize, rest: impl AsRef<[u8]>) -> Vec<u8> {
    let first = u8::try_from(at).expect("a byte can name it");
    [&[first], rest.as_ref()].concat()
}

/// The parts between separators that hardly occur by themselves.
pub(crate) const SEPARATOR: &[u8] = b"\xff\xfe\xff";

pub(crate) fn parts(input: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = input;
    while let Some(at) = rest
        .windows(SEPARATOR.len())
        .position(|window| window == SEPARATOR)
    {
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after.get(SEPARATOR.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

thread_local! {
    static RUNTIME: Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
}

/// Runs on this thread alone, so that an input always does the same.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// When all of this happens.
pub(crate) fn now() -> Timestamp {
    "2026-11-28T01:00:00Z".parse().expect("a time")
}

/// The same as a day in Japan.
pub(crate) fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 28)
}
