//! The client's validation and the sandbox judge every scheduled task that can be thought of, every
//! change to one, all that happens at once, and what becomes of contracts, and agree. They share no code but the document, so that a rule mistaken in one shows.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests, helpers included"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use works_partner_ext::api::Operation;
use works_partner_ext::requests::agreement::{Cell, at_once, cells, variations};
use works_partner_ext::validation::Decision;
use works_partner_sandbox::{Resource, Sandbox, SandboxBuilder, State};

#[path = "agreement/contracts.rs"]
mod contracts;

const TODAY: Date = date(2026, 11, 3);
/// How many customers the sandbox has at a time.
const SOME: usize = 64;

/// One cell in so many is judged as a typed request, too.
const TYPED: usize = 7;

/// How many requests are under way at once.
const LANES: usize = 2;

/// A customer in the situation of a cell.
fn put(state: &mut State, domain_id: i64, cell: &Cell) {
    state.add_customer(domain_id);
    for (schema, record) in cell.records(domain_id) {
        let resource = match schema {
            "Subscription" => Resource::Subscription,
            "SubscriptionPreOrder" => Resource::SubscriptionPreOrder,
            "SubscriptionReservation" => Resource::SubscriptionReservation,
            "OptionProduct" => Resource::OptionProduct,
            "OptionProductOrder" => Resource::OptionProductOrder,
            "UsageStatus" => Resource::UsageStatus,
            other => panic!("no customer has a {other}"),
        };
        state.put(domain_id, resource, record);
    }
}

/// A connection that stays. Half of the time of these tests would go to a whole HTTP client.
struct Connection(BufReader<TcpStream>);

impl Connection {
    async fn to(sandbox: &Sandbox) -> Self {
        let url = sandbox.base_url().strip_prefix("http://").unwrap();
        let (authority, _) = url.split_once('/').unwrap();
        Self(BufReader::new(TcpStream::connect(authority).await.unwrap()))
    }

    /// Sends all requests at once, and reads the answers in their order.
    async fn send(&mut self, requests: &[String]) -> Vec<(u16, Value)> {
        let all = requests.concat();
        self.0.write_all(all.as_bytes()).await.unwrap();
        let mut answers = Vec::new();
        for _ in requests {
            answers.push(self.answer().await);
        }
        answers
    }

    async fn answer(&mut self) -> (u16, Value) {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.0.read_line(&mut head).await.unwrap() > 0, "{head}");
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().unwrap())
        });
        let mut body = vec![0; length.unwrap()];
        self.0.read_exact(&mut body).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }
}

/// The request of a cell by a customer, as it goes over the wire.
fn request(sandbox: &Sandbox, cell: &Cell, domain_id: i64) -> String {
    let call = cell.call(domain_id).unwrap();
    let url = call.url(sandbox.base_url()).unwrap();
    let body = call.shown_json().unwrap();
    let query = url
        .query()
        .map_or_else(String::new, |query| format!("?{query}"));
    format!(
        "{} {}{query} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        call.operation().method,
        url.path(),
        url.authority(),
        sandbox.token(),
        body.len(),
    )
}

/// What the sandbox answers to each cell's request, from a customer of its own.
async fn answers(
    sandbox: &Sandbox,
    connections: &mut [Connection; LANES],
    cells: &[Cell],
) -> Vec<(u16, Value)> {
    let mut state = State::empty();
    for (domain_id, cell) in (1..).zip(cells) {
        put(&mut state, domain_id, cell);
    }
    sandbox.set_state(state);
    let requests: Vec<String> = (1..)
        .zip(cells)
        .map(|(domain_id, cell)| request(sandbox, cell, domain_id))
        .collect();
    let (first, second) = requests.split_at(requests.len() / LANES);
    let [one, other] = connections;
    let (first, second) = tokio::join!(one.send(first), other.send(second));
    [first, second].concat()
}

/// Where the two disagree, in words; at most one line for each way to do so.
#[derive(Default)]
struct Disagreements(BTreeMap<String, String>);

impl Disagreements {
    fn note(&mut self, cell: &Cell, decision: &Decision, (status, body): &(u16, Value)) {
        let told = match decision {
            Decision::Forbidden(violations) => violations.to_string(),
            other => format!("{other:?}"),
        };
        let at_once = cell.at_once.as_ref();
        let way = format!(
            "{} {:?} {} {status} {}",
            cell.is_update,
            at_once.map(std::mem::discriminant),
            cell.task,
            body["description"]
        );
        self.0.entry(way).or_insert_with(|| {
            let Cell { at_once, is_update, scheduled, task, option, sub_option, in_use, product, plan, situation, date_case, quantity, .. } = cell;
            let verb = match at_once {
                Some(at_once) => format!("{at_once:?}"),
                None if *is_update => "update".to_owned(),
                None => "create".to_owned(),
            };
            format!(
                "{verb} {task} {option} {sub_option:?} x {quantity:?}, {in_use:?} in use, {scheduled:?} scheduled, on {product} {plan} {situation:?}, {date_case:?}:\n    ext: {told}\n    sandbox: {status} {body}"
            )
        });
    }
}

