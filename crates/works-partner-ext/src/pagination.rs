//! The list of customers, page by page or one by one.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde_json::Value;
use works_partner_api::Nullable;
use works_partner_api::types::{Customer, Customers};

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::operations::read;
use crate::reply::Reply;
use crate::validation::Assessment;
use crate::validation::rules::{limits, order_by};

impl Client {
    /// The customers of the partner.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-list>
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// let mut customers = client.customers().order_by("name desc").items();
    /// while let Some(customer) = customers.next().await {
    ///     println!("{}", customer?.domain);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn customers(&self) -> CustomerPages {
        CustomerPages::new(self.clone())
    }
}

/// The customers of the partner, page by page: a [`Stream`]. From [`Client::customers`].
///
/// A page that failed can be asked for again: the next poll tries the same one once more. Dropping the
/// future of [`next`](Self::next) loses no page.
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
#[must_use = "streams do nothing unless polled"]
pub struct CustomerPages {
    client: Client,
    domain: Option<String>,
    count: Option<u32>,
    order_by: Option<String>,
    cursor: Option<String>,
    seen: HashSet<String>,
    done: bool,
    fetching: Option<Fetch>,
}

/// A page that is on its way.
type Fetch = Pin<Box<dyn Future<Output = Result<Reply<Customers>, Error>> + Send>>;

impl CustomerPages {
    fn new(client: Client) -> Self {
        Self {
            client,
            domain: None,
            count: None,
            order_by: None,
            cursor: None,
            seen: HashSet::new(),
            done: false,
            fetching: None,
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
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Takes in a page that arrived.
    fn arrived(&mut self, page: Reply<Customers>) -> Result<Reply<Customers>, Error> {
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
            return Err(Error::new(
                ErrorKind::Decode,
                "the server leads back to a page of customers that was there before",
            ));
        }
        self.done = next.is_none();
        self.cursor = next;
        Ok(page)
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
            order_by::check(order, &mut assessment);
        }
        Ok(assessment.into_result()?)
    }

    fn fetch(&self) -> Fetch {
        let client = self.client.clone();
        let parameters = [
            ("domain", self.domain.clone().map(Value::from)),
            ("count", self.count.map(Value::from)),
            ("orderBy", self.order_by.clone().map(Value::from)),
            ("cursor", self.cursor.clone().map(Value::from)),
        ];
        let given = parameters.into_iter();
        let given: Vec<_> = given
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        Box::pin(async move { read(client.perform("list_customers", given, None).await?) })
    }
}

impl Stream for CustomerPages {
    type Item = Result<Reply<Customers>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.done {
            return Poll::Ready(None);
        }
        if this.fetching.is_none()
            && let Err(error) = this.check()
        {
            this.done = true;
            return Poll::Ready(Some(Err(error)));
        }
        let mut fetching = match this.fetching.take() {
            Some(fetching) => fetching,
            None => this.fetch(),
        };
        match fetching.as_mut().poll(context) {
            Poll::Ready(page) => Poll::Ready(Some(page.and_then(|page| this.arrived(page)))),
            Poll::Pending => {
                this.fetching = Some(fetching);
                Poll::Pending
            }
        }
    }
}

/// A clone asks for the same page on its own.
impl Clone for CustomerPages {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            domain: self.domain.clone(),
            count: self.count,
            order_by: self.order_by.clone(),
            cursor: self.cursor.clone(),
            seen: self.seen.clone(),
            done: self.done,
            fetching: None,
        }
    }
}

impl fmt::Debug for CustomerPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerPages")
            .field("domain", &self.domain)
            .field("count", &self.count)
            .field("order_by", &self.order_by)
            .field("cursor", &self.cursor)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}

/// The customers of the partner, one by one: a [`Stream`]. From [`CustomerPages::items`].
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
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Where the page begins that the last customer came from: to go on from there loses none, and
    /// may repeat some. `None` on the first page.
    pub fn cursor(&self) -> Option<&str> {
        self.begin.as_deref()
    }
}

impl Stream for CustomerItems {
    type Item = Result<Customer, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(customer) = this.page.pop_front() {
                return Poll::Ready(Some(Ok(customer)));
            }
            this.begin = this.pages.cursor().map(ToOwned::to_owned);
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                // A page may be empty and not the last.
                Some(Ok(page)) => {
                    this.page = page.into_inner().customers.unwrap_or_default().into();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}
