//! A plan of faults as JSON, for those who start the sandbox from a command line.

use std::fmt;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};

use super::plan::Target;
use super::{Fault, Faults, ResponseTemplate, RetryHint};

/// The most that one entry queues.
const MOST_TIMES: u64 = 10_000;

/// Why a text is not a plan of faults: everything that is wrong with it, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFaults(Vec<String>);

impl fmt::Display for InvalidFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for InvalidFaults {}

/// The names of faults, and the members that they take beside `fault`, `for` and `times`.
const FAULTS: [(&str, &[&str]); 27] = [
    ("resetBeforeRequest", &[]),
    ("resetAfterRequest", &[]),
    ("stallBeforeHeaders", &[]),
    ("stallMidBody", &[]),
    ("truncatedBody", &[]),
    ("trickle", &["milliseconds"]),
    ("htmlBody", &[]),
    ("emptyBody", &[]),
    ("wrongContentType", &[]),
    ("invalidUtf8", &[]),
    ("duplicateKeys", &[]),
    ("hugeBody", &[]),
    ("hugeChunkedBody", &[]),
    ("gzip", &[]),
    ("gzipBomb", &[]),
    ("unauthorized", &[]),
    ("forbidden", &[]),
    ("notFound", &[]),
    ("conflict", &[]),
    (
        "tooManyRequests",
        &["retryAfterSeconds", "retryAfterDate", "rateLimitReset"],
    ),
    ("internalServerError", &[]),
    ("serviceUnavailable", &[]),
    ("gatewayPage", &["status"]),
    ("redirect", &["url"]),
    ("redirectToOrigin", &["origin"]),
    ("redirectToSelf", &[]),
    ("response", &["status", "headers", "body"]),
];

impl Faults {
    /// Reads a plan: a list of objects, each with a `fault` by the name of its [`Fault`] in camel case.
    ///
    /// - `for`: the beginning of a path or an operation, as in [`push_for`](Self::push_for); without it,
    ///   every request.
    /// - `times`: how many requests meet it, 1 by default; `"always"` for a standing fault.
    /// - What the fault itself has: `milliseconds` of `trickle`; `retryAfterSeconds`, `retryAfterDate` or
    ///   `rateLimitReset` of `tooManyRequests`, in seconds; `status` of `gatewayPage`; `url` of `redirect`;
    ///   `origin` of `redirectToOrigin`; `status`, `headers` and `body` of `response`, whose body is a text,
    ///   or any other JSON, which is sent as such.
    ///
    /// # Errors
    ///
    /// Where the text is not such a list: everything that is wrong with it.
    ///
    /// ```
    /// use works_partner_sandbox::Faults;
    ///
    /// let faults = Faults::from_json(
    ///     r#"[
    ///         {"fault": "gatewayPage", "status": 502},
    ///         {"fault": "tooManyRequests", "retryAfterSeconds": 3, "for": "list_option_products", "times": 2},
    ///         {"fault": "serviceUnavailable", "for": "/v1.0/partners/customers/10000002", "times": "always"}
    ///     ]"#,
    /// )?;
    /// assert_eq!(faults.pending(), 3);
    ///
    /// let error = Faults::from_json(r#"[{"fault": "gatewayPage"}, {"fault": "flood"}]"#).unwrap_err();
    /// assert_eq!(error.to_string().lines().count(), 2);
    /// # Ok::<(), works_partner_sandbox::InvalidFaults>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, InvalidFaults> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text)
            .map_err(|error| InvalidFaults(vec![format!("it is not JSON: {error}")]))?;
        let Value::Array(entries) = &value else {
            let message =
                "a plan of faults is a list such as [{\"fault\": \"serviceUnavailable\"}]";
            return Err(InvalidFaults(vec![message.to_owned()]));
        };
        let mut wrong = Vec::new();
        let faults = Self::new();
        for (index, entry) in entries.iter().enumerate() {
            let place = format!("[{index}]");
            let Value::Object(members) = entry else {
                wrong.push(format!(
                    "{place}: it is {entry}; use an object with a `fault`"
                ));
                continue;
            };
            let mut entry = Entry {
                place,
                members,
                wrong: &mut wrong,
            };
            if let Some((target, fault, times)) = entry.read() {
                faults.plan(target, fault, times);
            }
        }
        if wrong.is_empty() {
            Ok(faults)
        } else {
            Err(InvalidFaults(wrong))
        }
    }
}

/// An entry of the list, while it is read.
struct Entry<'a> {
    place: String,
    members: &'a Map<String, Value>,
    wrong: &'a mut Vec<String>,
}

