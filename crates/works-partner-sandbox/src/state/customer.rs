//! A customer: its resources as the API sends them, and what the API does not show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Resource;
use super::json_text::canonical;
use super::packed::Packed;

/// A customer that is looked at, or changed: of what it has, the kinds that were asked for are values.
#[derive(Debug, Default)]
pub(crate) struct Customer {
    /// What it was when it was packed last.
    packed: Option<Arc<Packed>>,
    /// By [`Resource::ALL`]. What was not asked for yet is as it was packed.
    values: [OnceLock<Vec<Value>>; Resource::ALL.len()],
    pub(crate) facts: Facts,
    pub(super) is_changed: bool,
}

/// What rules and time need to know of a customer and no answer of the API shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Facts {
    /// The last day of grace after a trial, by `subscriptionId`.
    pub(crate) grace_end_dates: BTreeMap<i64, Date>,
    /// The day of the month on which the periods of a contract begin, by `subscriptionId`, where not every
    /// month has it.
    pub(crate) billing_days: BTreeMap<i64, i8>,
    /// Every product that the customer once had.
    pub(crate) used_products: BTreeSet<String>,
    /// When an option was cancelled last under an annual contract.
    pub(crate) cancelled_options: BTreeMap<String, Date>,
    /// Whether this is the partner's own domain, which cannot be deleted.
    pub(crate) is_partner_domain: bool,
    /// Whether the customer ever installed an app that is charged for without real-time billing.
    pub(crate) had_paid_app: bool,
    /// Whether the customer has yet to accept the terms of service, and cannot be activated before.
    pub(crate) has_yet_to_accept_terms: bool,
}

impl Customer {
    pub(super) fn unpacked(packed: &Arc<Packed>) -> Self {
        Self {
            packed: Some(Arc::clone(packed)),
            facts: packed.facts(),
            ..Self::default()
        }
    }

    /// The JSON array of a kind that is as it was packed, if nobody asked for it since.
    pub(super) fn unread(&self, resource: Resource) -> Option<&str> {
        let is_read = self.values.get(place(resource))?.get().is_some();
        Some(self.packed.as_ref().filter(|_| !is_read)?.array(resource))
    }

    /// All of a kind.
    pub(crate) fn all(&self, resource: Resource) -> &[Value] {
        let values = self.values.get(place(resource));
        values.map_or(&[], |values| values.get_or_init(|| self.read(resource)))
    }

    /// All of a kind, to be changed.
    fn bodies(&mut self, resource: Resource) -> Option<&mut Vec<Value>> {
        self.all(resource);
        self.values.get_mut(place(resource))?.get_mut()
    }

    fn read(&self, resource: Resource) -> Vec<Value> {
        match self.packed.as_ref().map(|packed| packed.array(resource)) {
            None | Some("") => Vec::new(),
            // It was written by the sandbox.
            Some(json) => serde_json::from_str(json).unwrap_or_default(),
        }
    }

    /// The one of its kind, or the first.
    pub(crate) fn get(&self, resource: Resource) -> Option<&Value> {
        self.all(resource).first()
    }

    /// The one of its kind, to be changed.
    pub(crate) fn get_mut(&mut self, resource: Resource) -> Option<&mut Value> {
        self.all_mut(resource).first_mut()
    }

    /// The one with an id.
    pub(crate) fn find(&self, resource: Resource, id: impl Into<Value>) -> Option<&Value> {
        let (member, id) = (resource.id_member()?, id.into());
        self.all(resource)
            .iter()
            .find(|body| body.get(member) == Some(&id))
    }

    /// The one with an id, to be changed.
    pub(crate) fn find_mut(
        &mut self,
        resource: Resource,
        id: impl Into<Value>,
    ) -> Option<&mut Value> {
        let (member, id) = (resource.id_member()?, id.into());
        self.all_mut(resource)
            .iter_mut()
            .find(|body| body.get(member) == Some(&id))
    }

    /// Adds something, or puts it in the place of the one with the same id.
    pub(crate) fn put(&mut self, resource: Resource, body: Value) {
        let Some(bodies) = self.bodies(resource) else {
            return;
        };
        let old = match resource.id_member() {
            None => bodies.first_mut(),
            Some(member) => match body.get(member) {
                None => None,
                id => bodies.iter_mut().find(|old| old.get(member) == id),
            },
        };
        match old {
            Some(old) => *old = body,
            None => bodies.push(body),
        }
    }

    /// Takes the one with an id away.
    pub(crate) fn remove(&mut self, resource: Resource, id: impl Into<Value>) -> Option<Value> {
        let (member, id) = (resource.id_member()?, id.into());
        let bodies = self.bodies(resource)?;
        let place = bodies
            .iter()
            .position(|body| body.get(member) == Some(&id))?;
        Some(bodies.remove(place))
    }

    /// Keeps what passes a test.
    pub(crate) fn retain(&mut self, resource: Resource, is_kept: impl FnMut(&Value) -> bool) {
        if let Some(bodies) = self.bodies(resource) {
            bodies.retain(is_kept);
        }
    }

    /// All of a kind, to be changed.
    pub(crate) fn all_mut(&mut self, resource: Resource) -> &mut [Value] {
        self.bodies(resource).map_or(&mut [], Vec::as_mut_slice)
    }
}

/// Where [`Resource::ALL`] has a kind.
fn place(resource: Resource) -> usize {
    Resource::ALL
        .iter()
        .position(|kind| *kind == resource)
        .unwrap_or(Resource::ALL.len())
}

/// A customer as a state's JSON has it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Written {
    #[serde(deserialize_with = "read_by_name")]
    resources: Vec<(Resource, Vec<Box<str>>)>,
    facts: Facts,
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { resources, facts } = Written::deserialize(deserializer)?;
        Ok(Self::read(&resources, &facts))
    }
}

/// Bodies as JSON texts, by kind.
type ByKind = Vec<(Resource, Vec<Box<str>>)>;

/// The names are read as text first, for an error to tell its place.
fn read_by_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ByKind, D::Error> {
    let named = BTreeMap::<String, Vec<Box<RawValue>>>::deserialize(deserializer)?;
    named
        .into_iter()
        .map(|(name, bodies)| {
            let kind = Resource::ALL.into_iter().find(|kind| kind.name() == name);
            let kind = kind.ok_or_else(|| unknown_name(&name))?;
            let bodies = bodies
                .into_iter()
                .map(canonical)
                .collect::<Result<_, _>>()?;
            Ok((kind, bodies))
        })
        .collect()
}

fn unknown_name<E: Error>(name: &str) -> E {
    let names = Resource::ALL.map(Resource::name).join(", ");
    E::custom(format_args!(
        "unknown field `{name}`, expected one of {names}"
    ))
}
