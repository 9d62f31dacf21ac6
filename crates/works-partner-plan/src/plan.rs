//! A plan: each line of a list with the facts that it was judged by, what will be sent, and what is
//! there afterwards.

mod file;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use works_partner_ext::OperationCall;
use works_partner_ext::api::Operation;
use works_partner_ext::validation::{Assessment, Warning};

pub use summary::{Counted, Group, Summary};

use crate::change_list::ChangeList;
use crate::conflict::{self, Line};
use crate::error::Error;
use crate::facts::wanted::{Subject, base_of, integer, wanted};
use crate::facts::{CustomerFacts, FactKind, FactSource, Flat};
use crate::mistake::Mistake;
use crate::promise::Promise;

/// The version of the form of plans that this program writes.
pub(crate) const VERSION: u32 = 1;

/// What is to be done with a list of changes: a file to be reviewed, rehearsed and applied.
///
/// The same list, facts and day make the same bytes. It holds no secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Plan {
    /// `works-partner-plan`.
    pub format: String,
    /// The version of the form.
    pub version: u32,
    /// The day that it was made for.
    pub day: Date,
    /// Where it is to be applied.
    pub base_url: String,
    /// Where the facts are from, for people.
    pub facts_from: String,
    /// The SHA-256 of the list; empty where there was no file.
    pub list_sha256: String,
    /// Whether ids and types that the document does not list are sent.
    #[serde(skip_serializing_if = "is_false", default)]
    pub allow_unlisted: bool,
    /// What the warnings of its changes say, by their ids.
    pub warnings: BTreeMap<String, PlannedWarning>,
    /// What is wrong with lines that cannot be read.
    pub unreadable: Vec<Mistake>,
    /// The lines that can be read.
    pub changes: Vec<PlannedChange>,
}

/// What a warning says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct PlannedWarning {
    /// What comes of the request.
    pub text: String,
    /// Whether it costs money.
    pub costs: bool,
    /// Whether a contract with a customer ends by it.
    pub ends_contract: bool,
    /// The vendor's page.
    pub source: String,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct PlannedChange {
    /// The line of the list.
    pub line: u64,
    /// What is to become of it.
    pub decision: PlannedDecision,
    /// The customer; `None` for one that is yet to be added.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub domain_id: Option<i64>,
    /// Its domain.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub domain: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub company_name: Option<String>,
    /// The operation.
    pub operation: String,
    /// The parameters of its path.
    pub parameters: Map<String, Value>,
    /// Its body; secrets are `[secret]`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<Value>,
    /// Whether the body has secrets, which the list must be at hand for.
    #[serde(skip_serializing_if = "is_false", default)]
    pub has_secret: bool,
    /// Earlier lines that it stands on.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub after: Vec<u64>,
    /// What is there once it is made; `None` where no answer tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promise: Option<Promise>,
    /// The facts that it was judged by.
    pub(crate) facts: Flat,
    /// Their digest.
    pub fingerprint: String,
    /// What it costs and what cannot be undone: ids, each with what is missing to be sure.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<GivenWarning>,
    /// The rules that could not be decided, and are left to the server.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub undecided: Vec<String>,
    /// Why it is refused.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub mistakes: Vec<Mistake>,
}

/// A warning of a change, by its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GivenWarning {
    /// The id.
    pub id: String,
    /// What is missing to be sure of it; `None` where it is sure.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unsure: Option<String>,
}

/// What is to become of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum PlannedDecision {
    /// It is sent.
    Send,
    /// It is so already.
    DoneAlready,
    /// It is not sent, for its mistakes.
    Refused,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What a plan is made for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PlanOptions {
    /// The day, as the partner has it.
    pub day: Date,
    /// Where it is to be applied.
    pub base_url: String,
    /// Where the facts are from, for people.
    pub facts_from: String,
    /// Whether ids and types that the document does not list are sent.
    pub allow_unlisted: bool,
    /// How many customers are read at once.
    pub concurrency: usize,
}

impl PlanOptions {
    /// For this day and this server.
    pub fn new(day: Date, base_url: impl Into<String>) -> Self {
        Self {
            day,
            base_url: base_url.into(),
            facts_from: String::new(),
            allow_unlisted: false,
            concurrency: 5,
        }
    }
}

