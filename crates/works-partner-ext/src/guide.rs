//! A guide: from an app in the vendor's console to a program that runs for years.
//!
//! - [Setting up](#setting-up)
//! - [Unknown values](#unknown-values)
//! - [Limits](#limits)
//! - [Errors](#errors)
//! - [Validation](#validation)
//! - [Testing](#testing)
//! - [Living with an API that is not described](#living-with-an-api-that-is-not-described)
//! - [Upgrading](#upgrading)
//!
//! # Setting up
//!
//! The Partner API is for partners; the tokens of ordinary tenants are refused with 403. In the vendor's
//! Developer Console, of the domain of the partner itself:
//!
//! 1. Make an app of the API 2.0. Its **Client ID** and **Client Secret** go into the program's secrets.
//! 2. Under its OAuth scopes, choose `partner`, or `partner.read` for a program that only reads. A token can carry
//!    what the app has, and no more.
//! 3. Issue its **service account**, whose id ends in `serviceaccount@` and a domain, and download its **private key**,
//!    a PEM file that begins with `BEGIN PRIVATE KEY`. Keep the file readable by its user alone.
//! 4. Choose how long access tokens live: one hour or 24. The client renews them either way.
//!
//! ```no_run
//! use works_partner_ext::{Client, PrivateKey, Scope, ServiceAccount};
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let account = ServiceAccount::builder()
//!     .client_id(std::env::var("WORKS_PARTNER_CLIENT_ID")?)
//!     .client_secret(std::env::var("WORKS_PARTNER_CLIENT_SECRET")?)
//!     .service_account("1wagx.serviceaccount@example.com")
//!     .private_key(PrivateKey::from_file("private.key")?)
//!     .scope(Scope::PARTNER_READ)
//!     .build()?;
//! let client = Client::builder().credentials(account).build()?;
//! # Ok(()) }
//! ```
//!
//! A [`UserAccount`](crate::UserAccount) is for programs that act for a person who logs in: register
//! `http://localhost:9876/callback` as a redirect URI, and see [`LoginListener`](crate::LoginListener). Make one client
//! and clone it: clones share the token, its renewal, the connections and the limits.
//!
//! <https://developers.worksmobile.com/jp/docs/auth-jwt>,
//! <https://developers.worksmobile.com/en/docs/auth-oauth>
//!
//! # Unknown values
//!
//! The vendor adds options and sub-options, and its pages in two languages list different ones. So enums are open: a
//! value that is not listed is kept as `Unknown`, and goes back as it came. Fields that no page shows are in `extra`,
//! and [`Reply::body`](crate::Reply::body) has the response's own bytes.
//!
//! ```
//! use works_partner_ext::api::types::OptionProductId;
//! use works_partner_ext::{OptionProductIdExt, Stage, SubOptionIdExt};
//! use works_partner_ext::api::types::SubOptionId;
//!
//! let option = OptionProductId::from("ROBOT");
//! assert!(matches!(&option, OptionProductId::Unknown(code) if code == "ROBOT"));
//! assert_eq!(option.to_string(), "ROBOT");
//! // What is not known of it is `None`, never a guess.
//! assert_eq!(SubOptionId::from("ROBOT01").stage(), None);
//! assert_eq!(SubOptionId::Acv201.stage(), Some(Stage::Paid));
//! ```
//!
//! A field that is absent says something else than one that is null, so an optional field that may be null is an
//! `Option<Nullable<T>>`. Where the difference does not matter:
//!
//! ```
//! use works_partner_ext::api::{Nullable, types::OptionProductOrder};
//!
//! let task: OptionProductOrder = serde_json::from_str(
//!     r#"{"optionProductId": "CST_S", "subOptionId": "CST_S01", "type": "APPLY", "applyDate": "2027-04-05", "quantity": 3}"#,
//! )?;
//! assert_eq!(task.quantity.as_ref().and_then(Nullable::value), Some(&3));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Limits
//!
//! The service allows a number of calls of each operation a minute: 240 on paid products, 60 on free ones. The client
//! follows what the responses say of it, waits out a 429, and keeps to a limit that you set even where the service
//! would allow more. Who calls for more than half an hour is asked to keep to half of the rate:
//!
//! ```
//! # fn example(client: works_partner_ext::Client) {
//! use works_partner_ext::CallOptions;
//!
//! let at_half_rate = client.with(CallOptions::new().half_rate(true));
//! # }
//! ```
//!
//! Different operations have windows of their own, so that a program which calls several of them side by side is as
//! fast as the slowest. <https://developers.worksmobile.com/en/docs/rate-limits>
//!
//! # Errors
//!
//! There is one [`Error`](crate::Error). Ask it what you want to know: [`is_auth`](crate::Error::is_auth),
//! [`is_rate_limited`](crate::Error::is_rate_limited), [`is_retryable`](crate::Error::is_retryable), the service's
//! [`code`](crate::Error::code) and [`description`](crate::Error::description). After a change,
//! [`is_outcome_unknown`](crate::Error::is_outcome_unknown) is the one that matters: the request left, and its answer did
//! not arrive. Look before you send it again; the client never sends a POST or PATCH twice by itself, unless it surely was
//! not processed.
//!
//! ```
//! # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
//! # let customer = "10000001".parse()?;
//! match client.customer(customer).await {
//!     Ok(customer) => println!("{}", customer.company_name),
//!     // What the service says of customers that it does not know, or that are not yours.
//!     Err(error) if error.code() == Some("ACCESS_DENIED") => println!("not a customer"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! # Validation
//!
//! A change is held against the rules of the vendor's pages before it leaves. What decides them is read with
//! [`Client::facts_for`](crate::Client::facts_for); a rule whose facts are missing is undecided, and left to the service.
//! [`Warning`](crate::validation::Warning)s say what a change costs and what cannot be undone. Everything under
//! [`validation`](crate::validation) works without a client, too.
//!
//! ```
//! use works_partner_ext::Selection;
//! use works_partner_ext::requests::option_orders::CreateOptionOrder;
//! use works_partner_ext::validation::Facts;
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let seats = Selection::new("CST_S", "CST_S01")?;
//! let task = CreateOptionOrder::apply(seats, "2027-01-01".parse()?).quantity(51);
//! let assessment = task.assess(&Facts::new().today("2026-11-28".parse()?));
//! let refused = assessment.violations().first().ok_or("at most 50 are sold")?;
//! assert_eq!(refused.field, "quantity");
//! # Ok(()) }
//! # example().unwrap();
//! ```
//!
//! # Testing
//!
//! `works-partner-sandbox` is the API emulated: all operations, with state, rules, days that pass, limits and faults. Add it
//! to the `dev-dependencies`, point the client at it, and give both a [`ManualClock`](crate::ManualClock), so that no test
//! sleeps and days pass when the test says so:
//!
//! ```
//! use std::time::Duration;
//! use works_partner_ext::requests::option_orders::CreateOptionOrder;
//! use works_partner_ext::{Client, ManualClock, Selection};
//! use works_partner_sandbox::Sandbox;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let clock = ManualClock::new("2026-12-01T00:00:00Z".parse()?);
//! let now = clock.clone();
//! let sandbox = Sandbox::builder().clock(move || now.now()).start().await?;
//! let client = Client::builder()
//!     .base_url(sandbox.base_url())
//!     .access_token(sandbox.token())
//!     .clock(clock.clone())
//!     .build()?;
//!
//! let customer = "10000002".parse()?;
//! let task = CreateOptionOrder::apply(Selection::new("DRV", "DRV01")?, "2026-12-02".parse()?);
//! let facts = client.facts_for(customer, "DRV").await?;
//! client.create_option_order(customer, &task, &facts).await?;
//! assert!(client.option_order(customer, "DRV").await?.is_some());
//!
//! clock.advance(Duration::from_secs(24 * 60 * 60));
//! assert!(client.option_order(customer, "DRV").await?.is_none(), "it was carried out");
//! let options = client.options(customer).await?;
//! assert!(options.iter().any(|option| option.option_product_id.as_str() == "DRV"));
//! # Ok(()) }
//! ```
//!
//! A program that blocks is tested against a sandbox in a process of its own: `works-partner sandbox start` prints its address
//! and token, and `--clock` and `sandbox clock --advance 30d` set its day.
//!
//! # Living with an API that is not described
//!
//! No document of the service exists that a program can read; this crate is written from its pages. Each operation and
//! each fact says how well it is known ([`Operation::evidence`](crate::api::Operation), [`catalog`](crate::api::catalog)).
//! Programs that last:
//!
//! - match on known values and have an arm for the rest;
//! - treat a missing field as unknown rather than as empty;
//! - log [`Reply::undecided`](crate::Reply::undecided) and [`Check`](crate::Check), which tell where the service and the
//!   pages part;
//! - never read "could not be read" as "nothing is scheduled".
//!
//! # Upgrading
//!
//! The crates follow semver, and the changelog tells changes of the document (what the API is known to be) from changes of
//! the code. A new enum value, optional field or operation is a minor change. Structs and enums are `non_exhaustive`, and
//! requests are made by builders, so that a field more breaks no program.
