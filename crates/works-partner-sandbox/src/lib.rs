//! An emulator of the LINE WORKS Partner API for development and tests.
//!
//! [`Sandbox`] is an HTTP server on 127.0.0.1 that lives inside your process. It holds a
//! [`State`] (customers and their scheduled tasks for options), issues access tokens and asks for
//! them as the vendor does, keeps to rate limits, goes wrong on request, and remembers what
//! arrived, so that a test can assert on it.
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
//! | `POST /partners/customers/{domainId}/option-product-orders` | the task that was sent, which the customer then has |
//!
//! What changes is seen in [`Sandbox::state`].
//!
//! A request is checked in this order, and the first thing wrong is what it is told:
//!
//! | Check | Status | Code | Description |
//! |---|---|---|---|
//! | not too many at once, for every path under `/v1.0` | 429 | `TOO_MANY_REQUESTS` | `API rate limit exceeded` |
//! | its body has at most 1 MiB | 400 | `LIMIT_EXCEEDED` | `The request body is too large` |
//! | the access token, for every path under `/v1.0` | 401 | `UNAUTHORIZED` | `Malformed authentication token` |
//! | the path is one of the API's | 404 | `NOT_FOUND` | `Api not exists` |
//! | the method is one that the path has | 405 | `METHOD_NOT_ALLOWED` | `Method not allowed` |
//! | the token's scope | 403 | `FORBIDDEN` | `Forbidden` |
//! | not too many calls in the minute | 429 | `TOO_MANY_REQUESTS` | `API rate limit exceeded` |
//! | `domainId`, then `optionProductId`, then the body | 400 | `INVALID_PARAMETER` | names the parameter |
//! | the customer exists | 403 | `ACCESS_DENIED` | `Access is denied.` |
//! | the customer has a task for the option | 404 | `NOT_FOUND` | `Scheduled task not found` |
//!
//! # Tokens
//!
//! [`Sandbox::token`] is always good. A client that gets its tokens by itself finds an auth server
//! under [`Sandbox::auth_url`], and the credentials of an app at [`Sandbox::client_id`] and the
//! methods after it; [`SandboxBuilder::app`] registers other apps.
//!
//! | Request | Answer |
//! |---|---|
//! | `POST /token`, `grant_type` `urn:ietf:params:oauth:grant-type:jwt-bearer` | tokens for a service account, whose signature is verified |
//! | `POST /token`, `grant_type` `authorization_code` | tokens for a code, which is good once |
//! | `POST /token`, `grant_type` `refresh_token` | an access token; a refresh token only [with rotation](SandboxBuilder::refresh_token_rotation) |
//! | `GET /authorize` | 302 to `redirect_uri` with a code, at once and without asking anybody |
//! | `POST /revoke` | 200; a refresh token takes every token of its family along |
//!
//! # Limits
//!
//! Each operation may be called [240 times a minute](SandboxBuilder::rate_limit), which its answers
//! tell in [headers](RateLimitHeaders), and [5 requests](SandboxBuilder::concurrency_limit) may be
//! under way at once. [`Sandbox::eat_quota`] plays another client.
//!
//! # What goes wrong
//!
//! [`Sandbox::faults`] plans [faults](Fault) for requests: connections reset, answers that stall,
//! are cut short, are huge, are no JSON, lead elsewhere. All of them are made up; none is known to
//! be the vendor's, except that the API may answer 307.
//!
//! # Time
//!
//! What expires or is counted by the minute goes by a clock that
//! [can be set](SandboxBuilder::clock). Stalls and trickles go by the system's.
//!
//! # What is the vendor's and what is assumed
//!
//! Documented by the vendor: the two operations that read, the members of a task, the sixteen
//! values of `optionProductId`, bearer tokens, the form `{"code":…,"description":…}` of an error
//! and the codes in the tables above (other than `METHOD_NOT_ALLOWED`) with their statuses, and
//! that a failed authentication is explained in `WWW-Authenticate`. Of tokens: the assertion's
//! members and RS256, the names in the forms, the members of the reply, the scopes `partner` and
//! `partner.read` and that the first covers the second, a 403 where a scope is missing, 24 hours
//! for an access token, 90 days for a refresh token, 10 minutes and one use for a code, and
//! rotation with its default. Of limits: 240 calls of an operation a minute, the four headers with
//! the odd spelling of `rateLimit-ssed` and the seconds in `rateLimit-reset`, and the 429's body.
//!
//! Seen from the live service or read in working clients: the descriptions
//! `Malformed authentication token`, `Access is denied.` (the answer to an id that the service
//! does not know) and `Api not exists`, on other operations; `expires_in` as a string; the style of
//! tokens; fractions in `iat` and `exp`; at most 60 minutes between them; a `grant_type` that is
//! encoded twice; space between scopes; `http://localhost` as a redirect URI; a code redeemed
//! without `redirect_uri`; the form of `/revoke`; and `returnCode` 99, as a refusal.
//!
//! Inferred: that the operation that writes exists in this form. The vendor's page on it was seen
//! in its rules only, and none of them is checked here.
//!
//! Assumed, because no page says it:
//! - an unknown customer is answered 403, for the list as well as for one task;
//! - an option without a task is answered 404, and the words `Scheduled task not found`;
//! - 405 and its code, the wording after `INVALID_PARAMETER`, the limit on bodies, the order of the
//!   checks, and the words of `WWW-Authenticate`, which follow RFC 6750;
//! - `HEAD` is answered as `GET` is, without the body;
//! - the scheme must be spelt `Bearer`, followed by exactly one space, as documented; whether the
//!   service forgives another spelling is not known;
//! - the refusals of the auth server, which follow RFC 6749: their statuses, words and
//!   [form](AuthErrorForm), 415 for what is no form, and a refusal of `/authorize` told at
//!   `redirect_uri` unless that or the app is unknown;
//! - `iat` up to 30 seconds ahead is forgiven, and `state` may be left out;
//! - a new token leaves earlier ones good, and a refreshed one keeps its scopes;
//! - what `/revoke` answers, and that it does so for a token that is unknown or another app's;
//! - a minute begins with an operation's first call, and what an operation refuses counts too;
//! - what is refused before the minute is looked at (a token, a path, a scope) carries no rate
//!   headers, all other answers of the API do;
//! - 5 requests at once, as clients have it, the 429 beyond, and that it comes before all else.
//!
//! Header names are sent in lower case, which makes no difference in HTTP.
//!
//! What is no HTTP request, or asks for a target longer than 65,534 bytes or with raw bytes that
//! are not UTF-8, is refused by the HTTP layer with a bodiless 4xx before the sandbox sees it.

#![warn(missing_docs)]

mod admission;
mod answer;
mod auth;
mod authorization;
mod body;
mod builder;
mod call;
mod clock;
mod concurrency;
mod connection;
mod control;
mod demo;
mod dispatch;
mod exchange;
mod fault;
mod locked;
mod offer;
mod operation;
mod problem;
mod rate;
mod recorder;
mod resources;
mod sandbox;
mod server;
mod state;

pub use auth::{App, AuthErrorForm, InvalidPublicKey};
pub use builder::SandboxBuilder;
pub use fault::{CannedAnswer, Fault, Faults, RetryHint};
pub use rate::RateLimitHeaders;
pub use recorder::RecordedRequest;
pub use sandbox::Sandbox;
pub use state::{InvalidState, Resource, State};

/// Runs the README's example as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
