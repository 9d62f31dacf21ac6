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
