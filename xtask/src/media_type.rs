//! Media types, as RFC 9110 and RFC 6839 read them.

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Whether a body of this media type is JSON: `application/json`, or one with the suffix `+json`, in
/// any case and with any parameters.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == JSON || is_valid(&essence) && essence.ends_with("+json")
}

pub(crate) fn is_form(media_type: &str) -> bool {
    essence(media_type) == FORM
}

/// The JSON among the media types of a body: the plain one where there are several.
pub(crate) fn json<'a>(media_types: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let mut json: Vec<&String> = media_types.filter(|kind| is_json(kind)).collect();
    json.sort_by_key(|kind| essence(kind) != JSON);
    json.first().copied()
}

/// How it is written in a header: as the document has it, but for what says nothing of JSON and forms.
pub(crate) fn in_header(media_type: &str) -> String {
    let essence = essence(media_type);
    let mut parameters = media_type.split(';').skip(1).map(str::trim);
    let is_plain = [JSON, FORM].contains(&essence.as_str())
        && parameters.all(|one| one.is_empty() || one.to_ascii_lowercase().starts_with("charset="));
    if is_plain {
        essence
    } else {
        media_type.trim().to_owned()
    }
}

/// Whether it can stand in a header: a type and a subtype, and parameters of plain ASCII.
pub(crate) fn is_valid(media_type: &str) -> bool {
    let token = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    let parts = essence.trim().split_once('/');
    parts.is_some_and(|(kind, subtype)| token(kind) && token(subtype))
        && parameters.chars().all(|c| matches!(c, ' '..='~'))
}

fn essence(media_type: &str) -> String {
    let (essence, _) = media_type.split_once(';').unwrap_or((media_type, ""));
    essence.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_by_its_type_or_suffix() {
        for json in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/problem+json",
            "application/vnd.lamp.v2+JSON;q=1",
        ] {
            assert!(is_json(json), "{json}");
        }
        for other in [
            "application/jsonp",
            "text/csv",
            "+json",
            "application/+json+xml",
            "json",
        ] {
            assert!(!is_json(other), "{other}");
        }
    }

    #[test]
    fn a_header_keeps_what_tells_media_types_apart() {
        for (written, sent) in [
            ("Application/JSON; charset=utf-8", "application/json"),
            ("application/json;version=2", "application/json;version=2"),
            (
                "application/merge-patch+json",
                "application/merge-patch+json",
            ),
        ] {
            assert_eq!(in_header(written), sent);
        }
        assert!(!is_valid("application/lamp\n+json") && !is_valid("application"));
    }
}
