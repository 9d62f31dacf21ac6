//! An answer of the service, split into the items that are stored one by one.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::resource::Resource;

/// The key of what a usage status says of a later highest number of users.
pub(crate) const USER_LIMIT: &str = "renewal";

/// One thing in an answer, as the service wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its id. Several items of an answer may have the same one.
    pub(crate) key: String,
    /// The day on which something happens to it, where the answer says so with a date.
    pub(crate) date: Option<String>,
    pub(crate) body: String,
}

/// An answer: its items, and what it holds besides them, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) items: Vec<Item>,
    pub(crate) rest: Option<String>,
}

impl Answer {
    /// Splits the JSON of an answer. Nothing of it is lost: what is not an item is in `rest`.
    pub(crate) fn read(resource: Resource, body: &[u8]) -> Result<Self, serde_json::Error> {
        // No page says how the service answers where nothing is scheduled.
        if resource == Resource::Reservations && body.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        let Some(list) = resource.list() else {
            let raw: &RawValue = serde_json::from_slice(body)?;
            let mut items = vec![Item::read(resource, raw.get())?];
            items.extend(scheduled_user_limit(resource, raw.get())?);
            return Ok(Self { items, rest: None });
        };
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let fields = fields_of(&mut deserializer, list)?;
        deserializer.end()?;
        let mut answer = Self::default();
        let mut rest = Vec::new();
        let (mut has_field, mut has_list) = (false, false);
        for field in fields {
            match field {
                Field::List(items) => {
                    (has_field, has_list) = (true, true);
                    answer.items.reserve_exact(items.len());
                    for item in items {
                        answer.items.push(Item::read(resource, item.get())?);
                    }
                }
                Field::Other(name, value) => {
                    has_field |= name == list;
                    rest.push(format!("{}:{}", serde_json::to_string(&name)?, value));
                }
            }
        }
        // No page says how the service answers where there is nothing. What has no list but something else is another
        // answer, and without a list of customers it is not known that there are none.
        let is_missing = match resource {
            Resource::Customers => !has_list,
            _ => !has_field && !rest.is_empty(),
        };
        if is_missing {
            return Err(serde_json::Error::custom(format!(
                "the list `{list}` is missing"
            )));
        }
        if !rest.is_empty() {
            answer.rest = Some(format!("{{{}}}", rest.join(",")));
        }
        Ok(answer)
    }
}

/// The name of a field, which is copied only where it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// A field of an answer.
enum Field<'de> {
    List(Vec<&'de RawValue>),
    Other(Cow<'de, str>, &'de str),
}

/// The fields of an object in their order, of which one is the list of items, unless it is null.
fn fields_of<'de>(
    deserializer: &mut serde_json::Deserializer<serde_json::de::SliceRead<'de>>,
    list: &str,
) -> Result<Vec<Field<'de>>, serde_json::Error> {
    struct Fields<'l>(&'l str);
    impl<'de> serde::de::Visitor<'de> for Fields<'_> {
        type Value = Vec<Field<'de>>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            let mut fields = Vec::new();
            while let Some(Name(name)) = map.next_key()? {
                fields.push(if name == self.0 {
                    match map.next_value()? {
                        Some(items) => Field::List(items),
                        None => Field::Other(name, "null"),
                    }
                } else {
                    Field::Other(name, map.next_value::<&RawValue>()?.get())
                });
            }
            Ok(fields)
        }
    }
    serde::Deserializer::deserialize_map(deserializer, Fields(list))
}

impl Item {
    fn read(resource: Resource, body: &str) -> Result<Self, serde_json::Error> {
        let names = [resource.key(), resource.date()];
        let [key, date_text] = texts_of(names, body)?;
        Ok(Self {
            key: key.unwrap_or_default(),
            date: date_text.and_then(date),
            body: body.to_owned(),
        })
    }
}

/// Fields of an object as texts. Its other fields are looked at only as far as JSON needs it; of a field that is
/// there twice the last one counts.
fn texts_of<const N: usize>(
    names: [Option<&str>; N],
    body: &str,
) -> Result<[Option<String>; N], serde_json::Error> {
    struct Wanted<'n, const N: usize>([Option<&'n str>; N]);
    impl<'de, const N: usize> serde::de::Visitor<'de> for Wanted<'_, N> {
        type Value = [Option<String>; N];
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            let mut found = [const { None }; N];
            while let Some(Name(name)) = map.next_key()? {
                let mut places = self.0.iter().zip(&mut found);
                match places.find(|(wanted, _)| **wanted == Some(&*name)) {
                    Some((_, place)) => {
                        *place = map
                            .next_value::<Option<&RawValue>>()?
                            .map(|raw| plain(raw.get()));
                    }
                    None => {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    }
                }
            }
            Ok(found)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let found = serde::Deserializer::deserialize_map(&mut deserializer, Wanted(names))?;
    deserializer.end()?;
    Ok(found)
}

/// The day that a text names, as `2027-01-31`. One with an offset is a moment, whose day is that of Japan.
fn date(text: String) -> Option<String> {
    const JAPAN: Offset = Offset::constant(9);
    const DAY: usize = "2027-01-31".len();
    // Most are mere days.
    let has_time = text.len() > DAY;
    let day = match has_time.then(|| text.parse::<Timestamp>()) {
        Some(Ok(moment)) => JAPAN.to_datetime(moment).date(),
        _ => text.parse::<Date>().ok()?,
    };
    Some(day.to_string())
}

