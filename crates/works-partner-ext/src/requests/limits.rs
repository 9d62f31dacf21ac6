//! Lengths, maxima and patterns that stand in the document, and how texts and numbers are held
//! against them.

use works_partner_api::Operation;

use super::assessment::Assessment;
use super::rules::{Rule, page};

/// What the document says of one property of a request, or of a parameter.
struct Limit {
    /// The schema, or the operation where it is a parameter's.
    schema: &'static str,
    property: &'static str,
    min_length: Option<usize>,
    max_length: Option<usize>,
    pattern: Option<&'static str>,
    minimum: Option<i64>,
    maximum: Option<i64>,
}

const NONE: Limit = Limit {
    schema: "",
    property: "",
    min_length: None,
    max_length: None,
    pattern: None,
    minimum: None,
    maximum: None,
};

const fn length(
    schema: &'static str,
    property: &'static str,
    min: Option<usize>,
    max: usize,
) -> Limit {
    Limit {
        schema,
        property,
        min_length: min,
        max_length: Some(max),
        ..NONE
    }
}

const fn range(
    schema: &'static str,
    property: &'static str,
    minimum: Option<i64>,
    maximum: i64,
) -> Limit {
    Limit {
        schema,
        property,
        minimum,
        maximum: Some(maximum),
        ..NONE
    }
}

/// The document's constraints, by schema and property.
const LIMITS: &[Limit] = &[
    range("list_customers", "count", Some(1), 30),
    length("CustomerDomainVerify", "domain", Some(2), 22),
    Limit {
        pattern: Some("^[a-z0-9]+([-.][a-z0-9]+)*$"),
        ..length("CustomerCreate", "domain", Some(2), 22)
    },
    length("CustomerCreate", "companyName", None, 40),
    Limit {
        schema: "CustomerCreate",
        property: "phoneNumber",
        pattern: Some("^[0-9PT*#+,-]*$"),
        ..NONE
    },
    length("CustomerAdministratorCreate", "lastName", None, 80),
    length("CustomerAdministratorCreate", "id", Some(2), 40),
    length("CustomerUpdate", "companyName", None, 40),
    length("PartnershipUpdate", "memo", None, 700),
    range(
        "UsageStatusRenewalCreate",
        "maxMemberCount",
        None,
        1_000_000,
    ),
    range("SubscriptionRenewalUpdate", "licenseCount", None, 1_000_000),
    range(
        "SubscriptionReservationCreate",
        "licenseCount",
        None,
        1_000_000,
    ),
    length("SubscriptionMemoPut", "customerCode", None, 200),
    length("SubscriptionMemoPut", "memo", None, 700),
];

/// Where a schema stands: in which operation's request, under which property.
const PLACES: &[(&str, &[&str], &str)] = &[
    ("list_customers", &["list_customers"], ""),
    ("CustomerDomainVerify", &["verify_customer_domain"], ""),
    ("CustomerCreate", &["create_customer"], ""),
    (
        "CustomerAdministratorCreate",
        &["create_customer"],
        "administrator.",
    ),
    ("CustomerUpdate", &["update_customer"], ""),
    ("PartnershipUpdate", &["update_customer"], "partnership."),
    (
        "UsageStatusRenewalCreate",
        &["create_usage_status_renewal"],
        "",
    ),
    (
        "SubscriptionRenewalUpdate",
        &["update_subscription_renewal"],
        "",
    ),
    (
        "SubscriptionReservationCreate",
        &["create_subscription_reservation"],
        "",
    ),
    ("SubscriptionMemoPut", &["put_subscription_memo"], ""),
];

/// Limits that stand on another page than the operation's own.
const ELSEWHERE: &[(&str, &str, &str)] = &[(
    "UsageStatusRenewalCreate",
    "maxMemberCount",
    page!(jp "partner-customer-usage-status-renewal-post"),
)];

/// Patterns in words.
const MEANINGS: &[(&str, &str)] = &[
    (
        "^[a-z0-9]+([-.][a-z0-9]+)*$",
        "has lower-case letters, digits and single hyphens or dots, none of them first or last",
    ),
    (
        "^[0-9PT*#+,-]*$",
        "has digits and the characters P T - * # + , only",
    ),
];

fn limit(schema: &str, property: &str) -> Option<&'static Limit> {
    LIMITS
        .iter()
        .find(|limit| limit.schema == schema && limit.property == property)
}

