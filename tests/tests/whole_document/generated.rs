//! The generated client and its builders, by the names that the document gives them.

use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use works_partner_api::{Client, Error, ResponseValue, types};

include!(concat!(env!("OUT_DIR"), "/calls.rs"));
include!(concat!(env!("OUT_DIR"), "/builders.rs"));

/// A call of the generated method of one operation.
pub(crate) struct Call {
    pub(crate) operation_id: &'static str,
    pub(crate) send: fn(&Client, Arguments) -> Answered<'_>,
}

/// What a call is given; parameters by their names in the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) parameters: Map<String, Value>,
    pub(crate) body: Option<Value>,
}

pub(crate) type Answered<'a> = Pin<Box<dyn Future<Output = Result<Answer, String>> + 'a>>;

/// The answer as the generated type wrote it again; null where there is no body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Call {
    pub(crate) fn of(operation_id: &str) -> &'static Self {
        let mut calls = CALLS.iter();
        calls
            .find(|call| call.operation_id == operation_id)
            .unwrap()
    }
}

/// The builder of a request body.
pub(crate) struct Builder {
    pub(crate) component: &'static str,
    pub(crate) build: fn(Map<String, Value>) -> Result<Value, String>,
}

impl Builder {
    /// The builder of the component that a schema refers to; a body without named fields has none.
    pub(crate) fn of(schema: &Value) -> Option<&'static Self> {
        let name = schema["$ref"].as_str()?.rsplit('/').next()?;
        BUILDERS.iter().find(|builder| builder.component == name)
    }
}

/// Reads a parameter or body as the type that the generated code takes.
fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    // By its text, as a body travels; a `Value` may hold what no text does.
    serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
}

fn answer<T: Serialize>(result: Result<ResponseValue<T>, Error<()>>) -> Result<Answer, String> {
    match result {
        Ok(answer) => Ok(Answer {
            status: answer.status().as_u16(),
            body: serde_json::to_value(&*answer).map_err(|error| error.to_string())?,
        }),
        Err(Error::InvalidResponsePayload(_, error)) => Err(format!("not decoded: {error}")),
        Err(error) => Err(error.to_string()),
    }
}
