//! Errors are told by status, headers and body, not by a type.

use serde_json::Value;

use super::Work;

pub(super) fn keep_success_only(work: &mut Work) -> usize {
    let mut touched = 0;
    work.for_each_operation(|operation| {
        if let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        {
            let before = responses.len();
            responses.retain(|status, _| status.starts_with('2'));
            touched += before - responses.len();
        }
    });
    touched
}
