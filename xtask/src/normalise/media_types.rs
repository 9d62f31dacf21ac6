//! JSON and forms are called by their plain names, which are all that progenitor knows.

use serde_json::{Map, Value};

use super::Work;
use crate::media_type::{is_form, is_json};

/// What goes over the wire stays as the document has it: the patch `SendMediaTypes` sees to that.
pub(super) fn use_plain_names(work: &mut Work) -> usize {
    let mut touched = 0;
    work.for_each_operation(|_, operation| {
        touched += operation.get_mut("requestBody").map_or(0, rename);
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        let responses = responses.into_iter().flatten();
        touched += responses
            .map(|(_, response)| rename(response))
            .sum::<usize>();
    });
    touched
}

fn rename(owner: &mut Value) -> usize {
    let Some(content) = owner.get_mut("content").and_then(Value::as_object_mut) else {
        return 0;
    };
    let mut touched = 0;
    let mut renamed = Map::new();
    for (kind, described) in std::mem::take(content) {
        let plain = match kind.as_str() {
            json if is_json(json) => "application/json",
            form if is_form(form) => "application/x-www-form-urlencoded",
            other => other,
        };
        touched += usize::from(plain != kind);
        renamed.entry(plain).or_insert(described);
    }
    *content = renamed;
    touched
}
