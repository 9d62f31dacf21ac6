//! The document as it stands in its file: read, hashed, and walked by JSON pointer.

mod read;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::problem::{GenerateError, Problem};

/// A document that is well-formed YAML or JSON; nothing more is known of it yet.
#[derive(Clone, Debug)]
pub struct Document {
    /// How the document is named in errors and in the header of the generated files.
    pub name: String,
    /// SHA-256 of the text, in hex.
    pub hash: String,
    pub value: Value,
}

/// Where the project's document is, from its root.
pub const DOCUMENT: &str = "openapi/works-partner.yaml";

impl Document {
    /// The project's own.
    pub fn of_project(root: &Path) -> Result<Self, GenerateError> {
        Self::load(&root.join(DOCUMENT), DOCUMENT)
    }

    pub fn load(path: &Path, name: &str) -> Result<Self, GenerateError> {
        let unreadable = |reason: String| GenerateError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let text = String::from_utf8(bytes)
            .map_err(|error| unreadable(format!("it is not UTF-8: {error}")))?;
        Self::parse(&text, name).map_err(|error| match error {
            GenerateError::Broken { reason, .. } => GenerateError::Broken {
                path: path.to_owned(),
                reason,
            },
            other => other,
        })
    }

    pub fn parse(text: &str, name: &str) -> Result<Self, GenerateError> {
        // A checkout with CRLF line ends must not differ from one without.
        let text = text.replace("\r\n", "\n");
        let value = read::read(&text).map_err(|reason| GenerateError::Broken {
            path: PathBuf::from(name),
            reason,
        })?;
        let hash = Sha256::digest(text.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            name: name.to_owned(),
            hash,
            value,
        })
    }

    pub(crate) fn refused(&self, problems: Vec<Problem>) -> Result<(), GenerateError> {
        if problems.is_empty() {
            return Ok(());
        }
        Err(GenerateError::Refused {
            document: self.name.clone(),
            problems,
        })
    }
}

/// The methods of a path item, in the order in which OpenAPI lists them.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// `pointer` one step further down, escaped.
pub(crate) fn step(pointer: &str, key: &str) -> String {
    let mut longer = String::with_capacity(pointer.len() + 1 + key.len());
    longer.push_str(pointer);
    longer.push('/');
    if key.contains(['~', '/']) {
        longer.push_str(&key.replace('~', "~0").replace('/', "~1"));
    } else {
        longer.push_str(key);
    }
    longer
}

/// What a local `$ref` points to, and its pointer.
pub(crate) fn resolve<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    root.pointer(&percent_decoded(reference.strip_prefix('#')?))
}

/// The name of a component that a `$ref` such as `#/components/schemas/Name` points to.
pub(crate) fn schema_name(reference: &str) -> Option<&str> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

/// Follows a chain of `$ref`s to the object at its end; `None` where it dangles or runs in a ring.
pub(crate) fn follow<'a>(root: &'a Value, mut value: &'a Value) -> Option<&'a Value> {
    let mut passed = BTreeSet::new();
    while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        if !passed.insert(reference) {
            return None;
        }
        value = resolve(root, reference)?;
    }
    Some(value)
}

/// Every operation of the document: pointer, path, method, path item, operation.
pub(crate) fn operations(
    root: &Value,
) -> impl Iterator<Item = (String, &str, &'static str, &Value, &Value)> {
    let paths = root.get("paths").and_then(Value::as_object);
    let paths = paths.into_iter().flatten();
    paths
        .filter(|(path, _)| !path.starts_with("x-"))
        .flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                let operation = item.get(method)?;
                let pointer = step(&step("#/paths", path), method);
                Some((pointer, path.as_str(), *method, item, operation))
            })
        })
}

fn percent_decoded(pointer: &str) -> String {
    let mut bytes = Vec::with_capacity(pointer.len());
    let mut rest = pointer.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let decoded = (first == b'%')
            .then(|| std::str::from_utf8(tail.get(..2)?).ok())
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match decoded {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_reference_is_decoded_and_a_ring_ends() {
        let root = json!({"a b": {"$ref": "#/c~1d"}, "c/d": 1, "x": {"$ref": "#/x"}});
        assert_eq!(
            resolve(&root, "#/a%20b").and_then(|v| follow(&root, v)),
            Some(&json!(1))
        );
        assert_eq!(follow(&root, &root["x"]), None);
        assert_eq!(resolve(&root, "other.yaml#/a"), None);
    }

    #[test]
    fn a_duplicate_key_is_a_broken_document() {
        let error = Document::parse("a: 1\na: 2\n", "twice.yaml").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("twice.yaml is not a YAML or JSON document: ")
        );
    }
}
