//! HTTP as the API speaks it: its operations, and the requests and responses of one.

pub(crate) mod body;
pub(crate) mod call;
pub(crate) mod operation;
pub(crate) mod problem;
pub(crate) mod reset;
pub(crate) mod response;
pub(crate) mod shutdown;
