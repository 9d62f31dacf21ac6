//! What options and sub-options mean, beyond what the document says of them.
//!
//! Which sub-option belongs to which option, and what they are called, comes from the document.
//! Here stands, in one table each, what a program wants to reckon with: trial or paid, edition,
//! size, and the order in which they upgrade. An id without a row has no meaning here, and every
//! method says so by `None` or an empty list.

use works_partner_api::catalog::{self, option_of};
use works_partner_api::types::{OptionProductId, Plan, ProductId, SubOptionId};

/// Whether a sub-option is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charge {
    /// Free for the time of the trial.
    Trial,
    /// Charged.
    Paid,
}

/// The edition of LINE WORKS that a sub-option is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edition {
    /// `STD`.
    Standard,
    /// `ADV`.
    Advanced,
}

/// How long an option that adds an amount does so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recurrence {
    /// For one month.
    OneMonth,
    /// Every month.
    EveryMonth,
}

/// One sub-option. Rows of one option, charge and edition stand in the order in which they upgrade.
struct SubOptionRow {
    id: SubOptionId,
    charge: Charge,
    edition: Option<Edition>,
    twin: Option<SubOptionId>,
    size: Size,
}

#[derive(Clone, Copy)]
enum Size {
    Whole,
    Terabytes(u32),
    Contacts(u32),
}

/// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-get>; trial and
/// paid of `ACV3` and `CST_*` are read off the numbering of the others.
const SUB_OPTIONS: &[SubOptionRow] = {
    use Charge::{Paid, Trial};
    use Edition::{Advanced, Standard};
    use Size::{Contacts, Terabytes, Whole};
    use SubOptionId::*;

    const fn row(
        id: SubOptionId,
        charge: Charge,
        edition: Option<Edition>,
        twin: Option<SubOptionId>,
        size: Size,
    ) -> SubOptionRow {
        SubOptionRow {
            id,
            charge,
            edition,
            twin,
            size,
        }
    }

    &[
        row(Acv200, Trial, None, Some(Acv201), Whole),
        row(Acv201, Paid, None, Some(Acv200), Whole),
        row(Acv300, Trial, None, Some(Acv301), Whole),
        row(Acv301, Paid, None, Some(Acv300), Whole),
        row(Drv00, Trial, Some(Standard), Some(Drv01), Whole),
        row(Drv01, Paid, Some(Standard), Some(Drv00), Whole),
        row(DrvPsT, Trial, Some(Standard), Some(DrvPs), Whole),
        row(DrvPs, Paid, Some(Standard), Some(DrvPsT), Whole),
        row(DrvPaT, Trial, Some(Advanced), Some(DrvPa), Whole),
        row(DrvPa, Paid, Some(Advanced), Some(DrvPaT), Whole),
        row(Sstg201, Paid, None, None, Terabytes(1)),
        row(Sstg202, Paid, None, None, Terabytes(5)),
        row(Sstg203, Paid, None, None, Terabytes(10)),
        row(Sstg204, Paid, None, None, Terabytes(25)),
        row(Sstg205, Paid, None, None, Terabytes(50)),
        row(Sstg206, Paid, None, None, Terabytes(100)),
        row(Sstg207, Paid, None, None, Terabytes(500)),
        row(Bct01, Paid, None, None, Contacts(250_000)),
        row(Bct02, Paid, None, None, Contacts(500_000)),
        row(Bct03, Paid, None, None, Contacts(1_500_000)),
        row(Bct04, Paid, None, None, Contacts(5_000_000)),
        row(CstS00, Trial, None, Some(CstS01), Whole),
        row(CstS01, Paid, None, Some(CstS00), Whole),
        row(CstM00, Trial, None, Some(CstM01), Whole),
        row(CstM01, Paid, None, Some(CstM00), Whole),
        row(CstL00, Trial, None, Some(CstL01), Whole),
        row(CstL01, Paid, None, Some(CstL00), Whole),
    ]
};

/// One option that adds seats, minutes, reads or tokens.
struct OptionRow {
    id: OptionProductId,
    seats: Option<u32>,
    minutes: Option<u32>,
    recurrence: Option<Recurrence>,
}

