//! What commands have to show, in every form that it can be shown in; one file a subject.

mod catalog;
mod login;
mod members;
mod preview;
mod records;
mod request;
mod resources;
mod response;
mod serving;

use std::borrow::Cow;

pub(crate) use catalog::Catalog;
pub(crate) use login::{Status, Token};
pub(crate) use preview::Preview;
pub(crate) use records::{Records, Resource};
pub(crate) use request::Request;
pub(crate) use resources::{CUSTOMER, OPTION, SUBSCRIPTION, TASK, day, named};
pub(crate) use response::Response;
pub(crate) use serving::Serving;

/// Something to print. Each form is made when it is asked for.
pub(crate) trait Answer {
    /// For reading: styled text that ends its lines, at most `width` columns wide.
    fn table(&self, width: Option<usize>) -> String;
    /// All of it as one JSON text.
    fn json(&self) -> Cow<'_, str>;
    /// The things in it, each as a JSON text.
    fn items(&self) -> Vec<Cow<'_, str>>;
    /// The names of the fields of a row.
    fn header(&self) -> Vec<&str>;
    /// The things in it as rows, a field for each name.
    fn rows(&self) -> Vec<Vec<Cow<'_, str>>>;
}
