//! A customer at rest: one JSON text, and what is looked up in it.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::customer::Facts;
use super::json_text::{is_string, items, members, string, unquoted};
use super::{Customer, Resource};

const KINDS: usize = Resource::ALL.len();

/// A customer as text: for each kind the JSON array of its bodies as they are sent, then the facts. It
/// takes up a fraction of what values do, and is shared by all states that have it.
#[derive(Debug)]
pub(super) struct Packed {
    json: Box<str>,
    /// Where the part of each kind ends.
    ends: [usize; KINDS],
    pub(super) index: Index,
}

/// What lists, new ids and the scheduler ask for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Index {
    /// What the customer is called, where it has a profile.
    pub(super) name: Option<Arc<str>>,
    pub(super) domain: Option<Arc<str>>,
    /// Every day on which something may fall due, in order.
    pub(super) due: Box<[Date]>,
    pub(super) greatest: Greatest,
}

/// The greatest ids that were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Greatest {
    pub(super) subscription: Option<i64>,
    pub(super) pre_order: Option<i64>,
}

impl Greatest {
    pub(super) fn join(&mut self, other: Self) {
        self.subscription = self.subscription.max(other.subscription);
        self.pre_order = self.pre_order.max(other.pre_order);
    }
}

impl Packed {
    /// Packs a customer. What was not looked at since it was packed last is copied as text.
    pub(super) fn of(customer: &Customer) -> Self {
        let write = |kind, json: &mut String| match customer.unread(kind) {
            Some(array) => json.push_str(array),
            None if customer.all(kind).is_empty() => {}
            None => json.push_str(&to_json(customer.all(kind))),
        };
        Self::write(write, &customer.facts)
    }

    /// Packs what a state's JSON has of a customer: the bodies of each kind.
    pub(super) fn read(bodies: &[(Resource, Vec<Box<str>>)], facts: &Facts) -> Self {
        let write = |kind, json: &mut String| {
            let of_kind = bodies.iter().find(|(its, _)| *its == kind);
            let of_kind = of_kind.map(|(_, bodies)| bodies.as_slice());
            for (place, body) in of_kind.unwrap_or_default().iter().enumerate() {
                json.push(if place == 0 { '[' } else { ',' });
                json.push_str(body);
            }
            if of_kind.is_some_and(|bodies| !bodies.is_empty()) {
                json.push(']');
            }
        };
        Self::write(write, facts)
    }

    fn write(write: impl Fn(Resource, &mut String), facts: &Facts) -> Self {
        let (mut json, mut ends) = (String::new(), [0; KINDS]);
        for (end, kind) in ends.iter_mut().zip(Resource::ALL) {
            write(kind, &mut json);
            *end = json.len();
        }
        if *facts != Facts::default() {
            json.push_str(&to_json(facts));
        }
        let mut packed = Self {
            json: json.into_boxed_str(),
            ends,
            index: Index::default(),
        };
        packed.index = packed.indexed(facts);
        packed
    }

