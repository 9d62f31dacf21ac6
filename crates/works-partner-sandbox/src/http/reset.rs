//! The error that ends a connection in a TCP reset.

use std::error::Error;
use std::fmt;

/// Returned by a service or a body, it has the connection reset instead of closed in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionReset;

impl ConnectionReset {
    pub(crate) fn is_cause_of(error: &(dyn Error + 'static)) -> bool {
        error.is::<Self>() || error.source().is_some_and(Self::is_cause_of)
    }
}

impl fmt::Display for ConnectionReset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox resets the connection")
    }
}

impl Error for ConnectionReset {}
