//! A call of any operation of the document, by its data instead of its types.

use std::collections::HashMap;
use std::fmt;
#[cfg(feature = "client")]
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};
use url::Url;
use works_partner_api::schema::{Kind, Reason, Schema};
use works_partner_api::{Exchange, Location, Operation, Parameter};

#[cfg(feature = "client")]
use crate::client::Client;
use crate::error::Error;
#[cfg(feature = "client")]
use crate::reply::{Received, Reply};
use crate::validation::Diagnostic;

/// A call of an operation, with untyped parameters and body: for programs that learn from the
/// document what there is to call.
///
/// Nothing leaves that is not as the document says; [`check`](Self::check) lists all of it. The
/// service may know more than the document: [`allow_unlisted`](Self::allow_unlisted) and
/// [`skip_validation`](Self::skip_validation) send on purpose what the document does not have.
///
/// ```
/// use serde_json::json;
/// use works_partner_ext::OperationCall;
/// use works_partner_ext::api::Operation;
///
/// let operation = Operation::find("create_option_product_order").unwrap();
/// let call = OperationCall::new(operation)
///     .parameter("domainId", 10000001)
///     .body(json!({"optionProductId": "DRV9", "applyDate": "tomorrow"}));
/// let fields: Vec<String> = call.check().into_iter().map(|found| found.field).collect();
/// assert!(fields.contains(&"optionProductId".to_owned()), "{fields:?}");
/// assert!(fields.contains(&"applyDate".to_owned()), "{fields:?}");
/// assert!(!call.allow_unlisted().check().iter().any(|found| found.field == "optionProductId"));
/// ```
#[derive(Clone)]
#[must_use = "a call does nothing until a client sends it"]
pub struct OperationCall {
    operation: Operation,
    parameters: Map<String, Value>,
    body: Option<Value>,
    /// The body in its own spelling, which `body` was read from.
    spelled: Option<Box<RawValue>>,
    strictness: Strictness,
}

/// What keeps a call from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strictness {
    /// All that is not as the document says.
    Whole,
    /// The same, without enum values that are not listed.
    Unlisted,
    /// What cannot be written as a request.
    Possible,
}

/// How to make a call.
impl OperationCall {
    /// A call without parameters and body.
    pub fn new(operation: &Operation) -> Self {
        Self {
            operation: *operation,
            parameters: Map::new(),
            body: None,
            spelled: None,
            strictness: Strictness::Whole,
        }
    }

    /// Gives the parameter of this name a value: a text, a number, a boolean, or a list of those.
    /// A list repeats a parameter of the query, and is joined by commas elsewhere.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Gives it a body, which is sent as JSON, or as a form where the document says so.
    pub fn body(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self.spelled = None;
        self
    }

    /// Gives it a body that is sent byte by byte as it is written: numbers keep digits that no
    /// [`Value`] has room for.
    ///
    /// # Errors
    ///
    /// A text that no [`Value`] can be read from, such as a number beyond the range of floating point.
    ///
    /// ```
    /// use serde_json::value::RawValue;
    /// use works_partner_ext::OperationCall;
    /// use works_partner_ext::api::Operation;
    ///
    /// let json = RawValue::from_string(r#"{"plan":"MONTHLY","x":1.10}"#.to_owned())?;
    /// let call = OperationCall::new(Operation::find("create_subscription").unwrap()).json(json)?;
    /// assert_eq!(call.shown_json().unwrap(), r#"{"plan":"MONTHLY","x":1.10}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn json(mut self, json: Box<RawValue>) -> Result<Self, serde_json::Error> {
        self.body = Some(serde_json::from_str(json.get())?);
        self.spelled = Some(json);
        Ok(self)
    }

    /// Sends enum values that the document does not list, and holds all else against it.
    pub fn allow_unlisted(self) -> Self {
        Self {
            strictness: Strictness::Unlisted,
            ..self
        }
    }

    /// Sends it whatever the document says. What cannot be written as a request stays refused: a
    /// path without its parameters, a parameter whose place is not known.
    pub fn skip_validation(self) -> Self {
        Self {
            strictness: Strictness::Possible,
            ..self
        }
    }
}

