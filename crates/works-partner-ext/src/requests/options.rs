//! Options at once: add, upgrade, convert to paid, cancel; and what becomes of them at renewal.

use works_partner_api::types::{
    OptionProductCreate, OptionProductId, OptionProductPaidServiceStart, OptionProductRenewalType,
    OptionProductRenewalUpdate, OptionProductUpgrade, SubOptionId,
};

use super::build;
use crate::catalog::{Stage, SubOptionIdExt};
use crate::selection::Selection;
use crate::validation::assessment::Assessment;
use crate::validation::facts::{Facts, Known};
use crate::validation::rules::quantity::Need;
use crate::validation::rules::{
    again, edition, grace, in_trial, in_use, option_renewal, option_stage, pairing, product,
    quantity, upgrade,
};
use crate::validation::warnings::{self, Given, Warning};

/// An option to add at once.
///
/// ```
/// use works_partner_ext::Selection;
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::options::AddOption;
///
/// let storage = AddOption::new(Selection::new("SSTG2", "SSTG202")?);
/// assert!(storage.validate(&Facts::new().product("STD").plan("MONTHLY")).is_ok());
/// let violations = storage.validate(&Facts::new().product("FR").plan("FREE").no_reservation());
/// assert_eq!(violations.unwrap_err().iter().next().unwrap().rule_id, "OPTION_PRODUCT");
/// # Ok::<(), works_partner_ext::InvalidSelection>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-post>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddOption {
    selection: Selection,
}

impl AddOption {
    /// This option.
    pub fn new(selection: Selection) -> Self {
        Self { selection }
    }

    pub(crate) fn selection(&self) -> &Selection {
        &self.selection
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let (option, sub_option) = (self.selection.option(), self.selection.sub_option());
        check_added(option, Some(sub_option), facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> OptionProductCreate {
        build(
            OptionProductCreate::builder()
                .option_product_id(self.selection.option().clone())
                .sub_option_id(Some(self.selection.sub_option().clone())),
        )
    }
}

/// The rules of adding an option. The document leaves the sub-option open; without one, those hold that
/// need none.
pub(crate) fn check_added(
    option: &OptionProductId,
    sub_option: Option<&SubOptionId>,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    grace::check(&grace::OPTION_GRACE, facts, assessment);
    in_use::check_not(&in_use::OPTION_ADD_IN_USE, option, facts, assessment);
    match facts.today {
        Some(today) => again::check(&again::OPTION_AGAIN, option, today, facts, assessment),
        None => assessment.unknown(&again::OPTION_AGAIN, "today's date is unknown"),
    }
    // What the subscription becomes later does not matter to what is added now.
    let now = facts.clone().no_reservation();
    if now.is_applied_for() == Some(true) {
        assessment.unknown(
            &product::OPTION_PRODUCT,
            "the subscription is not in use yet",
        );
    } else {
        let rules = [&product::OPTION_PRODUCT, &edition::OPTION_EDITION];
        product::check(rules, option, sub_option, &now, assessment);
    }
    if let Some(sub_option) = sub_option {
        option_stage::check_now(sub_option, facts, assessment);
    }
}

/// A higher sub-option for an option in use, at once.
///
/// ```
/// use works_partner_ext::Selection;
/// use works_partner_ext::requests::options::UpgradeOption;
///
/// let upgrade = UpgradeOption::to(Selection::new("SSTG2", "SSTG202")?);
/// assert_eq!(serde_json::to_string(&upgrade.body()).unwrap(), r#"{"subOptionId":"SSTG202"}"#);
/// # Ok::<(), works_partner_ext::InvalidSelection>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-upgrade>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpgradeOption {
    selection: Selection,
}

impl UpgradeOption {
    /// To this sub-option.
    pub fn to(selection: Selection) -> Self {
        Self { selection }
    }

    pub(crate) fn selection(&self) -> &Selection {
        &self.selection
    }

