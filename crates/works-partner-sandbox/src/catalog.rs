//! The contract catalog as the sandbox goes by it: the document's facts, and what it decides where no
//! page does.
//!
//! What the document does not list is taken to go with everything, and so is what no page decides.

use works_partner_api::catalog::{
    Basis, Edition, Fact, OptionFacts, PLANS, PRODUCTS, PlanFacts, ProductFacts, Recurrence,
    SubOptionFacts, Term,
};
pub(crate) use works_partner_api::catalog::{ProductFamily, Quantity, Stage};
use works_partner_api::types::{
    OptionProductId, OptionProductOrderType, Plan, ProductId, SubOptionId,
};
use works_partner_api::{Evidence, OpenEnum};

pub(crate) fn family(product: &str) -> Option<ProductFamily> {
    value(product_facts(product)?.family.as_ref())
}

/// Whether a family has products that are not paid for.
pub(crate) fn has_free_or_trial(family: ProductFamily) -> bool {
    PRODUCTS.iter().any(|product| {
        value(product.family.as_ref()) == Some(family)
            && value(product.stage.as_ref()).is_some_and(|stage| stage != Stage::Paid)
    })
}

/// Free, trial or paid, of a product.
pub(crate) fn stage(product: &str) -> Option<Stage> {
    value(product_facts(product)?.stage.as_ref())
}

/// Whether a product is of the edition that needs a domain name.
pub(crate) fn is_advanced(product: &str) -> bool {
    let edition = product_facts(product).and_then(|facts| facts.edition.as_ref());
    value(edition) == Some(Edition::Advanced)
}

/// The Advanced product that a Standard one is upgraded to.
pub(crate) fn upgraded(product: &str) -> Option<&'static str> {
    let own = product_facts(product)?;
    let is_standard = value(own.edition.as_ref()) == Some(Edition::Standard);
    let advanced = own.id.in_edition(Edition::Advanced);
    advanced.filter(|_| is_standard).map(ProductId::as_str)
}

/// The products that a customer can begin with: those of LINE WORKS that are not paid for.
pub(crate) fn first_products() -> Vec<&'static str> {
    let is_first = |product: &&ProductFacts| {
        let stage = value(product.stage.as_ref());
        value(product.family.as_ref()) == Some(ProductFamily::LineWorks)
            && stage.is_some_and(|stage| stage != Stage::Paid)
    };
    let first = PRODUCTS.iter().filter(is_first);
    first.map(|product| product.id.as_str()).collect()
}

/// The products that subscriptions are upgraded to.
pub(crate) fn advanced_products() -> Vec<&'static str> {
    let all = PRODUCTS.iter().map(|product| product.id.as_str());
    all.filter(|product| is_advanced(product)).collect()
}

/// Free, trial or paid, of a contract type.
pub(crate) fn stage_of_plan(plan: &str) -> Option<Stage> {
    value(plan_facts(plan)?.stage.as_ref())
}

pub(crate) fn is_paid_plan(plan: &str) -> bool {
    stage_of_plan(plan) == Some(Stage::Paid)
}

/// The contract types that are paid for.
pub(crate) fn paid_plans() -> Vec<&'static str> {
    let paid = PLANS
        .iter()
        .filter(|plan| value(plan.stage.as_ref()) == Some(Stage::Paid));
    paid.map(|plan| plan.id.as_str()).collect()
}

pub(crate) fn is_by_license(plan: &str) -> bool {
    let basis = plan_facts(plan).and_then(|facts| facts.basis.as_ref());
    value(basis) == Some(Basis::License)
}

pub(crate) fn is_annual(plan: &str) -> bool {
    let term = plan_facts(plan).and_then(|facts| facts.term.as_ref());
    value(term) == Some(Term::Annual)
}

/// The contract types of a product's family, where all of them are known.
pub(crate) fn plans(product: &str) -> Option<Vec<&'static str>> {
    let plans = family(product)?.facts()?.plans.as_ref()?.value;
    plans.complete.then(|| texts(plans.values))
}

/// A contract type for a product, where a request names none.
pub(crate) fn default_plan(product: &str) -> &'static str {
    let stage = stage(product).unwrap_or(Stage::Paid);
    let of_family = family(product).and_then(|family| family.facts()?.plans.as_ref());
    let of_family = of_family
        .map(|plans| plans.value.values)
        .unwrap_or_default();
    let of_stage = |plan: &&'static Plan| stage_of_plan(plan.as_str()) == Some(stage);
    let any = PLANS.iter().map(|facts| &facts.id);
    let plan = of_family.iter().chain(any).find(of_stage);
    plan.unwrap_or(&Plan::Free).as_str()
}

