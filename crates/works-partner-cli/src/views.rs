//! What commands have to show, in every form that it can be shown in; one file a subject.

mod catalog;
mod catalog_lists;
mod login;
pub(crate) mod plan;
mod preview;
mod records;
mod request;
mod resources;
mod response;
mod serving;
pub(crate) mod serving_report;
pub(crate) mod stored;

pub(crate) use catalog::Catalog;
pub(crate) use catalog_lists::CatalogList;
pub(crate) use login::{Status, Token};
pub(crate) use preview::Preview;
pub(crate) use records::{Records, Resource};
pub(crate) use request::Request;
pub(crate) use resources::{CUSTOMER, OPTION, SUBSCRIPTION, TASK, day, named};
pub(crate) use response::Response;
pub(crate) use serving::{Serving, Until};
