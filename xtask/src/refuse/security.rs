//! Security: what the document asks of a call's token, as far as the generated code can say it.
//!
//! The code knows a list of scopes any one of which is enough.

use serde_json::{Map, Value};

use super::keywords::nearest;
use crate::document::{follow, operations, step};
use crate::problem::Problem;

/// Requirements of schemes or scopes that there are not, or that must be met together.
pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let schemes = root.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object);
    let mut problems = required(root, root, "#", schemes);
    for (pointer, _, _, _, operation) in operations(root) {
        problems.extend(required(root, operation, &pointer, schemes));
    }
    problems
}

fn required(
    root: &Value,
    owner: &Value,
    pointer: &str,
    schemes: Option<&Map<String, Value>>,
) -> Vec<Problem> {
    let Some(security) = owner.get("security") else {
        return Vec::new();
    };
    let at = step(pointer, "security");
    let Some(alternatives) = security.as_array() else {
        return vec![Problem::new(
            at,
            format!("`security` is {security}, which is not a list of requirements"),
            "write `security: [{ SCHEME: [SCOPE] }]`, or `security: []` where no token is needed",
        )];
    };
    let mut problems = Vec::new();
    for (index, requirement) in alternatives.iter().enumerate() {
        let at = format!("{at}/{index}");
        let Some(requirement) = requirement.as_object() else {
            problems.push(Problem::new(
                at,
                format!("{requirement} is not a requirement"),
                "write `{ SCHEME: [SCOPE] }`, with a scheme of `components.securitySchemes`",
            ));
            continue;
        };
        if requirement.len() > 1 {
            let names: Vec<String> = requirement.keys().map(|name| format!("`{name}`")).collect();
            problems.push(Problem::new(
                &at,
                format!(
                    "OpenAPI asks for all of {} here, and the generated code has any one of its \
                     scopes for enough",
                    names.join(", "),
                ),
                "list the schemes as alternatives, each in a requirement of its own, where one is \
                 enough; else keep the one that is a token with scopes",
            ));
        }
        for (name, scopes) in requirement {
            let at = step(&at, name);
            let scheme = schemes.and_then(|schemes| schemes.get(name));
            match scheme.map(|scheme| follow(root, scheme).unwrap_or(scheme)) {
                Some(scheme) => problems.extend(scopes_of(scheme, name, scopes, &at)),
                None => problems.push(Problem::new(
                    at,
                    format!("`{name}` is not among `components.securitySchemes`"),
                    meant(
                        name,
                        schemes.into_iter().flat_map(Map::keys),
                        "describe the scheme there, or correct the name",
                    ),
                )),
            }
        }
    }
    problems
}

/// What is wrong with the scopes that are asked of a scheme.
fn scopes_of(scheme: &Value, name: &str, scopes: &Value, at: &str) -> Vec<Problem> {
    let texts = scopes
        .as_array()
        .filter(|all| all.iter().all(Value::is_string));
    let Some(texts) = texts else {
        return vec![Problem::new(
            at,
            format!("{scopes} is not a list of scopes"),
            "list their names, or write `[]` where any token will do",
        )];
    };
    let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
    let mut problems = Vec::new();
    if texts.len() > 1 {
        let alternatives: Vec<String> = texts
            .iter()
            .map(|scope| format!("{{ {name}: [{scope}] }}"))
            .collect();
        problems.push(Problem::new(
            at,
            format!(
                "OpenAPI asks for all of {} here, and the generated code has any one of them for \
                 enough",
                texts.join(", "),
            ),
            format!(
                "list them as alternatives where one is enough: `security: [{}]`",
                alternatives.join(", "),
            ),
        ));
    }
    let known = match scheme.get("type").and_then(Value::as_str) {
        Some("oauth2") => scheme
            .get("flows")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::values)
            .filter_map(|flow| flow.get("scopes")?.as_object())
            .flat_map(Map::keys)
            .collect(),
        // What it knows is told by the server alone.
        Some("openIdConnect") => return problems,
        _ => Vec::new(),
    };
    for (index, scope) in texts.iter().enumerate() {
        if !known.iter().any(|known| known == scope) {
            problems.push(Problem::new(
                format!("{at}/{index}"),
                format!("`{scope}` is not among the scopes of `{name}`"),
                meant(
                    scope,
                    known.iter().copied(),
                    "describe the scope in a flow of the scheme, or correct the name; schemes \
                     other than `oauth2` have none",
                ),
            ));
        }
    }
    problems
}

fn meant<'a>(word: &str, known: impl Iterator<Item = &'a String>, otherwise: &str) -> String {
    match nearest(word, known.map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`? Else {otherwise}"),
        None => otherwise.to_owned(),
    }
}
