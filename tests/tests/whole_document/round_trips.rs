//! What is sent and what is answered arrive as they are: every operation, by the generated method,
//! on real HTTP.

use std::fmt;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Map, Value};
use works_partner_tests::json::differences;

use crate::document::{OPERATIONS, Operation, Parameter};
use crate::generated::{Arguments, Builder};
use crate::property::Properties;
use crate::schema::{Surprises, any_of, sometimes};
use crate::server::{Asked, Server};

#[test]
fn every_call_and_its_answer_arrive_as_they_are() {
    let server = Server::start();
    let mut properties = Properties::of("every_call_and_its_answer_arrive_as_they_are");
    for operation in &*OPERATIONS {
        for (status, schema) in &operation.answers {
            let case = exchange(operation, schema.as_ref());
            properties.hold(&format!("{} {status}", operation.id), &case, |exchange| {
                travels(&server, operation, *status, exchange)
            });
        }
    }
    properties.end();
}

#[test]
fn every_body_is_built_as_it_is_read() {
    let mut properties = Properties::of("every_body_is_built_as_it_is_read");
    for operation in &*OPERATIONS {
        let Some(schema) = &operation.body else {
            continue;
        };
        let Some(builder) = Builder::of(schema) else {
            continue;
        };
        let bodies = any_of(schema, Surprises::None).prop_map(Shown);
        properties.hold(&operation.id, &bodies, |Shown(body)| {
            let built = (builder.build)(body.as_object().unwrap().clone());
            same("body", &body, &built.map_err(TestCaseError::fail)?)
        });
    }
    properties.end();
}

/// A call of an operation and the body that answers it.
struct Exchange {
    parameters: Map<String, Value>,
    body: Option<Value>,
    answer: Option<Value>,
}

/// Requests are as documented, answers may surprise.
fn exchange(operation: &Operation, answer: Option<&Value>) -> impl Strategy<Value = Exchange> {
    let parameters: Vec<_> = operation.parameters.iter().map(argument).collect();
    (
        parameters,
        optional(operation.body.as_ref(), Surprises::None),
        optional(answer, Surprises::Some),
    )
        .prop_map(|(parameters, body, answer)| Exchange {
            parameters: parameters.into_iter().flatten().collect(),
            body,
            answer,
        })
}

fn argument(parameter: &Parameter) -> BoxedStrategy<Option<(String, Value)>> {
    let name = parameter.name.clone();
    let value = any_of(&parameter.schema, Surprises::None);
    // What would be another path is not sent, and tested elsewhere.
    let value = match parameter.place.as_str() {
        "path" => value
            .prop_filter("a step of a path", |value| {
                value
                    .as_str()
                    .is_none_or(|text| !text.chars().all(|c| c == '.'))
            })
            .boxed(),
        _ => value,
    };
    let given = value.prop_map(move |value| (name.clone(), value));
    sometimes(parameter.required, given)
}

fn optional(schema: Option<&Value>, surprises: Surprises) -> BoxedStrategy<Option<Value>> {
    match schema {
        Some(schema) => any_of(schema, surprises).prop_map(Some).boxed(),
        None => Just(None).boxed(),
    }
}

fn travels(
    server: &Server,
    operation: &Operation,
    status: u16,
    exchange: Exchange,
) -> Result<(), TestCaseError> {
    let arguments = Arguments {
        parameters: exchange.parameters.clone(),
        body: exchange.body.clone(),
    };
    let answer = (status, exchange.answer.clone());
    let (asked, answered) = server.call(&operation.id, arguments, answer);
    let answered = answered.map_err(TestCaseError::fail)?;

    let Asked {
        method,
        path,
        mut query,
        body,
    } = asked.unwrap();
    prop_assert_eq!(&method, &operation.method);
    prop_assert_eq!(path, expected_path(operation, &exchange.parameters));
    query.sort();
    prop_assert_eq!(query, expected_query(operation, &exchange.parameters));
    same("request", &exchange.body.into(), &body.into())?;

    prop_assert_eq!(answered.status, status);
    same("answer", &exchange.answer.into(), &answered.body)
}

fn same(what: &str, sent: &Value, found: &Value) -> Result<(), TestCaseError> {
    match differences(sent, found).as_slice() {
        [] => Ok(()),
        differences => Err(TestCaseError::fail(format!(
            "{what} {}",
            differences.join(", ")
        ))),
    }
}

fn expected_path(operation: &Operation, parameters: &Map<String, Value>) -> Vec<String> {
    let steps = operation.path.split('/').skip(1).map(|step| {
        let name = step
            .strip_prefix('{')
            .and_then(|step| step.strip_suffix('}'));
        name.map_or(step.to_owned(), |name| text(&parameters[name]))
    });
    steps.collect()
}

fn expected_query(operation: &Operation, parameters: &Map<String, Value>) -> Vec<(String, String)> {
    let given = operation.parameters_in("query").filter_map(|parameter| {
        let value = parameters.get(&parameter.name)?;
        Some((parameter.name.clone(), text(value)))
    });
    let mut query: Vec<_> = given.collect();
    query.sort();
    query
}

/// A parameter as a URL has it.
fn text(value: &Value) -> String {
    value.as_str().map_or(value.to_string(), str::to_owned)
}

/// JSON as JSON, where a test fails.
struct Shown(Value);

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
        let parameters = Value::from(self.parameters.clone());
        let (body, answer) = (show(&self.body), show(&self.answer));
        write!(f, "parameters {parameters}, body {body}, answer {answer}")
    }
}
