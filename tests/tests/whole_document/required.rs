//! A request that lacks what is required is not sent, and the error says what it lacks.

use serde_json::Map;

use crate::document::{OPERATIONS, Operation};
use crate::generated::{Arguments, Builder};
use crate::schema::{complete, fields};
use crate::server::Server;

#[test]
fn a_request_without_a_required_field_is_not_sent() {
    let server = Server::start();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for operation in &*OPERATIONS {
        let Some(schema) = &operation.body else {
            continue;
        };
        for field in fields(schema).into_iter().filter(|field| field.required) {
            let (owner, name) = (&field.owner, &field.name);
            let mut arguments = complete_arguments(operation);
            let object = arguments.body.as_mut().unwrap().pointer_mut(owner).unwrap();
            object.as_object_mut().unwrap().shift_remove(name);
            let body = arguments.body.clone();

            let (asked, answer) = server.call(&operation.id, arguments, (200, None));
            if asked.is_some() || !says(&answer, name) {
                wrong.push(format!("{} {owner}/{name} read: {answer:?}", operation.id));
            }
            if let Some(builder) = Builder::of(schema) {
                let built = (builder.build)(body.unwrap().as_object().unwrap().clone());
                if !says(&built, name) {
                    wrong.push(format!("{} {owner}/{name} built: {built:?}", operation.id));
                }
            }
            tried += 1;
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(tried > 0, "the document has required fields");
}

#[test]
fn a_request_without_a_required_parameter_is_not_sent() {
    let server = Server::start();
    let mut wrong = Vec::new();
    for operation in &*OPERATIONS {
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required)
        {
            let mut arguments = complete_arguments(operation);
            arguments.parameters.shift_remove(&parameter.name);
            let (asked, answer) = server.call(&operation.id, arguments, (200, None));
            if asked.is_some() || !says(&answer, &parameter.name) {
                wrong.push(format!("{} {}: {answer:?}", operation.id, parameter.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_request_without_a_body_that_has_required_fields_is_not_sent() {
    let server = Server::start();
    let mut wrong = Vec::new();
    for operation in &*OPERATIONS {
        let fields = operation.body.as_ref().map(fields).unwrap_or_default();
        // Of a body without required fields, leaving it out makes an empty one.
        if !fields
            .iter()
            .any(|field| field.required && field.owner.is_empty())
        {
            continue;
        }
        let mut arguments = complete_arguments(operation);
        arguments.body = None;
        let (asked, answer) = server.call(&operation.id, arguments, (200, None));
        if asked.is_some() || answer.is_ok() {
            wrong.push(format!("{}: {answer:?}", operation.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Whether this is an error that names a field, in Rust's spelling or in JSON's.
fn says<T>(result: &Result<T, String>, name: &str) -> bool {
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    matches!(result, Err(error) if plain(error).contains(&plain(name)))
}

/// Every parameter and every field of the body of an operation.
pub(crate) fn complete_arguments(operation: &Operation) -> Arguments {
    let parameters = operation.parameters.iter();
    let parameters =
        parameters.map(|parameter| (parameter.name.clone(), complete(&parameter.schema)));
    Arguments {
        parameters: Map::from_iter(parameters),
        body: operation.body.as_ref().map(complete),
    }
}