/// Makes a plan: reads what each change of a list depends on, and holds it against the rules.
///
/// # Errors
///
/// Where facts cannot be read. What is wrong with lines is in the plan.
///
/// ```
/// use std::collections::BTreeMap;
/// use serde_json::json;
/// use works_partner_plan::{ChangeList, CustomerFacts, FactKind, PlanOptions, PlannedDecision, plan};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), works_partner_plan::Error> {
/// let list = ChangeList::read(b"domainId,operation,optionProductId\n7,withdraw,DRV\n7,cancel,SSTG2\n");
/// let facts = CustomerFacts::new(7)
///     .with(FactKind::Customer, vec![json!({"domainId": 7, "domain": "a.example"})])
///     .with(FactKind::OptionProducts, vec![json!({"optionProductId": "SSTG2"})])
///     .with(FactKind::OptionProductOrders, vec![]);
/// let facts = BTreeMap::from([(7, facts)]);
/// let day = jiff::civil::date(2026, 11, 28);
/// let made = plan(&list, &facts, &PlanOptions::new(day, "https://www.worksapis.com/v1.0")).await?;
/// assert_eq!(made.changes[0].decision, PlannedDecision::DoneAlready);
/// assert_eq!(made.changes[1].decision, PlannedDecision::Send);
/// # Ok(())
/// # }
/// ```
pub async fn plan(
    list: &ChangeList,
    source: &impl FactSource,
    options: &PlanOptions,
) -> Result<Plan, Error> {
    let mut made = Plan {
        format: file::FORMAT.to_owned(),
        version: VERSION,
        day: options.day,
        base_url: options.base_url.clone(),
        facts_from: options.facts_from.clone(),
        list_sha256: list.digest().to_owned(),
        allow_unlisted: options.allow_unlisted,
        warnings: BTreeMap::new(),
        unreadable: list.mistakes().to_vec(),
        changes: Vec::with_capacity(list.changes().len()),
    };
    let mut customers: Vec<Customer<'_>> = Vec::new();
    let mut places: BTreeMap<(Option<i64>, Option<String>), usize> = BTreeMap::new();
    for change in list.changes() {
        let subject = Subject::of(&change.call);
        let id = (subject.domain_id, subject.domain.clone());
        let place = *places.entry(id).or_insert_with(|| {
            customers.push(Customer::default());
            customers.len().saturating_sub(1)
        });
        if let Some(customer) = customers.get_mut(place) {
            customer.add(change.line, &change.call, subject);
        }
    }
    let reads = customers.iter().map(|customer| async move {
        let facts = source.facts(&customer.subject, &customer.wanted).await?;
        Ok::<_, Error>((customer, facts))
    });
    let mut read = futures_util::stream::iter(reads).buffered(options.concurrency.max(1));
    while let Some(customer) = read.next().await {
        let (customer, facts) = customer?;
        customer.judge(facts, list, options, &mut made);
    }
    if list.is_misread() {
        for change in &mut made.changes {
            if change.decision == PlannedDecision::Send {
                change.decision = PlannedDecision::Refused;
            }
        }
    }
    made.changes.sort_by_key(|change| change.line);
    Ok(made)
}

/// The lines about one customer.
#[derive(Default)]
struct Customer<'a> {
    subject: Subject,
    wanted: BTreeSet<FactKind>,
    lines: Vec<(u64, &'a OperationCall, Subject, BTreeSet<FactKind>)>,
}

impl<'a> Customer<'a> {
    fn add(&mut self, line: u64, call: &'a OperationCall, subject: Subject) {
        let wanted = wanted(call);
        self.wanted.extend(wanted.iter().copied());
        if self.lines.is_empty() {
            self.subject = subject.clone();
        } else {
            self.subject.extend(subject.clone());
        }
        self.lines.push((line, call, subject, wanted));
    }

