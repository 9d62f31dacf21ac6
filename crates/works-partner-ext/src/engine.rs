//! How every request travels, whichever operation it is of.

use std::sync::{Arc, OnceLock};

use bytes::{Bytes, BytesMut};
use http::header::AUTHORIZATION;
use reqwest::{Request, Response, ResponseBuilderExt};
use works_partner_api::{Exchange, Outcome, Policy, Refusal};

use crate::credentials::Credentials;
use crate::error::{Error, ErrorKind};
use crate::hosts::{BaseUrl, without_secrets};
use crate::reply::Received;

/// The policy that all calls of a client share.
pub(crate) struct Engine {
    pub(crate) base_url: BaseUrl,
    pub(crate) credentials: Arc<dyn Credentials>,
    /// The longest response body, in bytes.
    pub(crate) body_limit: usize,
}

impl Engine {
    async fn execute(&self, exchange: Exchange<'_>) -> Result<Received, Error> {
        let Exchange {
            http,
            mut request,
            operation_id,
            ..
        } = exchange;
        self.authorize(&mut request).await?;
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let failed = |error| Error::http(error, &host, operation_id);
        let response = http.execute(request).await.map_err(failed)?;
        self.receive(response, &host, operation_id).await
    }

    async fn authorize(&self, request: &mut Request) -> Result<(), Error> {
        if !self.base_url.covers(request.url()) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "the token does not travel to {}",
                    without_secrets(request.url())
                ),
            ));
        }
        let token = self.credentials.access_token().await?;
        let header = token.header().ok_or_else(|| {
            Error::new(
                ErrorKind::Credentials,
                "the access token cannot stand in a header",
            )
        })?;
        request.headers_mut().insert(AUTHORIZATION, header);
        Ok(())
    }

    /// Reads the body to its end, and no further than allowed.
    async fn receive(
        &self,
        mut response: Response,
        host: &str,
        operation_id: &'static str,
    ) -> Result<Received, Error> {
        let mut received = Received {
            operation_id,
            status: response.status(),
            headers: response.headers().clone(),
            body: Bytes::new(),
        };
        let announced = response.content_length().unwrap_or_default();
        if usize::try_from(announced).map_or(true, |announced| announced > self.body_limit) {
            return Err(Error::too_large(received, self.body_limit));
        }
        let mut body = BytesMut::new();
        loop {
            let chunk = response
                .chunk()
                .await
                .map_err(|error| Error::http(error, host, operation_id))?;
            match chunk {
                // Most bodies come in one piece, which then is not copied.
                Some(chunk) if body.is_empty() && received.body.is_empty() => received.body = chunk,
                Some(chunk) => {
                    if body.is_empty() {
                        body.extend_from_slice(&received.body);
                    }
                    body.extend_from_slice(&chunk);
                }
                None => break,
            }
            if body.len().max(received.body.len()) > self.body_limit {
                return Err(Error::too_large(received, self.body_limit));
            }
        }
        if !body.is_empty() {
            received.body = body.freeze();
        }
        Ok(received)
    }
}

/// The engine, and where to note the response of one call.
pub(crate) struct Call {
    pub(crate) engine: Arc<Engine>,
    pub(crate) received: Option<Arc<OnceLock<Received>>>,
}

impl Policy for Call {
    fn execute<'a>(&'a self, exchange: Exchange<'a>) -> Outcome<'a> {
        Box::pin(async move {
            let url = exchange.request.url().clone();
            let received = self
                .engine
                .execute(exchange)
                .await
                .map_err(|error| Refusal::Policy(Arc::new(error)))?;
            if let Some(slot) = &self.received {
                // One call is one exchange; a second one would keep its own response.
                let _ = slot.set(received.clone());
            }
            let mut response = http::Response::builder().url(url).status(received.status);
            if let Some(headers) = response.headers_mut() {
                headers.clone_from(&received.headers);
            }
            let body = received.body.clone();
            response
                .extension(received)
                .body(body)
                .map(Response::from)
                .map_err(|error| Refusal::Policy(Arc::new(error)))
        })
    }
}