impl Entry<'_> {
    /// `None` where something is wrong, which was noted. `None` for the times is always.
    fn read(&mut self) -> Option<(Target, Fault, Option<u64>)> {
        let before = self.wrong.len();
        let target = match self.members.get("for") {
            None => Some(Target::Every),
            Some(Value::String(text)) => match Target::read(text) {
                Ok(target) => Some(target),
                Err(expected) => {
                    let value = Value::from(text.as_str());
                    self.note("for", &format!("is {value}; {expected}"))
                }
            },
            Some(other) => self.note("for", &format!("is {other}; use a path or an operation")),
        };
        let times = match self.members.get("times") {
            None => Some(Some(1)),
            Some(Value::String(text)) if text == "always" => Some(None),
            Some(value) => match value.as_u64() {
                Some(times @ 1..=MOST_TIMES) => Some(Some(times)),
                _ => self.note(
                    "times",
                    &format!("is {value}; use a number from 1 to {MOST_TIMES}, or \"always\""),
                ),
            },
        };
        let fault = self.fault();
        match (self.wrong.len() == before, target, times, fault) {
            (true, Some(target), Some(times), Some(fault)) => Some((target, fault, times)),
            _ => None,
        }
    }

    fn fault(&mut self) -> Option<Fault> {
        let mut known = FAULTS.iter();
        let names = || {
            let names: Vec<&str> = FAULTS.iter().map(|(name, _)| *name).collect();
            names.join(", ")
        };
        let name = match self.members.get("fault") {
            Some(Value::String(name)) => name.as_str(),
            Some(other) => {
                return self.note("fault", &format!("is {other}; use one of {}", names()));
            }
            None => return self.note("fault", &format!("is missing; use one of {}", names())),
        };
        let Some((name, own)) = known.find(|(known, _)| *known == name) else {
            let value = Value::from(name);
            return self.note("fault", &format!("is {value}; use one of {}", names()));
        };
        for member in self.members.keys() {
            let is_known = ["fault", "for", "times"]
                .iter()
                .chain(*own)
                .any(|known| known == member);
            if !is_known {
                let mut usable = vec!["for", "times"];
                usable.extend(*own);
                let message = format!("`{name}` does not have it; it has {}", usable.join(", "));
                self.note::<()>(member, &message);
            }
        }
        Some(match *name {
            "resetBeforeRequest" => Fault::ResetBeforeRequest,
            "resetAfterRequest" => Fault::ResetAfterRequest,
            "stallBeforeHeaders" => Fault::StallBeforeHeaders,
            "stallMidBody" => Fault::StallMidBody,
            "truncatedBody" => Fault::TruncatedBody,
            "trickle" => Fault::Trickle(Duration::from_millis(self.number(
                "milliseconds",
                0,
                3_600_000,
            )?)),
            "htmlBody" => Fault::HtmlBody,
            "emptyBody" => Fault::EmptyBody,
            "wrongContentType" => Fault::WrongContentType,
            "invalidUtf8" => Fault::InvalidUtf8,
            "duplicateKeys" => Fault::DuplicateKeys,
            "hugeBody" => Fault::HugeBody,
            "hugeChunkedBody" => Fault::HugeChunkedBody,
            "gzip" => Fault::Gzip,
            "gzipBomb" => Fault::GzipBomb,
            "unauthorized" => Fault::Unauthorized,
            "forbidden" => Fault::Forbidden,
            "notFound" => Fault::NotFound,
            "conflict" => Fault::Conflict,
            "tooManyRequests" => Fault::TooManyRequests(self.retry_hint(own)?),
            "internalServerError" => Fault::InternalServerError,
            "serviceUnavailable" => Fault::ServiceUnavailable,
            "gatewayPage" => Fault::GatewayPage(self.status()?),
            "redirect" => Fault::Redirect(self.text("url")?),
            "redirectToOrigin" => Fault::RedirectToOrigin(self.text("origin")?),
            "redirectToSelf" => Fault::RedirectToSelf,
            _ => Fault::Response(self.response()?),
        })
    }

    fn retry_hint(&mut self, hints: &[&str]) -> Option<RetryHint> {
        let given: Vec<&str> = hints
            .iter()
            .copied()
            .filter(|hint| self.members.contains_key(*hint))
            .collect();
        match given.as_slice() {
            [] => Some(RetryHint::None),
            [hint] => {
                let seconds = self.number(hint, 0, u64::from(u32::MAX))?;
                Some(match *hint {
                    "retryAfterSeconds" => RetryHint::RetryAfterSeconds(seconds),
                    "retryAfterDate" => RetryHint::RetryAfterDate(seconds),
                    _ => RetryHint::RateLimitReset(seconds),
                })
            }
            [first, rest @ ..] => {
                let message = format!("stands beside {}; use one of them", rest.join(", "));
                self.note(first, &message)
            }
        }
    }

    fn response(&mut self) -> Option<ResponseTemplate> {
        let status = self.status();
        let mut response = ResponseTemplate::new(status.unwrap_or(200));
        match self.members.get("headers") {
            None => {}
            Some(Value::Object(headers)) => {
                for (name, value) in headers {
                    let valid = value.as_str().filter(|value| {
                        name.parse::<HeaderName>().is_ok() && HeaderValue::from_str(value).is_ok()
                    });
                    match valid {
                        Some(value) => response = response.header(name, value),
                        None => {
                            let name = Value::from(name.as_str());
                            let message = format!("{name}: {value} is not an HTTP header");
                            self.note::<()>("headers", &message);
                        }
                    }
                }
            }
            Some(other) => {
                self.note::<()>("headers", &format!("is {other}; use an object of texts"));
            }
        }
        response = match self.members.get("body") {
            None => response,
            Some(Value::String(text)) => response.body(text.as_bytes()),
            Some(json) => response.body(json.to_string()),
        };
        status.map(|_| response)
    }

    fn status(&mut self) -> Option<u16> {
        let status = self.number("status", 100, 999)?;
        let status = u16::try_from(status).ok()?;
        StatusCode::from_u16(status).ok().map(|_| status)
    }

    fn number(&mut self, member: &str, least: u64, most: u64) -> Option<u64> {
        let expected = format!("use a number from {least} to {most}");
        match self.members.get(member) {
            None => self.note(member, &format!("is missing; {expected}")),
            Some(value) => match value.as_u64() {
                Some(number) if (least..=most).contains(&number) => Some(number),
                _ => self.note(member, &format!("is {value}; {expected}")),
            },
        }
    }

    /// A text that a header can hold.
    fn text(&mut self, member: &str) -> Option<String> {
        let expected = "use a URL";
        match self.members.get(member) {
            None => self.note(member, &format!("is missing; {expected}")),
            Some(Value::String(text)) if HeaderValue::from_str(text).is_ok() => Some(text.clone()),
            Some(value) => self.note(member, &format!("is {value}; {expected}")),
        }
    }

    fn note<T>(&mut self, member: &str, message: &str) -> Option<T> {
        self.wrong
            .push(format!("{}.{member}: {message}", self.place));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_and_what_it_needs() {
        let of = |more: &str, name: &str| format!(r#"[{{"fault": "{name}"{more}}}]"#);
        for (name, _) in FAULTS {
            let more = match name {
                "trickle" => r#", "milliseconds": 5"#,
                "gatewayPage" | "response" => r#", "status": 503"#,
                "redirect" => r#", "url": "http://127.0.0.1:1/x""#,
                "redirectToOrigin" => r#", "origin": "http://127.0.0.1:1""#,
                _ => "",
            };
            let faults = Faults::from_json(&of(more, name)).unwrap();
            let fault = faults.take("/v1.0/x", || None).unwrap();
            let shown = format!("{fault:?}").to_lowercase();
            assert!(shown.starts_with(&name.to_lowercase()), "{name} {shown}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let error = Faults::from_json(
            r#"[
                {"fault": "gatewayPage", "status": 42},
                {"fault": "flood", "times": 0},
                7,
                {"for": "list_orders", "fault": "forbidden", "retryAfterSeconds": 3},
                {"fault": "tooManyRequests", "retryAfterSeconds": 3, "rateLimitReset": 4},
                {"fault": "response", "status": 200, "headers": {"a b": "c", "X-Fine": "d"}},
                {"fault": "trickle"},
                {"fault": "notFound", "times": 3}
            ]"#,
        );
        let error = error.unwrap_err().to_string();
        let places: Vec<&str> = error
            .lines()
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(
            places,
            [
                "[0].status",
                "[1].times",
                "[1].fault",
                "[2]",
                "[3].for",
                "[3].retryAfterSeconds",
                "[4].retryAfterSeconds",
                "[5].headers",
                "[6].milliseconds",
            ],
            "{error}"
        );
        for text in ["", "{}", "[", "null"] {
            assert!(Faults::from_json(text).is_err(), "{text}");
        }
    }
}