/// A refusal that goes by what the customer has names an operation that shows it.
fn assert_can_be_looked_up(days: &[Date], told: &str) {
    let Some((_, here)) = told.split_once("(here ") else {
        return;
    };
    let days = days
        .iter()
        .copied()
        .flat_map(|day| [day, day.tomorrow().unwrap()]);
    let goes_by_a_fact = here.contains("in use")
        || here.contains("scheduled")
        || days.into_iter().any(|day| here.contains(&day.to_string()));
    let is_shown = here.split("see ").skip(1).any(names_a_read);
    assert!(!goes_by_a_fact || is_shown, "{told}");
}

/// Whether a text begins with the name of an operation that reads.
fn names_a_read(text: &str) -> bool {
    let id = text.split(|c: char| c != '_' && !c.is_ascii_alphanumeric());
    let operation = id.into_iter().next().and_then(Operation::find);
    operation.is_some_and(|operation| operation.method == "GET")
}

/// A sandbox on the day, without limits.
fn sandbox() -> SandboxBuilder {
    let noon = TODAY
        .at(12, 0, 0, 0)
        .to_zoned(TimeZone::get("Asia/Tokyo").unwrap());
    let now = noon.unwrap().timestamp();
    Sandbox::builder()
        .clock(move || now)
        .rate_limit(None)
        .concurrency_limit(None)
}

/// Holds the two against each other, and gives what only the server decides.
async fn hold(all: impl Iterator<Item = Cell>) -> String {
    let sandbox = sandbox().start().await.unwrap();
    let mut lanes = [
        Connection::to(&sandbox).await,
        Connection::to(&sandbox).await,
    ];
    let all: Vec<Cell> = all.collect();
    let mut disagreements = Disagreements::default();
    let (mut tried, mut allowed, mut forbidden) = (0_usize, 0, 0);
    let mut open: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for some in all.chunks(SOME) {
        for (cell, answer) in some.iter().zip(answers(&sandbox, &mut lanes, some).await) {
            let decision = cell.decision();
            let is_as_documented = cell.call(1).unwrap().check().is_empty();
            // Both ways in are held against each other here and there: it takes time.
            let typed = tried.is_multiple_of(TYPED).then(|| cell.assess_typed());
            tried += 1;
            if let Some(typed) = typed.flatten() {
                let is_same = typed.clone().decision() == decision;
                assert!(is_same, "{cell:?}: typed {typed:?}, by data {decision:?}");
            }
            let is_refused = (400..500).contains(&answer.0) && answer.1["code"].is_string();
            let agree = match &decision {
                _ if !is_as_documented => {
                    forbidden += 1;
                    is_refused
                }
                Decision::Allowed => {
                    allowed += 1;
                    (200..300).contains(&answer.0)
                }
                Decision::Forbidden(violations) => {
                    let days = [cell.base_end, cell.option_end, cell.base_task];
                    for violation in violations {
                        assert_can_be_looked_up(&days, &violation.to_string());
                    }
                    forbidden += 1;
                    is_refused
                }
                Decision::ServerDecides(undecided) => {
                    for rule in undecided {
                        let row = open.entry(rule.to_string()).or_default();
                        row.0 += 1;
                        row.1.insert(format!("{} {}", cell.task, cell.option));
                    }
                    // What no page says of the fields of an update, the sandbox lets pass.
                    !undecided
                        .iter()
                        .all(|rule| rule.rule_id == "ORDER_UPDATE_FIELDS")
                        || (200..300).contains(&answer.0)
                }
            };
            if !agree {
                disagreements.note(cell, &decision, &answer);
            }
        }
    }
    let mut told = String::new();
    for line in disagreements.0.values() {
        writeln!(told, "{line}").unwrap();
    }
    assert!(told.is_empty(), "they disagree:\n{told}");

    // The cells that only the server decides, by what is not known.
    let mut list = format!(
        "{} cells: {allowed} allowed, {forbidden} forbidden\n",
        all.len()
    );
    for (rule, (count, which)) in open {
        writeln!(list, "\n{count} left to the server: {rule}").unwrap();
        let which: Vec<String> = which.into_iter().collect();
        writeln!(list, "    {}", which.join(", ")).unwrap();
    }
    list
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn validation_and_sandbox_agree_on_every_scheduled_task() {
    insta::assert_snapshot!(hold(cells(TODAY)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn validation_and_sandbox_agree_on_every_change_and_quantity() {
    insta::assert_snapshot!(hold(variations(TODAY)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn validation_and_sandbox_agree_on_what_happens_at_once() {
    insta::assert_snapshot!(hold(at_once(TODAY)).await);
}