/// What is to be sent.
impl OperationCall {
    /// The operation.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The parameters by their names.
    pub fn parameters(&self) -> &Map<String, Value> {
        &self.parameters
    }

    /// The body as it is sent, secrets included: not for showing.
    pub(crate) fn body_value(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// All that keeps the call from being sent. Asks no server.
    pub fn check(&self) -> Vec<Diagnostic> {
        let impossible = self.operation.path_with(&self.parameters).err();
        let mut found = impossible.unwrap_or_default();
        if self.strictness == Strictness::Possible {
            return Diagnostic::of_mismatches(&self.operation, &found);
        }
        for mut mismatch in self.operation.check(&self.parameters, self.body.as_ref()) {
            if let (Some(spelled), Some(value)) = (&self.spelled, &mismatch.value)
                && let Some(number) = spelling(spelled, &mismatch.field, value)
            {
                mismatch.value = Some(number);
            }
            let allowed = self.strictness == Strictness::Unlisted;
            if !(found.contains(&mismatch) || allowed && mismatch.reason == Reason::Unlisted) {
                found.push(mismatch);
            }
        }
        Diagnostic::of_mismatches(&self.operation, &found)
    }

    /// Where it goes below a base URL such as [`BASE_URL`](crate::BASE_URL).
    ///
    /// # Errors
    ///
    /// A base URL that is none, and parameters that cannot stand where they belong.
    ///
    /// ```
    /// use works_partner_ext::api::Operation;
    /// use works_partner_ext::{BASE_URL, OperationCall};
    ///
    /// let call = OperationCall::new(Operation::find("list_customers").unwrap())
    ///     .parameter("count", 30)
    ///     .parameter("orderBy", "name desc");
    /// let url = "https://www.worksapis.com/v1.0/partners/customers?count=30&orderBy=name+desc";
    /// assert_eq!(call.url(BASE_URL)?.as_str(), url);
    /// # Ok::<(), works_partner_ext::Error>(())
    /// ```
    pub fn url(&self, base_url: &str) -> Result<Url, Error> {
        // What cannot stand in a request is told here, too.
        let path = self.operation.path_with(&self.parameters);
        path.map_err(|found| Diagnostic::of_mismatches(&self.operation, &found))?;
        let path = self.written(&|name| self.parameters.get(name)).path()?;
        Url::parse(&(base_url.trim_end_matches('/').to_owned() + &path))
            .map_err(|_| Error::invalid_request("the base URL cannot be parsed"))
    }

    /// The body for showing: what the document calls secret is `[secret]`, and so is what it does not know and
    /// whose name says that it is a secret.
    pub fn shown_body(&self) -> Option<Value> {
        let body = self.body.as_ref()?;
        Some(self.body_schema().without_secrets(body))
    }

    /// The same as a JSON text, in the body's own spelling where there is no secret in it.
    pub fn shown_json(&self) -> Option<String> {
        let shown = self.shown_body()?;
        Some(match &self.spelled {
            Some(spelled) if self.body.as_ref() == Some(&shown) => spelled.get().to_owned(),
            _ => shown.to_string(),
        })
    }

    /// The secrets in the body, for taking them out of whatever repeats them: what
    /// [`shown_body`](Self::shown_body) hides.
    pub fn secrets(&self) -> Vec<&str> {
        let schema = self.body_schema();
        let body = self.body.as_ref();
        body.map_or_else(Vec::new, |body| schema.secrets_in(body))
    }

    fn body_schema(&self) -> Schema {
        let documented = self.operation.body.map(|expected| expected.schema);
        documented.unwrap_or(Schema::new(Kind::Any))
    }

    fn written<'a>(&'a self, value: &'a dyn Fn(&str) -> Option<&'a Value>) -> Written<'a> {
        Written {
            operation: &self.operation,
            value,
            body: match (&self.spelled, &self.body) {
                (Some(spelled), _) => {
                    Content::Json(Bytes::copy_from_slice(spelled.get().as_bytes()))
                }
                (None, Some(body)) => Content::Value(body),
                (None, None) => Content::None,
            },
        }
    }

    /// The request, unless [`check`](Self::check) finds something.
    fn checked_request(&self) -> Result<Exchange, Error> {
        // What cannot be written fails as it is written, but for parameters that have no place.
        let is_known = |name: &String| self.operation.parameter(name).is_some();
        let is_checked_by_writing =
            self.strictness == Strictness::Possible && self.parameters.keys().all(is_known);
        if !is_checked_by_writing {
            let found = self.check();
            if !found.is_empty() {
                return Err(Error::from(found));
            }
        }
        self.request()
    }

    fn request(&self) -> Result<Exchange, Error> {
        self.written(&|name| self.parameters.get(name)).exchange()
    }
}

