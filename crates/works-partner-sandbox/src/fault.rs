//! Faults: what goes wrong on request.

mod bomb;
mod damage;
mod file;
mod plan;
mod replacement;
mod response_template;
mod script;

use std::time::Duration;

pub use file::InvalidFaults;
pub use plan::Faults;
pub(crate) use replacement::RequestContext;
pub use response_template::ResponseTemplate;

/// Something that goes wrong with one request.
///
/// A fault is planned through [`Faults`], by the API's paths as well as those of the auth server.
/// Three kinds differ in whether the operation runs:
///
/// - **In transit**: the operation runs (a write is applied) and the request is
///   [recorded](crate::Sandbox::requests), but the response does not arrive as it should. The
///   exception is [`ResetBeforeRequest`](Self::ResetBeforeRequest).
/// - **In the response**: the operation runs, and its response is damaged; it keeps its status.
/// - **Instead of the operation**: it does not run, no call counts against the rate limit, and no token
///   is checked.
///
/// Stalls last until the client gives up or the sandbox stops.
///
/// ```
/// use works_partner_sandbox::{Fault, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().start().await?;
/// sandbox.faults().push(Fault::ResetAfterRequest);
/// sandbox.faults().push(Fault::GatewayPage(502));
///
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// let url = format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url());
/// let get = || client.get(&url).bearer_auth(sandbox.token()).send();
///
/// assert!(get().await.is_err());
/// assert_eq!(get().await?.status(), 502);
/// assert_eq!(get().await?.status(), 200);
/// assert_eq!(sandbox.requests().len(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    // In transit.
    //
    /// The connection is reset (TCP RST) once the head of a request is there. Nothing of the
    /// request is looked at, and it is not recorded: it only shows in
    /// [`connections`](crate::Sandbox::connections).
    ResetBeforeRequest,
    /// The connection is reset after the whole request was read and the operation ran.
    ResetAfterRequest,
    /// No byte of the response comes.
    StallBeforeHeaders,
    /// The headers and half of the body come, then nothing.
    StallMidBody,
    /// Half of the body that `Content-Length` announces, then the connection is closed in order.
    TruncatedBody,
    /// The headers at once, then a byte of the body after each such time.
    Trickle(Duration),

    // In the response.
    //
    /// A page in HTML, as from a captive portal.
    HtmlBody,
    /// No body.
    EmptyBody,
    /// `text/plain`, though the body is the proper JSON.
    WrongContentType,
    /// A JSON object whose first member is a string that is not UTF-8.
    InvalidUtf8,
    /// A JSON object whose first member comes again at the end, as `null`.
    DuplicateKeys,
    /// A JSON object of over 1 GiB, with its `Content-Length`.
    HugeBody,
    /// The same in chunks, without `Content-Length`.
    HugeChunkedBody,
    /// The proper body, compressed whether or not the client accepts it.
    Gzip,
    /// Less than 3 MiB on the wire that unpack to a JSON object of over 1 GiB.
    GzipBomb,

    // Instead of the operation.
    //
    /// 401, code `UNAUTHORIZED`, and a challenge that says `invalid_token`.
    Unauthorized,
    /// 403, code `FORBIDDEN`.
    Forbidden,
    /// 404, code `NOT_FOUND`.
    NotFound,
    /// 409, code `CONFLICT`.
    Conflict,
    /// 429, code `TOO_MANY_REQUESTS`.
    TooManyRequests(RetryHint),
    /// 500, code `INTERNAL_SERVER_ERROR`.
    InternalServerError,
    /// 503, code `SERVICE_UNAVAILABLE`.
    ServiceUnavailable,
    /// A gateway's page in HTML under a status such as 500, 502, 503 or 504. A number that is not a
    /// status (less than 100, more than 999) is sent as 502.
    GatewayPage(u16),
    /// 307 to a URL, which is sent as it is.
    Redirect(String),
    /// 307 to the same path and query elsewhere, such as at `http://127.0.0.1:8080`.
    RedirectToOrigin(String),
    /// 307 to the URL that was asked for: a loop, if it is [always](Faults::always) so.
    RedirectToSelf,
    /// Any response.
    Response(ResponseTemplate),
}

/// What a 429 of [`Fault::TooManyRequests`] says about when to retry.
///
/// The vendor documents `rateLimit-reset` alone.
///
/// ```
/// use works_partner_sandbox::{Fault, RetryHint, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().start().await?;
/// sandbox.faults().push(Fault::TooManyRequests(RetryHint::RetryAfterSeconds(3)));
///
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// let response = client.get(sandbox.base_url()).send().await?;
/// assert_eq!(response.status(), 429);
/// assert_eq!(response.headers()["Retry-After"], "3");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryHint {
    /// Nothing.
    None,
    /// `Retry-After` in seconds.
    RetryAfterSeconds(u64),
    /// `Retry-After` as a date so many seconds from the sandbox's now.
    RetryAfterDate(u64),
    /// The rate headers as documented, with so many seconds in `rateLimit-reset`.
    RateLimitReset(u64),
}