/// <https://developers.worksmobile.com/jp/docs/partner-customer-option-product-orders-post>
const OPTIONS: &[OptionRow] = {
    use OptionProductId::*;
    use Recurrence::{EveryMonth, OneMonth};

    const fn row(
        id: OptionProductId,
        seats: Option<u32>,
        minutes: Option<u32>,
        recurrence: Option<Recurrence>,
    ) -> OptionRow {
        OptionRow {
            id,
            seats,
            minutes,
            recurrence,
        }
    }

    &[
        row(CstS, Some(5), None, None),
        row(CstM, Some(30), None, None),
        row(CstL, Some(100), None, None),
        row(QtaO1, None, Some(100), Some(OneMonth)),
        row(QtaO2, None, Some(6_000), Some(OneMonth)),
        row(QtaM1, None, Some(100), Some(EveryMonth)),
        row(QtaM2, None, Some(6_000), Some(EveryMonth)),
        row(JpPpoO, None, None, Some(OneMonth)),
        row(JpPpoM, None, None, Some(EveryMonth)),
        row(JpAisO, None, None, Some(OneMonth)),
        row(JpAisM, None, None, Some(EveryMonth)),
    ]
};

fn option_row(id: &OptionProductId) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| row.id == *id)
}

fn sub_option_row(id: &SubOptionId) -> Option<&'static SubOptionRow> {
    SUB_OPTIONS.iter().find(|row| row.id == *id)
}

/// What an option means.
///
/// ```
/// use works_partner_ext::api::types::OptionProductId;
/// use works_partner_ext::{OptionProductIdExt, ProductFamily};
///
/// assert_eq!(OptionProductId::Drv.label(), "Drive");
/// assert_eq!(OptionProductId::CstM.seats(), Some(30));
/// assert_eq!(OptionProductId::CstM.family(), Some(ProductFamily::LineWorks));
/// assert_eq!(OptionProductId::from("NEW1").label(), "NEW1");
/// ```
pub trait OptionProductIdExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// Its sub-options, lowest first; `None` where no page of the vendor shows them.
    fn sub_options(&self) -> Option<&'static [SubOptionId]>;
    /// The seats of a talk desk.
    fn seats(&self) -> Option<u32>;
    /// The minutes that it adds.
    fn minutes(&self) -> Option<u32>;
    /// For how long it adds them.
    fn recurrence(&self) -> Option<Recurrence>;
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

    fn sub_options(&self) -> Option<&'static [SubOptionId]> {
        catalog::option(self)?.sub_options()
    }

    fn seats(&self) -> Option<u32> {
        option_row(self)?.seats
    }

    fn minutes(&self) -> Option<u32> {
        option_row(self)?.minutes
    }

    fn recurrence(&self) -> Option<Recurrence> {
        option_row(self)?.recurrence
    }

    fn family(&self) -> Option<ProductFamily> {
        crate::requests::family_of(self)
    }
}

/// What a sub-option means.
///
/// ```
/// use works_partner_ext::{Charge, SubOptionIdExt};
/// use works_partner_ext::api::types::{OptionProductId, SubOptionId};
///
/// let five = SubOptionId::Sstg202;
/// assert_eq!(five.label(), "Shared Storage (5 TB)");
/// assert_eq!(five.option(), Some(&OptionProductId::Sstg2));
/// assert_eq!(five.terabytes(), Some(5));
/// assert_eq!(five.upgrades().first(), Some(&&SubOptionId::Sstg203));
///
/// assert_eq!(SubOptionId::Acv200.charge(), Some(Charge::Trial));
/// assert_eq!(SubOptionId::Acv200.paid_twin(), Some(&SubOptionId::Acv201));
/// ```
pub trait SubOptionIdExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// The option that it belongs to; `None` where the document does not say.
    fn option(&self) -> Option<&'static OptionProductId>;
    /// Trial or paid.
    fn charge(&self) -> Option<Charge>;
    /// The edition that it is for; `None` where it is for any, or unknown.
    fn edition(&self) -> Option<Edition>;
    /// What a trial becomes when it is converted to paid.
    fn paid_twin(&self) -> Option<&'static SubOptionId>;
    /// The trial of a paid one.
    fn trial_twin(&self) -> Option<&'static SubOptionId>;
    /// Its storage in TB.
    fn terabytes(&self) -> Option<u32>;
    /// Up to how many contacts it allows.
    fn contact_limit(&self) -> Option<u32>;
    /// What it can be upgraded to, nearest first: of the same option, charge and edition. A trial is
    /// not upgraded to paid but converted: see [`paid_twin`](Self::paid_twin).
    fn upgrades(&self) -> Vec<&'static SubOptionId>;
}

