//! JSON lines: one object a line.

use crate::output::View;
use crate::output::json;

pub(crate) fn lines(view: &impl View) -> String {
    let items = view.items();
    items
        .iter()
        .map(|item| json::compact(item) + "\n")
        .collect()
}
