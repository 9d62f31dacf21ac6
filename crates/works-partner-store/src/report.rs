//! The report: one HTML page with everything that the store answers. It needs no network and no other file.

mod data;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use works_partner_ext::api::OpenEnum;
use works_partner_ext::api::types::{OptionProductId, Plan, ProductId, SubOptionId};

use crate::answers::changes::Change;
use crate::error::Error;
use crate::filter::Filter;
use crate::run::Run;
use crate::store::Store;

const PAGE: &str = include_str!("report/page.html");
const STYLE: &str = include_str!("report/page.css");
const WORDS: &str = include_str!("report/words.js");
const SCRIPT: &str = include_str!("report/page.js");

/// The language that a report opens in. Every report holds both, and a switch between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportLanguage {
    /// English.
    #[default]
    English,
    /// Japanese.
    Japanese,
}

/// A code that a report shows with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportCode<'a> {
    /// A product.
    Product(&'a str),
    /// An option.
    Option(&'a str),
    /// A sub-option.
    SubOption(&'a str),
    /// A contract type.
    Plan(&'a str),
}

/// Gives the meaning of a code in English and in Japanese.
type Labels = fn(ReportCode<'_>) -> [Option<String>; 2];

/// Tells whether a change was made from here, given the runs of the store.
type MadeHere = Arc<dyn Fn(&Change, &[Run]) -> bool + Send + Sync>;

/// Something that will happen to a customer on a day, as an emulation of the service foresees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastEvent {
    /// The day.
    pub date: Date,
    /// The customer.
    pub domain_id: i64,
    /// Its domain.
    pub domain: Option<String>,
    /// Its name.
    pub company_name: Option<String>,
    /// What happens, such as `renewed` or `goesPaid`.
    pub kind: String,
    /// To what kind of thing, such as `options`.
    pub what: String,
    /// To which one.
    pub key: Option<String>,
    /// The fields that change, each with what it was and what it becomes.
    pub fields: Vec<(String, String, String)>,
    /// Whether it is charged from that day.
    pub is_charged: bool,
    /// Whether a page of the vendor says so; it is assumed otherwise.
    pub is_documented: bool,
    /// Why it happens, or what is assumed.
    pub reason: String,
    /// The vendor's page.
    pub source: Option<String>,
}

/// What happens to customers up to a day if nobody changes anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// The last day.
    pub until: Date,
    /// What happens, by date.
    pub events: Vec<ForecastEvent>,
    /// What is taken to be so without a page of the vendor, or without having been read.
    pub assumptions: Vec<String>,
}

/// Writes the report of a store.
///
/// What a customer is called, and everything else that comes from the service, reaches the page as JSON and is
/// shown as text alone. The same store and the same day give the same bytes.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_store::{Filter, Report, Store};
///
/// # let folder = tempfile::tempdir()?;
/// let store = Store::open(folder.path().join("partner.db"))?;
/// let page = Report::new(date(2026, 12, 1)).page(&store, &Filter::new())?;
/// assert!(page.starts_with("<!doctype html>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Report {
    today: Date,
    language: ReportLanguage,
    is_live: bool,
    labels: Labels,
    made_here: MadeHere,
    forecast: Option<Forecast>,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("today", &self.today)
            .field("language", &self.language)
            .field("is_live", &self.is_live)
            .finish_non_exhaustive()
    }
}

impl Report {
    /// A report in English, as of a day: what was before that day is left out, unless the filter says from
    /// when on.
    pub fn new(today: Date) -> Self {
        Self {
            today,
            language: ReportLanguage::English,
            is_live: false,
            labels: vendor_labels,
            made_here: Arc::new(|_, _| false),
            forecast: None,
        }
    }

    /// Tells which changes were made from here, as a journal of requests knows. The report then says so of
    /// those that [somebody](crate::Cause::Somebody) made.
    pub fn made_here(
        mut self,
        made_here: impl Fn(&Change, &[Run]) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.made_here = Arc::new(made_here);
        self
    }

    /// Adds what is foreseen.
    pub fn forecast(mut self, forecast: Forecast) -> Self {
        self.forecast = Some(forecast);
        self
    }

    /// Sets the language that the page opens in.
    pub fn language(mut self, language: ReportLanguage) -> Self {
        self.language = language;
        self
    }

