#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

#[cfg(feature = "blocking")]
pub mod blocking;
mod catalog;
pub mod check;
mod client;
mod clock;
mod content_coding;
mod credentials;
mod domain_id;
mod engine;
mod error;
mod error_body;
mod facts_for;
pub mod guide;
mod hosts;
mod http_client;
mod ids;
mod masking;
pub mod observation;
mod operation_call;
mod operations;
mod pagination;
mod proxy;
mod reply;
pub mod requests;
mod selection;
#[cfg(feature = "rustls")]
mod tls;
mod unanswered;
pub mod validation;

pub use catalog::{
    Basis, CompatibleProducts, Edition, OptionProductIdExt, PlanExt, ProductFamily, ProductIdExt,
    Quantity, Recurrence, Stage, SubOptionIdExt, Term, ValueList,
};
pub use check::Check;
pub use client::{Client, ClientBuilder};
pub use clock::{Clock, ManualClock, SystemClock};
#[cfg(feature = "login-listener")]
pub use credentials::LoginListener;
#[cfg(feature = "token-store")]
pub use credentials::TokenStore;
pub use credentials::{
    AUTH_URL, AccessToken, AuthorizationCode, Credentials, LoginState, PrivateKey, Scope,
    ServiceAccount, ServiceAccountBuilder, StaticToken, TokenFuture, TokenInfo, UserAccount,
    UserAccountBuilder,
};
pub use domain_id::{DomainId, InvalidDomainId};
pub use engine::{CallOptions, SentRequests};
pub use error::{Error, ErrorKind};
pub use facts_for::{
    BaseSubscription, FactsSubject, GatheredFacts, WantedFacts, WantedReservation,
};
pub use hosts::{BASE_URL, InvalidUrl};
pub use ids::{InvalidId, PreOrderId, SubscriptionId};
pub use masking::mask;
pub use operation_call::OperationCall;
pub use operations::Validation;
pub use pagination::{CustomerItems, CustomerPages};
pub use reply::Reply;
pub use selection::{InvalidSelection, Pairing, Selection, pairing};
/// The generated crate, for its types and for every operation of the API.
pub use works_partner_api as api;
