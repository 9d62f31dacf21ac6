//! The document as the tests walk it: its operations, with parameters, bodies and answers.

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use xtask::Document;

pub(crate) static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let name = "openapi/works-partner.yaml";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    Document::load(&path, name).unwrap()
});

/// An operation as the document has it.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) parameters: Vec<Parameter>,
    /// The schema of the request body.
    pub(crate) body: Option<Value>,
    /// The successful statuses, each with the schema of its body.
    pub(crate) answers: Vec<(u16, Option<Value>)>,
    /// The vendor's page.
    pub(crate) page: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// `path` or `query`.
    pub(crate) place: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

impl Operation {
    /// The parameters of one place.
    pub(crate) fn parameters_in(&self, place: &str) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(move |parameter| parameter.place == place)
    }
}

/// Every operation of the document, in its order.
pub(crate) static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let root = &DOCUMENT.value;
    let mut operations = Vec::new();
    for (path, item) in root["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if let Some(id) = operation["operationId"].as_str() {
                let both = [&item["parameters"], &operation["parameters"]];
                let parameters = both.into_iter().filter_map(Value::as_array).flatten();
                let answers = operation["responses"].as_object().unwrap().iter();
                operations.push(Operation {
                    id: id.to_owned(),
                    method: method.to_uppercase(),
                    path: path.clone(),
                    parameters: parameters.map(|at| parameter(follow(at))).collect(),
                    body: json_body(&operation["requestBody"]),
                    answers: answers
                        .filter(|(status, _)| status.starts_with('2'))
                        .map(|(status, answer)| (status.parse().unwrap(), json_body(answer)))
                        .collect(),
                    page: operation["externalDocs"]["url"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned(),
                });
            }
        }
    }
    operations
});

fn parameter(parameter: &Value) -> Parameter {
    Parameter {
        name: parameter["name"].as_str().unwrap().to_owned(),
        place: parameter["in"].as_str().unwrap().to_owned(),
        required: parameter["required"] == true,
        schema: parameter["schema"].clone(),
    }
}

/// The schema of a request or response.
fn json_body(holder: &Value) -> Option<Value> {
    follow(holder)["content"]["application/json"]
        .get("schema")
        .cloned()
}

/// What a `$ref` refers to.
pub(crate) fn follow(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').unwrap();
            follow(DOCUMENT.value.pointer(pointer).unwrap())
        }
        None => value,
    }
}
