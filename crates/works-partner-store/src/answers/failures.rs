//! What could not be read. Without it, a customer that failed would look like one without tasks.

use rusqlite::params_from_iter;
use serde::Serialize;

use crate::error::Error;
use crate::filter::{Condition, Filter};
use crate::reading::Failure;
use crate::store::Store;

/// A resource of a customer that a run could not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Unread {
    /// The run.
    pub run_id: i64,
    /// The customer.
    pub domain_id: i64,
    /// The domain of the customer, where the store knows it.
    pub domain: Option<String>,
    /// The name of the customer, where the store knows it.
    pub company_name: Option<String>,
    /// What could not be read.
    pub resource: String,
    /// When an earlier run read it; `None` where none did.
    pub last_read_at: Option<String>,
    /// Why.
    #[serde(flatten)]
    pub failure: Failure,
}

impl Store {
    /// What a run could not read; the last run that came to its end where none is named.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn unread(&self, run_id: Option<i64>, filter: &Filter) -> Result<Vec<Unread>, Error> {
        let run_id = match run_id {
            Some(run_id) => self.run(run_id)?.run_id,
            None => match self.runs()?.last() {
                Some(run) => run.run_id,
                None => return Ok(Vec::new()),
            },
        };
        let mut condition = Condition::default();
        condition.and("failure.run_id = {}", run_id);
        condition.and_one_of("failure.domain_id", &filter.customers);
        let sql = format!(
            "SELECT failure.run_id, failure.domain_id, customer.body ->> '$.domain', customer.body ->> '$.companyName',
                    failure.resource, reading.read_at, reason, status, code, message
             FROM failure
             LEFT JOIN record AS customer ON customer.domain_id = failure.domain_id
                  AND customer.resource = 'customers' AND customer.key = '' AND customer.ended_run IS NULL
             LEFT JOIN reading ON reading.domain_id = failure.domain_id AND reading.resource = failure.resource
             WHERE TRUE{} ORDER BY failure.domain_id, failure.resource",
            condition.sql()
        );
        let read = || -> rusqlite::Result<Vec<Unread>> {
            let mut statement = self.connection().prepare_cached(&sql)?;
            let rows =
                statement.query_map(params_from_iter(condition.parameters.iter()), |row| {
                    Ok(Unread {
                        run_id: row.get(0)?,
                        domain_id: row.get(1)?,
                        domain: row.get(2)?,
                        company_name: row.get(3)?,
                        resource: row.get(4)?,
                        last_read_at: row.get(5)?,
                        failure: Failure {
                            reason: row.get(6)?,
                            status: row.get(7)?,
                            code: row.get(8)?,
                            message: row.get(9)?,
                        },
                    })
                })?;
            rows.collect()
        };
        read().map_err(|source| self.failed(source))
    }
}
