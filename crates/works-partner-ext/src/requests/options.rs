//! Options at once: add, upgrade, convert to paid, cancel; and what becomes of them at renewal.

use works_partner_api::Evidence;
use works_partner_api::types::{
    AddedOptionProduct, OptionProductCreate, OptionProductId, OptionProductPaidServiceStart,
    OptionProductRenewalType, OptionProductRenewalUpdate, OptionProductUpgrade, SubOptionId,
    UnknownObject, UpgradedOptionProduct,
};

use super::option_orders::{
    check_again, check_edition, check_grace, check_in_trial, check_in_use, check_product,
    check_quantity,
};
use super::{Validation, build, send};
use crate::catalog::{OptionProductIdExt, Quantity, Recurrence, Stage, SubOptionIdExt};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::reply::Reply;
use crate::selection::Selection;
use crate::validation::assessment::Assessment;
use crate::validation::facts::{Facts, Known};
use crate::validation::rules::page;

const ADD: &str = page!(en "partner-customer-option-products-post");
const ADD_JP: &str = page!(jp "partner-customer-option-products-post");
const DELETE: &str = page!(en "partner-customer-option-products-delete");
const PAID: &str = page!(en "partner-customer-option-products-paidservice");
const UPGRADE: &str = page!(en "partner-customer-option-products-upgrade");
const RENEWAL: &str = page!(en "partner-customer-option-products-renewal-patch");
const RENEWAL_JP: &str = page!(jp "partner-customer-option-products-renewal-patch");

