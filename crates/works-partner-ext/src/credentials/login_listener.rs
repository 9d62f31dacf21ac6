//! The end of a login, where the browser comes back to this machine.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::{Host, Url, form_urlencoded};

use crate::credentials::{AuthorizationCode, LoginState};
use crate::error::Error;

/// Waits on this machine for the browser that a login sends back with a code.
///
/// It speaks as little HTTP as that takes: a request head of at most 8 KiB, ten seconds for each visit,
/// sixteen visits at once. The page that it shows has neither script nor address of anything.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-oauth>; that the vendor takes
/// `http://localhost:9876/callback` for a redirect URI is others' experience, its pages speak of https.
///
/// # Example
///
/// ```
/// use works_partner_ext::{LoginListener, LoginState};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let listener = LoginListener::bind("http://localhost:0/callback").await?;
/// let state = LoginState::from_secret("guess-me-not");
///
/// // What the browser does at last:
/// let back = format!("{}?code=jp1AAAA&state=guess-me-not", listener.redirect_uri());
/// let browser = tokio::spawn(reqwest::get(back));
///
/// let code = listener.wait(&state).await?;
/// assert!(browser.await??.text().await?.contains("You can close this window"));
/// # Ok(())
/// # }
/// ```
pub struct LoginListener {
    listeners: Vec<TcpListener>,
    redirect_uri: String,
    path: String,
}

impl LoginListener {
    /// Listens where a redirect URI leads: `http`, this machine (`localhost`, `127.0.0.1` or `[::1]`)
    /// and any path. Port 0 takes a free one, which [`redirect_uri`](Self::redirect_uri) tells.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) where the URI is another one, or the port is not free.
    pub async fn bind(redirect_uri: &str) -> Result<Self, Error> {
        let unfit = || {
            Error::configuration(
                "a login cannot come back to this redirect URI; use one such as \
                 http://localhost:9876/callback",
            )
        };
        let mut url = Url::parse(redirect_uri).map_err(|_| unfit())?;
        let is_plain = url.scheme() == "http"
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        // A browser may read `localhost` either way; the newer one need not exist.
        let (first, second): (IpAddr, Option<IpAddr>) = match url.host() {
            Some(Host::Domain("localhost")) => {
                (Ipv4Addr::LOCALHOST.into(), Some(Ipv6Addr::LOCALHOST.into()))
            }
            Some(Host::Ipv4(address)) if address.is_loopback() => (address.into(), None),
            Some(Host::Ipv6(address)) if address.is_loopback() => (address.into(), None),
            _ => return Err(unfit()),
        };
        if !is_plain {
            return Err(unfit());
        }
        let port = url.port_or_known_default().ok_or_else(unfit)?;
        Error::ensure_runtime()?;
        let mut tries = if port == 0 { PORTS_TRIED } else { 1 };
        let (listeners, port) = loop {
            tries -= 1;
            match listen(first, second, port).await {
                Err(_) if tries > 0 => {}
                outcome => break outcome?,
            }
        };
        // Only a port that was free to choose is written anew: the rest must stay as registered.
        let redirect_uri = if url.port() == Some(0) {
            url.set_port(Some(port)).map_err(|()| unfit())?;
            url.to_string()
        } else {
            redirect_uri.to_owned()
        };
        Ok(Self {
            listeners,
            redirect_uri,
            path: url.path().to_owned(),
        })
    }