impl SubOptionIdExt for SubOptionId {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn option(&self) -> Option<&'static OptionProductId> {
        option_of(self)
    }

    fn charge(&self) -> Option<Charge> {
        Some(sub_option_row(self)?.charge)
    }

    fn edition(&self) -> Option<Edition> {
        sub_option_row(self)?.edition
    }

    fn paid_twin(&self) -> Option<&'static SubOptionId> {
        let row = sub_option_row(self)?;
        row.twin.as_ref().filter(|_| row.charge == Charge::Trial)
    }

    fn trial_twin(&self) -> Option<&'static SubOptionId> {
        let row = sub_option_row(self)?;
        row.twin.as_ref().filter(|_| row.charge == Charge::Paid)
    }

    fn terabytes(&self) -> Option<u32> {
        match sub_option_row(self)?.size {
            Size::Terabytes(terabytes) => Some(terabytes),
            _ => None,
        }
    }

    fn contact_limit(&self) -> Option<u32> {
        match sub_option_row(self)?.size {
            Size::Contacts(contacts) => Some(contacts),
            _ => None,
        }
    }

    fn upgrades(&self) -> Vec<&'static SubOptionId> {
        let Some(own) = sub_option_row(self) else {
            return Vec::new();
        };
        SUB_OPTIONS
            .iter()
            .skip_while(|row| row.id != *self)
            .skip(1)
            .filter(|row| {
                row.charge == own.charge
                    && row.edition == own.edition
                    && option_of(&row.id) == option_of(self)
            })
            .map(|row| &row.id)
            .collect()
    }
}

/// A family of products: each has its own free, trial and paid forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProductFamily {
    /// LINE WORKS itself.
    LineWorks,
    /// Roger.
    Roger,
    /// AiNote.
    AiNote,
    /// PaperOn.
    PaperOn,
    /// AiStudio.
    AiStudio,
}

/// Whether a product or a contract type is free, a trial, or paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Free, for as long as one likes.
    Free,
    /// Free, for the time of the trial.
    Trial,
    /// Charged.
    Paid,
}

struct ProductRow {
    id: ProductId,
    family: ProductFamily,
    form: Form,
    twin: Option<ProductId>,
    edition: Option<Edition>,
}

/// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-list>
const PRODUCTS: &[ProductRow] = {
    use Edition::{Advanced, Standard};
    use Form::{Free, Paid, Trial};
    use ProductFamily::{AiNote, AiStudio, LineWorks, PaperOn, Roger};
    use ProductId::*;

    const fn row(
        id: ProductId,
        family: ProductFamily,
        form: Form,
        twin: Option<ProductId>,
        edition: Option<Edition>,
    ) -> ProductRow {
        ProductRow {
            id,
            family,
            form,
            twin,
            edition,
        }
    }

    &[
        row(Fr, LineWorks, Free, None, None),
        row(StdT, LineWorks, Trial, Some(Std), Some(Standard)),
        row(AdvT, LineWorks, Trial, Some(Adv), Some(Advanced)),
        row(Std, LineWorks, Paid, None, Some(Standard)),
        row(Adv, LineWorks, Paid, None, Some(Advanced)),
        row(RogFr, Roger, Free, None, None),
        row(RogStdT, Roger, Trial, Some(RogStd), None),
        row(RogAdvT, Roger, Trial, Some(RogAdv), None),
        row(RogStd, Roger, Paid, None, None),
        row(RogAdv, Roger, Paid, None, None),
        row(NtaFr, AiNote, Free, None, None),
        row(NtaSlT, AiNote, Trial, Some(NtaSl), None),
        row(NtaTmT, AiNote, Trial, Some(NtaTm), None),
        row(NtaBzT, AiNote, Trial, Some(NtaBz), None),
        row(NtaEpT, AiNote, Trial, Some(NtaEp), None),
        row(NtaSl, AiNote, Paid, None, None),
        row(NtaTm, AiNote, Paid, None, None),
        row(NtaBz, AiNote, Paid, None, None),
        row(NtaEp, AiNote, Paid, None, None),
        row(JpPpoLtT, PaperOn, Trial, Some(JpPpoLt), None),
        row(JpPpoStdT, PaperOn, Trial, Some(JpPpoStd), None),
        row(JpPpoAdvT, PaperOn, Trial, Some(JpPpoAdv), None),
        row(JpPpoLt, PaperOn, Paid, None, None),
        row(JpPpoStd, PaperOn, Paid, None, None),
        row(JpPpoAdv, PaperOn, Paid, None, None),
        row(JpAisStd, AiStudio, Paid, None, None),
    ]
};

