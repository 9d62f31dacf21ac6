//! The contract catalog: what the vendor's pages say of products, contract types, options and
//! sub-options, as data.
//!
//! The document's `x-catalog` is generated into [`PRODUCTS`], [`PLANS`], [`OPTIONS`],
//! [`SUB_OPTIONS`] and [`FAMILIES`]. Each [`Fact`] carries its evidence and the vendor's page. A
//! fact that no page shows is `None`, never a guess; a value that the document does not list has no
//! facts at all.
//!
//! ```
//! use works_partner_api::catalog::{Size, Stage, Unit};
//! use works_partner_api::types::{ProductId, SubOptionId};
//!
//! let facts = SubOptionId::Sstg202.facts().unwrap();
//! assert_eq!(facts.size.as_ref().unwrap().value, Size { amount: 5, unit: Unit::Terabytes });
//!
//! let trial = ProductId::StdT.facts().unwrap();
//! assert_eq!(trial.stage.as_ref().unwrap().value, Stage::Trial);
//! assert!(ProductId::from("NEW").facts().is_none());
//! ```

pub use crate::generated::catalog::{
    FAMILIES, OPTIONS, PLANS, PRODUCTS, ProductFamily, SUB_OPTIONS,
};
use crate::types::{OptionProductId, OptionProductOrderType, Plan, ProductId, SubOptionId};
use crate::{Evidence, OpenEnum};

/// What a page says, how well that is known, and which page it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fact<T> {
    /// What is known.
    pub value: T,
    /// How well it is known.
    pub evidence: Evidence,
    /// The vendor's page.
    pub source: &'static str,
}

/// How the generated code says it, in few words.
#[doc(hidden)]
pub const fn known<T>(value: T, evidence: Evidence, source: &'static str) -> Option<Fact<T>> {
    Some(Fact {
        value,
        evidence,
        source,
    })
}

/// What is known of a product; [`PRODUCTS`] lists them all.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProductFacts {
    /// The product.
    pub id: ProductId,
    /// What the vendor calls it.
    pub label: Option<Fact<&'static str>>,
    /// What the vendor calls it in Japanese.
    pub label_ja: Option<Fact<&'static str>>,
    /// The family that it belongs to.
    pub family: Option<Fact<ProductFamily>>,
    /// Free, trial or paid.
    pub stage: Option<Fact<Stage>>,
    /// What a trial becomes when it is converted to paid.
    pub paid_equivalent: Option<Fact<ProductId>>,
    /// The edition of LINE WORKS.
    pub edition: Option<Fact<Edition>>,
}

/// What is known of a contract type; [`PLANS`] lists them all.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PlanFacts {
    /// The contract type.
    pub id: Plan,
    /// What the vendor calls it.
    pub label: Option<Fact<&'static str>>,
    /// What the vendor calls it in Japanese.
    pub label_ja: Option<Fact<&'static str>>,
    /// Free, trial or paid.
    pub stage: Option<Fact<Stage>>,
    /// What is counted.
    pub basis: Option<Fact<Basis>>,
    /// How long a contract runs; `None` for what is not paid for.
    pub term: Option<Fact<Term>>,
    /// Whether the whole term is paid in advance; `None` for what is not paid for.
    pub prepaid: Option<Fact<bool>>,
}

/// What is known of a family of products; [`FAMILIES`] lists them all.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FamilyFacts {
    /// The family.
    pub id: ProductFamily,
    /// What the vendor calls it.
    pub label: Option<Fact<&'static str>>,
    /// What the vendor calls it in Japanese.
    pub label_ja: Option<Fact<&'static str>>,
    /// The contract types that its products can have.
    pub plans: Option<Fact<ValueList<Plan>>>,
}

/// What is known of an option; [`OPTIONS`] lists them all.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OptionFacts {
    /// The option.
    pub id: OptionProductId,
    /// What the vendor calls it.
    pub label: Option<Fact<&'static str>>,
    /// What the vendor calls it in Japanese.
    pub label_ja: Option<Fact<&'static str>>,
    /// Its sub-options in the document's order; `None` where no page shows them.
    pub sub_options: Option<Fact<&'static [SubOptionId]>>,
    /// Lists of sub-options, each of which can be upgraded to those after it.
    pub upgrades: Option<Fact<&'static [&'static [SubOptionId]]>>,
    /// The products that it can be added to.
    pub products: Option<Fact<CompatibleProducts>>,
    /// The scheduled tasks that it can have.
    pub tasks: Option<Fact<ValueList<OptionProductOrderType>>>,
    /// Whether it is sold by quantity.
    pub quantity: Option<Fact<Quantity>>,
    /// How much it adds.
    pub size: Option<Fact<Size>>,
    /// For how long it adds that.
    pub recurrence: Option<Fact<Recurrence>>,
    /// Whether a smaller sub-option can be chosen for its renewal.
    pub downgradable: Option<Fact<bool>>,
}

