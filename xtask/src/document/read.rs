//! The text of a document as a value: JSON as JSON, all else as YAML 1.2 with its core schema.

use std::fmt;
use std::sync::LazyLock;

use regex_lite::Regex;
use serde::de::{self, Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{Budget, Options};

/// How many nodes a document may have: ten times those of the largest public ones.
const MOST_NODES: usize = 5_000_000;
/// How many nodes aliases may add: what they repeat costs memory, however short the text is.
const MOST_REPEATED: usize = 200_000;
const DEEPEST: usize = 64;

/// Reads a document, or says in the words of its author what is wrong.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // YAML is no superset of JSON for its parsers: keys over 1,024 characters, raw DEL.
    let json = text.trim_start().starts_with('{').then(|| read_json(text));
    match json {
        Some(Ok(value)) => Ok(value),
        // A mapping of YAML may begin with a brace, too.
        Some(Err(error)) if error.is_data() => Err(error.to_string()),
        Some(Err(_)) | None => read_yaml(text),
    }
}

fn read_json(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text).map(|Unique(value)| value)
}

fn read_yaml(text: &str) -> Result<Value, String> {
    let value = parse_yaml(text, false)?;
    // The parser takes `010` for the float 10.0, and otherwise for a text; the core schema has it as 10.
    if !has_whole_float(&value) || !LEADING_ZERO.is_match(text) {
        return Ok(value);
    }
    let texts = parse_yaml(text, true)?;
    Ok(with_decimals(value, &texts))
}

/// Whether a number is a float without a fraction, as one with a leading zero becomes. Few documents have one.
fn has_whole_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            number.is_f64() && number.as_f64().is_some_and(|float| float.fract() == 0.0)
        }
        Value::Array(values) => values.iter().any(has_whole_float),
        Value::Object(fields) => fields.values().any(has_whole_float),
        _ => false,
    }
}

/// What may be a number with a leading zero.
static LEADING_ZERO: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the pattern is constant")]
    Regex::new(r"(?m)(?:^|[\s\[{,:])[-+]?0[0-9]+(?:[\s\]},]|$)").expect("a pattern")
});

fn parse_yaml(text: &str, leading_zeros_are_texts: bool) -> Result<Value, String> {
    let mut budget = Budget::default();
    budget.max_nodes = MOST_NODES;
    budget.max_events = MOST_NODES.saturating_mul(3);
    budget.max_depth = DEEPEST;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.strict_booleans = true;
    options.underscored_numbers_as_strings = true;
    options.leading_zero_numbers_as_strings = leading_zeros_are_texts;
    options.alias_limits.max_total_replayed_events = MOST_REPEATED;
    serde_saphyr::from_str_with_options(text, options).map_err(|error| in_plain_words(&error))
}

/// Takes the integer for a scalar that is a number in one reading and a text in the other.
fn with_decimals(value: Value, text: &Value) -> Value {
    match (value, text) {
        (Value::Number(number), Value::String(text)) => {
            let digits = text.strip_prefix('+').unwrap_or(text);
            let integer = digits.parse::<i64>().map(Number::from);
            Value::Number(
                integer
                    .or_else(|_| digits.parse::<u64>().map(Number::from))
                    .unwrap_or(number),
            )
        }
        (Value::Array(values), Value::Array(texts)) => {
            let pairs = values.into_iter().zip(texts);
            Value::Array(
                pairs
                    .map(|(value, text)| with_decimals(value, text))
                    .collect(),
            )
        }
        (Value::Object(fields), Value::Object(texts)) => {
            let pairs = fields.into_iter().zip(texts.values());
            Value::Object(
                pairs
                    .map(|((name, value), text)| (name, with_decimals(value, text)))
                    .collect(),
            )
        }
        (value, _) => value,
    }
}

/// The parser speaks to whoever calls it; the document's author is told the same in plain words.
fn in_plain_words(error: &serde_saphyr::Error) -> String {
    let mut message = error.to_string();
    for (said, plain) in REWORDED {
        message = message.replace(said, plain);
    }
    for (start, plain) in LIMITS {
        while let Some(begin) = message.find(start) {
            let tail = message.get(begin..).unwrap_or_default();
            let length = tail
                .find('}')
                .map_or(tail.len(), |end| end.saturating_add(1));
            message.replace_range(begin..begin.saturating_add(length), plain);
        }
    }
    message
}

/// What the parser says to programmers, and what it means.
const REWORDED: &[(&str, &str)] = &[
    (", set DuplicateKeyPolicy in Options if acceptable", ""),
    (
        "; use from_str_multiple or from_str_multiple_with_options",
        "",
    ),
    (
        "cannot deserialize null into string; use Option<String>",
        "the name is null: write it in quotes, such as 'null' or ''",
    ),
    (
        "expected string scalar",
        "the name is a list or a map: write it as a text, in quotes",
    ),
];

