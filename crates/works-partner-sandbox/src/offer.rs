//! What the vendor offers: products and plans, options and sub-options, and what goes with what.
//!
//! All of it is documented, in names or in words, unless a comment says otherwise. What the document
//! does not list is taken to go with everything.

use works_partner_api::catalog;
use works_partner_api::types::SubOptionId;

/// Products of one family share their contract types and their options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    LineWorks,
    Roger,
    AiNote,
    PaperOn,
    AiStudio,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Free,
    Trial,
    Paid,
}

/// The contract types that are paid for.
pub(crate) const PAID_PLANS: [&str; 6] = [
    "MONTHLY",
    "MONTHLY_LICENSE",
    "ANNUAL",
    "ANNUAL_LICENSE",
    "ANNUAL_PREPAY",
    "ANNUAL_PREPAY_LICENSE",
];

pub(crate) fn family(product: &str) -> Option<Family> {
    Some(match product {
        "FR" | "STD_T" | "ADV_T" | "STD" | "ADV" => Family::LineWorks,
        _ if product.starts_with("ROG_") => Family::Roger,
        _ if product.starts_with("NTA_") => Family::AiNote,
        _ if product.starts_with("JP_PPO_") => Family::PaperOn,
        _ if product.starts_with("JP_AIS_") => Family::AiStudio,
        _ => return None,
    })
}

/// What a product is by its name, or `None` for one of no known family.
pub(crate) fn stage(product: &str) -> Option<Stage> {
    family(product)?;
    Some(match product {
        "FR" | "ROG_FR" | "NTA_FR" => Stage::Free,
        _ if product.ends_with("_T") => Stage::Trial,
        _ => Stage::Paid,
    })
}

/// What a contract type is by its name.
pub(crate) fn stage_of_plan(plan: &str) -> Option<Stage> {
    Some(match plan {
        "FREE" | "FREE_LICENSE" => Stage::Free,
        "TRIAL" | "TRIAL_LICENSE" => Stage::Trial,
        _ if is_paid_plan(plan) => Stage::Paid,
        _ => return None,
    })
}

pub(crate) fn is_paid_plan(plan: &str) -> bool {
    PAID_PLANS.contains(&plan)
}

pub(crate) fn is_by_license(plan: &str) -> bool {
    plan.ends_with("_LICENSE")
}

pub(crate) fn is_annual(plan: &str) -> bool {
    plan.starts_with("ANNUAL")
}

/// The contract types of a product's family; not known for PaperOn and AiStudio.
pub(crate) fn plans(product: &str) -> Option<&'static [&'static str]> {
    match family(product)? {
        Family::LineWorks => Some(&[
            "FREE",
            "TRIAL",
            "MONTHLY",
            "ANNUAL_LICENSE",
            "ANNUAL_PREPAY_LICENSE",
        ]),
        Family::Roger => Some(&[
            "FREE_LICENSE",
            "TRIAL_LICENSE",
            "MONTHLY_LICENSE",
            "ANNUAL_LICENSE",
            "ANNUAL_PREPAY_LICENSE",
        ]),
        Family::AiNote => Some(&["FREE", "TRIAL", "MONTHLY", "ANNUAL", "ANNUAL_PREPAY"]),
        Family::PaperOn | Family::AiStudio => None,
    }
}

/// A contract type for a product, where none was told.
pub(crate) fn default_plan(product: &str) -> &'static str {
    let stage = stage(product).unwrap_or(Stage::Paid);
    plans(product)
        .into_iter()
        .flatten()
        .find(|plan| stage_of_plan(plan) == Some(stage))
        .unwrap_or(match stage {
            Stage::Free => &"FREE",
            Stage::Trial => &"TRIAL",
            Stage::Paid => &"MONTHLY",
        })
}

/// A product for a contract type, where none was told.
pub(crate) fn default_product(plan: &str) -> &'static str {
    match plan {
        "FREE_LICENSE" => "ROG_FR",
        "TRIAL" => "STD_T",
        "TRIAL_LICENSE" => "ROG_STD_T",
        "MONTHLY" | "ANNUAL_LICENSE" | "ANNUAL_PREPAY_LICENSE" => "STD",
        "MONTHLY_LICENSE" => "ROG_STD",
        "ANNUAL" | "ANNUAL_PREPAY" => "NTA_SL",
        _ => "FR",
    }
}

/// The product that a trial one becomes. That each becomes its own twin is by their names.
pub(crate) fn paid_product(product: &str) -> &str {
    product.strip_suffix("_T").unwrap_or(product)
}

/// The family whose products an option goes with.
pub(crate) fn family_of_option(option: &str) -> Option<Family> {
    Some(match option {
        "ACV2" | "ACV3" | "SSTG2" | "DRV" | "BCT" | "CST_S" | "CST_M" | "CST_L" => {
            Family::LineWorks
        }
        _ if option.starts_with("QTA_") => Family::AiNote,
        _ if option.starts_with("JP_PPO_") => Family::PaperOn,
        _ if option.starts_with("JP_AIS_") => Family::AiStudio,
        _ => return None,
    })
}

