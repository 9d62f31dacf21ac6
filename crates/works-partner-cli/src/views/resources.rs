//! The resources that commands show: fields as the document has them, headings and meaning.

use works_partner_ext::api::types::{
    DomainType, LicenseAssignType, Locale, OptionProductId, OptionProductOrderType,
    PartnershipStatus, Plan, ProductId, SubOptionId, SubscriptionRenewalType, SubscriptionStatus,
};
use works_partner_ext::api::{Date, OpenEnum};

use super::records::{Column, Place, Resource, plain};
use crate::output::table::Importance::{Essential, Minor, Useful};
use crate::output::table::{Cell, Importance};

pub(crate) static TASK: Resource = Resource {
    list: "optionProductOrders",
    plural: "tasks",
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
            code::<OptionProductId>,
        ),
        always("Sub-option", Essential, "subOptionId", code::<SubOptionId>),
        always("Task", Essential, "type", code::<OptionProductOrderType>),
        always("Quantity", Useful, "quantity", text),
        always("Apply date", Essential, "applyDate", date),
        always(
            "Subscription",
            Minor,
            "subscriptionId",
            subscription_of_task,
        ),
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
            code::<OptionProductId>,
        ),
        always("Sub-option", Essential, "subOptionId", code::<SubOptionId>),
        always("Quantity", Useful, "quantity", text),
        some("Contract", Minor, "plan", code::<Plan>),
        some("Begins", Minor, "planStartDate", date),
        some("Ends", Useful, "planEndDate", date),
        always("Subscription", Useful, "subscriptionId", text),
        in_card("Applied", "appliedTime", text),
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
        always("Subscription", Essential, "subscriptionId", text),
        always("Product", Essential, "productId", code::<ProductId>),
        always("Contract", Useful, "plan", code::<Plan>),
        always("Begins", Minor, "planStartDate", date),
        always("Ends", Essential, "planEndDate", date),
        some("Licenses", Useful, "licenseCount", text),
        always("Status", Useful, "status", code::<SubscriptionStatus>),
        some(
            "Renewal",
            Minor,
            "renewal.type",
            code::<SubscriptionRenewalType>,
        ),
        in_card("- product", "renewal.productId", code::<ProductId>),
        in_card("- contract", "renewal.plan", code::<Plan>),
        in_card("- licenses", "renewal.licenseCount", text),
        in_card("- subscription", "renewal.subscriptionId", text),
        in_card(
            "License assignment",
            "licenseAssignType",
            code::<LicenseAssignType>,
        ),
        in_card("Customer", "domainId", text),
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
        always("Customer", Essential, "domainId", text),
        always("Company", Essential, "companyName", text),
        always("Domain", Useful, "domain", text),
        always("Product", Useful, "productId", code::<ProductId>),
        always("Time zone", Minor, "timeZone", text),
        in_card("Kind of name", "domainType", label::<DomainType>),
        in_card("Locale", "locale", code::<Locale>),
        in_card("Phone", "phoneNumber", text),
        in_card("Domain active", "enableActiveDomain", yes_or_no),
        in_card("MX active", "enableActiveMxrecord", yes_or_no),
        in_card("Tenant", "tenantId", text),
        in_card("Administrator", "administrator.id", text),
        in_card("- family name", "administrator.lastName", text),
        in_card("- given name", "administrator.firstName", text),
        in_card("- mail", "administrator.privateEmail", text),
        in_card("- mobile", "administrator.cellphone", text),
        in_card("- country code", "administrator.countryCode", text),
        in_card(
            "Partnership",
            "partnership.status",
            code::<PartnershipStatus>,
        ),
    ],
};

type MakeCell = fn(&str) -> Cell;

const fn always(
    heading: &'static str,
    importance: Importance,
    path: &'static str,
    cell: MakeCell,
) -> Column {
    column(heading, importance, path, cell, Place::Everywhere)
}

const fn some(
    heading: &'static str,
    importance: Importance,
    path: &'static str,
    cell: MakeCell,
) -> Column {
    column(heading, importance, path, cell, Place::WherePresent)
}

const fn in_card(heading: &'static str, path: &'static str, cell: MakeCell) -> Column {
    column(heading, Minor, path, cell, Place::Card)
}

const fn column(
    heading: &'static str,
    importance: Importance,
    path: &'static str,
    cell: MakeCell,
    place: Place,
) -> Column {
    Column {
        heading,
        importance,
        path,
        cell,
        place,
    }
}

/// A number or a text; of a number, a part would be another one.
fn text(raw: &str) -> Cell {
    match raw {
        "null" => Cell::null(),
        _ if raw.starts_with(|char: char| char == '-' || char.is_ascii_digit()) => {
            Cell::text(raw).unbroken()
        }
        _ => Cell::text(plain(raw)),
    }
}

fn code<E: OpenEnum>(raw: &str) -> Cell {
    match raw {
        "null" => Cell::null(),
        _ => named(&E::from(plain(raw).into_owned())),
    }
}

/// The label alone, where the code says nothing more.
fn label<E: OpenEnum>(raw: &str) -> Cell {
    let value = E::from(plain(raw).into_owned());
    match value.description() {
        Some(label) => Cell::text(label),
        None => code::<E>(raw),
    }
}

fn date(raw: &str) -> Cell {
    match serde_json::from_str::<Date>(raw) {
        Ok(date) => day(&date),
        Err(_) => text(raw),
    }
}

fn yes_or_no(raw: &str) -> Cell {
    match raw {
        "true" => Cell::text("yes"),
        "false" => Cell::text("no"),
        _ => text(raw),
    }
}

/// Null where the option was ordered together with a subscription that has not begun.
fn subscription_of_task(raw: &str) -> Cell {
    match raw {
        "null" => Cell::text("on order"),
        _ => text(raw),
    }
}

/// The label and the code; a value that the document does not list has only its code, and a mark.
pub(crate) fn named(value: &impl OpenEnum) -> Cell {
    match value.description() {
        Some(label) => Cell::text(label).and_code(value.as_str()),
        None if value.is_known() => Cell::code(value.as_str()),
        None => Cell::code(value.as_str()).and_mark("(unknown)"),
    }
}

/// The day and its weekday.
pub(crate) fn day(date: &Date) -> Cell {
    match date.to_civil() {
        Some(date) => Cell::text(date.strftime("%Y-%m-%d %a").to_string()).unbroken(),
        None => Cell::text(date.as_str()).and_mark("(not a date)"),
    }
}

#[cfg(test)]
mod tests {
    use schemars::schema_for;
    use works_partner_ext::api::types;

    use super::*;

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
        for resource in [&TASK, &OPTION, &SUBSCRIPTION, &CUSTOMER] {
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
