//! The customers that a run has still to read, in chunks from the store.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use rusqlite::params;

use crate::error::Error;
use crate::item;
use crate::reading::Failure;
use crate::resource::Resource;
use crate::store::Store;

const CHUNK: usize = 256;
/// How much of the file the reader of ids keeps in memory, in KiB. It reads each page once for each resource.
const CACHE: i32 = -64;

/// Opens the store that a sweep writes, to read from it what is still to be done.
pub(super) fn reader(path: &Path) -> Result<Store, Error> {
    let store = Store::open_read_only(path)?;
    // Without it, the default serves as well.
    let _ = store.connection().pragma_update(None, "cache_size", CACHE);
    Ok(store)
}

/// The ids of the customers of which a run has not read a resource yet, in their order.
pub(super) fn pending(
    store: &Store,
    run_id: i64,
    resource: Resource,
) -> impl Iterator<Item = Result<i64, Error>> {
    let (mut after, mut ids) = (i64::MIN, VecDeque::new());
    std::iter::from_fn(move || {
        if ids.is_empty() {
            // Takes less time than a call. A thread for it would keep memory of its own.
            match chunk(store, run_id, resource, after) {
                Ok(chunk) => ids = chunk,
                Err(error) => return Some(Err(error)),
            }
            after = ids.back().copied().unwrap_or(after);
        }
        ids.pop_front().map(Ok)
    })
}

fn chunk(
    store: &Store,
    run_id: i64,
    resource: Resource,
    after: i64,
) -> Result<VecDeque<i64>, Error> {
    let read = || -> rusqlite::Result<VecDeque<i64>> {
        // One way through the table, in its own order: grouping would take three times as long.
        let mut statement = store.connection().prepare_cached(
            "SELECT domain_id, resource FROM reading WHERE domain_id > ?2 AND run_id = ?1 ORDER BY domain_id, resource",
        )?;
        let mut rows = statement.query(params![run_id, after])?;
        let (listed, own) = (Resource::Customers.name(), resource.name());
        let (mut ids, mut current, mut is_pending) = (VecDeque::new(), None, false);
        while let Some(row) = rows.next()? {
            let domain_id: i64 = row.get(0)?;
            if current != Some(domain_id) {
                ids.extend(current.filter(|_| is_pending));
                (current, is_pending) = (Some(domain_id), false);
                if ids.len() == CHUNK {
                    return Ok(ids);
                }
            }
            let resource = row.get_ref(1)?.as_str()?;
            // The list comes first, by the alphabet.
            is_pending = resource == listed || is_pending && resource != own;
        }
        ids.extend(current.filter(|_| is_pending));
        Ok(ids)
    };
    read().map_err(|source| store.failed(source))
}

/// How many customers a run has still to read one resource or another of.
pub(super) fn count(store: &Store, run_id: i64, resources: &[Resource]) -> Result<u64, Error> {
    let read = || -> rusqlite::Result<HashMap<String, u64>> {
        let mut statement = store.connection().prepare(
            "SELECT resource, count(*) FROM reading WHERE run_id = ?1 GROUP BY resource",
        )?;
        let rows = statement.query_map([run_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    let counts = read().map_err(|source| store.failed(source))?;
    let count = |resource: &Resource| counts.get(resource.name()).copied().unwrap_or_default();
    let others = resources
        .iter()
        .filter(|resource| **resource != Resource::Customers);
    let least = others.map(count).min();
    Ok(least.map_or(0, |least| count(&Resource::Customers).saturating_sub(least)))
}

/// The customers whose subscriptions a run has read, but not yet what is scheduled for them.
pub(super) fn without_reservations(store: &Store, run_id: i64) -> Result<Vec<i64>, Error> {
    let read = || -> rusqlite::Result<Vec<i64>> {
        let mut statement = store.connection().prepare(
            "SELECT domain_id FROM reading AS read
             WHERE resource = 'subscriptions' AND run_id = ?1 AND NOT EXISTS (
                 SELECT 1 FROM reading WHERE domain_id = read.domain_id AND resource = 'reservations' AND run_id = ?1)
             ORDER BY domain_id",
        )?;
        let rows = statement.query_map([run_id], |row| row.get(0))?;
        rows.collect()
    };
    read().map_err(|source| store.failed(source))
}

/// The ids of subscriptions that have these keys, each once.
pub(super) fn ids<'k>(keys: impl Iterator<Item = &'k str>) -> Result<Vec<String>, Failure> {
    let mut ids: Vec<String> = Vec::new();
    for key in keys {
        let id = item::id_of(key);
        if id.is_empty() {
            let message = "a subscription of the customer has no `subscriptionId`";
            return Err(Failure::decode(message));
        }
        if ids.iter().all(|other| other != id) {
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}

/// The subscriptions of a customer.
pub(super) fn subscriptions(
    store: &Store,
    domain_id: i64,
) -> Result<Result<Vec<String>, Failure>, Error> {
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut statement = store.connection().prepare_cached(
            "SELECT key FROM record WHERE domain_id = ?1 AND resource = 'subscriptions' AND ended_run IS NULL",
        )?;
        let rows = statement.query_map([domain_id], |row| row.get(0))?;
        rows.collect()
    };
    let keys = read().map_err(|source| store.failed(source))?;
    Ok(ids(keys.iter().map(String::as_str)))
}
