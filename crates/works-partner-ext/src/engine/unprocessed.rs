//! Errors that say that a server has surely not processed a request.

use std::error::Error;

/// Whether nothing of the request was processed, so that sending it again is sending it once:
///
/// - no connection came about, or it closed before the request was written;
/// - HTTP/2: the stream was refused, or is above the last one that a GOAWAY says was processed.
///
/// # Source
///
/// <https://www.rfc-editor.org/rfc/rfc9113.html#section-8.7>
pub(crate) fn is_unprocessed(error: &reqwest::Error) -> bool {
    error.is_connect() || causes(error).any(says_so)
}

fn says_so(cause: &(dyn Error + 'static)) -> bool {
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        // hyper gives back a request that it never wrote.
        return error.is_canceled();
    }
    // h2 fails only those streams by a remote GOAWAY that are above its last one; it lets the others end,
    // or fail by the end of the connection.
    cause.downcast_ref::<h2::Error>().is_some_and(|error| {
        error.is_remote()
            && (error.is_go_away()
                || error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
    })
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}