    pub(crate) fn option(&self) -> &OptionProductId {
        self.selection.option()
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let (option, wanted) = (self.selection.option(), self.selection.sub_option());
        let rule = &edition::OPTION_UPGRADE_EDITION;
        edition::check(rule, wanted, facts.product_in_use(), assessment);
        let rules = [&upgrade::OPTION_UPGRADE_IN_USE, &upgrade::OPTION_UPGRADE];
        upgrade::check(rules, option, Some(wanted), facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> OptionProductUpgrade {
        build(OptionProductUpgrade::builder().sub_option_id(self.selection.sub_option().clone()))
    }
}

/// The conversion of an option in trial to a paid sub-option, at once.
///
/// ```
/// use works_partner_ext::Selection;
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::options::StartOptionPaidService;
///
/// let archive = StartOptionPaidService::with(Selection::new("ACV2", "ACV201")?);
/// assert!(archive.validate(&Facts::new()).is_ok());
/// let trial = StartOptionPaidService::with(Selection::new("ACV2", "ACV200")?);
/// assert!(trial.validate(&Facts::new()).is_err());
/// # Ok::<(), works_partner_ext::InvalidSelection>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-paidservice>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartOptionPaidService {
    selection: Selection,
    quantity: Option<u32>,
}

impl StartOptionPaidService {
    /// With this paid sub-option.
    pub fn with(selection: Selection) -> Self {
        Self {
            selection,
            quantity: None,
        }
    }

    /// How many units, for an option that is sold by quantity. Left out where not set.
    #[must_use]
    pub fn quantity(mut self, quantity: u32) -> Self {
        self.quantity = Some(quantity);
        self
    }

    pub(crate) fn option(&self) -> &OptionProductId {
        self.selection.option()
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let option = self.selection.option();
        in_trial::check(&in_trial::OPTION_PAID_TRIAL, option, facts, assessment);
        in_trial::check_paid(self.selection.sub_option(), assessment);
        in_trial::check_in_time(option, facts, assessment);
        let rules = [
            &quantity::OPTION_PAID_QUANTITY,
            &quantity::OPTION_PAID_MAXIMUM,
        ];
        quantity::check(rules, Need::Required, option, self.quantity, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> OptionProductPaidServiceStart {
        build(
            OptionProductPaidServiceStart::builder()
                .sub_option_id(self.selection.sub_option().clone())
                .quantity(self.quantity.map(|quantity| i64::from(quantity).into())),
        )
    }
}

/// The end of an option, at once. With an annual contract that costs a penalty.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::options::DeleteOption;
///
/// let request = DeleteOption::new("ACV2");
/// assert!(request.validate(&Facts::new()).is_ok());
/// assert!(request.validate(&Facts::new().no_option()).is_err());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-delete>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteOption {
    option: OptionProductId,
}

impl DeleteOption {
    /// Of this option.
    pub fn new(option: impl Into<OptionProductId>) -> Self {
        Self {
            option: option.into(),
        }
    }

    pub(crate) fn option(&self) -> &OptionProductId {
        &self.option
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        in_use::check(&in_use::OPTION_IN_USE, &self.option, facts, assessment);
    }
}

/// What is to become of an option when its contract ends.
///
/// ```
/// use works_partner_ext::requests::options::UpdateOptionRenewal;
///
/// let smaller = UpdateOptionRenewal::change("SSTG2").sub_option("SSTG201");
/// assert_eq!(
///     serde_json::to_value(smaller.body())?,
///     serde_json::json!({"type": "CHANGE", "subOptionId": "SSTG201"})
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-renewal-patch>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateOptionRenewal {
    option: OptionProductId,
    kind: OptionProductRenewalType,
    sub_option: Option<SubOptionId>,
    quantity: Option<u32>,
}

impl UpdateOptionRenewal {
    /// It renews as it is.
    pub fn stay(option: impl Into<OptionProductId>) -> Self {
        Self::other(option, OptionProductRenewalType::Stay)
    }

    /// It renews with another sub-option or quantity.
    pub fn change(option: impl Into<OptionProductId>) -> Self {
        Self::other(option, OptionProductRenewalType::Change)
    }

    /// Something that the vendor has added since this crate was made.
    pub fn other(
        option: impl Into<OptionProductId>,
        kind: impl Into<OptionProductRenewalType>,
    ) -> Self {
        Self {
            option: option.into(),
            kind: kind.into(),
            sub_option: None,
            quantity: None,
        }
    }