/// A number in a body as it is spelled there. A `Value`, which is what is shown of it, has no room for all
/// digits.
fn spelling(body: &RawValue, field: &str, shown: &str) -> Option<String> {
    let mut rest = field;
    let mut here = body;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (index, after) = inner.split_once(']')?;
            let items: Vec<&RawValue> = serde_json::from_str(here.get()).ok()?;
            here = items.get(index.parse::<usize>().ok()?)?;
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let (name, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
            let members: HashMap<String, &RawValue> = serde_json::from_str(here.get()).ok()?;
            here = members.get(name)?;
            rest = after.strip_prefix('.').unwrap_or(after);
        }
    }
    let number: Number = serde_json::from_str(here.get()).ok()?;
    // A parameter may have the name of a field.
    let is_meant = number.to_string() == shown && here.get().len() <= LONGEST;
    is_meant.then(|| here.get().to_owned())
}

/// How many characters of a number a refusal has room for.
const LONGEST: usize = 80;

/// A request by the data of an operation, without what the engine adds.
pub(crate) struct Written<'a> {
    pub(crate) operation: &'a Operation,
    /// The values of the parameters, by their names.
    pub(crate) value: &'a dyn Fn(&str) -> Option<&'a Value>,
    pub(crate) body: Content<'a>,
}

/// What a request is sent with.
pub(crate) enum Content<'a> {
    None,
    Value(&'a Value),
    /// JSON, as it is.
    Json(Bytes),
}

