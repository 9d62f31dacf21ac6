//! All that is current of one customer.

use std::collections::BTreeMap;

use rusqlite::params;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::resource::Resource;
use crate::store::Store;

impl Store {
    /// What the service last answered of a customer, resource by resource. A resource that was read and
    /// has nothing is an empty list; one that was never read is not there.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// let store = works_partner_store::Store::open(folder.path().join("partner.db"))?;
    /// assert!(store.state_of(10000001)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn state_of(
        &self,
        domain_id: i64,
    ) -> Result<BTreeMap<Resource, Vec<Box<RawValue>>>, Error> {
        let failed = |source| self.failed(source);
        let mut state: BTreeMap<Resource, Vec<Box<RawValue>>> = BTreeMap::new();
        let mut readings = self
            .connection()
            .prepare_cached("SELECT resource FROM reading WHERE domain_id = ?1")
            .map_err(failed)?;
        let mut rows = readings.query(params![domain_id]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let name: String = row.get(0).map_err(failed)?;
            if let Some(resource) = Resource::of_name(&name) {
                state.entry(resource).or_default();
            }
        }
        let mut records = self
            .connection()
            .prepare_cached(
                "SELECT record_id, resource, body FROM record
                 WHERE domain_id = ?1 AND ended_run IS NULL AND key <> 'renewal' ORDER BY record_id",
            )
            .map_err(failed)?;
        let mut rows = records.query(params![domain_id]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let read = || -> rusqlite::Result<(i64, String, String)> {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            };
            let (record_id, name, body) = read().map_err(failed)?;
            let Some(resource) = Resource::of_name(&name) else {
                continue;
            };
            let body = RawValue::from_string(body)
                .map_err(|source| Error::Record { record_id, source })?;
            state.entry(resource).or_default().push(body);
        }
        // A customer that is gone has readings of before.
        if state.get(&Resource::Customers).is_none_or(Vec::is_empty) {
            state.clear();
        }
        Ok(state)
    }

    /// The `domainId` of every customer, in ascending order.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn domain_ids(&self) -> Result<Vec<i64>, Error> {
        let read = || -> rusqlite::Result<Vec<i64>> {
            let mut statement = self.connection().prepare_cached(
                "SELECT domain_id FROM record
                 WHERE resource = 'customers' AND ended_run IS NULL ORDER BY domain_id",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        read().map_err(|source| self.failed(source))
    }
}