    fn judge(
        &self,
        mut facts: CustomerFacts,
        list: &ChangeList,
        options: &PlanOptions,
        made: &mut Plan,
    ) {
        let mut conflicts = if self.lines.len() > 1 {
            let lines: Vec<Line<'_>> = self
                .lines
                .iter()
                .map(|(line, call, subject, _)| {
                    let base = subject
                        .option()
                        .and_then(|_| base_of(&facts, subject.option(), None));
                    Line {
                        line: *line,
                        call,
                        subject,
                        base: base.and_then(|base| integer(base.get("subscriptionId"))),
                    }
                })
                .collect();
            conflict::conflicts(&lines)
        } else {
            BTreeMap::new()
        };
        // Lines that contradict others are judged as if they stood alone.
        let alone = (!conflicts.is_empty()).then(|| facts.clone());
        let mut touched = BTreeMap::new();
        let mut sent: Vec<(u64, Promise)> = Vec::new();
        for (line, call, subject, wanted) in &self.lines {
            let promise = Promise::of(call);
            let flat = Flat::of(&facts, subject, wanted, &touched);
            let mut change = PlannedChange {
                line: *line,
                decision: PlannedDecision::Send,
                domain_id: subject.domain_id,
                domain: facts
                    .domain()
                    .or(subject.domain.as_deref())
                    .map(str::to_owned),
                company_name: facts.company_name().map(str::to_owned),
                operation: call.operation().id.to_owned(),
                parameters: sorted_map(call.parameters()),
                body: call.shown_body().as_ref().map(sorted),
                has_secret: !call.secrets().is_empty(),
                after: sent
                    .iter()
                    .filter(|(_, promise)| bears_on(promise, subject, &facts))
                    .map(|(line, _)| *line)
                    .collect(),
                fingerprint: flat.fingerprint(),
                facts: flat,
                promise,
                warnings: Vec::new(),
                undecided: Vec::new(),
                mistakes: conflicts.remove(line).unwrap_or_default(),
            };
            let is_done = change
                .promise
                .as_ref()
                .and_then(|promise| promise.holds(&facts));
            if subject.domain_id.is_some() && !facts.is_there {
                let id = subject.domain_id.unwrap_or_default();
                change.mistakes.push(
                    Mistake::new(
                        *line,
                        "NO_CUSTOMER",
                        "is not a customer of the partner",
                        "see the ids with `customer list`",
                    )
                    .at(list.column_of("domainId"))
                    .value(id.to_string()),
                );
            } else if is_done == Some(true) && change.mistakes.is_empty() {
                change.decision = PlannedDecision::DoneAlready;
            } else {
                let facts = match &alone {
                    Some(alone) if !change.mistakes.is_empty() => alone,
                    _ => &facts,
                };
                let known = facts.of(subject, options.day);
                if let Some(assessment) = call.assess(&known) {
                    judge(&assessment, list, &mut change);
                }
                for warning in call.warnings(&known) {
                    made.warn(&warning, &mut change);
                }
            }
            if !change.mistakes.is_empty() {
                change.decision = PlannedDecision::Refused;
            }
            if change.decision == PlannedDecision::Send
                && let Some(promise) = &change.promise
            {
                promise.keep(&mut facts);
                let fields: &mut BTreeSet<String> = touched
                    .entry((promise.kind, promise.key.clone()))
                    .or_default();
                fields.extend(promise.fields());
                sent.push((*line, promise.clone()));
            }
            made.changes.push(change);
        }
    }
}

/// Whether something that an earlier line changes is among what a change depends on.
fn bears_on(promise: &Promise, subject: &Subject, facts: &CustomerFacts) -> bool {
    match (promise.kind, &promise.key) {
        (
            FactKind::OptionProducts
            | FactKind::OptionProductOrders
            | FactKind::OptionProductRenewals,
            Some(option),
        ) => subject.option() == Some(option),
        (FactKind::Subscriptions | FactKind::SubscriptionReservations, key) => {
            let base = base_of(
                facts,
                subject.option(),
                subject.subscription_ids.first().copied(),
            );
            let id = base.and_then(|base| integer(base.get("subscriptionId")));
            key.is_none() || id.map(|id| id.to_string()) == *key
        }
        _ => true,
    }
}

