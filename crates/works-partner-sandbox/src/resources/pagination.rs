//! The list of customers, page by page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::json::text;
use crate::state::{Resource, State};

/// How many customers a page has by default.
const DEFAULT_COUNT: usize = 10;

pub(super) fn list(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let is_descending = is_descending(call.query("orderBy").unwrap_or("name"))?;
    let count = call.query("count").and_then(|count| count.parse().ok());
    let count = count.unwrap_or(DEFAULT_COUNT);
    let last = call.query("cursor").map(Position::read).transpose()?;

    let domain = call.query("domain");
    let mut customers: Vec<(Position, &Value)> = state
        .domain_ids()
        .filter_map(|id| Some((id, state.customer(id)?.get(Resource::Customer)?)))
        .filter(|(_, profile)| domain.is_none_or(|it| text(profile, "domain") == Some(it)))
        .map(|(id, profile)| (Position::of(id, profile), profile))
        .collect();
    customers.sort_by(|(a, _), (b, _)| a.cmp(b));
    if is_descending {
        customers.reverse();
    }
    let is_ahead = |position: &Position| {
        last.as_ref().is_none_or(|last| {
            if is_descending {
                position < last
            } else {
                position > last
            }
        })
    };
    customers.retain(|(position, _)| is_ahead(position));

    let page = customers.get(..count).unwrap_or(&customers);
    let has_next = page.len() < customers.len();
    let bodies: Vec<_> = page.iter().map(|(_, profile)| profile).collect();
    let mut about_next = json!({});
    if let Some((position, _)) = page.last().filter(|_| has_next) {
        about_next = json!({"nextCursor": position.cursor()});
    }
    Ok(Success::ok(
        json!({"customers": bodies, "responseMetaData": about_next}),
    ))
}

/// The name is the only field that can be ordered by.
fn is_descending(order_by: &str) -> Result<bool, Problem> {
    match order_by {
        "name" | "name asc" => Ok(false),
        "name desc" => Ok(true),
        _ => Err(Problem::invalid_parameter(
            "orderBy",
            "name, name asc or name desc",
        )),
    }
}

/// Where a customer stands in the list; of customers with one name, the ids decide. A page begins
/// after a position rather than at an index, so that customers who come and go neither hide nor repeat
/// another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    name: String,
    domain_id: i64,
}

impl Position {
    fn of(domain_id: i64, profile: &Value) -> Self {
        Self {
            name: text(profile, "companyName").unwrap_or_default().to_owned(),
            domain_id,
        }
    }

    /// Base64, which has characters that mean something else in a query unless they are encoded.
    fn cursor(&self) -> String {
        STANDARD.encode(format!("{} {}", self.domain_id, self.name))
    }

    fn read(cursor: &str) -> Result<Self, Problem> {
        let read = || {
            let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
            let (domain_id, name) = text.split_once(' ')?;
            Some(Self {
                name: name.to_owned(),
                domain_id: domain_id.parse().ok()?,
            })
        };
        read().ok_or_else(|| {
            Problem::invalid_parameter("cursor", "the nextCursor of a page, percent-encoded")
        })
    }
}