/// What is known of a sub-option; [`SUB_OPTIONS`] lists them all.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SubOptionFacts {
    /// The sub-option.
    pub id: SubOptionId,
    /// What the vendor calls it.
    pub label: Option<Fact<&'static str>>,
    /// What the vendor calls it in Japanese.
    pub label_ja: Option<Fact<&'static str>>,
    /// Trial or paid.
    pub stage: Option<Fact<Stage>>,
    /// What a trial becomes when it is converted to paid.
    pub paid_equivalent: Option<Fact<SubOptionId>>,
    /// The edition of LINE WORKS that it is for.
    pub edition: Option<Fact<Edition>>,
    /// How much it adds.
    pub size: Option<Fact<Size>>,
}

/// Whether something is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Free, without an end.
    Free,
    /// Free, for the time of the trial.
    Trial,
    /// Charged.
    Paid,
}

/// An edition of LINE WORKS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// `STD`.
    Standard,
    /// `ADV`.
    Advanced,
}

/// How long an option that adds an amount does so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recurrence {
    /// For one month.
    OneMonth,
    /// Every month.
    EveryMonth,
}

/// What a contract counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The users.
    User,
    /// The licenses.
    License,
}

/// How long a paid contract runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// A month.
    Monthly,
    /// A year.
    Annual,
}

/// How much an option or a sub-option adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// How many of the unit.
    pub amount: u32,
    /// What is counted.
    pub unit: Unit,
}

/// What a [`Size`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Storage in TB.
    Terabytes,
    /// Contacts.
    Contacts,
    /// Seats.
    Seats,
    /// Minutes.
    Minutes,
}

/// Whether an option is sold by quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// It is, and a request can ask for at most so many.
    UpTo(u32),
    /// It is not: requests and responses have null.
    Null,
    /// It is not: requests have null, responses null or 1.
    NullOrOne,
}

/// Values that a page lists, and whether that list is complete.
#[derive(Debug, PartialEq, Eq)]
pub struct ValueList<T: 'static> {
    /// The values that are known.
    pub values: &'static [T],
    /// Whether there are no others.
    pub complete: bool,
}

/// The products that an option can be added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompatibleProducts {
    /// Those that a page names.
    pub values: &'static [ProductId],
    /// Those that no page decides: a page names an edition, and not whether its trial is meant.
    pub undecided: &'static [ProductId],
}

// Derived, they would ask the same of `T`.
impl<T> Copy for ValueList<T> {}
impl<T> Clone for ValueList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: OpenEnum + PartialEq> ValueList<T> {
    /// Whether a value is one of them; `None` where no page decides it.
    pub fn allows(&self, value: &T) -> Option<bool> {
        if self.values.contains(value) {
            Some(true)
        } else {
            (self.complete && value.is_known()).then_some(false)
        }
    }
}

impl CompatibleProducts {
    /// Whether the option can be added to a product; `None` where no page decides it.
    pub fn allows(&self, product: &ProductId) -> Option<bool> {
        if self.values.contains(product) {
            Some(true)
        } else if self.undecided.contains(product) || !product.is_known() {
            None
        } else {
            Some(false)
        }
    }
}

impl Unit {
    /// How the document writes it: `TB`, `contacts`, `seats` or `minutes`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terabytes => "TB",
            Self::Contacts => "contacts",
            Self::Seats => "seats",
            Self::Minutes => "minutes",
        }
    }
}

/// What is known of a product; `None` for one that the document does not list.
pub fn product(id: &ProductId) -> Option<&'static ProductFacts> {
    PRODUCTS.iter().find(|facts| facts.id == *id)
}

/// What is known of a contract type; `None` for one that the document does not list.
pub fn plan(id: &Plan) -> Option<&'static PlanFacts> {
    PLANS.iter().find(|facts| facts.id == *id)
}

/// What is known of an option; `None` for one that the document does not list.
///
/// ```
/// use works_partner_api::catalog::{self, Quantity};
/// use works_partner_api::types::{OptionProductId, SubOptionId};
///
/// let archive = catalog::option(&OptionProductId::Acv2).unwrap();
/// assert_eq!(archive.sub_options(), Some(&[SubOptionId::Acv200, SubOptionId::Acv201][..]));
/// assert_eq!(archive.quantity.as_ref().unwrap().value, Quantity::Null);
/// ```
pub fn option(id: &OptionProductId) -> Option<&'static OptionFacts> {
    OPTIONS.iter().find(|facts| facts.id == *id)
}

