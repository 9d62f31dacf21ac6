//! Null where no page allows it.

use serde_json::Value;
use works_partner_tests::json::differences;

use crate::document::OPERATIONS;
use crate::generated::Arguments;
use crate::required::complete_arguments;
use crate::schema::{complete, merged, properties};
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
            for pointer in optional_not_nullable(schema) {
                let mut answer = complete(schema);
                *answer.pointer_mut(&pointer).unwrap() = Value::Null;
                let arguments: Arguments = complete_arguments(operation);
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

/// Where the complete value of a schema has such fields.
fn optional_not_nullable(schema: &Value) -> Vec<String> {
    let schema = merged(schema);
    if schema.get("type") == Some(&Value::from("array")) {
        let inner = optional_not_nullable(&schema["items"]).into_iter();
        return inner.map(|pointer| format!("/0{pointer}")).collect();
    }
    let mut found = Vec::new();
    for (name, schema, required) in properties(&schema) {
        if !required && merged(&schema).get("nullable") != Some(&Value::Bool(true)) {
            found.push(format!("/{name}"));
        }
        let inner = optional_not_nullable(&schema).into_iter();
        found.extend(inner.map(|pointer| format!("/{name}{pointer}")));
    }
    found
}
