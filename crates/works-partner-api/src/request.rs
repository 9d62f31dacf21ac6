//! A request for an operation as untyped values: held against the document, and as a path.

use std::borrow::Cow;

use progenitor_client::encode_path;
use serde_json::{Map, Value};

use crate::operation::{Location, Operation, Parameter};
use crate::schema::{Kind, Mismatch, Reason, Schema};

impl Operation {
    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// Everything in a request that is not as the document says: parameters by their names, and the
    /// body. Properties of the body that the document does not name are no mismatch.
    ///
    /// ```
    /// use serde_json::{Map, json};
    /// use works_partner_api::{Operation, schema::Reason};
    ///
    /// let operation = Operation::find("list_customers").unwrap();
    /// let parameters = Map::from_iter([("count".to_owned(), json!(31))]);
    /// let mismatches = operation.check(&parameters, None);
    /// assert_eq!(mismatches[0].to_string(), "count is 31: expected 1 to 30");
    /// ```
    pub fn check(&self, parameters: &Map<String, Value>, body: Option<&Value>) -> Vec<Mismatch> {
        let mut found = self.unknown(parameters);
        for parameter in self.parameters {
            match parameters.get(parameter.name) {
                Some(value) => found.extend(parameter.check(value)),
                None if parameter.required => {
                    found.push(missing(parameter.name, &parameter.schema))
                }
                None => {}
            }
        }
        match (self.body, body) {
            (Some(expected), Some(body)) => found.extend(expected.schema.check(body)),
            (Some(expected), None) if expected.required => {
                found.push(missing("", &expected.schema));
            }
            (None, Some(_)) => found.push(Mismatch {
                field: String::new(),
                value: None,
                expected: "no body".to_owned(),
                reason: Reason::Unknown,
            }),
            _ => {}
        }
        found
    }

    /// The path below the base URL with these parameters in it, each within its segment whatever its
    /// text.
    ///
    /// # Errors
    ///
    /// What keeps a request from being sent at all: parameters of the path that are missing, are not
    /// single values, or would make it another path (empty, `.`, `..`), and parameters that the
    /// operation does not have.
    ///
    /// ```
    /// use serde_json::{Map, json};
    /// use works_partner_api::Operation;
    ///
    /// let operation = Operation::find("get_customer").unwrap();
    /// let path = |id| operation.path_with(&Map::from_iter([("domainId".to_owned(), id)]));
    /// assert_eq!(path(json!(7)).unwrap(), "/partners/customers/7");
    /// assert_eq!(path(json!("a/b")).unwrap(), "/partners/customers/a%2Fb");
    /// assert!(path(json!("..")).is_err());
    /// ```
    pub fn path_with(&self, parameters: &Map<String, Value>) -> Result<String, Vec<Mismatch>> {
        let unknown = self.unknown(parameters);
        match self.path_by(|name| parameters.get(name)) {
            Ok(path) if unknown.is_empty() => Ok(path),
            Ok(_) => Err(unknown),
            Err(found) => Err(unknown.into_iter().chain(found).collect()),
        }
    }