impl Limit {
    fn rule(&self, facet: &str, text: String) -> Rule {
        let place = PLACES.iter().find(|place| place.0 == self.schema);
        let (operations, prefix): (&'static [&'static str], _) =
            place.map_or((&[], ""), |place| (place.1, place.2));
        let elsewhere = ELSEWHERE
            .iter()
            .find(|row| row.0 == self.schema && row.1 == self.property);
        let own = || Operation::find(operations.first()?)?.documentation;
        Rule {
            id: format!("{}.{}.{facet}", self.schema, self.property).into(),
            operations,
            field: format!("{prefix}{}", self.property).into(),
            text: text.into(),
            source: elsewhere
                .map(|row| row.2)
                .or_else(own)
                .unwrap_or(page!(en "partner")),
        }
    }

    fn length_rule(&self) -> Option<Rule> {
        let text = match (self.min_length, self.max_length) {
            (Some(min), Some(max)) => format!("has {min} to {max} characters"),
            (Some(min), None) => format!("has at least {min} characters"),
            (None, Some(max)) => format!("has at most {max} characters"),
            (None, None) => return None,
        };
        Some(self.rule("length", text))
    }

    fn pattern_rule(&self) -> Option<(Rule, &'static str)> {
        let pattern = self.pattern?;
        let meaning = MEANINGS.iter().find(|row| row.0 == pattern);
        let text = meaning.map_or_else(|| format!("matches {pattern}"), |row| row.1.to_owned());
        Some((self.rule("pattern", text), pattern))
    }

    fn range_rule(&self) -> Option<Rule> {
        let text = match (self.minimum, self.maximum) {
            (Some(min), Some(max)) => format!("is from {min} to {max}"),
            (Some(min), None) => format!("is at least {min}"),
            (None, Some(max)) => format!("is at most {max}"),
            (None, None) => return None,
        };
        Some(self.rule("range", text))
    }
}

/// The rules that the limits come to.
pub(super) fn rules() -> impl Iterator<Item = Rule> {
    LIMITS.iter().flat_map(|limit| {
        let pattern = limit.pattern_rule().map(|(rule, _)| rule);
        [limit.length_rule(), pattern, limit.range_rule()]
            .into_iter()
            .flatten()
    })
}

/// Holds a text against the limits of a property. Characters are code points, as the document
/// counts them.
pub(super) fn check_text(schema: &str, property: &str, text: &str, assessment: &mut Assessment) {
    let Some(limit) = limit(schema, property) else {
        return;
    };
    if let Some(rule) = limit.length_rule() {
        let length = text.chars().count();
        let short = limit.min_length.is_some_and(|min| length < min);
        let long = limit.max_length.is_some_and(|max| length > max);
        if short || long {
            assessment.broken_here(&rule, text, &format!("{length}"));
        }
    }
    if let Some((rule, pattern)) = limit.pattern_rule() {
        assessment.require(
            &rule,
            matches(pattern, text),
            text,
            "its pattern cannot be read",
        );
    }
}

/// Holds a number against the limits of a property.
pub(super) fn check_number(schema: &str, property: &str, number: i64, assessment: &mut Assessment) {
    let Some(limit) = limit(schema, property) else {
        return;
    };
    if let Some(rule) = limit.range_rule() {
        let low = limit.minimum.is_some_and(|min| number < min);
        let high = limit.maximum.is_some_and(|max| number > max);
        if low || high {
            assessment.broken(&rule, number);
        }
    }
}

/// Whether a text fits the pattern of a property; `None` where there is none.
pub(super) fn fits(schema: &str, property: &str, text: &str) -> Option<bool> {
    matches(limit(schema, property)?.pattern?, text)
}

fn matches(pattern: &str, text: &str) -> Option<bool> {
    Some(regex_lite::Regex::new(pattern).ok()?.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_a_place_and_every_place_an_operation() {
        for limit in LIMITS {
            assert!(
                PLACES.iter().any(|place| place.0 == limit.schema),
                "{} has no place",
                limit.schema
            );
        }
        for operation in PLACES.iter().flat_map(|place| place.1) {
            assert!(Operation::find(operation).is_some(), "{operation}");
        }
    }

    #[test]
    fn every_pattern_can_be_read() {
        for pattern in LIMITS.iter().filter_map(|limit| limit.pattern) {
            assert!(matches(pattern, "").is_some(), "{pattern}");
        }
    }
}