fn product_row(id: &ProductId) -> Option<&'static ProductRow> {
    PRODUCTS.iter().find(|row| row.id == *id)
}

/// What a product means.
///
/// ```
/// use works_partner_ext::{Form, ProductFamily, ProductIdExt};
/// use works_partner_ext::api::types::ProductId;
///
/// assert_eq!(ProductId::StdT.label(), "LINE WORKS Standard Trial");
/// assert_eq!(ProductId::StdT.family(), Some(ProductFamily::LineWorks));
/// assert_eq!(ProductId::StdT.form(), Some(Form::Trial));
/// assert_eq!(ProductId::StdT.paid_twin(), Some(&ProductId::Std));
/// assert_eq!(ProductId::from("NEW").form(), None);
/// ```
pub trait ProductIdExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// The family that it belongs to.
    fn family(&self) -> Option<ProductFamily>;
    /// Free, trial or paid.
    fn form(&self) -> Option<Form>;
    /// What a trial becomes when it is converted to paid.
    fn paid_twin(&self) -> Option<&'static ProductId>;
    /// The edition of LINE WORKS; `None` for what has none, or is another family's.
    fn edition(&self) -> Option<Edition>;
}

impl ProductIdExt for ProductId {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn family(&self) -> Option<ProductFamily> {
        Some(product_row(self)?.family)
    }

    fn form(&self) -> Option<Form> {
        Some(product_row(self)?.form)
    }

    fn paid_twin(&self) -> Option<&'static ProductId> {
        product_row(self)?.twin.as_ref()
    }

    fn edition(&self) -> Option<Edition> {
        product_row(self)?.edition
    }
}

struct PlanRow {
    id: Plan,
    form: Form,
    license: bool,
    annual: bool,
}

/// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-post>
const PLANS: &[PlanRow] = {
    use Form::{Free, Paid, Trial};

    const fn row(id: Plan, form: Form, license: bool, annual: bool) -> PlanRow {
        PlanRow {
            id,
            form,
            license,
            annual,
        }
    }

    &[
        row(Plan::Free, Free, false, false),
        row(Plan::FreeLicense, Free, true, false),
        row(Plan::Trial, Trial, false, false),
        row(Plan::TrialLicense, Trial, true, false),
        row(Plan::Monthly, Paid, false, false),
        row(Plan::MonthlyLicense, Paid, true, false),
        row(Plan::Annual, Paid, false, true),
        row(Plan::AnnualLicense, Paid, true, true),
        row(Plan::AnnualPrepay, Paid, false, true),
        row(Plan::AnnualPrepayLicense, Paid, true, true),
    ]
};

fn plan_row(id: &Plan) -> Option<&'static PlanRow> {
    PLANS.iter().find(|row| row.id == *id)
}

/// What a contract type means.
///
/// ```
/// use works_partner_ext::{Form, PlanExt};
/// use works_partner_ext::api::types::Plan;
///
/// assert_eq!(Plan::AnnualLicense.form(), Some(Form::Paid));
/// assert_eq!(Plan::AnnualLicense.has_licenses(), Some(true));
/// assert_eq!(Plan::Monthly.is_annual(), Some(false));
/// assert_eq!(Plan::from("WEEKLY").is_annual(), None);
/// ```
pub trait PlanExt {
    /// What the vendor calls it; its code where the document has no label.
    fn label(&self) -> &str;
    /// Free, trial or paid.
    fn form(&self) -> Option<Form>;
    /// Whether it goes by a number of licenses.
    fn has_licenses(&self) -> Option<bool>;
    /// Whether the contract runs for a year.
    fn is_annual(&self) -> Option<bool>;
}

impl PlanExt for Plan {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn form(&self) -> Option<Form> {
        Some(plan_row(self)?.form)
    }

    fn has_licenses(&self) -> Option<bool> {
        Some(plan_row(self)?.license)
    }

    fn is_annual(&self) -> Option<bool> {
        Some(plan_row(self)?.annual)
    }
}
