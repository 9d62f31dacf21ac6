//! An emulator of the LINE WORKS Partner API for development and tests.
//!
//! [`Sandbox`] is an HTTP server on 127.0.0.1 that lives inside your process. It holds a
//! [`State`] (customers and their scheduled tasks for options), asks for an access token as the
//! Partner API does, and remembers what arrived, so that a test can assert on it.
//!
//! ```
//! use works_partner_sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::builder().start().await?;
//!
//! let response = reqwest::Client::builder().no_proxy().build()?
//!     .get(format!("{}/partners/customers/10000001/option-product-orders/ACV2", sandbox.base_url()))
//!     .bearer_auth(sandbox.token())
//!     .send()
//!     .await?;
//!
//! assert_eq!(response.status(), 200);
//! assert_eq!(
//!     response.text().await?,
//!     r#"{"subscriptionId":0,"optionProductId":"ACV2","subOptionId":"ACV201","type":"APPLY","quantity":null,"applyDate":"2019-08-24"}"#,
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # Operations
//!
//! | Request under [`Sandbox::base_url`] | Answer |
//! |---|---|
//! | `GET /partners/customers/{domainId}/option-product-orders` | every scheduled task of the customer |
//! | `GET /partners/customers/{domainId}/option-product-orders/{optionProductId}` | the scheduled task for one option |
//!
//! A request is checked in this order, and the first thing wrong is what it is told:
//!
//! | Check | Status | Code | Description |
//! |---|---|---|---|
//! | the access token, for every path under `/v1.0` | 401 | `UNAUTHORIZED` | `Malformed authentication token` |
//! | the path is one of the API's | 404 | `NOT_FOUND` | `Api not exists` |
//! | the method is one that the path has | 405 | `METHOD_NOT_ALLOWED` | `Method not allowed` |
//! | `domainId`, then `optionProductId` | 400 | `INVALID_PARAMETER` | names the parameter |
//! | the customer exists | 403 | `ACCESS_DENIED` | `Access is denied.` |
//! | the customer has a task for the option | 404 | `NOT_FOUND` | `Scheduled task not found` |
//!
//! # What is the vendor's and what is assumed
//!
//! Documented by the vendor: the two operations, the members of a task, the sixteen values of
//! `optionProductId`, bearer tokens, the form `{"code":…,"description":…}` of an error and the
//! codes `UNAUTHORIZED`, `INVALID_PARAMETER`, `ACCESS_DENIED` and `NOT_FOUND` with their statuses,
//! and that a failed authentication is explained in `WWW-Authenticate`.
//!
//! Seen from the live service, though on other operations: the descriptions
//! `Malformed authentication token`, `Access is denied.` (the answer to an id that the service
//! does not know) and `Api not exists`.
//!
//! Assumed, because no page says it:
//! - an unknown customer is answered 403, for the list as well as for one task;
//! - an option without a task is answered 404, and the words `Scheduled task not found`;
//! - 405 and its code, the wording after `INVALID_PARAMETER`, the bare `Bearer` challenge, and the
//!   order of the checks;
//! - `HEAD` is answered as `GET` is, without the body;
//! - the scheme must be spelt `Bearer`, followed by exactly one space, as documented; whether the
//!   service forgives another spelling is not known.
//!
//! What is no HTTP request, or asks for a target longer than 65,534 bytes or with raw bytes that
//! are not UTF-8, is refused by the HTTP layer with a bodiless 4xx before the sandbox sees it.

#![warn(missing_docs)]

mod answer;
mod authorization;
mod demo;
mod option_product_orders;
mod path_parameters;
mod problem;
mod recorder;
mod server;
mod state;

pub use recorder::RecordedRequest;
pub use server::{Sandbox, SandboxBuilder};
pub use state::State;

/// Runs the README's example as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
