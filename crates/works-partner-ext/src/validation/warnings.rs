//! What a request about an option costs or what cannot be undone, as data, where a page says so.

use works_partner_api::types::{OptionProductId, OptionProductOrderType, SubOptionId};

use crate::catalog::{OptionProductIdExt, PlanExt, Recurrence, Stage, SubOptionIdExt};
use crate::validation::facts::{Facts, Known};
use crate::validation::rules::page;

/// Something to know before a request is sent: it costs money, or cannot be undone.
///
/// Unlike a violated rule it does not speak against the request.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::options::DeleteOption;
///
/// let annual = Facts::new().plan("ANNUAL_LICENSE");
/// let ids: Vec<&str> = DeleteOption::new("DRV").warnings(&annual).iter().map(|w| w.id).collect();
/// assert_eq!(ids, ["OPTION_ENDS", "OPTION_PENALTY", "OPTION_NOT_THIS_MONTH"]);
///
/// let monthly = Facts::new().plan("MONTHLY");
/// assert_eq!(DeleteOption::new("DRV").warnings(&monthly).len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// A name for it that stays.
    pub id: &'static str,
    /// The operations that it is for, by their `operationId`.
    pub operations: &'static [&'static str],
    /// What comes of the request.
    pub text: &'static str,
    /// What is missing to be sure of it; `None` where it is sure.
    pub unsure: Option<&'static str>,
    /// Whether a contract with a customer ends by it: that of the customer itself or of a product.
    pub ends_contract: bool,
    /// The vendor's page.
    pub source: &'static str,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.unsure {
            None => write!(f, "{} <{}>", self.text, self.source),
            Some(reason) => write!(
                f,
                "it may be that {} ({reason}) <{}>",
                self.text, self.source
            ),
        }
    }
}

/// Every warning that this crate can give.
///
/// ```
/// let warnings = works_partner_ext::validation::warnings();
/// assert!(warnings.iter().any(|warning| warning.id == "OPTION_PENALTY"));
/// ```
pub fn warnings() -> Vec<Warning> {
    let own = WARNINGS.iter().copied();
    own.chain(super::consequences::all()).cloned().collect()
}

macro_rules! declare {
    ($($name:ident: $operations:expr, $text:literal, $source:expr;)*) => {
        $(pub(crate) static $name: Warning = Warning {
            id: stringify!($name),
            operations: &$operations,
            text: $text,
            unsure: None,
            ends_contract: false,
            source: $source,
        };)*
        static WARNINGS: &[&Warning] = &[$(&$name),*];
    };
}

const ADD: &str = page!(en "partner-customer-option-products-post");
const DELETE: &str = page!(en "partner-customer-option-products-delete");
const LIST: &str = page!(en "partner-customer-option-products-list");
const PAID: &str = page!(en "partner-customer-option-products-paidservice");
const RENEWAL: &str = page!(en "partner-customer-option-products-renewal-patch");
const ORDER: &str = page!(en "partner-customer-option-product-orders-post");

declare! {
    OPTION_CHARGED: ["create_option_product"], "the option is charged from today, and billed on the 1st of the following month", LIST;
    OPTION_TASK_DELETED: ["create_option_product"], "the scheduled task for the option is deleted", ADD;
    OPTION_TRIAL_STAYS: ["create_option_product"], "converting the subscription to paid at once leaves the option a trial; a scheduled conversion takes it along, says the Japanese page on that", ADD;
    OPTION_TRIAL_ENDS: ["create_option_product", "create_option_product_order", "update_option_product_order", "delete_option_product_order"], "an option in trial that is not converted to paid is cancelled after its trial", PAID;
    OPTION_ENDS: ["delete_option_product"], "the option ends at once", DELETE;
    OPTION_PENALTY: ["delete_option_product"], "cancelling an option of an annual contract costs a penalty", DELETE;
    OPTION_NOT_THIS_MONTH: ["delete_option_product"], "an option of an annual contract can be taken again from the next month only", DELETE;
    OPTION_GOES_PAID: ["start_option_product_paid_service"], "the option is charged from today, and billed on the 1st of the following month", LIST;
    OPTION_NO_WAY_BACK: ["upgrade_option_product"], "a smaller sub-option can be had again with the renewal of the contract, and no page names an earlier day", RENEWAL;
    ORDER_CHARGED: ["create_option_product_order", "update_option_product_order"], "the option is charged from the apply date, and billed on the 1st of the following month", LIST;
    ORDER_NOT_THIS_MONTH: ["create_option_product_order", "update_option_product_order"], "an option of an annual contract that is cancelled can be taken again from the month after only", ORDER;
    ORDER_PENALTY: ["create_option_product_order", "update_option_product_order"], "cancelling an option of an annual contract costs a penalty", DELETE;
    ORDER_NO_WAY_BACK: ["create_option_product_order", "update_option_product_order"], "a smaller sub-option can be had again with the renewal of the contract, and no page names an earlier day", RENEWAL;
    ORDER_UNKNOWN_TASK: ["create_option_product_order", "update_option_product_order"], "no page says what a task of this type does, nor what it costs", ORDER;
}

/// The warnings of one request.
#[derive(Default)]
pub(crate) struct Given(Vec<Warning>);

