//! An emulator of the LINE WORKS Partner API for development and tests.
//!
//! [`Sandbox`] is an HTTP server on 127.0.0.1 that lives inside your process. It holds a
//! [`State`] (customers with their subscriptions, options and scheduled tasks), changes it as
//! requests ask and [as days pass](#time), issues access tokens and asks for them as the vendor does,
//! keeps to rate limits, goes wrong on request, and remembers what arrived, so that a test can assert
//! on it.
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
//! The operations, their paths, scopes and bodies are those of the document that
//! [`works_partner_api::OPERATIONS`] comes from. [`Sandbox::operations`] lists the ones that the
//! sandbox can do; any other is answered 501. What changes is seen in [`Sandbox::state`]. A request
//! that is refused changes nothing.
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
//! | the sandbox can do it | 501 | `NOT_IMPLEMENTED` | names the operation |
//! | the path, the query, then the body is as documented | 400 | `INVALID_PARAMETER` | names every member that is not |
//! | the customer exists | 403 | `ACCESS_DENIED` | `Access is denied.` |
//! | what the path names exists | 404 | `NOT_FOUND` | `Subscription not found`, `Scheduled task not found` and so on |
//! | the members go together | 400 | `INVALID_PARAMETER`, `MISSING_PARAMETER` | names the member and the rule |
//! | the state allows it | 400 | `BAD_REQUEST` | names the member and the rule |
//! | a date or a number is within what the state allows | 400 | `OUT_OF_RANGE` | names the member and the range |
//! | what is to be added is not there | 409 | `ALREADY_EXIST` | names it |
//!
//! The last four come in the order that suits the operation. The rules are the vendor's, from the pages
//! that the document links to: which contract types a product has, which options and sub-options go
//! with it, what can be scheduled, moved, converted and upgraded when. Where the pages leave a question
//! open, the request is accepted.
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
//! under way at once. [`Sandbox::consume_quota`] plays another client.
//!
//! # What goes wrong
//!
//! [`Sandbox::faults`] plans [faults](Fault) for requests: connections reset, answers that stall,
//! are cut short, are huge, are no JSON, lead elsewhere. All of them are made up; none is known to
//! be the vendor's, except that the API may answer 307.
//!
//! # Time
//!
//! What expires, is counted by the minute or falls due goes by a clock that
//! [can be set](SandboxBuilder::clock). Stalls and trickles go by the system's. A day begins in
//! [Japan](SandboxBuilder::time_zone).
//!
//! Before each request, the days that passed since the last one are carried out, each in turn:
//! applications begin, scheduled tasks for subscriptions and then those for options happen, contracts
//! whose last day was the day before are renewed as their renewals say or end, trials are suspended and
//! after their grace cancelled, maxima of users change, customers end. A task of a type that is not
//! documented stays. The day on which a state is put (at the start, by [`Sandbox::set_state`] or over
//! HTTP) counts as passed: tasks of that day and of days before are shown and never carried out, as is
//! the case with the vendor's examples from 2019 and 2021.
//!
//! # Control
//!
//! Programs in other languages control a sandbox over HTTP. These paths stand beside `/v1.0`, take the
//! sandbox's own [token](Sandbox::token) alone, and count towards no limit.
//!
//! | Request | Answer |
//! |---|---|
//! | `GET /sandbox/state` | 200 and [the state as JSON](State::to_json) |
//! | `PUT /sandbox/state` | 204; the state is another one; 400 names the place that is none |
//! | `GET /sandbox/clock` | 200 and `{"now":"2027-01-15T09:00:00Z","today":"2027-01-15"}` |
//! | `PUT /sandbox/clock` with `{"now":"2027-02-01T00:00:00Z"}` | the same, after it; the clock runs on from there, and the days up to it pass at once |
//! | `PUT /sandbox/clock` with `{"now":null}` | the same; the clock is right again |
//!
//! # What is the vendor's and what is assumed
//!
//! Documented by the vendor: the operations, as far as the document's descriptions do not say
//! otherwise of one, and the rules that refuse; bearer tokens; the form
//! `{"code":…,"description":…}` of an error, and the codes in the tables above (other than
//! `METHOD_NOT_ALLOWED` and `NOT_IMPLEMENTED`) with their statuses; and
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
//! Inferred: the bodies of `create_option_product_order` and `update_option_product_order`, from their
//! rules and their neighbours.
//!
//! Assumed, because no page says it:
//! - an unknown customer is answered 403, for the list as well as for one task;
//! - what is not there is answered 404, as an option without a task is, and a second thing of a kind
//!   that there is one of 409;
//! - which of the vendor's codes goes with which rule, and that a rule about the state is a 400;
//! - what an operation answers with where its page was not seen: the thing that it added or changed;
//! - `create_subscription` takes `productId` and `licenseCount`, and either of product and contract
//!   type stands for the other; `create_option_product` takes `quantity`, and without `subOptionId` it
//!   adds the first that fits;
//! - an option belongs to the customer's subscription of its family that it goes with, and a customer
//!   has an option once;
//! - a trial lasts 30 days; how long grace lasts is not known, so it ends only on a day that
//!   [was told](State::set_grace_end);
//! - a monthly contract ends the day before the same day of the next month, a yearly one of the next
//!   year; an option has the contract type of its base and ends with it;
//! - the licenses of Roger are assigned automatically, those of no other product;
//! - tasks for options do not end with the task of their base, and a renewal brings a smaller size
//!   whatever is in use;
//! - a customer that is charged for an app leaves by the Japanese page's calendar;
//! - Japan's day is the day;
//! - 405 and its code, the wording after `INVALID_PARAMETER`, the limit on bodies, the order of the
//!   checks, and the words of `WWW-Authenticate`, which follow RFC 6750;
//! - `HEAD` is answered as `GET` is, without the body;
//! - a name with a dot is a domain name, one without is a group name; a name is taken if a customer of
//!   the partner goes by it;
//! - a customer that is added is answered as `get_customer` has it. With a domain of its own, the
//!   records of which `get_upgrade_domain` tells, it waits for `activate_customer`; with a group name,
//!   or one under `.by-works.com` or `.by-works.net`, it is active at once. It accepts the terms at once
//!   too: a [state](State::from_json) can say otherwise (`hasYetToAcceptTerms`), as it can say who is
//!   the partner (`isPartnerDomain`) and who had the paid app (`hadPaidApp`);
//! - `tenantId` is the `domainId`, and `memberCount` begins with the administrator;
//! - DNS records are made up, and taken for set when a customer is activated;
//! - a customer has one upgrade domain, and to register it again changes nothing; it stays after
//!   `change_domain`, which takes it where no domain is told, and which does not ask for its proof;
//! - `partnership` has the members that were sent to change it; `productId` of a customer follows its
//!   subscriptions;
//! - customers are ordered by `companyName`, `domain` must be the whole name, a cursor goes with any
//!   query, and the last page has no `nextCursor`;
//! - a company whose code is wrong is answered as one that is not there, 400; one that is transferred is
//!   a customer at once, with its products and its ids, and its domain for a name;
//! - a scheduled maximum that is left out is none; a year after 29 February ends on 1 March;
//!   a `withdrawalDate` that is not ahead is never reached;
//! - a customer that is `SUSPENDED_WITHDRAWAL` has no products left, and deleting it again changes
//!   nothing;
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

mod auth;
mod builder;
mod catalog;
mod clock;
mod demo;
mod fault;
mod http;
mod json;
mod mutex;
mod resources;
mod sandbox;
mod server;
mod state;

pub use auth::{App, AuthErrorForm, InvalidPublicKey};
pub use builder::SandboxBuilder;
pub use fault::{Fault, Faults, ResponseTemplate, RetryHint};
pub use sandbox::Sandbox;
pub use server::rate_limit::RateLimitHeaders;
pub use server::recorder::RecordedRequest;
pub use state::{InvalidState, Resource, State};

/// Runs the README's example as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