impl Written<'_> {
    pub(crate) fn exchange(self) -> Result<Exchange, Error> {
        let operation = self.operation;
        let unwritable = |what: &str| {
            let id = operation.id;
            Error::invalid_request(format!("{what} of {id} cannot be written as a request"))
        };
        let fixed = |media_type: &'static str| {
            HeaderValue::from_maybe_shared(Bytes::from_static(media_type.as_bytes()))
                .map_err(|_| unwritable("the media type"))
        };
        let method = Method::from_bytes(operation.method.as_bytes())
            .map_err(|_| unwritable("the method"))?;
        let mut request = Exchange::new(operation.id, method, self.path()?);
        request.headers.reserve_exact(2);
        request.headers.push((ACCEPT, fixed(operation.accept)?));
        for (name, text) in self.texts(Location::Header)? {
            let header = HeaderName::from_bytes(name.as_bytes()).ok();
            let value = HeaderValue::from_str(&text).ok();
            let (Some(header), Some(value)) = (header, value) else {
                return Err(unwritable(&format!("the header {name}")));
            };
            request.headers.push((header, value));
        }
        let (media_type, is_form) = match &operation.body {
            Some(expected) => (expected.media_type, expected.is_form()),
            None => ("application/json", false),
        };
        request.body = match self.body {
            Content::None => return Ok(request),
            Content::Json(json) if !is_form => json,
            Content::Value(body) if !is_form => serde_json::to_vec(body)
                .map_err(|_| unwritable("the body"))?
                .into(),
            Content::Value(body) => form(body).ok_or_else(|| unwritable("the form"))?.into(),
            Content::Json(json) => {
                let body: Value =
                    serde_json::from_slice(&json).map_err(|_| unwritable("the form"))?;
                form(&body).ok_or_else(|| unwritable("the form"))?.into()
            }
        };
        request.headers.push((CONTENT_TYPE, fixed(media_type)?));
        Ok(request)
    }

    /// The path and the query below the base URL.
    fn path(&self) -> Result<String, Error> {
        let path = self.operation.path_by(self.value);
        let path = path.map_err(|found| Diagnostic::of_mismatches(self.operation, &found))?;
        let query = self.texts(Location::Query)?;
        if query.is_empty() {
            return Ok(path);
        }
        let path = path + "?";
        let start = path.len();
        let mut pairs = url::form_urlencoded::Serializer::for_suffix(path, start);
        Ok(pairs.extend_pairs(query).finish())
    }

    /// The parameters that stand there, those that are lists once for each item.
    fn texts(&self, location: Location) -> Result<Vec<(&'static str, String)>, Error> {
        let mut texts = Vec::new();
        for parameter in self.operation.parameters {
            if parameter.location != location {
                continue;
            }
            let Some(value) = (self.value)(parameter.name) else {
                continue;
            };
            let Some(all) = Parameter::texts_of(value) else {
                let name = parameter.name;
                return Err(Error::invalid_request(format!(
                    "{name} must be a text, a number, a boolean or a list of those"
                )));
            };
            match location {
                Location::Query => texts.extend(all.into_iter().map(|text| (parameter.name, text))),
                _ => texts.push((parameter.name, all.join(","))),
            }
        }
        Ok(texts)
    }
}

/// The members of an object as the pairs of a form, null left out; `None` for whatever has no text.
fn form(body: &Value) -> Option<Vec<u8>> {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in body
        .as_object()?
        .iter()
        .filter(|(_, value)| !value.is_null())
    {
        for text in Parameter::texts_of(value)? {
            pairs.append_pair(name, &text);
        }
    }
    Some(pairs.finish().into_bytes())
}

impl fmt::Debug for OperationCall {
    /// No values: any of them may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationCall")
            .field("operation", &self.operation.id)
            .field("parameters", &self.parameters.keys().collect::<Vec<_>>())
            .field("has_body", &self.body.is_some())
            .field("strictness", &self.strictness)
            .finish()
    }
}