impl Given {
    pub(crate) fn sure(&mut self, warning: &Warning) {
        self.0.push(warning.clone());
    }

    pub(crate) fn unsure(&mut self, warning: &Warning, reason: &'static str) {
        self.0.push(Warning {
            unsure: Some(reason),
            ..warning.clone()
        });
    }

    /// A paid sub-option costs, and a trial ends.
    pub(crate) fn charge(&mut self, warning: &Warning, sub_option: Option<&SubOptionId>) {
        match sub_option.and_then(SubOptionIdExt::stage) {
            Some(Stage::Paid) => self.sure(warning),
            Some(Stage::Trial) => self.sure(&OPTION_TRIAL_ENDS),
            Some(Stage::Free) => {}
            None => self.unsure(
                warning,
                "no page says whether the sub-option is paid or a trial",
            ),
        }
    }

    /// What cancelling costs. The Japanese page excepts options for one month; the penalty of an
    /// option that is not in use is nobody's.
    pub(crate) fn penalty(
        &mut self,
        warning: &Warning,
        option: &OptionProductId,
        reason: Option<&'static str>,
        facts: &Facts,
    ) {
        if lasts_one_month(option) || matches!(facts.option, Known::Nothing) {
            return;
        }
        match (is_annual(facts), &facts.option, reason) {
            (Some(false), ..) => {}
            (None, ..) => self.unsure(warning, "whether the contract is annual is unknown"),
            (Some(true), Known::Unknown, _) => {
                self.unsure(warning, "whether the option is in use is unknown");
            }
            (Some(true), _, Some(reason)) => self.unsure(warning, reason),
            (Some(true), _, None) => self.sure(warning),
        }
    }

    /// From when an option that is cancelled can be taken again.
    pub(crate) fn again(&mut self, warning: &Warning, option: &OptionProductId, facts: &Facts) {
        if matches!(facts.option, Known::Nothing) {
            return;
        }
        match is_annual(facts) {
            Some(false) => {}
            Some(true) if lasts_one_month(option) => self.unsure(
                warning,
                "a page excepts options for one month from the penalty, and may mean this too",
            ),
            Some(true) => self.sure(warning),
            None => self.unsure(warning, "whether the contract is annual is unknown"),
        }
    }

    /// That what is upgraded stays so. Pages say of few options how they get smaller.
    pub(crate) fn no_way_back(
        &mut self,
        warning: &Warning,
        option: &OptionProductId,
        wanted: Option<&SubOptionId>,
        facts: &Facts,
    ) {
        let own = facts.option.this().map(|option| &option.sub_option);
        let is_smaller_or_same = own.zip(wanted).is_some_and(|(own, wanted)| {
            own == wanted || (wanted.is_known() && wanted.upgrades().contains(own))
        });
        if is_smaller_or_same {
            return;
        }
        match option.is_downgradable() {
            Some(true) => self.sure(warning),
            _ => self.unsure(warning, "no page says so of this option"),
        }
    }

    /// What comes of a scheduled task.
    pub(crate) fn task(
        &mut self,
        task: &OptionProductOrderType,
        option: &OptionProductId,
        sub_option: Option<&SubOptionId>,
        facts: &Facts,
    ) {
        match task {
            OptionProductOrderType::Apply => self.charge(&ORDER_CHARGED, sub_option),
            OptionProductOrderType::StartPaidService => self.sure(&ORDER_CHARGED),
            OptionProductOrderType::Modify => {
                self.no_way_back(&ORDER_NO_WAY_BACK, option, sub_option, facts);
            }
            OptionProductOrderType::Cancel => {
                let reason =
                    "a page says so of cancelling at once; of a scheduled cancellation, none does";
                self.penalty(&ORDER_PENALTY, option, Some(reason), facts);
                self.again(&ORDER_NOT_THIS_MONTH, option, facts);
            }
            OptionProductOrderType::ChangeQuantity => {}
            _ => self.sure(&ORDER_UNKNOWN_TASK),
        }
    }

    /// All of them.
    pub(crate) fn into_list(self) -> Vec<Warning> {
        self.0
    }
}

/// The contract type of the subscription applies to its options, says the page on converting them.
fn is_annual(facts: &Facts) -> Option<bool> {
    let own = facts
        .option
        .this()
        .and_then(|option| option.plan.as_ref()?.is_annual());
    own.or_else(|| facts.base.as_ref()?.plan.as_ref()?.is_annual())
}

fn lasts_one_month(option: &OptionProductId) -> bool {
    option.recurrence() == Some(Recurrence::OneMonth)
}

/// What comes of withdrawing the scheduled task for an option: where that would have converted a
/// trial, the trial ends. The task is among the facts, or nothing can be said.
///
/// ```
/// use works_partner_ext::validation::{Facts, withdrawal_warnings};
///
/// assert!(withdrawal_warnings(&Facts::new()).is_empty());
/// ```
pub fn withdrawal_warnings(facts: &Facts) -> Vec<Warning> {
    let mut given = Given::default();
    let task = facts.option_order.this();
    if task.is_some_and(|task| task.kind == OptionProductOrderType::StartPaidService) {
        given.sure(&OPTION_TRIAL_ENDS);
    }
    given.0
}
