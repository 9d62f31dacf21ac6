//! The resources that commands show: fields as the document has them, headings and meaning.

use std::borrow::Cow;

use works_partner_ext::api::types::{
    DomainType, LicenseAssignType, Locale, OptionProductId, OptionProductOrderType,
    PartnershipStatus, Plan, ProductId, SubOptionId, SubscriptionRenewalType, SubscriptionStatus,
};
use works_partner_ext::api::{Date, OpenEnum};

use super::records::{Column, Meaning, Place, Resource};
use crate::language;
use crate::output::json::plain;
use crate::output::table::Importance::{Essential, Minor, Useful};
use crate::output::table::{Cell, Importance};

pub(super) const RESOURCES: [&Resource; 4] = [&TASK, &OPTION, &SUBSCRIPTION, &CUSTOMER];

pub(crate) static TASK: Resource = Resource {
    list: "optionProductOrders",
    plural: "scheduled tasks",
    fields: &[
        "subscriptionId",
        "optionProductId",
        "subOptionId",
        "type",
        "quantity",
        "applyDate",
    ],
    columns: &[
        always(
            "Option",
            Essential,
            "optionProductId",
            coded::<OptionProductId>(),
        ),
        always(
            "Sub-option",
            Essential,
            "subOptionId",
            coded::<SubOptionId>(),
        ),
        always("Task", Essential, "type", coded::<OptionProductOrderType>()),
        always("Quantity", Useful, "quantity", TEXT),
        always("Apply date", Essential, "applyDate", DATE),
        always("Subscription", Minor, "subscriptionId", ON_ORDER_IF_NULL),
    ],
};

pub(crate) static OPTION: Resource = Resource {
    list: "optionProducts",
    plural: "options",
    fields: &[
        "subscriptionId",
        "optionProductId",
        "subOptionId",
        "appliedTime",
        "quantity",
        "plan",
        "planStartDate",
        "planEndDate",
    ],
    columns: &[
        always(
            "Option",
            Essential,
            "optionProductId",
            coded::<OptionProductId>(),
        ),
        always(
            "Sub-option",
            Essential,
            "subOptionId",
            coded::<SubOptionId>(),
        ),
        always("Quantity", Useful, "quantity", TEXT),
        some("Contract", Minor, "plan", coded::<Plan>()),
        some("Begins", Minor, "planStartDate", DATE),
        some("Ends", Useful, "planEndDate", DATE),
        always("Subscription", Useful, "subscriptionId", TEXT),
        in_card("Applied", "appliedTime", TEXT),
    ],
};

pub(crate) static SUBSCRIPTION: Resource = Resource {
    list: "subscriptions",
    plural: "subscriptions",
    fields: &[
        "domainId",
        "subscriptionId",
        "productId",
        "plan",
        "planStartDate",
        "planEndDate",
        "licenseAssignType",
        "licenseCount",
        "status",
        "renewal",
    ],
    columns: &[
        always("Subscription", Essential, "subscriptionId", TEXT),
        always("Product", Essential, "productId", coded::<ProductId>()),
        always("Contract", Useful, "plan", coded::<Plan>()),
        always("Begins", Minor, "planStartDate", DATE),
        always("Ends", Essential, "planEndDate", DATE),
        some("Licenses", Useful, "licenseCount", TEXT),
        always("Status", Useful, "status", coded::<SubscriptionStatus>()),
        some(
            "Renewal",
            Minor,
            "renewal.type",
            coded::<SubscriptionRenewalType>(),
        ),
        in_card("- product", "renewal.productId", coded::<ProductId>()),
        in_card("- contract", "renewal.plan", coded::<Plan>()),
        in_card("- licenses", "renewal.licenseCount", TEXT),
        in_card("- subscription", "renewal.subscriptionId", TEXT),
        in_card(
            "License assignment",
            "licenseAssignType",
            coded::<LicenseAssignType>(),
        ),
        in_card("Customer", "domainId", TEXT),
    ],
};

pub(crate) static CUSTOMER: Resource = Resource {
    list: "customers",
    plural: "customers",
    fields: &[
        "tenantId",
        "domainId",
        "domain",
        "productId",
        "companyName",
        "phoneNumber",
        "timeZone",
        "locale",
        "enableActiveMxrecord",
        "enableActiveDomain",
        "domainType",
        "administrator",
        "partnership",
    ],
    columns: &[
        always("Customer", Essential, "domainId", TEXT),
        always("Company", Essential, "companyName", TEXT),
        always("Domain", Useful, "domain", TEXT),
        always("Product", Useful, "productId", coded::<ProductId>()),
        always("Time zone", Minor, "timeZone", TEXT),
        in_card("Kind of name", "domainType", labelled::<DomainType>()),
        in_card("Locale", "locale", coded::<Locale>()),
        in_card("Phone", "phoneNumber", TEXT),
        in_card("Domain active", "enableActiveDomain", YES_OR_NO),
        in_card("MX active", "enableActiveMxrecord", YES_OR_NO),
        in_card("Tenant", "tenantId", TEXT),
        in_card("Administrator", "administrator.id", TEXT),
        in_card("- family name", "administrator.lastName", TEXT),
        in_card("- given name", "administrator.firstName", TEXT),
        in_card("- mail", "administrator.privateEmail", TEXT),
        in_card("- mobile", "administrator.cellphone", TEXT),
        in_card("- country code", "administrator.countryCode", TEXT),
        in_card(
            "Partnership",
            "partnership.status",
            coded::<PartnershipStatus>(),
        ),
    ],
};

