#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "client"),
    allow(
        dead_code,
        reason = "what a response or an error is made of, which nobody gets"
    )
)]

#[cfg(feature = "blocking")]
pub mod blocking;
mod catalog;
pub mod check;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod clock;
#[cfg(feature = "client")]
mod content_coding;
#[cfg(feature = "client")]
mod credentials;
mod domain_id;
#[cfg(feature = "client")]
mod engine;
mod error;
mod error_body;
#[cfg(feature = "client")]
mod facts_for;
pub mod guide;
mod hosts;
#[cfg(feature = "client")]
mod http_client;
mod ids;
mod masking;
pub mod observation;
mod operation_call;
#[cfg(feature = "client")]
mod operations;
#[cfg(feature = "client")]
mod pagination;
#[cfg(feature = "client")]
mod proxy;
mod reply;
pub mod requests;
mod selection;
#[cfg(feature = "rustls-no-provider")]
mod tls;
#[cfg(feature = "client")]
mod unanswered;
pub mod validation;

pub use catalog::{
    Basis, CompatibleProducts, Edition, OptionProductIdExt, PlanExt, ProductFamily, ProductIdExt,
    Quantity, Recurrence, Stage, SubOptionIdExt, Term, ValueList,
};
pub use check::Check;
#[cfg(feature = "client")]
pub use client::{Client, ClientBuilder};
#[cfg(feature = "client")]
pub use clock::{Clock, ManualClock, SystemClock};
#[cfg(feature = "login-listener")]
pub use credentials::LoginListener;
#[cfg(feature = "token-store")]
pub use credentials::TokenStore;
#[cfg(feature = "client")]
pub use credentials::{
    AUTH_URL, AccessToken, AuthorizationCode, Credentials, LoginState, Scope, StaticToken,
    TokenFuture, TokenInfo, UserAccount, UserAccountBuilder,
};
#[cfg(feature = "service-account")]
pub use credentials::{PrivateKey, ServiceAccount, ServiceAccountBuilder};
pub use domain_id::{DomainId, InvalidDomainId};
#[cfg(feature = "client")]
pub use engine::{CallOptions, SentRequests};
pub use error::{Error, ErrorKind};
#[cfg(feature = "client")]
pub use facts_for::{
    BaseSubscription, FactsSubject, GatheredFacts, WantedFacts, WantedReservation,
};
pub use hosts::{InvalidUrl, check_auth_url, check_base_url};
pub use ids::{InvalidId, PreOrderId, SubscriptionId};
pub use masking::mask;
pub use operation_call::OperationCall;
#[cfg(feature = "client")]
pub use operations::Validation;
#[cfg(feature = "client")]
pub use pagination::{CustomerItems, CustomerPages};
pub use reply::Reply;
pub use selection::{InvalidSelection, Pairing, Selection, pairing};
/// The generated crate, for its types and for every operation of the API.
pub use works_partner_api as api;
/// The API of LINE WORKS. Others, such as the government's, are set on the builder.
pub use works_partner_api::BASE_URL;