    /// The redirect URI, with the port that is really listened on.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits for the code of the login that has this state, and shows the person a page. Redirects with
    /// another state, and whatever else a browser asks for, are turned away and waited on.
    ///
    /// It waits for as long as it is let; dropping it ends all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) where the server sends an error instead of a code, such as
    /// `access_denied`, with its [`code`](Error::code) and [`description`](Error::description).
    pub async fn wait(&self, state: &LoginState) -> Result<AuthorizationCode, Error> {
        let login = Arc::new(Login {
            path: self.path.clone(),
            state: state.clone(),
        });
        let mut visits = JoinSet::new();
        loop {
            tokio::select! {
                stream = self.accept(), if visits.len() < MOST_VISITS => match stream {
                    Ok(stream) => {
                        let login = login.clone();
                        visits.spawn(timeout(LONGEST_VISIT, async move { login.receive(stream).await }));
                    }
                    // Out of descriptors, say: a moment later there may be some.
                    Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                },
                Some(visit) = visits.join_next() => {
                    if let Ok(Ok(Some(outcome))) = visit {
                        return outcome;
                    }
                }
            }
        }
    }

    async fn accept(&self) -> io::Result<TcpStream> {
        let (stream, _) = match self.listeners.as_slice() {
            [first, second] => tokio::select! {
                accepted = first.accept() => accepted,
                accepted = second.accept() => accepted,
            },
            [only, ..] => only.accept().await,
            [] => std::future::pending().await,
        }?;
        Ok(stream)
    }
}

/// How many free ports are tried until both addresses of `localhost` have the same.
const PORTS_TRIED: u32 = 8;

/// Listens at the one address, and at the other if this machine has it. A browser may go to either: one
/// that somebody else listens at would get the code.
async fn listen(
    first: IpAddr,
    second: Option<IpAddr>,
    port: u16,
) -> Result<(Vec<TcpListener>, u16), Error> {
    let taken = |address: IpAddr, port: u16, error: io::Error| {
        let address = match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        Error::configuration(format!("port {port} cannot be used: {address}: {error}"))
    };
    let listener = TcpListener::bind(SocketAddr::new(first, port))
        .await
        .map_err(|error| taken(first, port, error))?;
    let port = listener
        .local_addr()
        .map_err(|error| taken(first, port, error))?
        .port();
    let mut listeners = vec![listener];
    if let Some(second) = second {
        match TcpListener::bind(SocketAddr::new(second, port)).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if is_without(&error) => {}
            Err(error) => return Err(taken(second, port, error)),
        }
    }
    Ok((listeners, port))
}

/// This machine has no such address, so nobody can listen at it.
fn is_without(error: &io::Error) -> bool {
    /// "Address family not supported", on Linux, BSD and macOS, and Windows.
    const NO_SUCH_FAMILY: [i32; 3] = [97, 47, 10047];
    matches!(
        error.kind(),
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported
    ) || error
        .raw_os_error()
        .is_some_and(|code| NO_SUCH_FAMILY.contains(&code))
}

impl fmt::Debug for LoginListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginListener")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// A browser opens some connections ahead that it then does not use.
const MOST_VISITS: usize = 16;

const LONGEST_VISIT: Duration = Duration::from_secs(10);

const LONGEST_HEAD: usize = 8 * 1024;

/// What is waited for.
struct Login {
    path: String,
    state: LoginState,
}

type Outcome = Result<AuthorizationCode, Error>;

impl Login {
    /// Answers one visit. The outcome is there once the page is sent, if the visit brought it.
    async fn receive(&self, mut stream: TcpStream) -> Option<Outcome> {
        let (page, outcome) = match read_target(&mut stream).await? {
            Ok(target) => self.answer(&target),
            Err(page) => (page, None),
        };
        // The outcome counts, even if the browser is gone.
        let _ = stream.write_all(page.to_response().as_bytes()).await;
        let _ = stream.shutdown().await;
        outcome
    }