/// Takes over which rules are broken and which cannot be decided.
fn judge(assessment: &Assessment, list: &ChangeList, change: &mut PlannedChange) {
    for found in assessment.violations() {
        let mut mistake = Mistake::new(
            change.line,
            found.rule_id.clone(),
            "breaks a rule of the vendor",
            &*found.expected,
        );
        if !found.field.is_empty() {
            mistake = mistake.at(list.column_of(&found.field));
        }
        if !found.value.is_empty() {
            mistake = mistake.value(&*found.value);
        }
        mistake.source = (!found.source.is_empty()).then(|| found.source.to_owned());
        change.mistakes.push(mistake);
    }
    let undecided = assessment.undecided().iter();
    change
        .undecided
        .extend(undecided.map(|found| format!("{}: {}", found.rule_id, found.problem)));
}

impl Plan {
    fn warn(&mut self, warning: &Warning, change: &mut PlannedChange) {
        if !self.warnings.contains_key(warning.id) {
            self.warnings.insert(
                warning.id.to_owned(),
                PlannedWarning {
                    text: warning.text.to_owned(),
                    costs: costs(warning.id),
                    ends_contract: warning.ends_contract,
                    source: warning.source.to_owned(),
                },
            );
        }
        change.warnings.push(GivenWarning {
            id: warning.id.to_owned(),
            unsure: warning.unsure.map(str::to_owned),
        });
    }

    /// All that is wrong, line by line.
    pub fn mistakes(&self) -> Vec<&Mistake> {
        let mut mistakes: Vec<&Mistake> = self
            .unreadable
            .iter()
            .chain(self.changes.iter().flat_map(|change| &change.mistakes))
            .collect();
        mistakes.sort_by_key(|mistake| mistake.line);
        mistakes
    }

    /// Whether a change ends a contract with a customer.
    pub fn ends_contract(&self, change: &PlannedChange) -> bool {
        change.decision == PlannedDecision::Send
            && change.warnings.iter().any(|given| {
                self.warnings
                    .get(&given.id)
                    .is_some_and(|warning| warning.ends_contract)
            })
    }

    /// The customers whose contracts end, each once: its domain, or its id where that is unknown.
    pub fn ending(&self) -> Vec<String> {
        self.ending_among(None)
    }

    /// The same among some lines of the list; `None` stands for all.
    pub fn ending_among(&self, lines: Option<&BTreeSet<u64>>) -> Vec<String> {
        let ending = self
            .changes
            .iter()
            .filter(|change| lines.is_none_or(|lines| lines.contains(&change.line)))
            .filter(|change| self.ends_contract(change));
        let names: BTreeSet<String> = ending
            .map(|change| match (&change.domain, change.domain_id) {
                (Some(domain), _) => domain.clone(),
                (None, id) => id.map(|id| id.to_string()).unwrap_or_default(),
            })
            .collect();
        names.into_iter().collect()
    }
}

impl PlannedChange {
    /// The request. Where the body has secrets, it is taken from the list.
    pub(crate) fn call(
        &self,
        plan: &Plan,
        list: Option<&ChangeList>,
    ) -> Result<OperationCall, Error> {
        if self.has_secret {
            let missing = || Error::SecretMissing { line: self.line };
            let list = list.ok_or_else(missing)?;
            if list.digest() != plan.list_sha256 {
                return Err(Error::OtherList);
            }
            return list.call_on(self.line).cloned().ok_or_else(missing);
        }
        let operation: &'static Operation = Operation::find(&self.operation)
            .ok_or_else(|| Error::Operation(self.operation.clone()))?;
        let mut call = OperationCall::new(operation);
        for (name, value) in &self.parameters {
            call = call.parameter(name, value.clone());
        }
        if let Some(body) = &self.body {
            call = call.body(body.clone());
        }
        Ok(if plan.allow_unlisted {
            call.allow_unlisted()
        } else {
            call
        })
    }
}

/// Whether a warning is about money.
fn costs(id: &str) -> bool {
    ["_CHARGED", "_PENALTY", "_FEE", "_GOES_PAID"]
        .iter()
        .any(|ending| id.ends_with(ending))
        || matches!(
            id,
            "SUBSCRIPTION_UPGRADED" | "RESERVATION_LICENSES" | "RENEWAL_CHANGES"
        )
}

fn sorted_map(map: &Map<String, Value>) -> Map<String, Value> {
    let mut members: Vec<_> = map.iter().collect();
    members.sort_by_key(|(name, _)| *name);
    members
        .into_iter()
        .map(|(name, value)| (name.clone(), sorted(value)))
        .collect()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(sorted_map(map)),
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
