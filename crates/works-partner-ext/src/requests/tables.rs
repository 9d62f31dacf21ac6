//! What goes with what, as data: options with products, tasks and quantities, products with
//! contract types.

use works_partner_api::types::{OptionProductId, OptionProductOrderType, Plan, ProductId};

use crate::meaning::{ProductFamily, ProductIdExt};

/// What the pages say of one option.
pub(super) struct OptionRow {
    pub(super) option: OptionProductId,
    /// The products that it can be added to.
    products: &'static [ProductId],
    /// Products of which no page says whether it can: the trials of those that a page names by
    /// edition alone.
    open: &'static [ProductId],
    /// The scheduled tasks that it can have; `None` where they are not known.
    tasks: Option<&'static [OptionProductOrderType]>,
    pub(super) quantity: Quantity,
}

/// Whether an option is sold by quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// It is, and a request may ask for so many.
    UpTo(u32),
    /// It is not.
    Null,
    /// It is not, but responses may say 1.
    NullOrOne,
}

const LINE_WORKS: &[ProductId] = &[
    ProductId::Std,
    ProductId::StdT,
    ProductId::Adv,
    ProductId::AdvT,
];
const LINE_WORKS_PAID: &[ProductId] = &[ProductId::Std, ProductId::Adv];
const ADVANCED: &[ProductId] = &[ProductId::Adv, ProductId::AdvT];
const AI_NOTE: &[ProductId] = &[
    ProductId::NtaSl,
    ProductId::NtaTm,
    ProductId::NtaBz,
    ProductId::NtaEp,
];
const AI_NOTE_TRIALS: &[ProductId] = &[
    ProductId::NtaSlT,
    ProductId::NtaTmT,
    ProductId::NtaBzT,
    ProductId::NtaEpT,
];
const PAPER_ON: &[ProductId] = &[ProductId::JpPpoLt, ProductId::JpPpoStd, ProductId::JpPpoAdv];
const PAPER_ON_TRIALS: &[ProductId] = &[
    ProductId::JpPpoLtT,
    ProductId::JpPpoStdT,
    ProductId::JpPpoAdvT,
];

/// Products: <https://developers.worksmobile.com/jp/docs/partner-customer-option-products-post>.
/// Tasks: <https://developers.worksmobile.com/jp/docs/partner-customer-option-product-orders-patch>.
/// Quantities: <https://developers.worksmobile.com/jp/docs/partner-customer-option-product-orders-post>.
const OPTIONS: &[OptionRow] = {
    use OptionProductId::*;
    use OptionProductOrderType::{Apply, Cancel, Modify, StartPaidService};
    use Quantity::{Null, NullOrOne, UpTo};

    const fn row(
        option: OptionProductId,
        products: &'static [ProductId],
        open: &'static [ProductId],
        tasks: Option<&'static [OptionProductOrderType]>,
        quantity: Quantity,
    ) -> OptionRow {
        OptionRow {
            option,
            products,
            open,
            tasks,
            quantity,
        }
    }

    &[
        row(
            Acv2,
            LINE_WORKS,
            &[],
            Some(&[Apply, Cancel, StartPaidService]),
            Null,
        ),
        row(
            Acv3,
            ADVANCED,
            &[],
            Some(&[Apply, Cancel, StartPaidService]),
            Null,
        ),
        row(
            Sstg2,
            LINE_WORKS_PAID,
            &[],
            Some(&[Apply, Cancel, Modify]),
            NullOrOne,
        ),
        row(Drv, LINE_WORKS, &[], None, Null),
        row(Bct, LINE_WORKS_PAID, &[], None, NullOrOne),
        row(CstS, LINE_WORKS, &[], None, UpTo(50)),
        row(CstM, LINE_WORKS, &[], None, UpTo(50)),
        row(CstL, LINE_WORKS, &[], None, UpTo(50)),
        row(QtaO1, AI_NOTE, AI_NOTE_TRIALS, None, UpTo(999)),
        row(
            QtaO2,
            &[ProductId::NtaEp],
            &[ProductId::NtaEpT],
            None,
            UpTo(999),
        ),
        row(QtaM1, AI_NOTE, AI_NOTE_TRIALS, None, UpTo(999)),
        row(
            QtaM2,
            &[ProductId::NtaEp],
            &[ProductId::NtaEpT],
            None,
            UpTo(999),
        ),
        row(JpPpoO, PAPER_ON, PAPER_ON_TRIALS, None, UpTo(10)),
        row(JpPpoM, PAPER_ON, PAPER_ON_TRIALS, None, UpTo(20)),
        row(JpAisO, &[ProductId::JpAisStd], &[], None, UpTo(999)),
        row(JpAisM, &[ProductId::JpAisStd], &[], None, UpTo(999)),
    ]
};

/// The row of an option; `None` for one that no page lists.
pub(super) fn option_row(option: &OptionProductId) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| row.option == *option)
}

/// The family of the products that an option goes with.
pub(crate) fn family_of(option: &OptionProductId) -> Option<ProductFamily> {
    option_row(option)?.products.first()?.family()
}

impl OptionRow {
    /// The family of the products that it can be added to.
    pub(super) fn family(&self) -> Option<ProductFamily> {
        self.products.first()?.family()
    }

    /// Whether the option can be added to a product; `None` where no page says so.
    pub(super) fn goes_with(&self, product: &ProductId) -> Option<bool> {
        if self.products.contains(product) {
            Some(true)
        } else if self.open.contains(product) || !product.is_known() {
            None
        } else {
            Some(false)
        }
    }

    /// Whether the option can have such a task; `None` where no page says so.
    pub(super) fn can_have(&self, task: &OptionProductOrderType) -> Option<bool> {
        let tasks = self.tasks?;
        task.is_known().then(|| tasks.contains(task))
    }

    /// The products that it can be added to, for a sentence.
    pub(super) fn products(&self) -> String {
        list(self.products.iter().map(ProductId::as_str))
    }

    /// The tasks that it can have, for a sentence.
    pub(super) fn tasks(&self) -> String {
        let tasks = self.tasks.unwrap_or_default();
        list(tasks.iter().map(OptionProductOrderType::as_str))
    }
}

/// The contract types of a family of products; whether the list is whole.
/// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-post>
const PLANS: &[(ProductFamily, &[Plan], bool)] = {
    use Plan::*;
    &[
        (
            ProductFamily::LineWorks,
            &[Free, Trial, Monthly, AnnualLicense, AnnualPrepayLicense],
            true,
        ),
        (
            ProductFamily::Roger,
            &[
                FreeLicense,
                TrialLicense,
                MonthlyLicense,
                AnnualLicense,
                AnnualPrepayLicense,
            ],
            true,
        ),
        (
            ProductFamily::AiNote,
            &[Free, Trial, Monthly, Annual, AnnualPrepay],
            true,
        ),
        (ProductFamily::PaperOn, &[Trial], false),
        (ProductFamily::AiStudio, &[], false),
    ]
};

/// Whether a product can have a contract type; `None` where no page says so.
pub(super) fn can_be(product: &ProductId, plan: &Plan) -> Option<bool> {
    let family = product.family()?;
    let (_, plans, whole) = PLANS.iter().find(|row| row.0 == family)?;
    if plans.contains(plan) {
        Some(true)
    } else {
        (*whole && plan.is_known()).then_some(false)
    }
}

/// The contract types of a product, for a sentence.
pub(super) fn plans(product: &ProductId) -> String {
    let row = PLANS.iter().find(|row| Some(row.0) == product.family());
    list(row.into_iter().flat_map(|row| row.1).map(Plan::as_str))
}

pub(super) fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