/// What is known of a sub-option; `None` for one that the document does not list.
pub fn sub_option(id: &SubOptionId) -> Option<&'static SubOptionFacts> {
    SUB_OPTIONS.iter().find(|facts| facts.id == *id)
}

/// What is known of a family.
pub fn family(id: ProductFamily) -> Option<&'static FamilyFacts> {
    FAMILIES.iter().find(|facts| facts.id == id)
}

/// The option that a sub-option belongs to; `None` where the document does not say.
///
/// ```
/// use works_partner_api::catalog::option_of;
/// use works_partner_api::types::{OptionProductId, SubOptionId};
///
/// assert_eq!(option_of(&SubOptionId::DrvPs), Some(&OptionProductId::Drv));
/// assert_eq!(option_of(&"NEW01".into()), None);
/// ```
pub fn option_of(sub_option: &SubOptionId) -> Option<&'static OptionProductId> {
    let owns = |facts: &&OptionFacts| facts.sub_options().is_some_and(|l| l.contains(sub_option));
    Some(&OPTIONS.iter().find(owns)?.id)
}

impl OptionFacts {
    /// Its sub-options in the document's order; `None` where no page shows them.
    pub fn sub_options(&self) -> Option<&'static [SubOptionId]> {
        Some(self.sub_options.as_ref()?.value)
    }

    /// The family of the products that it can be added to; `None` where they are of several.
    pub fn family(&self) -> Option<ProductFamily> {
        let family = |id: &ProductId| Some(product(id)?.family.as_ref()?.value);
        let products = self.products.as_ref()?.value.values;
        let first = family(products.first()?)?;
        let is_same = |id: &ProductId| family(id) == Some(first);
        products.iter().all(is_same).then_some(first)
    }

    /// What a sub-option of it can be upgraded to, nearest first; `None` where no page says that
    /// it can be upgraded.
    pub fn upgrades_of(&self, sub_option: &SubOptionId) -> Option<&'static [SubOptionId]> {
        let lists = self.upgrades.as_ref()?.value;
        lists.iter().find_map(|list| {
            let own = list.iter().position(|id| id == sub_option)?;
            list.get(own.checked_add(1)?..)
        })
    }
}

impl ProductFamily {
    /// What is known of it.
    pub fn facts(self) -> Option<&'static FamilyFacts> {
        family(self)
    }

    /// What the vendor calls it.
    pub fn label(self) -> &'static str {
        let label = self.facts().and_then(|facts| facts.label.as_ref());
        label.map_or(self.as_str(), |label| label.value)
    }
}

impl ProductId {
    /// What is known of it; `None` for one that the document does not list.
    pub fn facts(&self) -> Option<&'static ProductFacts> {
        product(self)
    }

    /// The product of an edition that has the same family and stage; `None` where the document has
    /// none.
    ///
    /// ```
    /// use works_partner_api::catalog::Edition;
    /// use works_partner_api::types::ProductId;
    ///
    /// assert_eq!(ProductId::StdT.in_edition(Edition::Advanced), Some(&ProductId::AdvT));
    /// assert_eq!(ProductId::Fr.in_edition(Edition::Advanced), None);
    /// ```
    pub fn in_edition(&self, edition: Edition) -> Option<&'static ProductId> {
        fn value<T: Copy>(fact: Option<&Fact<T>>) -> Option<T> {
            Some(fact?.value)
        }
        let own = self.facts()?;
        let found = PRODUCTS.iter().find(|other| {
            value(other.edition.as_ref()) == Some(edition)
                && value(other.family.as_ref()) == value(own.family.as_ref())
                && value(other.stage.as_ref()) == value(own.stage.as_ref())
        });
        Some(&found?.id)
    }
}

impl Plan {
    /// What is known of it; `None` for one that the document does not list.
    pub fn facts(&self) -> Option<&'static PlanFacts> {
        plan(self)
    }
}

impl OptionProductId {
    /// What is known of it; `None` for one that the document does not list.
    pub fn facts(&self) -> Option<&'static OptionFacts> {
        option(self)
    }
}

impl SubOptionId {
    /// What is known of it; `None` for one that the document does not list.
    pub fn facts(&self) -> Option<&'static SubOptionFacts> {
        sub_option(self)
    }
}
