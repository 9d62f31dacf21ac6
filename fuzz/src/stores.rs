//! Stores: a file that is damaged, and one in which the service's answers are anything.

use std::fs;
use std::path::PathBuf;

use rusqlite::{Connection, params};
use tempfile::TempDir;
use works_partner_store::{Calendar, Filter, Report, ReportLanguage, Resource, Store, Sweep};

use crate::input::{block_on, now, picked, today};

struct Place {
    folder: TempDir,
    /// As it was swept.
    bytes: Vec<u8>,
    /// The same file, of which records are changed and changed back.
    path: PathBuf,
    connection: Connection,
    records: Vec<(i64, String)>,
}

thread_local! {
    static PLACE: Place = Place::new();
}

pub(crate) fn run(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else {
        return;
    };
    PLACE.with(|place| match first {
        0 => place.damaged(rest),
        _ => place.answered(usize::from(*first), rest),
    });
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("partner.db");
        block_on(async {
            let sandbox = works_partner_sandbox::Sandbox::builder()
                .clock(now)
                .rate_limit(None)
                .start()
                .await
                .expect("a sandbox");
            let sweep = Sweep::new(crate::states::client(&sandbox))
                .include(Resource::ALL)
                .clock(works_partner_ext::ManualClock::new(now()))
                .only([10_000_001, 10_000_002]);
            sweep
                .run(Store::open(&path).expect("a store"))
                .await
                .expect("it is swept");
        });
        let connection = Connection::open(&path).expect("the file");
        connection
            .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF;")
            .expect("its settings");
        let records = connection
            .prepare("SELECT record_id, body FROM record ORDER BY record_id")
            .and_then(|mut statement| {
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect::<Result<Vec<_>, _>>()
            })
            .expect("its records");
        Self {
            bytes: fs::read(&path).expect("the file"),
            folder,
            path,
            connection,
            records,
        }
    }

    /// Bytes of the file, from an offset on.
    fn damaged(&self, input: &[u8]) {
        let path = self.folder.path().join("damaged.db");
        let mut bytes = self.bytes.clone();
        if let Some((offset, patch)) = input.split_first_chunk::<3>() {
            let [a, b, c] = offset.map(usize::from);
            let offset = a << 16 | b << 8 | c;
            for (at, byte) in patch.iter().enumerate() {
                if let Some(place) = bytes.get_mut(offset.saturating_add(at)) {
                    *place = *byte;
                }
            }
        }
        fs::write(&path, bytes).expect("it is written");
        if let Ok(store) = Store::open_read_only(&path) {
            let _ = store.check();
            ask(&store);
        }
    }

    /// Another answer of the service.
    fn answered(&self, which: usize, body: &[u8]) {
        let at = which.checked_rem(self.records.len()).unwrap_or(0);
        let (Some((record, old)), Ok(body)) = (self.records.get(at), str::from_utf8(body)) else {
            return;
        };
        // A sweep stores nothing else.
        if serde_json::from_str::<&serde_json::value::RawValue>(body).is_err() {
            return;
        }
        let set = |body: &str| {
            let statement = "UPDATE record SET body = ?2 WHERE record_id = ?1";
            self.connection
                .execute(statement, params![record, body])
                .expect("it is stored");
        };
        set(body);
        ask(&Store::open_read_only(&self.path).expect("a store"));
        set(old);
    }
}

fn ask(store: &Store) {
    let filter = Filter::new();
    let last = store.runs().map_or(0, |runs| {
        runs.iter().map(|run| run.run_id).max().unwrap_or(0)
    });
    let _ = store.upcoming(&filter);
    let _ = store.upcoming(&Filter::new().option("ACV2").task_type("APPLY").state("USE"));
    let _ = store.deadlines(&filter);
    let _ = store.holdings(&filter);
    let _ = store.totals(&filter);
    let _ = store.records();
    let _ = store.unread(None, &filter);
    let _ = store.changes(0, last, &filter);
    let _ = store.find_customers("sample");
    let report = Report::new(today()).language(ReportLanguage::Japanese);
    if let Ok(data) = report.data(store, &filter) {
        assert!(
            !data.contains(['<', '>', '&']),
            "it ends the script: {data}"
        );
        let read: Result<serde_json::Value, _> = serde_json::from_str(&data);
        assert!(read.is_ok(), "not JSON: {data}");
    }
    if let Ok(calendar) = Calendar::new().of_deadlines().of(store, &filter) {
        let mut lines = calendar.split("\r\n");
        assert!(
            lines.all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])),
            "a line is not folded: {calendar}"
        );
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let place = Place::new();
    let mut seeds: Vec<Vec<u8>> = place
        .records
        .iter()
        .enumerate()
        .filter(|(at, _)| (1..256).contains(at))
        .map(|(at, (_, body))| picked(at, body))
        .collect();
    for offset in [
        [0, 0, 0],
        [0, 0, 16],
        [0, 0, 100],
        [0, 16, 0],
        [0, 128, 0],
        [1, 0, 0],
    ] {
        seeds.push(picked(0, [&offset[..], b"\x00\xff\x7f\x01"].concat()));
    }
    seeds
}
