//! What options and sub-options mean, beyond what the document says of them.
//!
//! Which sub-option belongs to which option, and what they are called, comes from the document.
//! Here stands, in one table each, what a program wants to reckon with: trial or paid, edition,
//! size, and the order in which they upgrade. An id without a row has no meaning here, and every
//! method says so by `None` or an empty list.

use works_partner_api::types::{OptionProductId, SubOptionId};
use works_partner_api::{option_of, option_product};

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
/// use works_partner_ext::OptionProductIdExt;
/// use works_partner_ext::api::types::OptionProductId;
///
/// assert_eq!(OptionProductId::Drv.label(), "Drive");
/// assert_eq!(OptionProductId::CstM.seats(), Some(30));
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
}

impl OptionProductIdExt for OptionProductId {
    fn label(&self) -> &str {
        self.description().unwrap_or_else(|| self.as_str())
    }

    fn sub_options(&self) -> Option<&'static [SubOptionId]> {
        option_product(self)?.sub_options
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