    fn indexed(&self, facts: &Facts) -> Index {
        let day_after = |day: Date| day.saturating_add(1.day());
        let mut index = Index::default();
        let grace_ends = facts.grace_end_dates.values();
        let mut due: Vec<Date> = grace_ends.copied().map(day_after).collect();
        if let Some(profile) = self.first(Resource::Customer) {
            index.name = Some("".into());
            for (name, value) in members(profile) {
                match name {
                    "companyName" => index.name = Some(string(value).unwrap_or_default().into()),
                    "domain" => index.domain = string(value).map(Into::into),
                    _ => {}
                }
            }
        }
        for (name, value) in self
            .first(Resource::UsageStatus)
            .into_iter()
            .flat_map(members)
        {
            match name {
                "withdrawalDate" => due.extend(date(value)),
                "renewal" => {
                    let apply_dates = members(value).filter(|(name, _)| *name == "applyDate");
                    due.extend(apply_dates.filter_map(|(_, value)| date(value)));
                }
                _ => {}
            }
        }
        for kind in [
            Resource::Subscription,
            Resource::SubscriptionReservation,
            Resource::SubscriptionPreOrder,
            Resource::OptionProduct,
            Resource::OptionProductOrder,
        ] {
            let is_in_use = matches!(kind, Resource::Subscription | Resource::OptionProduct);
            for (name, value) in items(self.array(kind)).flat_map(members) {
                match name {
                    "planEndDate" if is_in_use => due.extend(date(value).map(day_after)),
                    "applyDate" if !is_in_use => due.extend(date(value)),
                    "subscriptionId" if kind == Resource::Subscription => {
                        let id = value.parse().ok();
                        index.greatest.subscription = index.greatest.subscription.max(id);
                    }
                    "preOrderId" if kind == Resource::SubscriptionPreOrder => {
                        let id = value.parse().ok();
                        index.greatest.pre_order = index.greatest.pre_order.max(id);
                    }
                    _ => {}
                }
            }
        }
        due.sort_unstable();
        due.dedup();
        index.due = due.into();
        index
    }

    /// The JSON array of a kind; empty where there is nothing of it.
    pub(super) fn array(&self, kind: Resource) -> &str {
        let place = Resource::ALL.iter().position(|it| *it == kind);
        let end_at = |place: usize| self.ends.get(place).copied();
        let start = place.and_then(|place| end_at(place.checked_sub(1)?));
        let end = place.and_then(end_at).unwrap_or_default();
        let range = start.unwrap_or_default()..end;
        self.json.get(range).unwrap_or_default()
    }

    /// The first of a kind, as it is sent.
    pub(super) fn first(&self, kind: Resource) -> Option<&str> {
        items(self.array(kind)).next()
    }

    /// The one with an id, as it is sent.
    pub(super) fn find(&self, kind: Resource, id: &str) -> Option<&str> {
        let member = kind.id_member()?;
        items(self.array(kind)).find(|body| {
            let mut members = members(body);
            members.any(|(name, value)| name == member && is_string(value, id))
        })
    }

    pub(super) fn facts(&self) -> Facts {
        match self.facts_json() {
            "" => Facts::default(),
            json => serde_json::from_str(json).unwrap_or_default(),
        }
    }

    fn facts_json(&self) -> &str {
        let start = self.ends.last().copied().unwrap_or_default();
        self.json.get(start..).unwrap_or_default()
    }
}

/// Nothing that is packed can fail to be written.
fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn date(value: &str) -> Option<Date> {
    unquoted(value)?.parse().ok()
}

/// The same where the values are, whatever the order of their members.
impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        let values = |json| serde_json::from_str::<Vec<Value>>(json).unwrap_or_default();
        let is_same = |kind| {
            let (own, other) = (self.array(kind), other.array(kind));
            own == other || values(own) == values(other)
        };
        Resource::ALL.into_iter().all(is_same) && self.facts() == other.facts()
    }
}

/// `{"resources":{…},"facts":{…}}`, every body as it is sent.
impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut customer = serializer.serialize_map(Some(2))?;
        customer.serialize_entry("resources", &Resources(self))?;
        match self.facts_json() {
            "" => customer.serialize_entry("facts", &Facts::default())?,
            json => customer.serialize_entry("facts", raw::<S::Error>(json)?)?,
        }
        customer.end()
    }
}

struct Resources<'a>(&'a Packed);

impl Serialize for Resources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut resources = serializer.serialize_map(None)?;
        for kind in Resource::ALL {
            match self.0.array(kind) {
                "" => {}
                json => resources.serialize_entry(kind.name(), raw::<S::Error>(json)?)?,
            }
        }
        resources.end()
    }
}

fn raw<E: Error>(json: &str) -> Result<&RawValue, E> {
    serde_json::from_str(json).map_err(E::custom)
}
