//! Errors are told by status, headers and body, not by a type; a success by what is decoded, not by its
//! number.

use serde_json::{Map, Value};

use super::Work;
use crate::media_type;

pub(super) fn keep_success_only(work: &mut Work) -> usize {
    let mut touched = 0;
    work.for_each_operation(|_, operation| {
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        if let Some(responses) = responses {
            let before = responses.len();
            responses.retain(|status, _| status.starts_with('2'));
            touched += before - responses.len();
            for (_, response) in responses {
                let content = response.get_mut("content").and_then(Value::as_object_mut);
                touched += content.map_or(0, keep_decoded);
            }
        }
    });
    touched
}

/// One response for every status of success. They carry the same, or the document was refused.
pub(super) fn accept_any(work: &mut Work) -> usize {
    const ANY: &str = "2XX";
    let mut touched = 0;
    work.for_each_operation(|_, operation| {
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        let Some(responses) = responses else { return };
        let Some(first) = responses.keys().next().cloned() else {
            return;
        };
        touched += usize::from(responses.len() > 1 || first != ANY);
        if let Some(response) = responses.remove(&first) {
            responses.clear();
            responses.insert(ANY.to_owned(), response);
        }
    });
    touched
}

/// JSON where it is among the media types; of any other, progenitor gives the bytes.
fn keep_decoded(content: &mut Map<String, Value>) -> usize {
    let before = content.len();
    let json = media_type::json(content.keys()).cloned();
    match json {
        Some(json) => content.retain(|kind, _| *kind == json),
        None => {
            for (_, described) in content.iter_mut() {
                *described = Value::Object(Map::new());
            }
        }
    }
    before - content.len()
}