/// What the parser says of a limit, up to its number, and what it means.
const LIMITS: &[(&str, &str)] = &[
    ("budget breached: Depth {", "nested deeper than 64 levels"),
    (
        "budget breached: Nodes {",
        "the document has more than 5,000,000 nodes: split it, or leave out what is not needed",
    ),
    (
        "budget breached: Events {",
        "the document has more than 5,000,000 nodes: split it, or leave out what is not needed",
    ),
    (
        "budget breached: Aliases {",
        "the document has more than 50,000 aliases: write `$ref`s instead",
    ),
    (
        "budget breached: Anchors {",
        "the document has more than 50,000 anchors: write `$ref`s instead",
    ),
    (
        "budget breached: ScalarBytes {",
        "the document has more than 64 MiB of text: split it",
    ),
];

/// A JSON value in which no object names a field twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
                Number::from_f64(value)
                    .map(Value::Number)
                    .ok_or_else(|| E::custom("a number is out of range"))
            }

            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_string<E>(self, value: String) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut values = Vec::new();
                while let Some(Unique(value)) = items.next_element()? {
                    values.push(value);
                }
                Ok(Value::Array(values))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
                let mut object = Map::new();
                while let Some((name, Unique(value))) = fields.next_entry::<String, Unique>()? {
                    if object.contains_key(&name) {
                        return Err(A::Error::custom(format_args!(
                            "duplicate mapping key: {name}"
                        )));
                    }
                    object.insert(name, value);
                }
                Ok(Value::Object(object))
            }
        }

        deserializer.deserialize_any(Any).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_are_what_the_core_schema_says() {
        let yaml = "\
            y: y\nNO: NO\non: on\noff: [yes, Off, n]\ntrue: true\nFalse: False\n\
            ten: 010\nminus: -007\ndate: 2027-01-02\nversion: 1_000\nhex: 0x1F\noctal: 0o17\n\
            quoted: '010'\nfloat: 01.5\nlist: [00, 010 , 9]\n";
        let expected = json!({
            "y": "y", "NO": "NO", "on": "on", "off": ["yes", "Off", "n"], "true": true, "False": false,
            "ten": 10, "minus": -7, "date": "2027-01-02", "version": "1_000", "hex": 31, "octal": 15,
            "quoted": "010", "float": 1.5, "list": [0, 10, 9],
        });
        assert_eq!(read(yaml).unwrap(), expected);
    }

    #[test]
    fn json_is_read_as_json() {
        let key = "k".repeat(2_000);
        let text =
            format!("{{\n\t\"{key}\": \"a\u{7f}b\", \"n\": [18446744073709551615, 1.5, null]}}");
        let value = read(&text).unwrap();
        assert_eq!(value[&key], "a\u{7f}b");
        assert_eq!(
            value["n"],
            json!([18_446_744_073_709_551_615_u64, 1.5, null])
        );
        assert_eq!(
            read("\u{feff}{a: 1, b: [y]}").unwrap(),
            json!({"a": 1, "b": ["y"]})
        );
        let twice = read("{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}}").unwrap_err();
        assert_eq!(twice, "duplicate mapping key: c at line 1 column 30");
    }

    #[test]
    fn a_name_that_is_no_text_is_to_be_quoted() {
        for (yaml, told) in [
            ("null: 1", "the name is null: write it in quotes"),
            ("a: { ~: 1 }", "the name is null: write it in quotes"),
            ("a:\n  : 1", "the name is null: write it in quotes"),
            ("[a]: 1", "the name is a list or a map: write it as a text"),
        ] {
            let error = read(yaml).unwrap_err();
            assert!(error.contains(told), "{error}");
            assert!(!error.contains("Option<"), "{error}");
        }
        assert_eq!(
            read("'null': 1\n'': 2\n").unwrap(),
            json!({"null": 1, "": 2})
        );
    }

    #[test]
    fn a_large_document_is_read_and_a_bomb_is_not() {
        let many = format!("enum: [{}]", vec!["y"; 251_000].join(", "));
        assert_eq!(
            read(&many).unwrap()["enum"].as_array().unwrap().len(),
            251_000
        );
        let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (before, after) in
            ["ab", "bc", "cd", "de", "ef", "fg", "gh"].map(|pair| pair.split_at(1))
        {
            bomb.push_str(&format!(
                "{after}: &{after} [{}]\n",
                vec![format!("*{before}"); 10].join(", ")
            ));
        }
        let error = read(&bomb).unwrap_err();
        assert!(!error.contains("budget breached"), "{error}");
        let deep = format!("a: {}{}", "[".repeat(200), "]".repeat(200));
        assert!(
            read(&deep)
                .unwrap_err()
                .contains("nested deeper than 64 levels")
        );
    }
}