    fn answer(&self, target: &str) -> (Page, Option<Outcome>) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path != self.path {
            return (Page::NOT_FOUND, None);
        }
        let parameter = |name: &str| {
            let mut values =
                form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            let value = values.next().map(|(_, value)| value.into_owned());
            // Twice is once too often to know which one is meant.
            if values.next().is_some() { None } else { value }
        };
        let code = parameter("code").filter(|code| !code.is_empty());
        let error = parameter("error").filter(|error| !error.is_empty());
        match (parameter("state"), code, error) {
            (Some(state), _, _) if !self.state.matches(&state) => (Page::OTHER_LOGIN, None),
            // Errors are not documented to carry the state. Without it they may end a login, but never
            // make one.
            (_, _, Some(error)) => {
                let description = parameter("error_description");
                let page = Page::refused(&error, description.as_deref());
                let error = Error::refused_login(error, description);
                (page, Some(Err(error)))
            }
            (Some(_), Some(code), None) => (Page::DONE, Some(Ok(AuthorizationCode::new(code)))),
            _ => (Page::OTHER_LOGIN, None),
        }
    }
}

/// The path and query of a GET, else the page to answer with; `None` where there is nobody to answer.
async fn read_target(stream: &mut TcpStream) -> Option<Result<String, Page>> {
    let mut head = Vec::new();
    while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD {
            return Some(Err(Page::TOO_LONG));
        }
        let mut chunk = [0; 1024];
        let length = stream.read(&mut chunk).await.ok()?;
        if length == 0 {
            return None;
        }
        head.extend_from_slice(chunk.get(..length)?);
    }
    let head = String::from_utf8_lossy(&head);
    let line: Vec<&str> = head.lines().next()?.split(' ').collect();
    Some(match line.as_slice() {
        ["GET", target, version] if target.starts_with('/') && version.starts_with("HTTP/1.") => {
            Ok((*target).to_owned())
        }
        [_, _, version] if version.starts_with("HTTP/1.") => Err(Page::NOT_ALLOWED),
        _ => Err(Page::NO_REQUEST),
    })
}

/// What the person sees.
struct Page {
    status: &'static str,
    title: &'static str,
    text: std::borrow::Cow<'static, str>,
}

impl Page {
    const DONE: Self = Self::new(
        "200 OK",
        "Logged in",
        "You can close this window and go back to where you began.",
    );
    const OTHER_LOGIN: Self = Self::new(
        "400 Bad Request",
        "Not this login",
        "This is not the login that is being waited for. Begin again where you began.",
    );
    const NOT_FOUND: Self = Self::new("404 Not Found", "Not here", "There is nothing here.");
    const NOT_ALLOWED: Self = Self::new(
        "405 Method Not Allowed",
        "Not like this",
        "Only GET is understood.",
    );
    const NO_REQUEST: Self = Self::new("400 Bad Request", "Not HTTP", "This is not a request.");
    const TOO_LONG: Self = Self::new(
        "431 Request Header Fields Too Large",
        "Too long",
        "The request is longer than any login makes it.",
    );

    const fn new(status: &'static str, title: &'static str, text: &'static str) -> Self {
        Self {
            status,
            title,
            text: std::borrow::Cow::Borrowed(text),
        }
    }

    fn refused(error: &str, description: Option<&str>) -> Self {
        let mut text = format!("The server says: {}", shown(error));
        if let Some(description) = description {
            text.push_str(" – ");
            text.push_str(&shown(description));
        }
        Self {
            status: "400 Bad Request",
            title: "Not logged in",
            text: text.into(),
        }
    }

    fn to_response(&self) -> String {
        let Self {
            status,
            title,
            text,
        } = self;
        let body = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <title>{title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n</html>\n"
        );
        format!(
            "HTTP/1.1 {status}\r\n\
             content-type: text/html; charset=utf-8\r\n\
             content-length: {}\r\n\
             content-security-policy: default-src 'none'\r\n\
             referrer-policy: no-referrer\r\n\
             cache-control: no-store\r\n\
             connection: close\r\n\r\n{body}",
            body.len()
        )
    }
}

/// A foreign text as HTML, and not too much of it.
fn shown(text: &str) -> String {
    let mut html = String::new();
    for c in text.chars().take(300) {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_control() => html.push(' '),
            c => html.push(c),
        }
    }
    html
}
