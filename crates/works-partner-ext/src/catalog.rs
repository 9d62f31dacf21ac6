//! The contract catalog as methods of the ids.
//!
//! Every fact is the document's, generated into [`api::catalog`](works_partner_api::catalog), where
//! it also has its evidence and the vendor's page. What no page shows is `None` or an empty list; so
//! is everything of an id that the document does not list.

use works_partner_api::catalog::{self, Fact, SUB_OPTIONS, Size, Unit};
pub use works_partner_api::catalog::{
    Basis, CompatibleProducts, Edition, ProductFamily, Quantity, Recurrence, Stage, Term, ValueList,
};
use works_partner_api::types::{
    OptionProductId, OptionProductOrderType, Plan, ProductId, SubOptionId,
};

/// What is known of an option.
///
/// ```
/// use works_partner_ext::api::types::OptionProductId;
/// use works_partner_ext::{OptionProductIdExt, ProductFamily, Quantity};
///
/// assert_eq!(OptionProductId::Drv.label(), "Drive");
/// assert_eq!(OptionProductId::CstM.seats(), Some(30));
/// assert_eq!(OptionProductId::CstM.quantity(), Some(Quantity::UpTo(50)));
/// assert_eq!(OptionProductId::CstM.family(), Some(ProductFamily::LineWorks));
/// assert_eq!(OptionProductId::from("NEW1").label(), "NEW1");
/// ```
pub trait OptionProductIdExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// What the vendor calls it in Japanese.
    fn label_ja(&self) -> Option<&'static str>;
    /// Its sub-options, lowest first; `None` where no page of the vendor shows them.
    fn sub_options(&self) -> Option<&'static [SubOptionId]>;
    /// The seats of a talk desk.
    fn seats(&self) -> Option<u32>;
    /// The minutes that it adds.
    fn minutes(&self) -> Option<u32>;
    /// For how long it adds them.
    fn recurrence(&self) -> Option<Recurrence>;
    /// Whether it is sold by quantity, and up to which.
    fn quantity(&self) -> Option<Quantity>;
    /// Whether a smaller sub-option can be chosen for its renewal.
    fn is_downgradable(&self) -> Option<bool>;
    /// The products that it can be added to.
    fn products(&self) -> Option<CompatibleProducts>;
    /// The scheduled tasks that it can have.
    fn tasks(&self) -> Option<ValueList<OptionProductOrderType>>;
    /// The family of the products that it goes with.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-option-products-post>
    fn family(&self) -> Option<ProductFamily>;
}

impl OptionProductIdExt for OptionProductId {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn label_ja(&self) -> Option<&'static str> {
        self.description_ja()
    }

    fn sub_options(&self) -> Option<&'static [SubOptionId]> {
        self.facts()?.sub_options()
    }

    fn seats(&self) -> Option<u32> {
        amount(self.facts()?.size.as_ref(), Unit::Seats)
    }

    fn minutes(&self) -> Option<u32> {
        amount(self.facts()?.size.as_ref(), Unit::Minutes)
    }

    fn recurrence(&self) -> Option<Recurrence> {
        value(self.facts()?.recurrence.as_ref())
    }

    fn quantity(&self) -> Option<Quantity> {
        value(self.facts()?.quantity.as_ref())
    }

    fn is_downgradable(&self) -> Option<bool> {
        value(self.facts()?.downgradable.as_ref())
    }

    fn products(&self) -> Option<CompatibleProducts> {
        value(self.facts()?.products.as_ref())
    }

    fn tasks(&self) -> Option<ValueList<OptionProductOrderType>> {
        value(self.facts()?.tasks.as_ref())
    }

    fn family(&self) -> Option<ProductFamily> {
        self.facts()?.family()
    }
}

/// What is known of a sub-option.
///
/// ```
/// use works_partner_ext::{Stage, SubOptionIdExt};
/// use works_partner_ext::api::types::{OptionProductId, SubOptionId};
///
/// let five = SubOptionId::Sstg202;
/// assert_eq!(five.label(), "Shared Storage (5 TB)");
/// assert_eq!(five.option(), Some(&OptionProductId::Sstg2));
/// assert_eq!(five.terabytes(), Some(5));
/// assert_eq!(five.upgrades().first(), Some(&SubOptionId::Sstg203));
///
/// assert_eq!(SubOptionId::Acv200.stage(), Some(Stage::Trial));
/// assert_eq!(SubOptionId::Acv200.paid_equivalent(), Some(&SubOptionId::Acv201));
/// ```
pub trait SubOptionIdExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// What the vendor calls it in Japanese.
    fn label_ja(&self) -> Option<&'static str>;
    /// The option that it belongs to; `None` where the document does not say.
    fn option(&self) -> Option<&'static OptionProductId>;
    /// Trial or paid.
    fn stage(&self) -> Option<Stage>;
    /// The edition that it is for; `None` where it is for any, or unknown.
    fn edition(&self) -> Option<Edition>;
    /// What a trial becomes when it is converted to paid.
    fn paid_equivalent(&self) -> Option<&'static SubOptionId>;
    /// The trial of a paid one.
    fn trial_equivalent(&self) -> Option<&'static SubOptionId>;
    /// Its storage in TB.
    fn terabytes(&self) -> Option<u32>;
    /// Up to how many contacts it allows.
    fn contact_limit(&self) -> Option<u32>;
    /// What it can be upgraded to, nearest first: of the same option, stage and edition. A trial is
    /// not upgraded to paid but converted: see [`paid_equivalent`](Self::paid_equivalent).
    fn upgrades(&self) -> &'static [SubOptionId];
}

