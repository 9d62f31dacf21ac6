//! JSON lines: one object a line.

use std::borrow::Cow;

use super::json;

pub(crate) fn lines(items: &[Cow<'_, str>]) -> String {
    items
        .iter()
        .map(|item| json::compact(item) + "\n")
        .collect()
}