/// A usage status holds two dates: of its own, and of a later highest number of users.
fn scheduled_user_limit(resource: Resource, body: &str) -> Result<Option<Item>, serde_json::Error> {
    if resource != Resource::UsageStatus {
        return Ok(None);
    }
    let fields: HashMap<String, &RawValue> = serde_json::from_str(body)?;
    let Some(renewal) = fields
        .get(USER_LIMIT)
        .filter(|renewal| renewal.get().starts_with('{'))
    else {
        return Ok(None);
    };
    let fields: HashMap<String, &RawValue> = serde_json::from_str(renewal.get())?;
    let apply_date = fields.get("applyDate").map(|raw| plain(raw.get()));
    Ok(Some(Item {
        key: USER_LIMIT.to_owned(),
        date: apply_date.and_then(date),
        body: renewal.get().to_owned(),
    }))
}

/// A JSON scalar without its quotes.
fn plain(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => text,
        _ => json.to_owned(),
    }
}

/// The id in the key of a stored item: several with one id have keys such as `ID#2`.
pub(crate) fn id_of(key: &str) -> &str {
    id_and_number(key).0
}

/// The same, with the number.
pub(crate) fn id_and_number(key: &str) -> (&str, Option<&str>) {
    match key.rsplit_once('#') {
        Some((id, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            (id, Some(number))
        }
        _ => (key, None),
    }
}

/// Whether two JSON texts say the same. The order of fields and white space say nothing.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one == other
        || match (
            serde_json::from_str::<Value>(one),
            serde_json::from_str::<Value>(other),
        ) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_answer_is_lost() {
        let body = br#"{"seen": 1.50, "optionProductOrders":[{"optionProductId":"ACV2","applyDate":"2027-01-01","n":12345678901234567890},
            {"optionProductId":"ACV2","applyDate":"soon"}],"next":null}"#;
        let answer = Answer::read(Resource::OptionOrders, body).unwrap();
        assert_eq!(answer.rest.as_deref(), Some(r#"{"seen":1.50,"next":null}"#));
        let of = |index: usize| &answer.items[index];
        assert_eq!(
            (of(0).key.as_str(), of(0).date.as_deref()),
            ("ACV2", Some("2027-01-01"))
        );
        assert!(of(0).body.contains("12345678901234567890"));
        assert_eq!((of(1).key.as_str(), of(1).date.as_deref()), ("ACV2", None));
    }

    #[test]
    fn an_item_is_kept_byte_for_byte_wherever_it_stands() {
        let items = [
            r#"{"subscriptionId":"A","planEndDate":"2027-01-01"}"#,
            "{\n\t\"list\" : [ {\"subscriptionId\": \"of another\"}, 1.50e3 ] , \"subscriptionId\" :\"B\" \r\n}",
            r#"{ "subscriptionI\u0064": "\u0043", "memo": "}\" 前田", "planEndDate": null }"#,
            r#"{"planEndDate":{},"subscriptionId":7 }"#,
            "{ }",
        ];
        let body = format!(
            " {{ \"subscriptions\" : [ {} ] , \"a\\\"b\": [ ] }} ",
            items.join(" ,\n")
        );
        let answer = Answer::read(Resource::Subscriptions, body.as_bytes()).unwrap();
        let bodies = answer.items.iter().map(|item| item.body.as_str());
        assert_eq!(bodies.collect::<Vec<_>>(), items);
        let keys = answer.items.iter().map(|item| item.key.as_str());
        assert_eq!(keys.collect::<Vec<_>>(), ["A", "B", "C", "7", ""]);
        let dates = answer.items.iter().map(|item| item.date.as_deref());
        assert_eq!(
            dates.collect::<Vec<_>>(),
            [Some("2027-01-01"), None, None, None, None]
        );
        assert_eq!(answer.rest.as_deref(), Some(r#"{"a\"b":[ ]}"#));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for body in [
            &br#"{"subscriptions":[{"a":1}"#[..],
            br#"{"subscriptions":[{"a":1]}"#,
            br#"{"subscriptions":[{"a"}]}"#,
            br#"{"subscriptions":[{"a":1},]}"#,
            br#"{"subscriptions":[{"a":1}]} {}"#,
            br#"{"subscriptions":{"a":1}}"#,
            b"{\"subscriptions\":[{\"a\":\"\xff\"}]}",
        ] {
            let read = Answer::read(Resource::Subscriptions, body);
            assert!(read.is_err(), "{}", body.escape_ascii());
        }
    }

    #[test]
    fn an_answer_without_a_list_is_one_item_and_an_empty_one_none() {
        let one = Answer::read(Resource::UsageStatus, br#"{"withdrawalDate":null}"#).unwrap();
        assert_eq!(one.items[0].date, None);
        assert_eq!(
            Answer::read(Resource::Options, b"{}").unwrap(),
            Answer::default()
        );
        assert_eq!(
            Answer::read(Resource::Options, br#"{"optionProducts":null}"#)
                .unwrap()
                .items,
            []
        );
        assert_eq!(
            Answer::read(Resource::Reservations, b" ").unwrap(),
            Answer::default()
        );
        assert!(Answer::read(Resource::Options, b" ").is_err());
        assert!(Answer::read(Resource::UsageStatus, b"").is_err());
        assert!(Answer::read(Resource::Options, b"[1]").is_err());
        assert!(Answer::read(Resource::Options, br#"{"optionProducts":[1]}"#).is_err());
    }
}
