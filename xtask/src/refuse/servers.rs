//! Servers: the generated client has one base URL.

use serde_json::{Map, Value};

use crate::document::{operations, step};
use crate::problem::Problem;

/// Operations that are not to be found on every server of the document: calls would go to the wrong host,
/// with the token.
pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems: Vec<Problem> = malformed(root, "#").into_iter().collect();
    let base = urls(root.get("servers"));
    for (pointer, _, _, item, operation) in operations(root) {
        let item_pointer = pointer.rsplit_once('/').map_or("", |(item, _)| item);
        let own = [(&*pointer, operation), (item_pointer, item)]
            .into_iter()
            .find(|(_, owner)| owner.get("servers").is_some());
        let Some((at, owner)) = own else { continue };
        if let Some(problem) = malformed(owner, at) {
            if problems
                .iter()
                .all(|other| other.pointer != problem.pointer)
            {
                problems.push(problem);
            }
            continue;
        }
        let at = step(at, "servers");
        let here = urls(owner.get("servers"));
        let elsewhere = base.iter().find(|url| !here.contains(url));
        if let Some(url) = elsewhere
            && problems.iter().all(|problem| problem.pointer != at)
        {
            problems.push(Problem::new(
                at,
                format!(
                    "this is on {}, and the document's server is {url}: the generated client has one \
                     base URL, and would send these calls there",
                    here.join(", "),
                ),
                "describe what is on another server in a document of its own, or leave `servers` out \
                 where it is the same",
            ));
        }
    }
    problems
}

/// The URL of the first server.
pub(crate) fn base_url(root: &Value) -> String {
    let urls = urls(root.get("servers"));
    urls.into_iter().next().unwrap_or_default()
}

fn malformed(owner: &Value, at: &str) -> Option<Problem> {
    let servers = owner.get("servers").filter(|servers| !servers.is_null())?;
    let list = servers.as_array();
    let open = |url: &String| url.contains(['{', '}']);
    if let Some(url) = urls(Some(servers)).into_iter().find(open) {
        return Some(Problem::new(
            step(at, "servers"),
            format!("{url} has a variable without a default"),
            "give each `{name}` of a URL a `default` under `variables`",
        ));
    }
    let is_right = list.is_some_and(|list| list.iter().all(|server| url(server).is_some()));
    (!is_right).then(|| {
        Problem::new(
            step(at, "servers"),
            "it is not a list of servers with a `url` each",
            "write `servers: [{ url: https://… }]`, or leave it out",
        )
    })
}

/// The URLs of a list of servers, variables by their defaults; `/` where there is none.
fn urls(servers: Option<&Value>) -> Vec<String> {
    let list = servers.and_then(Value::as_array);
    let urls: Vec<String> = list.into_iter().flatten().filter_map(url).collect();
    if urls.is_empty() {
        return vec!["/".to_owned()];
    }
    urls
}

fn url(server: &Value) -> Option<String> {
    let mut url = server.get("url")?.as_str()?.to_owned();
    let variables = server.get("variables").and_then(Value::as_object);
    for (name, variable) in variables.into_iter().flat_map(Map::iter) {
        if let Some(default) = variable.get("default").and_then(Value::as_str) {
            url = url.replace(&format!("{{{name}}}"), default);
        }
    }
    let trimmed = url.trim_end_matches('/');
    Some(if trimmed.is_empty() { "/" } else { trimmed }.to_owned())
}