crate::validation::rules::declare! {
    OPTION_GRACE: ["create_option_product"], "", "is not possible while the subscription is in the grace period after its trial", ADD;
    OPTION_AGAIN: ["create_option_product"], "optionProductId", "an option of an annual contract that was cancelled can be taken again from the next month", DELETE;
    OPTION_PRODUCT: ["create_option_product"], "optionProductId", "goes with the product of the subscription", ADD_JP;
    OPTION_EDITION: ["create_option_product"], "subOptionId", "is for the edition of the subscription's product", ADD;
    OPTION_TRIAL: ["create_option_product"], "subOptionId", "is a trial where the subscription is a trial", ADD;
    OPTION_IN_USE: ["delete_option_product"], "optionProductId", "is in use; what is only scheduled is withdrawn as a scheduled task", DELETE;
    OPTION_PAID_TRIAL: ["start_option_product_paid_service"], "optionProductId", "is in trial", PAID;
    OPTION_PAID_SUB_OPTION: ["start_option_product_paid_service"], "subOptionId", "is a paid sub-option", PAID;
    OPTION_PAID_IN_TIME: ["start_option_product_paid_service"], "optionProductId", "is converted before its trial ends, where the subscription is paid", PAID;
    OPTION_PAID_QUANTITY: ["start_option_product_paid_service"], "quantity", "is given for an option that is sold by quantity, and not for others", PAID;
    OPTION_PAID_MAXIMUM: ["start_option_product_paid_service"], "quantity", "is at most what the option allows", PAID;
    OPTION_UPGRADE_EDITION: ["upgrade_option_product"], "subOptionId", "is for the edition of the subscription's product", ADD;
    OPTION_UPGRADE: ["upgrade_option_product"], "subOptionId", "is higher than the sub-option in use", UPGRADE;
    OPTION_RENEWAL: ["update_option_product_renewal"], "optionProductId", "has a renewal that can be changed; options for one month have none", RENEWAL_JP;
    OPTION_RENEWAL_TYPE: ["update_option_product_renewal"], "subOptionId", "is changed with CHANGE only; STAY renews as it is", RENEWAL;
    OPTION_RENEWAL_QUANTITY: ["update_option_product_renewal"], "quantity", "is changed for options that are sold by quantity only", RENEWAL_JP;
}

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
/// assert_eq!(violations.unwrap_err().iter().next().unwrap().id, "OPTION_PRODUCT");
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

    /// Holds the request against every documented rule.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let (option, sub_option) = (self.selection.option(), self.selection.sub_option());
        check_grace(&OPTION_GRACE, facts, &mut assessment);
        match facts.today {
            Some(today) => check_again(&OPTION_AGAIN, option, today, facts, &mut assessment),
            None => assessment.unknown(&OPTION_AGAIN, "today's date is unknown"),
        }
        // What the subscription becomes later does not matter to what is added now.
        let now = facts.clone().no_reservation();
        if now.is_applied_for() == Some(true) {
            assessment.unknown(&OPTION_PRODUCT, "the subscription is not in use yet");
        } else {
            check_product(
                [&OPTION_PRODUCT, &OPTION_EDITION],
                option,
                Some(sub_option),
                &now,
                &mut assessment,
            );
        }
        match (facts.stage_in_use(), sub_option.stage()) {
            (Some(Stage::Trial), Some(Stage::Paid)) => {
                assessment.broken(&OPTION_TRIAL, sub_option);
            }
            (Some(Stage::Trial), None) | (None, None | Some(Stage::Paid)) => assessment.unknown(
                &OPTION_TRIAL,
                "what the subscription is, or whether the sub-option is a trial, is unknown",
            ),
            _ => {}
        }
        assessment
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

    /// Holds the request against every documented rule.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let wanted = self.selection.sub_option();
        check_edition(
            &OPTION_UPGRADE_EDITION,
            wanted,
            facts.product_in_use(),
            &mut assessment,
        );
        let own = facts.option.this().map(|option| &option.sub_option);
        // Sizes are the only order that follows from the page; that of others is inferred.
        let upgrades = self
            .selection
            .option()
            .facts()
            .and_then(|facts| facts.upgrades.as_ref());
        let ordered = upgrades.is_some_and(|order| order.evidence == Evidence::Documented);
        match own {
            Some(own) if ordered && own.is_known() && wanted.is_known() => {
                if !own.upgrades().contains(wanted) {
                    assessment.broken_here(&OPTION_UPGRADE, wanted, own.label());
                }
            }
            _ if matches!(facts.option, Known::Nothing) => assessment.unknown(
                &OPTION_UPGRADE,
                "the option is not in use, and no page says what upgrading it does then",
            ),
            None => assessment.unknown(&OPTION_UPGRADE, "the sub-option in use is unknown"),
            Some(own)
                if own.stage() == Some(Stage::Trial) && wanted.stage() == Some(Stage::Paid) =>
            {
                assessment.unknown(
                    &OPTION_UPGRADE,
                    "the option is in trial, and a trial is converted to paid, not upgraded: that is \
                     `start_option_product_paid_service`",
                );
            }
            Some(_) => assessment.unknown(
                &OPTION_UPGRADE,
                "no page says which of the option's sub-options is higher",
            ),
        }
        assessment
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

    /// Holds the request against every documented rule.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let (option, sub_option) = (self.selection.option(), self.selection.sub_option());
        check_in_trial(&OPTION_PAID_TRIAL, option, facts, &mut assessment);
        let stage = sub_option.facts().and_then(|facts| facts.stage.as_ref());
        match stage.map(|stage| (stage.value, stage.evidence)) {
            Some((Stage::Paid, _)) => {}
            Some((Stage::Trial, Evidence::Documented)) => {
                assessment.broken(&OPTION_PAID_SUB_OPTION, sub_option);
            }
            _ => assessment.unknown(
                &OPTION_PAID_SUB_OPTION,
                "no page says which sub-options of this option are paid",
            ),
        }
        let end = facts.option.this().and_then(|option| option.end);
        match (facts.has_stage(Stage::Paid), facts.today, end) {
            (Some(false), ..) => {}
            (Some(true), Some(today), Some(end)) => assessment.require(
                &OPTION_PAID_IN_TIME,
                Some(today <= end),
                option,
                "its trial has an end",
            ),
            _ => assessment.unknown(
                &OPTION_PAID_IN_TIME,
                "the subscription, today's date or the end of the option's trial is unknown",
            ),
        }
        check_quantity(
            [&OPTION_PAID_QUANTITY, &OPTION_PAID_MAXIMUM],
            option,
            self.quantity,
            false,
            &mut assessment,
        );
        assessment
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

    /// Holds the request against every documented rule.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        check_in_use(&OPTION_IN_USE, &self.option, facts, &mut assessment);
        assessment
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

    /// Holds the request against every documented rule.
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let quantity_sold = self.option.quantity();
        match self.option.recurrence() {
            Some(Recurrence::OneMonth) => assessment.broken(&OPTION_RENEWAL, &self.option),
            Some(Recurrence::EveryMonth) => {}
            None if quantity_sold.is_some() => {}
            None => assessment.unknown(&OPTION_RENEWAL, "no page lists the option"),
        }
        if let Some(sub_option) = &self.sub_option {
            let own = facts.option.this().map(|option| &option.sub_option);
            if self.kind != OptionProductRenewalType::Change && own != Some(sub_option) {
                assessment.unknown(
                    &OPTION_RENEWAL_TYPE,
                    "no page says whether STAY, or another type, may name a sub-option",
                );
            }
        }
        if let Some(quantity) = self.quantity {
            match quantity_sold {
                Some(Quantity::Null) => {
                    assessment.broken(&OPTION_RENEWAL_QUANTITY, quantity);
                }
                Some(Quantity::NullOrOne) if quantity != 1 => {
                    assessment.broken(&OPTION_RENEWAL_QUANTITY, quantity);
                }
                _ => assessment.unknown(
                    &OPTION_RENEWAL_QUANTITY,
                    "no page says how many units an option may be renewed with",
                ),
            }
        }
        assessment
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

