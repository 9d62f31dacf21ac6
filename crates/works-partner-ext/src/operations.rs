//! The operations as methods of the client.
//!
//! A method is one entry of a table: the operation, the page, what stands in the path, what is sent,
//! what comes back. All go one way: held against the rules, sent by the operation's data, read.

mod reads;
mod writes;

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::Value;
use works_partner_api::Operation;

use crate::client::Client;
use crate::error::Error;
use crate::operation_call::{Content, Written};
use crate::reply::{Received, Reply};
use crate::requests::Request;
use crate::validation::{Diagnostic, Facts};

/// Whether a request is held against the rules before it is sent. `&facts` is one too.
///
/// ```
/// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
/// use works_partner_ext::Validation;
/// use works_partner_ext::requests::options::DeleteOption;
///
/// let customer = "10000001".parse()?;
/// let request = DeleteOption::new("ACV2");
/// let facts = client.facts_for(customer, "ACV2").await?;
/// client.delete_option(customer, &request, &facts).await?;
/// client.delete_option(customer, &request, Validation::Skip).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Validation<'a> {
    /// It is, with what is known.
    Against(&'a Facts),
    /// It is sent as it is.
    Skip,
}

impl<'a> From<&'a Facts> for Validation<'a> {
    fn from(facts: &'a Facts) -> Self {
        Self::Against(facts)
    }
}

impl Validation<'_> {
    /// What is left to the server; an error where a rule is broken.
    fn check<R: Request>(self, request: &R, json: Option<&[u8]>) -> Result<Vec<Diagnostic>, Error> {
        let Self::Against(facts) = self else {
            return Ok(Vec::new());
        };
        let assessment = request.assess_written(json, facts);
        let undecided = assessment
            .into_undecided()
            .map_err(|violations| Error::from(violations).after(0, R::OPERATION))?;
        if !undecided.is_empty() && facts.is_about_nobody() {
            tracing::warn!(
                operation = R::OPERATION,
                undecided = undecided.len(),
                "the facts say nothing of the customer, so the server alone decides; \
                 `Client::facts_for` and `Client::facts_for_subscription` gather them"
            );
        }
        Ok(undecided)
    }
}

impl Client {
    /// Facts that begin with today's date, by this client's clock, in Japan.
    ///
    /// ```
    /// # fn example(client: works_partner_ext::Client) {
    /// let facts = client.facts().no_reservation();
    /// # }
    /// ```
    pub fn facts(&self) -> Facts {
        Facts::at(self.clock().now(), None)
    }

    /// The same in a customer's own time zone.
    ///
    /// ```
    /// # fn example(client: works_partner_ext::Client) -> Result<(), jiff::Error> {
    /// let facts = client.facts_in(jiff::tz::TimeZone::get("Asia/Taipei")?);
    /// # Ok(()) }
    /// ```
    pub fn facts_in(&self, time_zone: TimeZone) -> Facts {
        Facts::at(self.clock().now(), time_zone)
    }