    /// Makes a page that follows its server: it listens to `events` and reads `data.json` again, both beside
    /// its own address.
    pub fn live(mut self) -> Self {
        self.is_live = true;
        self
    }

    /// Replaces the vendor's labels of codes, in English and in Japanese.
    pub fn labels(mut self, labels: fn(ReportCode<'_>) -> [Option<String>; 2]) -> Self {
        self.labels = labels;
        self
    }

    /// The whole page.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn page(&self, store: &Store, filter: &Filter) -> Result<String, Error> {
        let script = script();
        let language = match self.language {
            ReportLanguage::English => "en",
            ReportLanguage::Japanese => "ja",
        };
        let data = self.data(store, filter)?;
        let parts = [
            ("{{language}}", language),
            ("{{policy}}", &self.content_security_policy()),
            ("{{live}}", if self.is_live { "true" } else { "false" }),
            ("{{style}}", STYLE),
            ("{{data}}", &data),
            ("{{script}}", &script),
        ];
        Ok(filled(PAGE, &parts))
    }

    /// What the page shows, as JSON that can stand in an HTML script.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn data(&self, store: &Store, filter: &Filter) -> Result<String, Error> {
        let data = data::Data::read(self, store, filter)?;
        let json = serde_json::to_string(&data).map_err(|source| Error::Record {
            record_id: 0,
            source,
        })?;
        Ok(embeddable(&json))
    }

    /// The policy that the page sets itself: its own script and style, and nothing else.
    pub fn content_security_policy(&self) -> String {
        let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
        let connect = if self.is_live { "'self'" } else { "'none'" };
        format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; connect-src {connect}; \
             base-uri 'none'; form-action 'none'",
            hash(&script()),
            hash(STYLE)
        )
    }
}

fn script() -> String {
    format!("{WORDS}{SCRIPT}")
}

/// Puts parts into their places, each once and in their order, so that no part is searched for places.
fn filled(page: &str, parts: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = page;
    for (place, part) in parts {
        if let Some((before, after)) = rest.split_once(place) {
            text.push_str(before);
            text.push_str(part);
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// The same JSON, in which nothing ends a script, begins a comment in it, or ends a line of JavaScript.
fn embeddable(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn vendor_labels(code: ReportCode<'_>) -> [Option<String>; 2] {
    fn of<E: OpenEnum>(value: &E, japanese: Option<&'static str>) -> [Option<String>; 2] {
        let japanese = japanese.or(value.description_ja());
        [value.description(), japanese].map(|label| label.map(ToOwned::to_owned))
    }
    use works_partner_ext::{
        OptionProductIdExt as _, PlanExt as _, ProductIdExt as _, SubOptionIdExt as _,
    };
    match code {
        ReportCode::Product(code) => {
            let value = ProductId::from(code);
            of(&value, value.label_ja())
        }
        ReportCode::Option(code) => {
            let value = OptionProductId::from(code);
            of(&value, value.label_ja())
        }
        ReportCode::SubOption(code) => {
            let value = SubOptionId::from(code);
            of(&value, value.label_ja())
        }
        ReportCode::Plan(code) => {
            let value = Plan::from(code);
            of(&value, value.label_ja())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_the_same_and_ends_no_script() {
        let name = "</script><!--\u{2028}\u{2029}&\u{0}";
        let json = serde_json::to_string(name).unwrap_or_default();
        let safe = embeddable(&json);
        assert!(
            !safe.contains(['<', '>', '&', '\u{2028}', '\u{2029}']),
            "{safe}"
        );
        assert_eq!(
            serde_json::from_str::<String>(&safe).ok().as_deref(),
            Some(name)
        );
    }

    #[test]
    fn the_page_has_a_place_for_every_part_and_a_part_is_not_searched_for_places() {
        assert_eq!(
            filled("a{{x}}b{{y}}", &[("{{x}}", "{{y}}"), ("{{y}}", "2")]),
            "a{{y}}b2"
        );
        for place in [
            "{{language}}",
            "{{policy}}",
            "{{live}}",
            "{{style}}",
            "{{data}}",
            "{{script}}",
        ] {
            assert_eq!(PAGE.matches(place).count(), 1, "{place}");
        }
        assert!(!script().contains("</script"));
        assert!(PAGE.len() + STYLE.len() + script().len() < 100_000);
    }
}
