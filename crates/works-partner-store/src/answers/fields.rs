//! The fields of a stored body, read by what is there.

use serde_json::{Map, Value};
use works_partner_ext::api::catalog::{Stage, Unit};
use works_partner_ext::api::types::{OptionProductId, Plan, ProductId, SubOptionId};

/// A JSON object of the service.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn read(body: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(body).map(Self)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(ToOwned::to_owned)
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        match self.0.get(name)? {
            Value::String(text) => text.parse().ok(),
            value => value.as_i64(),
        }
    }

    pub(super) fn object(&self, name: &str) -> Option<Self> {
        match self.0.get(name)? {
            Value::Object(fields) => Some(Self(fields.clone())),
            _ => None,
        }
    }

    /// The names of the fields in which another object differs.
    pub(super) fn differing(&self, other: &Self) -> Vec<String> {
        let names = self
            .0
            .keys()
            .chain(other.0.keys().filter(|name| !self.0.contains_key(*name)));
        names
            .filter(|name| self.0.get(*name) != other.0.get(*name))
            .cloned()
            .collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// How much of a unit an option comes to; `None` where it is not known to have a size in that unit.
    pub(super) fn amount(&self, unit: Unit) -> Option<u64> {
        let option = self.text("optionProductId").map(OptionProductId::from);
        let sub_option = self.text("subOptionId").map(SubOptionId::from);
        let sizes = [
            option.as_ref().and_then(|id| id.facts()?.size.as_ref()),
            sub_option.as_ref().and_then(|id| id.facts()?.size.as_ref()),
        ];
        let amount = sizes
            .into_iter()
            .flatten()
            .filter(|size| size.value.unit == unit)
            .map(|size| u64::from(size.value.amount))
            .reduce(u64::saturating_add)?;
        // What is not sold by quantity counts once.
        let units = u64::try_from(self.integer("quantity").unwrap_or(1).max(0)).unwrap_or_default();
        Some(units.saturating_mul(amount))
    }

    /// Whether a subscription is free, a trial or paid; `None` where its product and its contract type are
    /// unknown.
    pub(super) fn subscription_stage(&self) -> Option<Stage> {
        let by_product = || product_stage(self.text("productId")?);
        self.text("plan").and_then(plan_stage).or_else(by_product)
    }

    /// Whether an option is a trial or paid. A contract type that is paid says nothing of the option where
    /// the one of its subscription applies to it.
    pub(super) fn option_stage(&self) -> Option<Stage> {
        if self.text("plan").and_then(plan_stage) == Some(Stage::Trial) {
            return Some(Stage::Trial);
        }
        let facts = SubOptionId::from(self.text("subOptionId")?).facts()?;
        Some(facts.stage.as_ref()?.value)
    }
}

fn product_stage(product: &str) -> Option<Stage> {
    Some(ProductId::from(product).facts()?.stage.as_ref()?.value)
}

fn plan_stage(plan: &str) -> Option<Stage> {
    Some(Plan::from(plan).facts()?.stage.as_ref()?.value)
}