    /// Sends an operation with these parameters and this JSON, as every call travels. Requests are held
    /// against the rules before, or sent as they are on purpose.
    pub(crate) async fn perform(
        &self,
        operation_id: &'static str,
        parameters: impl AsRef<[(&'static str, Value)]>,
        body: Option<Vec<u8>>,
    ) -> Result<Received, Error> {
        let Some(operation) = Operation::find(operation_id) else {
            let message = format!("the document has no operation {operation_id}");
            return Err(Error::invalid_request(message));
        };
        let parameters = parameters.as_ref();
        let value = |name: &str| {
            let found = parameters.iter().find(|(given, _)| *given == name);
            found.map(|(_, value)| value)
        };
        let request = Written {
            operation,
            value: &value,
            body: body.map_or(Content::None, |json| Content::Json(json.into())),
        };
        let request = request
            .exchange()
            .map_err(|error| error.after(0, operation_id))?;
        self.exchange_to_success(&request).await
    }
}

/// The value that an operation answers with.
pub(crate) fn read<T: DeserializeOwned>(received: Received) -> Result<Reply<T>, Error> {
    let mut json = serde_json::Deserializer::from_slice(&received.body);
    match serde_json::from_slice(&received.body) {
        Ok(value) => Ok(Reply::new(value, Arc::new(received))),
        Err(error) => {
            let place = serde_path_to_error::deserialize::<_, T>(&mut json)
                .err()
                .map(|error| error.path().to_string())
                .filter(|path| path != ".");
            Err(Error::undecodable(error, received, place))
        }
    }
}

/// What a request is sent as, and what is left to the server.
fn held<R: Request>(
    request: &R,
    validation: Validation<'_>,
) -> Result<(Option<Vec<u8>>, Vec<Diagnostic>), Error> {
    let json = request.json();
    let written = json.as_ref().ok().and_then(Option::as_deref);
    let undecided = validation.check(request, written)?;
    let json = json.map_err(|_| {
        let message = format!("the body of {} cannot be written as JSON", R::OPERATION);
        Error::invalid_request(message)
    })?;
    Ok((json, undecided))
}

/// Methods by operation: the document's `operationId`, the vendor's page, the method with what stands in
/// the path, and what comes back.
macro_rules! operations {
    ($(
        $(#[$doc:meta])*
        $operation:ident at $page:literal:
        $name:ident($($parameter:ident: $type:ty),* $(; $request:ident: &$of:ty)?)
        { $($wire:ident: $value:expr),* } -> [$($result:tt)+]
    ;)*) => {
        impl $crate::client::Client {
            $(operations! {
                @method [$(#[$doc])*] $operation $page $name ($($parameter: $type),*)
                ($($request: $of)?) ($($wire: $value),*) $($result)+
            })*
        }
    };
    (@method [$($doc:tt)*] $operation:ident $page:literal $name:ident
        ($($parameter:ident: $type:ty),*) () ($($wire:ident: $value:expr),*) $($result:tt)+
    ) => {
        $($doc)*
        ///
        /// # Errors
        ///
        /// Whatever [`Error`](crate::Error) says of a call that failed.
        ///
        /// # Source
        ///
        #[doc = concat!("<https://developers.worksmobile.com/", $page, ">")]
        pub async fn $name(
            &self,
            $($parameter: $type),*
        ) -> Result<operations!(@reply $($result)+), $crate::error::Error> {
            let received = self.perform(
                stringify!($operation),
                [$((stringify!($wire), ::serde_json::Value::from($value))),*],
                None,
            );
            operations!(@read received.await, $($result)+)
        }
    };
    (@method [$($doc:tt)*] $operation:ident $page:literal $name:ident
        ($($parameter:ident: $type:ty),*) ($request:ident: $of:ty)
        ($($wire:ident: $value:expr),*) $($result:tt)+
    ) => {
        $($doc)*
        ///
        /// # Errors
        ///
        /// [`violations`](crate::Error::violations) where a documented rule is broken; nothing is sent
        /// then. Else whatever [`Error`](crate::Error) says of a call that failed.
        ///
        /// # Source
        ///
        #[doc = concat!("<https://developers.worksmobile.com/", $page, ">")]
        pub async fn $name(
            &self,
            $($parameter: $type,)*
            $request: &$of,
            validation: impl Into<$crate::operations::Validation<'_>>,
        ) -> Result<operations!(@reply $($result)+), $crate::error::Error> {
            let (json, undecided) = $crate::operations::held($request, validation.into())?;
            let received = self.perform(
                stringify!($operation),
                [$((stringify!($wire), ::serde_json::Value::from($value))),*],
                json,
            );
            operations!(@read received.await, $($result)+).map(|reply| reply.with_undecided(undecided))
        }
    };
    (@reply ()) => { $crate::reply::Reply<()> };
    (@reply $item:ty) => { $crate::reply::Reply<$item> };
    (@reply $item:ty, or none) => { Option<$crate::reply::Reply<$item>> };
    (@reply $item:ty, each of $list:ident.$field:ident) => { $crate::reply::Reply<Vec<$item>> };
    (@read $received:expr, ()) => {
        $received.map(|received| $crate::reply::Reply::new((), ::std::sync::Arc::new(received)))
    };
    (@read $received:expr, $item:ty) => {
        $received.and_then($crate::operations::read::<$item>)
    };
    (@read $received:expr, $item:ty, or none) => {
        match $received.and_then($crate::operations::read::<$item>) {
            Ok(reply) => Ok(Some(reply)),
            Err(error) if $crate::operations::means_none(&error) => Ok(None),
            Err(error) => Err(error),
        }
    };
    (@read $received:expr, $item:ty, each of $list:ident.$field:ident) => {
        $received
            .and_then($crate::operations::read::<$list>)
            .map(|reply| reply.map(|list| list.$field.unwrap_or_default()))
    };
}
use operations;

/// Whether an answer to a GET means that there is nothing, such as no scheduled task.
///
/// The vendor documents no such answer. A 404 with an error body of the API is read so, unless it says
/// that the *customer* or the API itself does not exist: a wrong base URL must not look like an empty
/// calendar. A 204 is read so too.
fn means_none(error: &Error) -> bool {
    match error.status().map(|status| status.as_u16()) {
        Some(204) => true,
        Some(404) => match error.code() {
            // The answer to a path that the API does not have.
            Some("NOT_FOUND") => error.description().as_deref() != Some("Api not exists"),
            Some(code) => {
                let other = ["API", "CUSTOMER", "DOMAIN", "PARTNER", "TENANT"];
                !other.iter().any(|resource| code.starts_with(resource))
            }
            // Not the API speaking: a gateway, or another server.
            None => false,
        },
        _ => false,
    }
}
