//! JSON lines: one object a line.

use crate::answers::Answer;
use crate::output::json;

pub(crate) fn lines(answer: &impl Answer) -> String {
    let items = answer.items();
    items
        .iter()
        .map(|item| json::compact(item) + "\n")
        .collect()
}