/// Whether an option can be had with a product. Whether the trials of AiNote, PaperOn and AiStudio
/// are meant where the vendor names those products is not known, so they are.
pub(crate) fn goes_with(option: &str, product: &str) -> bool {
    match option {
        "ACV2" | "DRV" | "CST_S" | "CST_M" | "CST_L" => {
            ["STD", "STD_T", "ADV", "ADV_T"].contains(&product)
        }
        "ACV3" => ["ADV", "ADV_T"].contains(&product),
        "SSTG2" | "BCT" => ["STD", "ADV"].contains(&product),
        "QTA_O2" | "QTA_M2" => ["NTA_EP", "NTA_EP_T"].contains(&product),
        _ => {
            let family_of_option = family_of_option(option);
            family_of_option.is_none()
                || (family_of_option == family(product) && stage(product) != Some(Stage::Free))
        }
    }
}

/// The types of scheduled task that an option can have, where they are known.
pub(crate) fn task_types(option: &str) -> Option<&'static [&'static str]> {
    match option {
        "ACV2" | "ACV3" => Some(&["APPLY", "CANCEL", "START_PAID_SERVICE"]),
        "SSTG2" => Some(&["APPLY", "CANCEL", "MODIFY"]),
        _ => None,
    }
}

/// How many of an option can be asked for at once; `None` for those that are not sold by quantity.
pub(crate) fn most(option: &str) -> Option<i64> {
    Some(match option {
        "CST_S" | "CST_M" | "CST_L" => 50,
        "QTA_O1" | "QTA_O2" | "QTA_M1" | "QTA_M2" => 999,
        "JP_PPO_O" => 10,
        "JP_PPO_M" => 20,
        "JP_AIS_O" | "JP_AIS_M" => 999,
        _ => return None,
    })
}

/// Options that last a month and are not renewed.
pub(crate) fn lasts_a_month(option: &str) -> bool {
    ["QTA_O1", "QTA_O2", "JP_PPO_O", "JP_AIS_O"].contains(&option)
}

/// The sub-options of an option in the document's order, where any are known.
pub(crate) fn sub_options(option: &str) -> Option<Vec<&'static str>> {
    let listed = catalog::option(&option.into())?.sub_options()?;
    Some(listed.iter().map(SubOptionId::as_str).collect())
}

/// Whether a sub-option is a trial. That those of `ACV3` and `CST_…` are is by their numbers.
pub(crate) fn is_trial(sub_option: &str) -> bool {
    matches!(
        sub_option,
        "ACV200" | "ACV300" | "DRV00" | "DRV_PS_T" | "DRV_PA_T" | "CST_S00" | "CST_M00" | "CST_L00"
    )
}

/// The sub-option that a trial one becomes. That each becomes its own twin is by their names.
pub(crate) fn paid_sub_option(sub_option: &str) -> &str {
    match sub_option {
        "ACV200" => "ACV201",
        "ACV300" => "ACV301",
        "DRV00" => "DRV01",
        "DRV_PS_T" => "DRV_PS",
        "DRV_PA_T" => "DRV_PA",
        "CST_S00" => "CST_S01",
        "CST_M00" => "CST_M01",
        "CST_L00" => "CST_L01",
        paid => paid,
    }
}

/// Whether a sub-option is for a product. Those of Drive are labelled with the products they are for.
pub(crate) fn is_for(sub_option: &str, product: &str) -> bool {
    match sub_option {
        "DRV00" | "DRV01" | "DRV_PS_T" | "DRV_PS" => !product.starts_with("ADV"),
        "DRV_PA_T" | "DRV_PA" => !product.starts_with("STD"),
        _ => true,
    }
}

/// A sub-option for a product, where none was told; made up where none is known.
pub(crate) fn default_sub_option(option: &str, product: &str, wants_trial: bool) -> String {
    sub_options(option)
        .into_iter()
        .flatten()
        .find(|sub| is_trial(sub) == wants_trial && is_for(sub, product))
        .map_or_else(|| format!("{option}_DEMO"), str::to_owned)
}

/// Whether one sub-option is more than another, for the options whose order is documented.
pub(crate) fn is_higher(option: &str, sub_option: &str, than: &str) -> Option<bool> {
    if !matches!(option, "SSTG2" | "BCT") {
        return None;
    }
    let listed = sub_options(option)?;
    let rank = |wanted: &str| listed.iter().position(|sub| *sub == wanted);
    Some(rank(sub_option)? > rank(than)?)
}

#[cfg(test)]
mod tests {
    use works_partner_api::OpenEnum;
    use works_partner_api::types::{OptionProductId, Plan, ProductId};

    use super::*;

    #[test]
    fn every_documented_product_plan_and_option_has_its_place() {
        let of = |wanted| -> Vec<_> {
            ProductId::known_values()
                .iter()
                .map(OpenEnum::as_str)
                .filter(|product| stage(product) == Some(wanted))
                .collect()
        };
        assert_eq!(of(Stage::Free), ["FR", "ROG_FR", "NTA_FR"]);
        assert_eq!(of(Stage::Trial).len(), 11);
        assert_eq!(of(Stage::Paid).len(), 12);
        for plan in Plan::known_values() {
            assert!(stage_of_plan(plan.as_str()).is_some(), "{plan}");
        }
        for option in OptionProductId::known_values() {
            assert!(family_of_option(option.as_str()).is_some(), "{option}");
        }
    }

    #[test]
    fn a_trial_becomes_a_sub_option_of_the_same_option() {
        for option in OptionProductId::known_values() {
            for sub_option in sub_options(option.as_str()).into_iter().flatten() {
                let paid = paid_sub_option(sub_option);
                assert!(!is_trial(paid), "{paid}");
                assert!(
                    sub_options(option.as_str()).unwrap().contains(&paid),
                    "{paid}"
                );
            }
        }
    }
}