#[cfg(feature = "client")]
impl Client {
    /// Calls an operation by its data, as every call travels: with a token, within the limits, tried
    /// again where that is safe.
    ///
    /// Any 2xx is a success. The value is null where there is no body; where an object of the body has
    /// a name twice, it has the last of them. [`Reply::body`] has the server's own bytes.
    ///
    /// # Errors
    ///
    /// All that [`check`](OperationCall::check) finds, as [`mismatches`](Error::mismatches), before
    /// anything leaves; whatever [`Error`] says of a call that failed; and
    /// [`is_decode`](Error::is_decode) for a body that is not JSON.
    ///
    /// # Source
    ///
    /// Each operation's [`documentation`](Operation::documentation).
    ///
    /// # Example
    ///
    /// ```
    /// use works_partner_ext::api::Operation;
    /// use works_partner_ext::{Client, OperationCall};
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let client = Client::builder()
    ///     .base_url(sandbox.base_url())
    ///     .access_token(sandbox.token())
    ///     .build()?;
    ///
    /// let operation = Operation::find("get_option_product_order").ok_or("no such operation")?;
    /// let call = OperationCall::new(operation)
    ///     .parameter("domainId", 10000001)
    ///     .parameter("optionProductId", "ACV2");
    /// let reply = client.send(&call).await?;
    /// assert_eq!(reply["subOptionId"], "ACV201");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send(&self, call: &OperationCall) -> Result<Reply<Value>, Error> {
        let received = self.receive(call).await?;
        if received.body.trim_ascii().is_empty() {
            return Ok(Reply::new(Value::Null, Arc::new(received)));
        }
        match serde_json::from_slice(&received.body) {
            Ok(value) => Ok(Reply::new(value, Arc::new(received))),
            Err(error) => Err(Error::undecodable(error, received, None)),
        }
    }

    /// Sends a call and decodes the body of a response whose status says success with `decode`: for programs that
    /// read JSON in their own way. An empty body is decoded, too.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send), with what `decode` says of the body.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use serde_json::value::RawValue;
    /// use works_partner_ext::api::Operation;
    /// use works_partner_ext::{Client, OperationCall};
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::builder().start().await?;
    /// # let client = Client::builder().base_url(sandbox.base_url()).access_token(sandbox.token()).build()?;
    /// let operation = Operation::find("get_customer").ok_or("no such operation")?;
    /// let call = OperationCall::new(operation).parameter("domainId", 10000001);
    /// // Each field as the server spells it.
    /// let fields: BTreeMap<String, Box<RawValue>> =
    ///     client.send_decoded(&call, |body| serde_json::from_slice(body)).await?;
    /// assert_eq!(fields["domainId"].get(), "10000001");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_decoded<T>(
        &self,
        call: &OperationCall,
        decode: impl FnOnce(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Error> {
        let received = self.receive(call).await?;
        decode(&received.body).map_err(|error| Error::undecodable(error, received, None))
    }

    /// Sends a call, and gives a response whose status says success, unread.
    pub(crate) async fn receive(&self, call: &OperationCall) -> Result<Received, Error> {
        let request = call.checked_request();
        let request = request.map_err(|error| error.after(0, call.operation.id))?;
        self.exchange_to_success(&request).await
    }

    /// Sends a request, and gives a response whose status says success.
    pub(crate) async fn exchange_to_success(&self, request: &Exchange) -> Result<Received, Error> {
        let received = self.exchange(request).await?;
        if received.status.is_success() {
            Ok(received)
        } else {
            Err(Error::status_error(received))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use serde_json::json;
    use works_partner_api::Body;
    use works_partner_api::schema::{Kind, Object, Property, Schema};

    use super::*;

    static FIELDS: Object = Object::new(
        "Fields",
        &[
            Property::new("name", Schema::new(Kind::Text)).required(),
            Property::new("days", Schema::new(Kind::Integer).minimum("0.5")),
        ],
    );

    /// The header and the body of a request for an operation with this body.
    fn sent(expected: Body, body: Option<Value>) -> (Option<String>, String) {
        let operation = Operation::new("POST", "/tomorrow", "post_tomorrow").body(expected);
        let mut call = OperationCall::new(&operation);
        call.body = body;
        assert_eq!(call.check(), []);
        let request = call.request().unwrap();
        let mut headers = request.headers.iter();
        let content_type = headers.find(|(name, _)| name == CONTENT_TYPE);
        (
            content_type.map(|(_, text)| text.to_str().unwrap().to_owned()),
            String::from_utf8(request.body.to_vec()).unwrap(),
        )
    }

    #[test]
    fn a_body_is_sent_as_the_media_type_of_the_document() {
        let body = || Some(json!({"name": "a b&c", "days": 3, "note": null}));
        let fields = Body::new(Schema::new(Kind::Object(&FIELDS)));
        assert_eq!(
            sent(fields.media_type(Body::FORM), body()),
            (
                Some(Body::FORM.to_owned()),
                "name=a+b%26c&days=3".to_owned()
            )
        );
        let (content_type, text) = sent(fields.media_type("application/merge-patch+json"), body());
        assert_eq!(content_type.unwrap(), "application/merge-patch+json");
        assert!(text.starts_with('{'), "{text}");
    }

    #[test]
    fn a_body_that_can_be_left_out_is_not_sent() {
        let fields = Body::new(Schema::new(Kind::Object(&FIELDS)));
        assert_eq!(sent(fields, None), (None, String::new()));
    }
}