    /// The same with the values of a function, for whoever has no map of them.
    #[doc(hidden)]
    pub fn path_by<'v>(
        &self,
        value: impl Fn(&str) -> Option<&'v Value>,
    ) -> Result<String, Vec<Mismatch>> {
        let mut found = Vec::new();
        let mut path = String::with_capacity(self.path.len().saturating_add(ROOM));
        // Where the segment begins, and the parameter that stands in it.
        let (mut start, mut filled) = (0, None);
        let mut rest = self.path;
        loop {
            let (before, place, after) = next_place(rest);
            path.push_str(before);
            match place {
                Place::Parameter(name) => {
                    let is_it =
                        |one: &&Parameter| one.location == Location::Path && one.name == name;
                    match self.parameters.iter().find(is_it) {
                        None => path.extend(["{", name, "}"]),
                        Some(parameter) => {
                            match value(name).map(|value| push_encoded(&mut path, value)) {
                                None => found.push(missing(parameter.name, &parameter.schema)),
                                Some(None) => found.extend(parameter.check(&Value::Null)),
                                Some(Some(())) => filled = Some(parameter),
                            }
                        }
                    }
                }
                Place::Slash | Place::End => {
                    // Encoding leaves dots as they are.
                    let segment = path.get(start..).unwrap_or_default();
                    if let (Some(parameter), "" | "." | "..") = (filled, segment) {
                        found.push(Mismatch {
                            field: parameter.name.to_owned(),
                            value: Some(format!("{segment:?}")),
                            expected: "neither nothing nor dots alone, which would be another path"
                                .to_owned(),
                            reason: Reason::Format,
                        });
                    }
                    if place == Place::End {
                        break;
                    }
                    path.push('/');
                    (start, filled) = (path.len(), None);
                }
            }
            rest = after;
        }
        if found.is_empty() {
            Ok(path)
        } else {
            Err(found)
        }
    }

    fn unknown(&self, parameters: &Map<String, Value>) -> Vec<Mismatch> {
        let unknown = parameters
            .iter()
            .filter(|(name, _)| self.parameter(name).is_none());
        let mismatch = |(name, _): (&String, &Value)| Mismatch {
            field: name.clone(),
            value: None,
            expected: format!("a parameter of {}", self.id),
            reason: Reason::Unknown,
        };
        unknown.map(mismatch).collect()
    }
}

/// What parameters usually add to a path.
const ROOM: usize = 32;

/// What ends a piece of a path's template.
#[derive(PartialEq)]
enum Place<'a> {
    Slash,
    Parameter(&'a str),
    End,
}

/// The text before the next place, the place, and what follows it.
fn next_place(template: &str) -> (&str, Place<'_>, &str) {
    let at = template
        .bytes()
        .position(|byte| byte == b'/' || byte == b'{');
    let Some((before, rest)) = at.and_then(|at| template.split_at_checked(at)) else {
        return (template, Place::End, "");
    };
    if let Some(after) = rest.strip_prefix('/') {
        return (before, Place::Slash, after);
    }
    let name = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    match name {
        Some((name, after)) => (before, Place::Parameter(name), after),
        // A brace that is never closed is text.
        None => (template, Place::End, ""),
    }
}

/// Writes the text of a value into a segment of a path; `None` where it has none.
fn push_encoded(path: &mut String, value: &Value) -> Option<()> {
    let is_plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
    };
    let text = match value {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        Value::Array(_) => Parameter::texts_of(value)?.join(",").into(),
        single => text_of(single)?.into(),
    };
    match is_plain(&text) {
        true => path.push_str(&text),
        // A backslash would be a slash to the URL.
        false => path.push_str(&encode_path(&text).replace('\\', "%5C")),
    }
    Some(())
}

impl Parameter {
    /// The texts of a value outside of a body: one, or those of a list. `None` for what has none: null,
    /// objects, lists of lists.
    pub fn texts_of(value: &Value) -> Option<Vec<String>> {
        match value {
            Value::Array(items) => items.iter().map(text_of).collect(),
            single => Some(vec![text_of(single)?]),
        }
    }

    fn check(&self, value: &Value) -> Vec<Mismatch> {
        // Outside of a body there is no null.
        let schema = Schema {
            nullable: false,
            ..self.schema
        };
        let mut found = schema.check(value);
        if found.is_empty() && Self::texts_of(value).is_none() {
            found = Schema::new(Kind::Text).check(&Value::Null);
        }
        for mismatch in &mut found {
            mismatch.field.insert_str(0, self.name);
        }
        found
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(match number.as_f64() {
            // JSON does not tell 1 from 1.0, but a path does.
            Some(whole) if number.is_f64() && whole.fract() == 0.0 => format!("{whole:.0}"),
            _ => number.to_string(),
        }),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn missing(field: &str, schema: &Schema) -> Mismatch {
    Mismatch {
        field: field.to_owned(),
        value: None,
        expected: schema.in_words(),
        reason: Reason::Missing,
    }
}
