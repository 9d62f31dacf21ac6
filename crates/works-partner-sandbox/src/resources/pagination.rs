//! The list of customers, page by page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::http::call::Call;
use crate::http::problem::Problem;
use crate::http::response::Success;
use crate::state::State;

/// How many customers a page has by default.
const DEFAULT_COUNT: usize = 10;

pub(super) fn list(state: &mut State, call: &Call) -> Result<Success, Problem> {
    let is_descending = is_descending(call.query("orderBy").unwrap_or("name"))?;
    let count = call.query("count").and_then(|count| count.parse().ok());
    let count = count.unwrap_or(DEFAULT_COUNT);
    let last = call.query("cursor").map(Position::read).transpose()?;

    let listed = state.listed();
    let place = last
        .as_ref()
        .map(|last| (last.name.as_str(), last.domain_id));
    // One more than the page has shows whether there is another.
    let wanted = count.saturating_add(1);
    let mut places: Vec<(&str, i64)> = match call.query("domain") {
        Some(domain) => with_domain(state, domain, place, is_descending),
        None if is_descending => listed.before(place).take(wanted).collect(),
        None => listed.after(place).take(wanted).collect(),
    };
    let has_next = places.len() > count;
    places.truncate(count);

    let profiles = places.iter().filter_map(|(_, id)| listed.profile(*id));
    let profiles = profiles.collect::<Vec<_>>().join(",");
    let mut about_next = json!({});
    if let Some((name, domain_id)) = places.last().filter(|_| has_next) {
        let (name, domain_id) = ((*name).to_owned(), *domain_id);
        about_next = json!({"nextCursor": Position { name, domain_id }.cursor()});
    }
    Ok(Success::ok_json(format!(
        r#"{{"customers":[{profiles}],"responseMetaData":{about_next}}}"#
    )))
}

/// The customers of one domain that are ahead of a place, in their order.
fn with_domain<'a>(
    state: &'a State,
    domain: &str,
    place: Option<(&str, i64)>,
    is_descending: bool,
) -> Vec<(&'a str, i64)> {
    let listed = state.listed();
    let is_ahead = |its: &(&str, i64)| {
        place.is_none_or(|place| {
            if is_descending {
                *its < place
            } else {
                *its > place
            }
        })
    };
    let ids = state.with_domain(domain);
    let places = ids.filter_map(|id| Some((listed.name(id)?, id)));
    let mut places: Vec<_> = places.filter(is_ahead).collect();
    places.sort_unstable();
    if is_descending {
        places.reverse();
    }
    places
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
#[derive(Debug)]
struct Position {
    name: String,
    domain_id: i64,
}

impl Position {
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
