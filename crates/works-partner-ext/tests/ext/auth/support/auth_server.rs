//! An auth server that does what the vendor's is known to do, unless it is told what to say.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use works_partner_ext::Clock;

use super::clock::ManualClock;
use super::{CLIENT_ID, CLIENT_SECRET, SERVICE_ACCOUNT, keys};

pub(crate) struct AuthServer {
    url: String,
    shared: Arc<Shared>,
    task: AbortHandle,
}

struct Shared {
    clock: ManualClock,
    told: Mutex<VecDeque<Answer>>,
    settings: Mutex<Settings>,
    /// Every request, as it came.
    requests: watch::Sender<Vec<Request>>,
    held: watch::Sender<bool>,
}

struct Settings {
    expires_in: Value,
    rotates: bool,
    refresh_token: Option<String>,
    issued: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
    pub(crate) form: HashMap<String, String>,
}

/// What the server is told to say.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl AuthServer {
    pub(crate) async fn start() -> Self {
        let shared = Arc::new(Shared {
            clock: ManualClock::default(),
            told: Mutex::default(),
            settings: Mutex::new(Settings {
                expires_in: json!("3600"),
                rotates: false,
                refresh_token: None,
                issued: 0,
            }),
            requests: watch::Sender::default(),
            held: watch::Sender::default(),
        });
        let app = Router::new()
            .route("/oauth2/v2.0/token", post(receive))
            .route("/oauth2/v2.0/revoke", post(receive))
            .with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            url: format!("http://{address}/oauth2/v2.0"),
            shared,
            task: task.abort_handle(),
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// `127.0.0.1` with the port.
    pub(crate) fn host(&self) -> &str {
        self.url.split('/').nth(2).unwrap()
    }

    pub(crate) fn clock(&self) -> ManualClock {
        self.shared.clock.clone()
    }

    /// The next requests are answered so, in this order.
    pub(crate) fn tell(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.told.lock().unwrap().extend(answers);
    }

    pub(crate) fn set_expires_in(&self, expires_in: Value) {
        self.shared.settings.lock().unwrap().expires_in = expires_in;
    }

    pub(crate) fn rotate_refresh_tokens(&self) {
        self.shared.settings.lock().unwrap().rotates = true;
    }

    /// Answers nobody until [`release`](Self::release).
    pub(crate) fn hold(&self) {
        self.shared.held.send_replace(true);
    }

    pub(crate) fn release(&self) {
        self.shared.held.send_replace(false);
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.borrow().clone()
    }

    pub(crate) fn request_count(&self) -> usize {
        self.shared.requests.borrow().len()
    }

    /// Waits until so many requests have come.
    pub(crate) async fn received(&self, count: usize) {
        let mut requests = self.shared.requests.subscribe();
        requests
            .wait_for(|requests| requests.len() >= count)
            .await
            .unwrap();
    }
}

impl Drop for AuthServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let request = Request {
        path: uri.path().to_owned(),
        content_type: headers["content-type"].to_str().unwrap().to_owned(),
        form: url::form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect(),
        body,
    };
    let answer = shared.told.lock().unwrap().pop_front();
    let answer = answer.unwrap_or_else(|| {
        let (status, body) = shared.proper(&request);
        Answer::new(status, body.to_string())
    });
    shared
        .requests
        .send_modify(|requests| requests.push(request));
    let mut held = shared.held.subscribe();
    held.wait_for(|held| !held).await.unwrap();

    let status = StatusCode::from_u16(answer.status).unwrap();
    let mut response = (status, answer.body).into_response();
    let date = httpdate::fmt_http_date(shared.clock.now().into());
    let date = ("date", date);
    for (name, value) in [date].into_iter().chain(answer.headers) {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

impl Shared {
    fn proper(&self, request: &Request) -> (u16, Value) {
        let field = |name: &str| request.form.get(name).map(String::as_str);
        let refused = |error: &str| (400, json!({"error": error, "error_description": "no"}));
        if field("client_id") != Some(CLIENT_ID) || field("client_secret") != Some(CLIENT_SECRET) {
            return (401, json!({"error": "invalid_client"}));
        }
        if request.path.ends_with("/revoke") {
            return (200, json!({}));
        }
        let mut settings = self.settings.lock().unwrap();
        let login = match field("grant_type") {
            Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => {
                if !self.is_signed(field("assertion").unwrap_or_default()) {
                    return refused("invalid_grant");
                }
                true
            }
            Some("authorization_code") => {
                if field("code") != Some("the-code") {
                    return refused("invalid_grant");
                }
                true
            }
            Some("refresh_token") => {
                if field("refresh_token") != settings.refresh_token.as_deref() {
                    return refused("invalid_grant");
                }
                settings.rotates
            }
            _ => return refused("unsupported_grant_type"),
        };
        settings.issued += 1;
        let issued = settings.issued;
        let mut answer = json!({
            "access_token": format!("token/{issued}+=="),
            "token_type": "Bearer",
            "expires_in": settings.expires_in,
            "scope": field("scope").unwrap_or("partner"),
        });
        if login {
            let refresh = format!("refresh/{issued}+==");
            answer["refresh_token"] = json!(refresh);
            settings.refresh_token = Some(refresh);
        }
        (200, answer)
    }

    /// Judges as strictly as anything known of the vendor's server.
    fn is_signed(&self, assertion: &str) -> bool {
        let key = DecodingKey::from_rsa_pem(keys::pair().public_pem.as_bytes()).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let Ok(token) = jsonwebtoken::decode::<Value>(assertion, &key, &validation) else {
            return false;
        };
        let now = self.clock.now().as_second();
        let (issued, expires) = (token.claims["iat"].as_i64(), token.claims["exp"].as_i64());
        let (Some(issued), Some(expires)) = (issued, expires) else {
            return false;
        };
        token.claims["iss"] == CLIENT_ID
            && token.claims["sub"] == SERVICE_ACCOUNT
            && issued <= now
            && now < expires
            && expires - issued <= 3600
    }
}