impl Client {
    /// Adds an option to a customer's subscription, at once. Its scheduled task, if there is one, is
    /// deleted.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-post>
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use works_partner_ext::Selection;
    /// use works_partner_ext::requests::options::AddOption;
    ///
    /// let storage = AddOption::new(Selection::new("SSTG2", "SSTG202")?);
    /// client.add_option("10000001".parse()?, &storage, &client.facts()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn add_option(
        &self,
        domain_id: DomainId,
        request: &AddOption,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<AddedOptionProduct>, Error> {
        validation.into().check(request)?;
        send!(self.create_option_product(domain_id, body: request.body())).await
    }

    /// Upgrades an option of a customer, at once.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-upgrade>
    pub async fn upgrade_option(
        &self,
        domain_id: DomainId,
        request: &UpgradeOption,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UpgradedOptionProduct>, Error> {
        validation.into().check(request)?;
        let option = super::path_option(request.selection.option())?;
        send!(self.upgrade_option_product(
            domain_id, option_product_id: option, body: request.body()
        ))
        .await
    }

    /// Converts an option in trial to a paid one, at once.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-paidservice>
    pub async fn start_option_paid_service(
        &self,
        domain_id: DomainId,
        request: &StartOptionPaidService,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UnknownObject>, Error> {
        validation.into().check(request)?;
        let option = super::path_option(request.selection.option())?;
        send!(self.start_option_product_paid_service(
            domain_id, option_product_id: option, body: request.body()
        ))
        .await
    }

    /// Cancels an option of a customer, at once.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-delete>
    pub async fn delete_option(
        &self,
        domain_id: DomainId,
        request: &DeleteOption,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<()>, Error> {
        validation.into().check(request)?;
        let option = super::path_option(&request.option)?;
        send!(self.delete_option_product(domain_id, option_product_id: option)).await
    }

    /// Says what is to become of an option of a customer when its contract ends.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-products-renewal-patch>
    pub async fn update_option_renewal(
        &self,
        domain_id: DomainId,
        request: &UpdateOptionRenewal,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UnknownObject>, Error> {
        validation.into().check(request)?;
        let option = super::path_option(&request.option)?;
        send!(self.update_option_product_renewal(
            domain_id, option_product_id: option, body: request.body()
        ))
        .await
    }
}