    /// The sub-option to renew with; of `SSTG2` and `BCT` it may be a smaller one.
    #[must_use]
    pub fn sub_option(mut self, sub_option: impl Into<SubOptionId>) -> Self {
        self.sub_option = Some(sub_option.into());
        self
    }

    /// How many units to renew with.
    #[must_use]
    pub fn quantity(mut self, quantity: u32) -> Self {
        self.quantity = Some(quantity);
        self
    }

    pub(crate) fn option(&self) -> &OptionProductId {
        &self.option
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let (option, sub_option) = (&self.option, self.sub_option.as_ref());
        option_renewal::check(option, assessment);
        in_use::check(&in_use::OPTION_RENEWAL_IN_USE, option, facts, assessment);
        pairing::check(
            &pairing::OPTION_RENEWAL_PAIR,
            option,
            sub_option,
            assessment,
        );
        option_renewal::check_fields(&self.kind, sub_option, self.quantity, facts, assessment);
        let rules = [
            &quantity::OPTION_RENEWAL_QUANTITY,
            &quantity::OPTION_RENEWAL_MAXIMUM,
        ];
        quantity::check(rules, Need::Optional, option, self.quantity, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> OptionProductRenewalUpdate {
        build(
            OptionProductRenewalUpdate::builder()
                .type_(Some(self.kind.clone()))
                .sub_option_id(self.sub_option.clone())
                .quantity(self.quantity.map(i64::from)),
        )
    }
}

impl AddOption {
    /// What it costs and what cannot be undone, as far as the vendor's pages and the facts say.
    pub fn warnings(&self, facts: &Facts) -> Vec<Warning> {
        warnings_of_added(Some(self.selection().sub_option()), facts)
    }
}

/// The warnings of adding an option; without a sub-option, whether it costs is not sure.
pub(crate) fn warnings_of_added(sub_option: Option<&SubOptionId>, facts: &Facts) -> Vec<Warning> {
    let mut given = Given::default();
    let stage = sub_option.and_then(SubOptionIdExt::stage);
    if stage != Some(Stage::Trial) {
        given.charge(&warnings::OPTION_CHARGED, sub_option);
    }
    match facts.option_order {
        Known::This(_) => given.sure(&warnings::OPTION_TASK_DELETED),
        Known::Nothing => {}
        Known::Unknown => given.unsure(
            &warnings::OPTION_TASK_DELETED,
            "what is scheduled for the option is unknown",
        ),
    }
    if stage == Some(Stage::Trial) {
        if facts.stage_in_use() == Some(Stage::Trial) {
            given.sure(&warnings::OPTION_TRIAL_STAYS);
        }
        given.sure(&warnings::OPTION_TRIAL_ENDS);
    }
    given.into_list()
}

impl UpgradeOption {
    /// What it costs and what cannot be undone, as far as the vendor's pages and the facts say.
    pub fn warnings(&self, facts: &Facts) -> Vec<Warning> {
        let mut given = Given::default();
        let (option, wanted) = (self.selection().option(), self.selection().sub_option());
        given.no_way_back(&warnings::OPTION_NO_WAY_BACK, option, Some(wanted), facts);
        given.into_list()
    }
}

impl StartOptionPaidService {
    /// What it costs and what cannot be undone, as far as the vendor's pages and the facts say.
    pub fn warnings(&self, _facts: &Facts) -> Vec<Warning> {
        let mut given = Given::default();
        given.sure(&warnings::OPTION_GOES_PAID);
        given.into_list()
    }
}

impl DeleteOption {
    /// What it costs and what cannot be undone, as far as the vendor's pages and the facts say.
    pub fn warnings(&self, facts: &Facts) -> Vec<Warning> {
        let mut given = Given::default();
        given.sure(&warnings::OPTION_ENDS);
        given.penalty(&warnings::OPTION_PENALTY, self.option(), None, facts);
        given.again(&warnings::OPTION_NOT_THIS_MONTH, self.option(), facts);
        given.into_list()
    }
}
