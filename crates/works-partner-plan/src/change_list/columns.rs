//! The fields that a line can have, by the document's data.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use works_partner_ext::api::schema::{Kind, Schema};
use works_partner_ext::api::{OPERATIONS, Operation};

use super::{OPERATION, parameters, writes};

/// Where a field goes in a request.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Parameter,
    Body(Vec<&'static str>),
}

/// The fields of an operation: its parameters, and the members of its body as dotted paths.
#[derive(Debug)]
pub(super) struct Fields(BTreeMap<String, (Place, Schema)>);

impl Fields {
    pub(super) fn of(operation: &'static Operation) -> Self {
        let mut fields = BTreeMap::new();
        if let Some(body) = &operation.body {
            members(&body.schema, &mut Vec::new(), &mut fields);
        }
        for (name, schema) in parameters(operation) {
            fields.insert(name.to_owned(), (Place::Parameter, schema));
        }
        Self(fields)
    }

    pub(super) fn get(&self, field: &str) -> Option<(&Place, Schema)> {
        let (place, schema) = self.0.get(field)?;
        Some((place, *schema))
    }

    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.0.keys().map(String::as_str).collect();
        names.join(", ")
    }
}

fn members(
    schema: &Schema,
    path: &mut Vec<&'static str>,
    fields: &mut BTreeMap<String, (Place, Schema)>,
) {
    let Kind::Object(object) = schema.kind else {
        return;
    };
    for property in object.properties {
        path.push(property.name);
        // No request of the API is this deep; an object may contain itself.
        if matches!(property.schema.kind, Kind::Object(_)) && path.len() < 8 {
            members(&property.schema, path, fields);
        } else {
            let place = Place::Body(path.clone());
            fields.insert(path.join("."), (place, property.schema));
        }
        path.pop();
    }
}

/// Every field that some operation has, by its name without case, `_`, `-` and spaces.
pub(super) fn known() -> &'static HashMap<String, &'static str> {
    static KNOWN: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut known = HashMap::new();
        known.insert(plain(OPERATION), OPERATION);
        for operation in OPERATIONS.iter().filter(|operation| writes(operation)) {
            for name in Fields::of(operation).0.into_keys() {
                let key = plain(&name);
                known.entry(key).or_insert_with(|| &*name.leak());
            }
        }
        known
    })
}

/// A heading as it is compared.
pub(super) fn plain(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|char| !matches!(char, '_' | '-' | ' '));
    kept.flat_map(char::to_lowercase).collect()
}

/// The field whose name is most like a heading.
pub(super) fn nearest(heading: &str) -> Option<&'static str> {
    let wanted = plain(heading);
    let rated = known().iter().map(|(key, name)| {
        // A member is often written without the object that it is in.
        let last = key.rsplit('.').next().unwrap_or(key);
        let likeness =
            strsim::jaro_winkler(&wanted, key).max(strsim::jaro_winkler(&wanted, last) - 0.01);
        (likeness, *name)
    });
    let best = rated.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)))?;
    (best.0 > 0.85).then_some(best.1)
}
