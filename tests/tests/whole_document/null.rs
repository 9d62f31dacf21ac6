//! Null where no page allows it.

use serde_json::Value;
use works_partner_tests::json::differences;

use crate::document::OPERATIONS;
use crate::required::complete_arguments;
use crate::schema::{Field, complete, fields};
use crate::server::Server;

/// An optional field that the document does not call nullable has two states, not three: its null is
/// read, and written as nothing.
#[test]
fn an_undocumented_null_of_an_optional_field_reads_as_absent() {
    let server = Server::start();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for operation in &*OPERATIONS {
        for (status, schema) in &operation.answers {
            let Some(schema) = schema else { continue };
            let two_states = |field: &Field| {
                !field.required && field.schema.get("nullable") != Some(&Value::Bool(true))
            };
            for field in fields(schema).into_iter().filter(two_states) {
                let pointer = field.pointer();
                let mut answer = complete(schema);
                *answer.pointer_mut(&pointer).unwrap() = Value::Null;
                let arguments = complete_arguments(operation);
                let (_, found) =
                    server.call(&operation.id, arguments, (*status, Some(answer.clone())));
                let path = pointer.replace("/0", "[0]").replace('/', ".");
                match found.map(|found| differences(&answer, &found.body)) {
                    Ok(lost) if lost == [format!("${path}: null became nothing")] => {}
                    other => wrong.push(format!("{} {status} {pointer}: {other:?}", operation.id)),
                }
                tried += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(tried > 0, "the document has optional fields");
}