/// A product for a contract type, where a request names none.
pub(crate) fn default_product(plan: &str) -> &'static str {
    let stage = stage_of_plan(plan);
    let plan = Plan::from(plan);
    let fits = |product: &&ProductFacts| {
        let plans = value(product.family.as_ref())
            .and_then(ProductFamily::facts)
            .and_then(|family| family.plans.as_ref());
        value(product.stage.as_ref()) == stage
            && plans.is_some_and(|plans| plans.value.values.contains(&plan))
    };
    let product = PRODUCTS.iter().find(fits).or(PRODUCTS.first());
    product.map_or(ProductId::Fr.as_str(), |product| product.id.as_str())
}

/// The product that a trial becomes; any other stays what it is.
pub(crate) fn paid_product(product: &str) -> &str {
    let paid = product_facts(product).and_then(|facts| facts.paid_equivalent.as_ref());
    paid.map_or(product, |paid| paid.value.as_str())
}

/// The family whose products an option goes with.
pub(crate) fn family_of_option(option: &str) -> Option<ProductFamily> {
    option_facts(option)?.family()
}

/// Whether an option can be had with a product.
pub(crate) fn goes_with(option: &str, product: &str) -> bool {
    let products = option_facts(option).and_then(|facts| facts.products.as_ref());
    let allowed = products.and_then(|products| products.value.allows(&product.into()));
    allowed.unwrap_or(true)
}

/// The types of scheduled task that an option can have, where all of them are known.
pub(crate) fn task_types(option: &str) -> Option<Vec<&'static str>> {
    let tasks = option_facts(option)?.tasks.as_ref()?.value;
    tasks
        .complete
        .then(|| texts::<OptionProductOrderType>(tasks.values))
}

/// Whether an option is sold by quantity.
pub(crate) fn quantity(option: &str) -> Option<Quantity> {
    value(option_facts(option)?.quantity.as_ref())
}

/// Whether an option lasts a month and is not renewed.
pub(crate) fn lasts_a_month(option: &str) -> bool {
    let recurrence = option_facts(option).and_then(|facts| facts.recurrence.as_ref());
    value(recurrence) == Some(Recurrence::OneMonth)
}

/// The sub-options of an option in the document's order, where any are known.
pub(crate) fn sub_options(option: &str) -> Option<Vec<&'static str>> {
    Some(texts(option_facts(option)?.sub_options()?))
}

pub(crate) fn is_trial(sub_option: &str) -> bool {
    let stage = sub_option_facts(sub_option).and_then(|facts| facts.stage.as_ref());
    value(stage) == Some(Stage::Trial)
}

/// The sub-option that a trial becomes; any other stays what it is.
pub(crate) fn paid_sub_option(sub_option: &str) -> &str {
    let paid = sub_option_facts(sub_option).and_then(|facts| facts.paid_equivalent.as_ref());
    paid.map_or(sub_option, |paid| paid.value.as_str())
}

/// Whether a sub-option is for a product: of its edition, where both have one.
pub(crate) fn is_for(sub_option: &str, product: &str) -> bool {
    let own = sub_option_facts(sub_option).and_then(|facts| facts.edition.as_ref());
    let other = product_facts(product).and_then(|facts| facts.edition.as_ref());
    value(own)
        .zip(value(other))
        .is_none_or(|(own, other)| own == other)
}

/// A sub-option for a product, where a request names none; made up where none is known.
pub(crate) fn default_sub_option(option: &str, product: &str, wants_trial: bool) -> String {
    sub_options(option)
        .into_iter()
        .flatten()
        .find(|sub| is_trial(sub) == wants_trial && is_for(sub, product))
        .map_or_else(|| format!("{option}_DEMO"), str::to_owned)
}

/// Whether one sub-option is more than another, for the options whose order is documented.
pub(crate) fn is_higher(option: &str, sub_option: &str, than: &str) -> Option<bool> {
    let upgrades = option_facts(option)?.upgrades.as_ref()?;
    if upgrades.evidence != Evidence::Documented {
        return None;
    }
    upgrades.value.iter().find_map(|order| {
        let rank = |wanted: &str| order.iter().position(|sub| sub.as_str() == wanted);
        Some(rank(sub_option)? > rank(than)?)
    })
}

fn product_facts(id: &str) -> Option<&'static ProductFacts> {
    ProductId::from(id).facts()
}

fn plan_facts(id: &str) -> Option<&'static PlanFacts> {
    Plan::from(id).facts()
}

fn option_facts(id: &str) -> Option<&'static OptionFacts> {
    OptionProductId::from(id).facts()
}

fn sub_option_facts(id: &str) -> Option<&'static SubOptionFacts> {
    SubOptionId::from(id).facts()
}

fn value<T: Copy>(fact: Option<&Fact<T>>) -> Option<T> {
    Some(fact?.value)
}

fn texts<T: OpenEnum>(values: &'static [T]) -> Vec<&'static str> {
    values.iter().map(T::as_str).collect()
}
