//! An emulator of the LINE WORKS Partner API for development and tests.
//!
//! [`Sandbox`] is an HTTP server on 127.0.0.1 that runs inside your process. It holds a [`State`]
//! (customers with their subscriptions, options and scheduled tasks), changes it as requests ask and
//! [as days pass](#time), issues and checks access tokens as the vendor does, enforces rate limits,
//! injects faults on request, and records what arrives, so that a test can assert on it.
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
//! Operations, paths, scopes, bodies and limits are those of the document behind
//! [`works_partner_api::OPERATIONS`]. [`Sandbox::operations`] lists those that the sandbox implements; any
//! other responds with 501. [`Sandbox::state`] shows what changed. A request that is refused changes
//! nothing.
//!
//! A request is checked in this order, and the response names the first thing that is wrong:
//!
//! | Check | Status | Code | Description |
//! |---|---|---|---|
//! | not too many at once, for every path under `/v1.0` | 429 | `TOO_MANY_REQUESTS` | `API rate limit exceeded`, with `Retry-After: 1` |
//! | its body is complete and has at most 1 MiB | 400 | `BAD_REQUEST`, `LIMIT_EXCEEDED` | `The request body is too large` |
//! | the access token, for every path under `/v1.0` | 401 | `UNAUTHORIZED` | `Malformed authentication token` |
//! | the path is one of the API's | 404 | `NOT_FOUND` | `Api not exists` |
//! | the method is one that the path has | 405 | `METHOD_NOT_ALLOWED` | `Method not allowed` |
//! | the token's scope | 403 | `FORBIDDEN` | `Forbidden` |
//! | not too many calls in the minute | 429 | `TOO_MANY_REQUESTS` | `API rate limit exceeded` |
//! | the sandbox implements it | 501 | `NOT_IMPLEMENTED` | names the operation |
//! | path and query are as documented | 400 | `INVALID_PARAMETER` | names the parameter |
//! | a body that the operation reads is JSON | 400 | `BAD_REQUEST`, `INVALID_PARAMETER` | names the header, or place and reason |
//! | the body is as documented | 400 | `INVALID_PARAMETER`, `OUT_OF_RANGE` | names every member that is not |
//! | the customer exists | 403 | `ACCESS_DENIED` | `Access is denied.` |
//! | what the path names exists | 404 | `NOT_FOUND` | `Subscription not found`, `Scheduled task not found` and so on |
//! | the members fit together | 400 | `INVALID_PARAMETER`, `MISSING_PARAMETER` | names the member and the rule |
//! | the state allows it | 400 | `BAD_REQUEST` | names the member and the rule |
//! | a date or a number is within what the state allows | 400 | `OUT_OF_RANGE` | names the member and the range |
//! | what is to be added does not exist yet | 409 | `ALREADY_EXIST` | names it, and what is scheduled |
//!
//! The last four come in the order that suits the operation. The rules are the vendor's, from the pages
//! that the document links to: which contract types a product has, which options and sub-options fit it,
//! and when what can be scheduled, moved, converted and upgraded. Where the pages leave a question open,
//! the request is accepted.
//!
//! # Tokens
//!
//! [`Sandbox::token`] is always valid. A client that acquires tokens itself uses the auth server at
//! [`Sandbox::auth_url`] with the credentials of an app, from [`Sandbox::client_id`] and the methods after
//! it; [`SandboxBuilder::app`] registers more apps.
//!
//! | Request | Response |
//! |---|---|
//! | `POST /token`, `grant_type` `urn:ietf:params:oauth:grant-type:jwt-bearer` | tokens for a service account, whose signature is verified |
//! | `POST /token`, `grant_type` `authorization_code` | tokens for a code, which can be used once |
//! | `POST /token`, `grant_type` `refresh_token` | an access token; a refresh token only [with rotation](SandboxBuilder::refresh_token_rotation) |
//! | `GET /authorize` | 302 to `redirect_uri` with a code, at once and without asking anybody |
//! | `POST /revoke` | 200; a refresh token is revoked with every token that came from it |
//!
//! # Limits
//!
//! Each operation may be called [240 times a minute](SandboxBuilder::rate_limit), which responses report in
//! [headers](RateLimitHeaders), and [5 requests](SandboxBuilder::concurrency_limit) may be in flight at
//! once. [`Sandbox::consume_quota`] plays another client. A connection on which a client sends nothing for
//! [30 seconds](SandboxBuilder::read_timeout) is closed.
//!
//! # Faults
//!
//! [`Sandbox::faults`] plans [faults](Fault) for requests: connections that are reset, responses that stall,
//! are truncated, are huge, are not JSON, redirect elsewhere. All of them are made up; none is known to be
//! the vendor's, except that the API may respond with 307.
//!
//! # Time
//!
//! What expires, is counted by the minute or falls due follows a clock that
//! [can be set](SandboxBuilder::clock). Timeouts, stalls and trickles follow the system's. A day begins in
//! [Japan](SandboxBuilder::time_zone).
//!
//! Before each request, the scheduler carries out the days that have passed since the last one, each in
//! turn: applications begin, scheduled tasks for subscriptions and then those for options are carried out,
//! contracts whose last day was the day before are renewed as their renewals say or end, trials are
//! suspended and cancelled after their grace period, the maximum number of users changes, customers end.
//! A task of an undocumented type stays. A task that the rules no longer allow on its day, such as a paid
//! option whose subscription is still a trial, is dropped.
//!
//! The day on which a state is set (at the start, by [`Sandbox::set_state`] or over HTTP) counts as past:
//! tasks of that day and earlier are shown and never carried out, such as the vendor's examples from 2019
//! and 2021. At most 100 years pass at once; what falls due later does not happen.
//!
//! # State
//!
//! A sandbox starts with the [demo](State::demo_on) of its day, or with a [state](SandboxBuilder::state) of
//! your own. With a [state file](SandboxBuilder::state_file) it survives between runs.
//!
//! # Control
//!
//! Programs in other languages control a sandbox over HTTP. These paths are beside `/v1.0`, accept the
//! sandbox's own [token](Sandbox::token) only, and count towards no limit.
//!
//! | Request | Response |
//! |---|---|
//! | `GET /sandbox/state` | 200 and [the state as JSON](State::to_json) |
//! | `PUT /sandbox/state` | 204, the state is replaced; 400 names the place that is invalid. `customers` is required |
//! | `GET /sandbox/clock` | 200 and `{"now":"2027-01-15T09:00:00Z","today":"2027-01-15"}` |
//! | `PUT /sandbox/clock` with `{"now":"2027-02-01T00:00:00Z"}` | the same, after the change; the clock runs on from there, and the days up to it pass at once |
//! | `POST /sandbox/clock/advance` with `{"by":"30d"}` | the same; time passes at once: days, calendar months, years or hours |
//! | `PUT /sandbox/clock` with `{"scale":3600}` | the same, and `"scale":3600`; the clock runs so many times as fast, up to 1,000,000, until it is set back; 0 stops it. A state file does not keep it |
//! | `PUT /sandbox/clock` with `{"now":null}` | the same; the clock follows the system's again |
//!
//! # What is documented and what is assumed
//!
//! Documented by the vendor: the operations, unless the document's description of one says otherwise, and
//! the rules that refuse; bearer tokens; `application/json` as the type of a body; the form
//! `{"code":…,"description":…}` of an error, and the codes in the tables above (other than
//! `METHOD_NOT_ALLOWED` and `NOT_IMPLEMENTED`) with their statuses; and that `WWW-Authenticate` explains a
//! failed authentication. Of tokens: the assertion's members and RS256, the names in the forms, the members
//! of the response, the scopes `partner` and `partner.read` and that the first includes the second, a 403
//! for a missing scope, 24 hours for an access token, 90 days for a refresh token, 10 minutes and one use
//! for a code, and rotation with its default. Of limits: 240 calls of an operation a minute, the four headers
//! with the odd spelling of `rateLimit-ssed` and the seconds in `rateLimit-reset`, and the body of the 429.
//!
//! Seen from the live service or read in working clients: the descriptions
//! `Malformed authentication token`, `Access is denied.` (for an id that the service does not know) and
//! `Api not exists`, on other operations; `expires_in` as a string; the style of tokens; fractions in `iat`
//! and `exp`; at most 60 minutes between them; a `grant_type` that is encoded twice; a space between scopes;
//! `http://localhost` as a redirect URI; a code redeemed without `redirect_uri`; the form of `/revoke`; and
//! `returnCode` 99, as a refusal.
//!
//! Inferred: the bodies of `create_option_product_order` and `update_option_product_order`, from their
//! rules and their neighbours.
//!
//! Assumed, because no page says it:
//! - an unknown customer is 403, for the list as well as for one task;
//! - what does not exist is 404, as an option without a task is; a second thing where there can be one is 409;
//! - which of the vendor's codes belongs to which rule, and that a rule about the state is a 400;
//! - a body without `Content-Type`, with a content coding, or with a field twice is refused;
//! - an integer is spelt as in JSON, without a plus sign or zeros before it, and a parameter comes once;
//! - what an operation responds with where its page was not seen: the thing that it added or changed;
//! - `create_subscription` takes `productId` and `licenseCount`, and product and contract type each imply
//!   the other; `create_option_product` takes `quantity`, and without `subOptionId` adds the first that fits;
//! - a customer has a product once and an option once; an option belongs to the customer's subscription of
//!   the family that it fits;
//! - a trial lasts 30 days; the length of the grace period is not known, so it ends only on a day that
//!   [was set](State::set_grace_end);
//! - a monthly contract ends the day before the same day of the next month, an annual one of the next
//!   year, and one that begins on the 31st comes back to it after a shorter month; an option has the contract
//!   type of its base and ends with it;
//! - an option whose trial ended in the grace period of its base can be converted on the day on which the
//!   base goes paid, and ends with that day; one that is converted at once has its task deleted;
//! - Roger's licenses are assigned automatically, those of no other product;
//! - tasks for options do not end with the task of their base, and a renewal applies a smaller size whatever
//!   is in use;
//! - a customer that is charged for an app leaves by the Japanese page's calendar;
//! - days follow Japan's calendar;
//! - 405 and its code, the wording after `INVALID_PARAMETER`, the limit on bodies, the order of the
//!   checks, and the words of `WWW-Authenticate`, which follow RFC 6750;
//! - `HEAD` responds as `GET` does, without the body;
//! - a name with a dot is a domain name, one without is a group name; a name is taken if a customer of
//!   the partner has it;
//! - a customer that is added is returned as `get_customer` has it. With a domain of its own, the
//!   records of which `get_upgrade_domain` returns, it waits for `activate_customer`; with a group name,
//!   or one under `.by-works.com` or `.by-works.net`, it is active at once. It accepts the terms at once
//!   too: a [state](State::from_json) can say otherwise (`hasYetToAcceptTerms`), as it can say who is
//!   the partner (`isPartnerDomain`) and who had the paid app (`hadPaidApp`);
//! - `tenantId` is the `domainId`, and `memberCount` begins with the administrator;
//! - DNS records are made up, and count as set when a customer is activated;
//! - a customer has one upgrade domain, and registering it again changes nothing; it stays after
//!   `change_domain`, which uses it where no domain is sent, and which does not ask for its proof;
//! - `partnership` has the members that were sent to change it; `productId` of a customer follows its
//!   subscriptions;
//! - customers are ordered by `companyName`, `domain` must be the whole name, a cursor fits any query, and
//!   the last page has no `nextCursor`;
//! - a company whose code is wrong is treated as one that does not exist, 400; one that is transferred is
//!   a customer at once, with its products and its ids, and its domain for a name;
//! - a scheduled maximum that is left out is none; a year after 29 February ends on 1 March;
//!   a `withdrawalDate` that is not in the future is never reached;
//! - a customer that is `SUSPENDED_WITHDRAWAL` has no products left, and deleting it again changes
//!   nothing;
//! - the scheme must be spelt `Bearer`, followed by exactly one space, as documented; whether the
//!   service accepts another spelling is not known;
//! - the refusals of the auth server, which follow RFC 6749: their statuses, words and
//!   [form](AuthErrorForm), 415 for a body that is not a form, and a refusal of `/authorize` sent to
//!   `redirect_uri` unless that or the app is unknown;
//! - `iat` up to 30 seconds in the future is accepted, and `state` may be left out;
//! - a new token leaves earlier ones valid, and a refreshed one keeps its scopes;
//! - what `/revoke` responds with, and that it does so for a token that is unknown or another app's;
//! - a minute begins with an operation's first call, and calls that an operation refuses count too;
//! - what is refused before the rate is checked (a token, a path, a scope) carries no rate headers, all
//!   other responses of the API do;
//! - 5 requests at once, as clients have it, the 429 beyond with its `Retry-After`, and that it comes before
//!   all else.
//!
//! Header names are sent in lower case, which makes no difference in HTTP.
//!
//! What is not an HTTP request, or asks for a target longer than 65,534 bytes or with raw bytes that
//! are not UTF-8, is refused by the HTTP layer with a 4xx without a body before the sandbox sees it.

#![warn(missing_docs)]

mod auth;
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
pub use fault::{Fault, Faults, InvalidFaults, ResponseTemplate, RetryHint};
pub use sandbox::{Sandbox, SandboxBuilder};
pub use server::rate_limit::RateLimitHeaders;
pub use server::recorder::RecordedRequest;
pub use state::{InvalidState, Resource, State};

/// Runs the README's example as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
