//! A documented field is read into a field of its type, and not kept with the undocumented ones.

use serde_json::json;

use crate::document::OPERATIONS;
use crate::required::complete_arguments;
use crate::schema::{complete, fields, kind};
use crate::server::Server;

/// What is kept with the undocumented fields may have any type; what has a field of its own may not.
#[test]
fn a_documented_field_of_another_type_is_not_decoded() {
    let server = Server::start();
    let (mut tried, mut wrong) = (0, Vec::new());
    for operation in &*OPERATIONS {
        for (status, schema) in &operation.answers {
            let Some(schema) = schema else { continue };
            for field in fields(schema) {
                let other = match kind(&field.schema) {
                    "object" | "array" => json!(0),
                    _ => json!([{}]),
                };
                let mut answer = complete(schema);
                *answer.pointer_mut(&field.pointer()).unwrap() = other;
                let arguments = complete_arguments(operation);
                let (_, found) = server.call(&operation.id, arguments, (*status, Some(answer)));
                if !matches!(&found, Err(error) if error.starts_with("not decoded")) {
                    let place = format!("{} {status} {}", operation.id, field.pointer());
                    wrong.push(format!("{place}: {found:?}"));
                }
                tried += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(tried > 0, "the document has fields");
}
