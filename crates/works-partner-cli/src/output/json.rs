//! JSON for reading, token for token as it came: only the white space between tokens changes. Numbers
//! keep their spelling, strings their escapes, objects their order and their repeated names.

use std::borrow::Cow;

/// A value without quotes where it is a string; null is nothing.
pub(crate) fn plain(json: &str) -> Cow<'_, str> {
    match json {
        "null" => "".into(),
        _ if json.starts_with('"') => match serde_json::from_str::<String>(json) {
            Ok(text) => text.into(),
            Err(_) => json.into(),
        },
        _ => compact(json).into(),
    }
}

/// A valid JSON text, each member and element on a line of its own, and a line end.
pub(crate) fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut tokens = Tokens::of(json).peekable();
    while let Some(token) = tokens.next() {
        match token {
            "{" | "[" => {
                out.push_str(token);
                // What is empty stays on its line.
                match tokens.next_if(|next| matches!(*next, "}" | "]")) {
                    Some(end) => out.push_str(end),
                    None => {
                        depth += 1;
                        new_line(&mut out, depth);
                    }
                }
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push_str(token);
            }
            "," => {
                out.push_str(token);
                new_line(&mut out, depth);
            }
            ":" => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out.push('\n');
    out
}

/// A valid JSON text on one line, without white space between tokens.
pub(crate) fn compact(json: &str) -> String {
    Tokens::of(json).collect()
}

/// A valid JSON text on one line, in which ids are strings: the integers in fields named `id`, `…Id` and
/// `…Ids`, and all others that a double does not hold exactly.
pub(crate) fn ids_as_text(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    // For each bracket that is open, whether its elements are ids.
    let mut open = Vec::new();
    let (mut is_id, mut name) = (false, "");
    for token in Tokens::of(json) {
        let is_text = is_integer(token) && (is_id || !is_exact(token));
        match token {
            ":" => is_id = is_id_name(name),
            "," => is_id = open.last().copied().unwrap_or(false),
            "[" => open.push(is_id),
            "{" => open.push(false),
            "]" | "}" => drop(open.pop()),
            _ => name = token,
        }
        let quote = if is_text { "\"" } else { "" };
        out.extend([quote, token, quote]);
    }
    out
}

/// Whether a name, with its quotes, is that of an id or of several.
fn is_id_name(name: &str) -> bool {
    name == "\"id\"" || name.ends_with("Id\"") || name.ends_with("Ids\"")
}

fn is_integer(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether every program reads an integer alike (RFC 8259, section 6).
fn is_exact(integer: &str) -> bool {
    const LARGEST: u64 = (1 << 53) - 1;
    let digits = integer.strip_prefix('-').unwrap_or(integer);
    digits.parse::<u64>().is_ok_and(|value| value <= LARGEST)
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// The tokens of a valid JSON text: brackets, commas, colons, strings, numbers and words.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    fn of(json: &'a str) -> Self {
        Self { rest: json }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start_matches(is_space);
        let first = self.rest.bytes().next()?;
        let length = match first {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => string_length(self.rest),
            _ => self.rest.find(ends_word).unwrap_or(self.rest.len()),
        };
        let (token, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(token)
    }
}

/// The white space of JSON; `char::is_whitespace` knows more.
fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r')
}

fn ends_word(char: char) -> bool {
    is_space(char) || matches!(char, '{' | '}' | '[' | ']' | ',' | ':' | '"')
}

/// The bytes from the opening quote to the closing one.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_stays_as_it_is() {
        let json = r#"{"b":1.10,"a":[1e+05,-0,12345678901234567890123],"b":null,"s":"\u00e9\/é\"}{,:","t":true,"":{}}"#;
        let expected = r#"{
  "b": 1.10,
  "a": [
    1e+05,
    -0,
    12345678901234567890123
  ],
  "b": null,
  "s": "\u00e9\/é\"}{,:",
  "t": true,
  "": {}
}
"#;
        assert_eq!(indented(json), expected);
        assert_eq!(compact(expected), json);
    }

    #[test]
    fn ids_become_texts_and_other_numbers_stay() {
        let cases = [
            (
                r#"{"domainId":7,"quantity":7}"#,
                r#"{"domainId":"7","quantity":7}"#,
            ),
            (r#"{"id": 0, "idle": 0}"#, r#"{"id":"0","idle":0}"#),
            (r#"{"ids":[1],"a":1}"#, r#"{"ids":[1],"a":1}"#),
            (
                r#"{"fooIds":[1,[2],{"a":3}],"a":4}"#,
                r#"{"fooIds":["1",["2"],{"a":3}],"a":4}"#,
            ),
            (
                "[9007199254740991,9007199254740992,-9007199254740993,123456789012345678901234]",
                r#"[9007199254740991,"9007199254740992","-9007199254740993","123456789012345678901234"]"#,
            ),
            (
                r#"{"aId":1.5,"bId":null,"cId":"x","dId":1e3}"#,
                r#"{"aId":1.5,"bId":null,"cId":"x","dId":1e3}"#,
            ),
            (
                r#"{"aId":{"n":1},"b":"domainId","c":2}"#,
                r#"{"aId":{"n":1},"b":"domainId","c":2}"#,
            ),
        ];
        for (json, expected) in cases {
            assert_eq!(ids_as_text(json), expected, "{json}");
        }
    }

    #[test]
    fn white_space_between_tokens_is_ours() {
        let json = " \r\n{ \"a\" :\t[ ] , \"b\" : [ [ ] , { } ] } \n";
        assert_eq!(
            indented(json),
            "{\n  \"a\": [],\n  \"b\": [\n    [],\n    {}\n  ]\n}\n"
        );
        assert_eq!(compact(json), r#"{"a":[],"b":[[],{}]}"#);
    }

    #[test]
    fn white_space_within_strings_is_theirs() {
        let json = "\"a  b\u{a0}\u{2028}\\t\\\\\"";
        assert_eq!(indented(json), format!("{json}\n"));
        assert_eq!(compact(json), json);
    }

    #[test]
    fn scalars_and_empty_texts_pass() {
        for json in ["0", "null", "\"\"", "[]", "{}"] {
            assert_eq!(indented(json), format!("{json}\n"));
        }
        assert_eq!(indented(""), "\n");
    }

    #[test]
    fn what_is_not_json_neither_hangs_nor_panics() {
        for text in ["\"", "\"\\", "}]", "{\"a\"", "日本", "\u{a0}", "]]]]"] {
            indented(text);
            compact(text);
        }
    }

    /// Any JSON text, however nested and escaped, says the same before and after.
    #[test]
    fn the_meaning_stays() {
        let mut value =
            serde_json::json!({"a\"\\\n\u{1f}": ["", " ", "\\", "\\\"", {"x": -1.5e-7}]});
        for _ in 0..50 {
            value = serde_json::json!([value, {"k": [true, null]}]);
            let inner = value.to_string();
            let back: serde_json::Value = serde_json::from_str(&indented(&inner)).unwrap();
            assert_eq!(back, value);
            assert_eq!(compact(&indented(&inner)), inner);
        }
    }
}