const TEXT: Meaning = Meaning::plain(Cell::json);
const DATE: Meaning = Meaning::plain(date);
const YES_OR_NO: Meaning = Meaning::plain(yes_or_no);
const ON_ORDER_IF_NULL: Meaning = Meaning::plain(subscription_of_task);

/// A code, and what it means.
const fn coded<E: OpenEnum>() -> Meaning {
    Meaning {
        cell: code::<E>,
        label: Some(label_of::<E>),
    }
}

/// What a code means, which says it all.
const fn labelled<E: OpenEnum>() -> Meaning {
    Meaning {
        cell: label::<E>,
        label: Some(label_of::<E>),
    }
}

const fn always(
    heading: &'static str,
    importance: Importance,
    path: &'static str,
    meaning: Meaning,
) -> Column {
    column(heading, importance, path, meaning, Place::Everywhere)
}

const fn some(
    heading: &'static str,
    importance: Importance,
    path: &'static str,
    meaning: Meaning,
) -> Column {
    column(heading, importance, path, meaning, Place::WherePresent)
}

const fn in_card(heading: &'static str, path: &'static str, meaning: Meaning) -> Column {
    column(heading, Minor, path, meaning, Place::Card)
}

const fn column(
    heading: &'static str,
    importance: Importance,
    path: &'static str,
    meaning: Meaning,
    place: Place,
) -> Column {
    Column {
        heading,
        importance,
        path,
        meaning,
        place,
    }
}

fn code<E: OpenEnum>(raw: &str) -> Cell {
    match raw {
        "null" => Cell::null(),
        _ => named(&E::from(plain(raw).into_owned())),
    }
}

fn label_of<E: OpenEnum>(raw: &str) -> Option<Cow<'static, str>> {
    language::label(&E::from(plain(raw).into_owned()))
}

/// The label alone, where the code says nothing more.
fn label<E: OpenEnum>(raw: &str) -> Cell {
    let value = E::from(plain(raw).into_owned());
    match language::label(&value) {
        Some(label) => Cell::text(label),
        None => code::<E>(raw),
    }
}

fn date(raw: &str) -> Cell {
    match serde_json::from_str::<Date>(raw) {
        Ok(date) => day(&date),
        Err(_) => Cell::json(raw),
    }
}

fn yes_or_no(raw: &str) -> Cell {
    match raw {
        "true" => Cell::text(language::word("yes")),
        "false" => Cell::text(language::word("no")),
        _ => Cell::json(raw),
    }
}

/// Null where the option was ordered together with a subscription that has not begun.
fn subscription_of_task(raw: &str) -> Cell {
    match raw {
        "null" => Cell::text(language::word("on order")),
        _ => Cell::json(raw),
    }
}

/// The label and the code; a value that the document does not list has only its code, and a mark.
pub(crate) fn named(value: &impl OpenEnum) -> Cell {
    match language::label(value) {
        Some(label) => Cell::text(label).and_code(value.as_str()),
        None if value.is_known() => Cell::code(value.as_str()),
        None => Cell::code(value.as_str()).and_mark(language::word("(unknown)")),
    }
}

/// The day and its weekday.
pub(crate) fn day(date: &Date) -> Cell {
    match date.to_civil() {
        Some(date) => {
            let weekday = language::weekday(date.weekday());
            Cell::text(format!("{date} {weekday}")).unbroken()
        }
        None => Cell::text(date.as_str()).and_mark(language::word("(not a date)")),
    }
}

#[cfg(test)]
mod tests {
    use schemars::schema_for;
    use works_partner_ext::api::types;

    use super::*;

    /// A field of an object stands for itself: CSV has no objects.
    #[test]
    fn objects_have_a_column_for_each_field() {
        for (path, schema) in [
            ("administrator", schema_for!(types::Customer)),
            ("renewal", schema_for!(types::Subscription)),
            ("partnership", schema_for!(types::Customer)),
        ] {
            let document = serde_json::to_value(&schema).unwrap();
            let object = document["$defs"].as_object().unwrap().iter();
            let reference = document["properties"][path].to_string();
            let (_, object) = object
                .clone()
                .find(|(name, _)| reference.contains(&format!("$defs/{name}\"")))
                .unwrap();
            for field in object["properties"].as_object().unwrap().keys() {
                let path = format!("{path}.{field}");
                let mut columns = CUSTOMER.columns.iter().chain(SUBSCRIPTION.columns);
                assert!(columns.any(|column| column.path == path), "{path}");
            }
        }
    }

    #[test]
    fn csv_has_every_documented_field() {
        for (resource, schema) in [
            (&TASK, schema_for!(types::OptionProductOrder)),
            (&OPTION, schema_for!(types::OptionProduct)),
            (&SUBSCRIPTION, schema_for!(types::Subscription)),
            (&CUSTOMER, schema_for!(types::Customer)),
        ] {
            let documented = schema.get("properties").unwrap().as_object().unwrap();
            let mut fields = resource.fields.to_vec();
            let mut names: Vec<&str> = documented.keys().map(String::as_str).collect();
            fields.sort_unstable();
            names.sort_unstable();
            assert_eq!(fields, names);
        }
    }

    #[test]
    fn cards_have_every_documented_field() {
        for resource in RESOURCES {
            for field in resource.fields {
                let within = format!("{field}.");
                let mut columns = resource.columns.iter();
                let has =
                    |column: &Column| column.path == *field || column.path.starts_with(&within);
                assert!(columns.any(has), "{field}");
            }
        }
    }
}
