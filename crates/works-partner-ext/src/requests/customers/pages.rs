//! The list of customers, page by page or one by one.

use std::collections::{HashSet, VecDeque};

use serde_json::Value;
use works_partner_api::Nullable;
use works_partner_api::types::{Customer, Customers};

use super::ORDER_BY;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::reply::Reply;
use crate::validation::assessment::Assessment;
use crate::validation::rules::limits;

/// The customers of the partner, page by page. From [`Client::customers`].
///
/// A page that failed can be asked for again: [`next`](Self::next) tries the same one once more.
///
/// ```
/// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
/// let mut pages = client.customers().count(30);
/// while let Some(page) = pages.next().await {
///     let page = page?;
///     println!("{} customers", page.customers.as_deref().unwrap_or_default().len());
///     // To go on from here some other day:
///     let _cursor = pages.cursor();
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct CustomerPages {
    client: Client,
    domain: Option<String>,
    count: Option<u32>,
    order_by: Option<String>,
    cursor: Option<String>,
    seen: HashSet<String>,
    done: bool,
}

impl CustomerPages {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            domain: None,
            count: None,
            order_by: None,
            cursor: None,
            seen: HashSet::new(),
            done: false,
        }
    }

    /// Only customers with this domain name. That it narrows the list is our reading.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// How many customers a page holds at most: 1 to 30, 10 where not set.
    pub fn count(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// The order: `name`, `name asc` or `name desc`. The vendor does not promise it.
    pub fn order_by(mut self, order: impl Into<String>) -> Self {
        self.order_by = Some(order.into());
        self
    }

    /// Begins where [`cursor`](Self::cursor) said, with the same settings otherwise.
    pub fn from_cursor(mut self, cursor: impl Into<String>) -> Self {
        self.cursor = Some(cursor.into());
        self
    }

    /// Where the next page begins; `None` before the first page and after the last.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether the last page was handed out.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// The next page; `None` after the last, which is the one without a cursor for the next.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where `count` or `order_by` break the documented rules;
    /// [`is_decode`](Error::is_decode) where the server leads back to a page that was there before;
    /// else whatever [`Error`] says of a call that failed.
    pub async fn next(&mut self) -> Option<Result<Reply<Customers>, Error>> {
        if self.done {
            return None;
        }
        if let Err(error) = self.check() {
            self.done = true;
            return Some(Err(error));
        }
        let page = match self.fetch().await {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        let next = page.response_meta_data.as_ref();
        let next = next
            .and_then(|data| data.next_cursor.as_ref())
            .and_then(Nullable::value)
            .filter(|cursor| !cursor.is_empty())
            .cloned();
        if let Some(cursor) = self.cursor.take() {
            self.seen.insert(cursor);
        }
        if next
            .as_ref()
            .is_some_and(|cursor| self.seen.contains(cursor))
        {
            self.done = true;
            return Some(Err(Error::new(
                ErrorKind::Decode,
                "the server leads back to a page of customers that was there before",
            )));
        }
        self.done = next.is_none();
        self.cursor = next;
        Some(Ok(page))
    }

    /// The customers one by one.
    pub fn items(self) -> CustomerItems {
        CustomerItems {
            begin: self.cursor.clone(),
            pages: self,
            page: VecDeque::new(),
        }
    }

    fn check(&self) -> Result<(), Error> {
        let mut assessment = Assessment::default();
        for (name, value) in [
            ("domain", self.domain.clone().map(Value::from)),
            ("count", self.count.map(Value::from)),
            ("orderBy", self.order_by.clone().map(Value::from)),
            ("cursor", self.cursor.clone().map(Value::from)),
        ] {
            if let Some(value) = value {
                limits::check_parameter("list_customers", name, value, &mut assessment);
            }
        }
        if let Some(order) = &self.order_by {
            let words: Vec<&str> = order.split(' ').collect();
            match *words.as_slice() {
                ["name"] | ["name", "asc" | "desc"] => {}
                // The page does not say that there is no other field.
                [field] | [field, "asc" | "desc"] if !field.is_empty() => assessment.unknown(
                    &ORDER_BY,
                    "which fields there are beside the name is not documented",
                ),
                _ => assessment.broken(&ORDER_BY, order),
            }
        }
        Ok(assessment.into_result()?)
    }

    async fn fetch(&self) -> Result<Reply<Customers>, Error> {
        let Self {
            domain,
            count,
            order_by,
            cursor,
            ..
        } = self;
        self.client
            .call(|api| async move {
                let mut request = api.list_customers();
                if let Some(domain) = domain {
                    request = request.domain(domain);
                }
                if let Some(count) = *count {
                    request = request.count(i64::from(count));
                }
                if let Some(order_by) = order_by {
                    request = request.order_by(order_by);
                }
                if let Some(cursor) = cursor {
                    request = request.cursor(cursor);
                }
                request.send().await
            })
            .await
    }
}

/// The customers of the partner, one by one. From [`CustomerPages::items`].
///
/// ```
/// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
/// let mut customers = client.customers().items();
/// while let Some(customer) = customers.next().await {
///     println!("{}", customer?.company_name);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct CustomerItems {
    pages: CustomerPages,
    page: VecDeque<Customer>,
    /// Where the page at hand begins.
    begin: Option<String>,
}

impl CustomerItems {
    /// The next customer; `None` after the last.
    ///
    /// # Errors
    ///
    /// As [`CustomerPages::next`].
    pub async fn next(&mut self) -> Option<Result<Customer, Error>> {
        loop {
            if let Some(customer) = self.page.pop_front() {
                return Some(Ok(customer));
            }
            self.begin = self.pages.cursor().map(ToOwned::to_owned);
            match self.pages.next().await? {
                // A page may be empty and not the last.
                Ok(page) => self.page = page.into_inner().customers.unwrap_or_default().into(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// Where the page begins that the last customer came from: to go on from there loses none, and
    /// may repeat some. `None` on the first page.
    pub fn cursor(&self) -> Option<&str> {
        self.begin.as_deref()
    }
}
