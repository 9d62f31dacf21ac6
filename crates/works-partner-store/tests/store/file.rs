//! The file itself.

use std::fs;
use std::path::Path;

use jiff::civil::date;
use works_partner_sandbox::State;
use works_partner_store::{Error, Store};

use crate::support::Partner;

#[test]
fn it_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/partner.db");
    let store = Store::open(&path).unwrap();
    assert_eq!(store.check().unwrap(), [""; 0]);
    #[cfg(unix)]
    for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let entry = entry.unwrap();
        assert_eq!(
            entry.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{:?}",
            entry.path()
        );
    }
}

#[test]
fn what_is_no_store_or_too_new_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("partner.db");
    assert!(matches!(
        Store::open_read_only(&path),
        Err(Error::Open { .. })
    ));
    fs::write(
        &path,
        "a letter to the bank, longer than the header of a database",
    )
    .unwrap();
    assert!(matches!(Store::open(&path), Err(Error::NotAStore { .. })));

    let other = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection
        .execute_batch("CREATE TABLE letters (body TEXT)")
        .unwrap();
    assert!(matches!(Store::open(&other), Err(Error::NotAStore { .. })));

    let newer = folder.path().join("newer.db");
    drop(Store::open(&newer).unwrap());
    let connection = rusqlite::Connection::open(&newer).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    let error = Store::open(&newer).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    assert!(
        error.to_string().contains("update works-partner"),
        "{error}"
    );
}

/// A store as the first schema wrote it: `sqlite3 FILE .dump` of four runs over one customer, whose task moved,
/// moved again, and is gone.
const FIRST_SCHEMA: &str = include_str!("schema_1.sql");

#[tokio::test]
async fn a_store_of_the_first_schema_is_read_and_brought_up_to_date() {
    use works_partner_store::{ChangeKind, Filter};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("partner.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(FIRST_SCHEMA).unwrap();
    let version = || -> i64 {
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0));
        version.unwrap()
    };
    assert_eq!(version(), 1);
    let kinds = |store: &Store| -> Vec<ChangeKind> {
        let changes = store.changes(1, 4, &Filter::new()).unwrap();
        changes.into_iter().map(|change| change.kind).collect()
    };
    let expected = [ChangeKind::Moved, ChangeKind::Moved, ChangeKind::Withdrawn];
    assert_eq!(kinds(&Store::open_read_only(&path).unwrap()), expected);
    assert_eq!(version(), 1);

    let store = Store::open(&path).unwrap();
    assert_eq!(version(), 3);
    assert_eq!(store.check().unwrap(), [""; 0]);
    assert_eq!(kinds(&store), expected);
    let schema = |connection: &rusqlite::Connection| -> Vec<String> {
        let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    // A new file has all indices once its first run has ended.
    let partner = Partner::start("2026-11-04", State::empty()).await;
    partner.swept().await;
    let new = rusqlite::Connection::open(partner.path()).unwrap();
    assert_eq!(schema(&connection), schema(&new));
}

#[tokio::test]
async fn a_copy_of_the_file_alone_is_whole_after_a_sweep() {
    let partner = Partner::start("2026-11-04", State::demo_on(date(2026, 11, 4))).await;
    partner.swept().await;
    let copy = partner.folder.path().join("copy.db");
    fs::copy(partner.path(), &copy).unwrap();
    let records = |path: &Path| -> i64 {
        let connection = rusqlite::Connection::open(path).unwrap();
        let count = "SELECT count(*) FROM record";
        connection.query_row(count, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(records(&copy), records(&partner.path()));
}

#[tokio::test]
async fn pruning_keeps_what_is_current_and_what_the_last_runs_saw() {
    use serde_json::json;
    use works_partner_store::Filter;

    use crate::support::{customer, order, subscription};

    let state = |apply_date: Option<&str>| {
        let mut state = State::empty();
        for domain_id in 1..=3 {
            customer(&mut state, domain_id, "Kita");
            subscription(&mut state, domain_id, json!({}));
            if let Some(apply_date) = apply_date {
                order(&mut state, domain_id, json!({ "applyDate": apply_date }));
            }
        }
        state
    };
    let days = ["2026-12-15", "2026-12-16", "2026-12-17", "2026-12-18"];
    let partner = Partner::start("2026-11-28", state(Some(days[0]))).await;
    partner.swept().await;
    for (index, apply_date) in days.iter().enumerate().skip(1) {
        partner.sandbox.set_state(state(Some(apply_date)));
        partner
            .swept_on(&format!("2026-11-{}", 28 + index.min(2)))
            .await;
    }
    let seen = |store: &Store| {
        let filter = Filter::new();
        let changes = store.changes(3, 4, &filter).unwrap();
        let changes: Vec<_> = changes
            .into_iter()
            .map(|change| {
                (
                    change.domain_id,
                    change.kind,
                    change.date_before,
                    change.date_after,
                )
            })
            .collect();
        let events = store.upcoming(&filter).unwrap();
        let events: Vec<_> = events
            .into_iter()
            .map(|event| (event.domain_id, event.date))
            .collect();
        (changes, events, store.unread(None, &filter).unwrap())
    };
    let mut store = partner.store();
    let before = seen(&store);
    assert_eq!(before.0.len(), 3);
    let versions = store.records().unwrap().len();

    assert_eq!(store.prune(2).unwrap(), 2);
    assert_eq!(seen(&store), before);
    assert_eq!(store.runs().unwrap().len(), 2);
    assert_eq!(store.records().unwrap().len(), versions - 2 * 3);
    assert_eq!(store.check().unwrap(), [""; 0]);
    assert_eq!(store.prune(2).unwrap(), 0);
    drop(store);

    // What comes after is as if nothing had been deleted.
    partner.sandbox.set_state(state(None));
    let run = partner.swept_on("2026-12-01").await.run_id;
    let gone = partner.store().changes(4, run, &Filter::new()).unwrap();
    assert_eq!(gone.len(), 3);
}