impl SubOptionIdExt for SubOptionId {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn label_ja(&self) -> Option<&'static str> {
        self.description_ja()
    }

    fn option(&self) -> Option<&'static OptionProductId> {
        catalog::option_of(self)
    }

    fn stage(&self) -> Option<Stage> {
        value(self.facts()?.stage.as_ref())
    }

    fn edition(&self) -> Option<Edition> {
        value(self.facts()?.edition.as_ref())
    }

    fn paid_equivalent(&self) -> Option<&'static SubOptionId> {
        Some(&self.facts()?.paid_equivalent.as_ref()?.value)
    }

    fn trial_equivalent(&self) -> Option<&'static SubOptionId> {
        let trial = SUB_OPTIONS.iter().find(|facts| {
            let paid = facts.paid_equivalent.as_ref();
            paid.is_some_and(|paid| paid.value == *self)
        });
        Some(&trial?.id)
    }

    fn terabytes(&self) -> Option<u32> {
        amount(self.facts()?.size.as_ref(), Unit::Terabytes)
    }

    fn contact_limit(&self) -> Option<u32> {
        amount(self.facts()?.size.as_ref(), Unit::Contacts)
    }

    fn upgrades(&self) -> &'static [SubOptionId] {
        let facts = self.option().and_then(OptionProductId::facts);
        let upgrades = facts.and_then(|facts| facts.upgrades_of(self));
        upgrades.unwrap_or_default()
    }
}

/// What is known of a product.
///
/// ```
/// use works_partner_ext::{ProductFamily, ProductIdExt, Stage};
/// use works_partner_ext::api::types::ProductId;
///
/// assert_eq!(ProductId::StdT.label(), "LINE WORKS Standard Trial");
/// assert_eq!(ProductId::StdT.family(), Some(ProductFamily::LineWorks));
/// assert_eq!(ProductId::StdT.stage(), Some(Stage::Trial));
/// assert_eq!(ProductId::StdT.paid_equivalent(), Some(&ProductId::Std));
/// assert_eq!(ProductId::from("NEW").stage(), None);
/// ```
pub trait ProductIdExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// What the vendor calls it in Japanese.
    fn label_ja(&self) -> Option<&'static str>;
    /// The family that it belongs to.
    fn family(&self) -> Option<ProductFamily>;
    /// The contract types of its family.
    fn plans(&self) -> Option<ValueList<Plan>>;
    /// Free, trial or paid.
    fn stage(&self) -> Option<Stage>;
    /// What a trial becomes when it is converted to paid.
    fn paid_equivalent(&self) -> Option<&'static ProductId>;
    /// The edition of LINE WORKS; `None` for what has none, or is another family's.
    fn edition(&self) -> Option<Edition>;
}

impl ProductIdExt for ProductId {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn label_ja(&self) -> Option<&'static str> {
        self.description_ja()
    }

    fn family(&self) -> Option<ProductFamily> {
        value(self.facts()?.family.as_ref())
    }

    fn plans(&self) -> Option<ValueList<Plan>> {
        value(self.family()?.facts()?.plans.as_ref())
    }

    fn stage(&self) -> Option<Stage> {
        value(self.facts()?.stage.as_ref())
    }

    fn paid_equivalent(&self) -> Option<&'static ProductId> {
        Some(&self.facts()?.paid_equivalent.as_ref()?.value)
    }

    fn edition(&self) -> Option<Edition> {
        value(self.facts()?.edition.as_ref())
    }
}

/// What is known of a contract type.
///
/// ```
/// use works_partner_ext::{PlanExt, Stage};
/// use works_partner_ext::api::types::Plan;
///
/// assert_eq!(Plan::AnnualLicense.stage(), Some(Stage::Paid));
/// assert_eq!(Plan::AnnualLicense.has_licenses(), Some(true));
/// assert_eq!(Plan::Monthly.is_annual(), Some(false));
/// assert_eq!(Plan::AnnualPrepay.is_prepaid(), Some(true));
/// assert_eq!(Plan::from("WEEKLY").is_annual(), None);
/// ```
pub trait PlanExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// What the vendor calls it in Japanese.
    fn label_ja(&self) -> Option<&'static str>;
    /// Free, trial or paid.
    fn stage(&self) -> Option<Stage>;
    /// Whether it goes by a number of licenses.
    fn has_licenses(&self) -> Option<bool>;
    /// Whether the contract runs for a year.
    fn is_annual(&self) -> Option<bool>;
    /// Whether the whole term is paid in advance.
    fn is_prepaid(&self) -> Option<bool>;
}

impl PlanExt for Plan {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn label_ja(&self) -> Option<&'static str> {
        self.description_ja()
    }

    fn stage(&self) -> Option<Stage> {
        value(self.facts()?.stage.as_ref())
    }

    fn has_licenses(&self) -> Option<bool> {
        let basis = value(self.facts()?.basis.as_ref())?;
        Some(basis == Basis::License)
    }

    fn is_annual(&self) -> Option<bool> {
        match value(self.facts()?.term.as_ref()) {
            Some(term) => Some(term == Term::Annual),
            None => not_paid(self),
        }
    }

    fn is_prepaid(&self) -> Option<bool> {
        let prepaid = value(self.facts()?.prepaid.as_ref());
        prepaid.or_else(|| not_paid(self))
    }
}

/// `false` for what is free or a trial, and so has no term and is not paid in advance.
fn not_paid(plan: &Plan) -> Option<bool> {
    (plan.stage()? != Stage::Paid).then_some(false)
}

fn value<T: Copy>(fact: Option<&Fact<T>>) -> Option<T> {
    Some(fact?.value)
}

fn amount(size: Option<&Fact<Size>>, unit: Unit) -> Option<u32> {
    let size = value(size)?;
    (size.unit == unit).then_some(size.amount)
}
