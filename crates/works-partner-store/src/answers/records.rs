//! Everything that a store holds, version by version.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::resource::Resource;
use crate::store::Store;

/// One version of one thing that the service answered.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Record {
    /// Its number in the store.
    pub record_id: i64,
    /// What it is.
    pub resource: Resource,
    /// The customer.
    pub domain_id: i64,
    /// Which one of its kind.
    pub key: String,
    /// The run that first saw it so.
    pub began_run: i64,
    /// The run that no longer saw it so; `None` while it is current.
    pub ended_run: Option<i64>,
    /// The day on which something happens to it.
    pub date: Option<String>,
    /// What the service answered.
    pub body: Box<RawValue>,
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.record_id == other.record_id
            && self.ended_run == other.ended_run
            && self.body.get() == other.body.get()
    }
}

impl Store {
    /// Every version, oldest first.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn records(&self) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        self.for_each_record(|record| {
            records.push(record);
            Ok::<_, Error>(())
        })?;
        Ok(records)
    }

    /// Every version, oldest first, one after the other.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read, or the first error of `each`.
    pub fn for_each_record<E: From<Error>>(
        &self,
        mut each: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |source| E::from(self.failed(source));
        let mut statement = self
            .connection()
            .prepare_cached(
                "SELECT record_id, resource, domain_id, key, began_run, ended_run, date, body
                 FROM record ORDER BY record_id",
            )
            .map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let read = || -> rusqlite::Result<(i64, String, String)> {
                Ok((row.get(0)?, row.get(1)?, row.get(7)?))
            };
            let (record_id, resource, body) = read().map_err(failed)?;
            let Some(resource) = Resource::of_name(&resource) else {
                continue;
            };
            let unreadable = |source| E::from(Error::Record { record_id, source });
            let rest = || -> rusqlite::Result<Record> {
                Ok(Record {
                    record_id,
                    resource,
                    domain_id: row.get(2)?,
                    key: row.get(3)?,
                    began_run: row.get(4)?,
                    ended_run: row.get(5)?,
                    date: row.get(6)?,
                    body: RawValue::NULL.to_owned(),
                })
            };
            let body = RawValue::from_string(body).map_err(unreadable)?;
            each(Record {
                body,
                ..rest().map_err(failed)?
            })?;
        }
        Ok(())
    }
}
