//! A customer: its resources as the API sends them, and what the API does not show.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::Resource;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Customer {
    /// Kinds of which there is nothing have no entry.
    #[serde(serialize_with = "write_by_name", deserialize_with = "read_by_name")]
    resources: BTreeMap<Resource, Vec<Value>>,
    pub(crate) facts: Facts,
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
    /// All of a kind.
    pub(crate) fn all(&self, resource: Resource) -> &[Value] {
        self.resources
            .get(&resource)
            .map_or(&[], |bodies| bodies.as_slice())
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
        self.resources
            .get_mut(&resource)?
            .iter_mut()
            .find(|body| body.get(member) == Some(&id))
    }

    /// Adds something, or puts it in the place of the one with the same id.
    pub(crate) fn put(&mut self, resource: Resource, body: Value) {
        let bodies = self.resources.entry(resource).or_default();
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
        let bodies = self.resources.get_mut(&resource)?;
        let place = bodies
            .iter()
            .position(|body| body.get(member) == Some(&id))?;
        let removed = bodies.remove(place);
        self.forget_empty_lists();
        Some(removed)
    }

    /// Keeps what passes a test.
    pub(crate) fn retain(&mut self, resource: Resource, is_kept: impl FnMut(&Value) -> bool) {
        if let Some(bodies) = self.resources.get_mut(&resource) {
            bodies.retain(is_kept);
            self.forget_empty_lists();
        }
    }

    /// All of a kind, to be changed.
    pub(crate) fn all_mut(&mut self, resource: Resource) -> &mut [Value] {
        self.resources
            .get_mut(&resource)
            .map_or(&mut [], Vec::as_mut_slice)
    }

    /// An empty list is the same as none.
    fn forget_empty_lists(&mut self) {
        self.resources.retain(|_, bodies| !bodies.is_empty());
    }
}

fn write_by_name<S: Serializer>(
    resources: &BTreeMap<Resource, Vec<Value>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(resources.iter().map(|(kind, bodies)| (kind.name(), bodies)))
}

/// The names are read as text first, for an error to tell its place.
fn read_by_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Resource, Vec<Value>>, D::Error> {
    let named = BTreeMap::<String, Vec<Value>>::deserialize(deserializer)?;
    named
        .into_iter()
        .filter(|(_, bodies)| !bodies.is_empty())
        .map(|(name, bodies)| {
            let kind = Resource::ALL.into_iter().find(|kind| kind.name() == name);
            Ok((kind.ok_or_else(|| unknown_name(&name))?, bodies))
        })
        .collect()
}

fn unknown_name<E: Error>(name: &str) -> E {
    let names = Resource::ALL.map(Resource::name).join(", ");
    E::custom(format_args!(
        "unknown field `{name}`, expected one of {names}"
    ))
}
