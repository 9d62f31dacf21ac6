//! The crates of the small documents, on real HTTP: what goes over the wire, and what comes back.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "these are tests, helpers included"
)]

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use works_partner_api::{Error, Nullable, Transport};
use works_partner_tests::documents::{
    aliases, all_of, answers, any_json, component_spelling, constraints, dates, defaults,
    directions, enum_descriptions, enum_values, error_types, form, inline_enums, integers, lists,
    maps, media_types, null_unions, nulls, number_enums, optional_bodies, parameter_names,
    parameters, paths, property_names, recursion,
};
use works_partner_tests::json::differences;
use works_partner_tests::reencode;

/// What arrived: path and query, headers, body.
struct Arrived {
    target: String,
    headers: HeaderMap,
    body: String,
}

impl Arrived {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A server that gives one answer to everything, and tells what it was asked.
async fn server(status: u16, body: &'static str) -> (String, UnboundedReceiver<Arrived>) {
    type Answer = (UnboundedSender<Arrived>, u16, &'static str);
    async fn answer(
        State((sender, status, body)): State<Answer>,
        request: Request,
    ) -> Response<Body> {
        let (head, sent) = request.into_parts();
        let sent = to_bytes(sent, 1 << 20).await.unwrap();
        let arrived = Arrived {
            target: head.uri.to_string(),
            headers: head.headers,
            body: String::from_utf8(sent.to_vec()).unwrap(),
        };
        sender.send(arrived).unwrap();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    }
    let (sender, receiver) = unbounded_channel();
    let router = axum::Router::new()
        .fallback(answer)
        .with_state((sender, status, body));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, receiver)
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn a_failure_keeps_its_status_and_body_whatever_is_documented() {
    for (status, body) in [
        (500, "<html>gateway</html>"),
        (400, r#"{"code":"BAD"}"#),
        (404, ""),
    ] {
        let (url, _arrived) = server(status, body).await;
        let client = error_types::Client::new_with_client(&url, http(), Transport::plain());

        let failures = [
            client.get_thing().id(1).send().await.unwrap_err(),
            client.delete_thing().id(1).send().await.unwrap_err(),
        ];

        for failure in failures {
            let Error::UnexpectedResponse(response) = failure else {
                panic!("not an unexpected response");
            };
            assert_eq!(response.status(), status);
            assert_eq!(response.text().await.unwrap(), body);
        }
    }
}

#[tokio::test]
async fn no_version_header_is_sent_and_paths_are_encoded() {
    let (url, mut arrived) = server(204, "").await;
    let client = nulls::Client::new_with_client(&url, http(), Transport::plain());

    let body = nulls::types::Thing::builder().required(Some(1));
    client
        .change_thing()
        .id(r"a/b ?#%\..é")
        .body(body)
        .send()
        .await
        .unwrap();

    let arrived = arrived.recv().await.unwrap();
    assert_eq!(arrived.target, "/things/a%2Fb%20%3F%23%25%5C..%C3%A9");
    assert!(!arrived.headers.contains_key("api-version"));
}

#[tokio::test]
async fn a_path_parameter_that_would_be_another_path_is_not_sent() {
    let (url, mut arrived) = server(204, "").await;
    let client = paths::Client::new_with_client(&url, http(), Transport::plain());

    for refused in [
        client.get_joined().a(".").b(".").send().await,
        client.get_joined().a("").b("").send().await,
        client.get_dotted().a(".").b("b").send().await,
        client.get_dotted().a("a").b("..").send().await,
    ] {
        let Err(Error::InvalidRequest(reason)) = refused else {
            panic!("it was sent");
        };
        assert!(reason.contains("neither empty nor dots alone"), "{reason}");
    }
    client.get_joined().a(".").b("b").send().await.unwrap();
    client.get_json().a("").send().await.unwrap();
    client.get_odd().send().await.unwrap();

    for target in ["/.b", "/.json", "/*/%E6%97%A5%E6%9C%AC/%60x%60/%22q%22"] {
        assert_eq!(arrived.recv().await.unwrap().target, target);
    }
}

#[tokio::test]
async fn parameters_of_every_type_are_written_as_they_are() {
    let (url, mut arrived) = server(204, "").await;
    let client = parameters::Client::new_with_client(&url, http(), Transport::plain());

    let kinds = ["SMALL", "NEW", "BIG"].map(|kind| parameters::types::Kind::from(kind).into());
    client
        .list_things()
        .id("7")
        .day("2026-12-01")
        .size(10)
        .rate(0.5)
        .deep(true)
        .since("2026-12-01T00:00:00Z")
        .ids(vec![2.into(), 1.into()])
        .kinds(parameters::types::Kinds(kinds.to_vec()))
        .x_id(3)
        .x_day("2026-12-31")
        .send()
        .await
        .unwrap();

    let arrived = arrived.recv().await.unwrap();
    assert_eq!(
        arrived.target,
        "/things/7/2026-12-01?deep=true&ids=2&ids=1&kinds=SMALL&kinds=NEW&kinds=BIG&rate=0.5\
         &since=2026-12-01T00%3A00%3A00Z&size=10"
    );
    assert_eq!(arrived.headers["x-id"], "3");
    assert_eq!(arrived.headers["x-day"], "2026-12-31");
}

#[tokio::test]
async fn parameters_keep_their_names() {
    let (url, mut arrived) = server(204, "").await;
    let client = parameter_names::Client::new_with_client(&url, http(), Transport::plain());

    client
        .make_thing()
        .type_("t")
        .self_("s")
        .request("r")
        .info("i")
        .filter("f")
        ._2fa("2")
        .日本("jp")
        .url("u")
        .api_version("9")
        .body(serde_json::Map::new())
        .send()
        .await
        .unwrap();

    let arrived = arrived.recv().await.unwrap();
    assert_eq!(
        arrived.target,
        "/things/t/s?2fa=2&filter%5B%5D=f&request=r&url=u&%E6%97%A5%E6%9C%AC=jp"
    );
    assert_eq!(arrived.headers["info"], "i");
    assert_eq!(arrived.headers["api-version"], "9");
}

#[tokio::test]
async fn absent_null_and_a_value_are_three_things() {
    for (optional, sent) in [
        (None, json!({"required": null})),
        (
            Some(Nullable::Null),
            json!({"required": null, "optional": null}),
        ),
        (
            Some(Nullable::Value(7)),
            json!({"required": null, "optional": 7}),
        ),
    ] {
        let (url, mut arrived) = server(204, "").await;
        let client = nulls::Client::new_with_client(&url, http(), Transport::plain());

        let body = nulls::types::Thing::builder()
            .required(None)
            .optional(optional);
        client
            .change_thing()
            .id("1")
            .body(body)
            .send()
            .await
            .unwrap();

        assert_eq!(arrived.recv().await.unwrap().json(), sent);
    }
}

#[tokio::test]
async fn a_response_may_be_null() {
    let (url, _arrived) = server(200, "null").await;

    let nulls = nulls::Client::new_with_client(&url, http(), Transport::plain());
    let answers = answers::Client::new_with_client(&url, http(), Transport::plain());

    assert!(nulls.get_thing().id("1").send().await.unwrap().is_none());
    assert!(answers.get_numbers().send().await.unwrap().is_none());
}

#[tokio::test]
async fn json_is_read_where_other_media_types_stand_beside_it() {
    let (url, _arrived) = server(200, r#"{"json":"yes"}"#).await;
    let client = answers::Client::new_with_client(&url, http(), Transport::plain());

    let either = client.get_either().send().await.unwrap();

    assert_eq!(either.json.as_deref(), Some("yes"));
    assert_eq!(client.get_csv().send().await.unwrap().status(), 200);
}

/// What was done is not told as failed for a number that the document does not list.
#[tokio::test]
async fn any_status_of_success_is_one() {
    let (url, _arrived) = server(202, r#"{"json":"yes"}"#).await;
    let client = answers::Client::new_with_client(&url, http(), Transport::plain());

    let either = client.get_either().send().await.unwrap();

    assert_eq!(
        (either.status().as_u16(), either.json.as_deref()),
        (202, Some("yes"))
    );
}

#[tokio::test]
async fn a_default_is_not_sent() {
    let (url, mut arrived) = server(204, "").await;
    let client = defaults::Client::new_with_client(&url, http(), Transport::plain());

    let body = defaults::types::Thing::builder().integer(Some(3));
    client.change_things().body(body).send().await.unwrap();

    let arrived = arrived.recv().await.unwrap();
    assert_eq!(arrived.json(), json!({"integer": 3}));
    assert_eq!(arrived.target, "/things");
}

#[tokio::test]
async fn a_request_carries_what_its_document_lets_it() {
    let (url, mut arrived) = server(200, "{}").await;
    let client = maps::Client::new_with_client(&url, http(), Transport::plain());

    let more = json!({"undocumented": [1]}).as_object().unwrap().clone();
    let typed = maps::types::Typed::builder()
        .a(Some("a".to_owned()))
        .extra([("n".to_owned(), 1)]);
    let typed: maps::types::Typed = typed.try_into().unwrap();
    let body = maps::types::Sent::builder().typed(Some(typed)).extra(more);
    client.make_thing().body(body).send().await.unwrap();

    assert_eq!(
        arrived.recv().await.unwrap().json(),
        json!({"typed": {"a": "a", "n": 1}, "undocumented": [1]})
    );
}

#[tokio::test]
async fn a_form_is_sent_as_one() {
    let (url, mut arrived) = server(204, "").await;
    let client = form::Client::new_with_client(&url, http(), Transport::plain());

    let body = form::types::MakeTokenBody::builder()
        .grant_type("refresh_token")
        .refresh_token("a+b&c".to_owned());
    client.make_token().body(body).send().await.unwrap();

    let arrived = arrived.recv().await.unwrap();
    assert_eq!(
        arrived.body,
        "grant_type=refresh_token&refresh_token=a%2Bb%26c"
    );
    assert_eq!(
        arrived.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
}

#[tokio::test]
async fn an_inline_enum_is_open() {
    let body = r#"[{"status":"NEW1","mode":"WARP","reason":null,"tags":["NEW","HOT"],"byName":{"a":"DIM"}}]"#;
    let (url, mut arrived) = server(200, body).await;
    let client = inline_enums::Client::new_with_client(&url, http(), Transport::plain());

    let things = client
        .list_things()
        .kind("HUGE")
        .status("PAUSED")
        .sort(vec!["NAME".into(), "NEW".into()])
        .x_mode("WARP")
        .send()
        .await
        .unwrap();

    assert_eq!(things[0].status.as_str(), "NEW1");
    let arrived = arrived.recv().await.unwrap();
    assert_eq!(
        arrived.target,
        "/things/HUGE?sort=NAME&sort=NEW&status=PAUSED"
    );
    assert_eq!(arrived.headers["x-mode"], "WARP");
    let sent: Value = serde_json::from_str(body).unwrap();
    let found = serde_json::to_value(things.into_inner()).unwrap();
    assert_eq!(differences(&sent, &found), [""; 0]);
}

#[test]
fn an_enum_knows_its_values_by_name_and_label() {
    use enum_descriptions::types::{List, Map};
    use enum_values::types::{Size, Value};

    assert_eq!(Size::Megabit.as_str(), "Mb");
    assert_eq!(Size::from("MB"), Size::Mb);
    assert_eq!(Map::Acv2.description(), Some("Archive (Talk)"));
    assert_eq!(Map::Drv.description(), None);
    assert_eq!(List::known_values(), [List::Acv2, List::Drv]);
    for value in Value::known_values() {
        assert!(Value::from(value.as_str()).is_known());
        assert_eq!(Value::Unknown(value.to_string()), *value);
    }
}

type Reencode = fn(&str) -> Result<Value, serde_json::Error>;

/// Documented or not, in the document's bounds or not: what came is what goes on.
#[test]
fn bodies_lose_nothing() {
    let cases: &[(Reencode, Value)] = &[
        (reencode::<lists::types::Thing>, json!({"required": []})),
        (
            reencode::<lists::types::Thing>,
            json!({"required": ["b", "a"], "optional": [], "unique": ["b", "a", "b"], "pair": [1, 2, 3]}),
        ),
        (
            reencode::<lists::types::Thing>,
            json!({"required": [], "nullable": null, "any": [1, null, {"a": []}], "nested": [[{"a": "b"}], []]}),
        ),
        (
            reencode::<nulls::types::Thing>,
            json!({
                "required": null, "optional": null, "component": null, "alias": null, "beside": null,
                "typed": null, "list": ["a", null], "map": {"a": null}, "object": null, "new": null
            }),
        ),
        (
            reencode::<nulls::types::Thing>,
            json!({"required": 1, "beside": "DIM", "typed": "DIM", "list": null, "object": {"b": 1}}),
        ),
        (
            reencode::<any_json::types::Thing>,
            json!({"required": null, "optional": null, "component": null, "described": null}),
        ),
        (
            reencode::<any_json::types::Thing>,
            json!({"required": {"a": [1.5]}, "optional": "a", "component": 1, "list": [null, true]}),
        ),
        (
            reencode::<constraints::types::Thing>,
            json!({
                "name": "Too long", "count": 7, "above": -1, "rate": 1.5, "id": "no uuid",
                "address": "nowhere", "email": "nobody", "file": "?", "secret": "s", "broken": ""
            }),
        ),
        (
            reencode::<dates::types::Thing>,
            json!({"day": "soon", "time": "", "maybe": null, "listed": "2026-06-30", "all": ["2026-02-30"]}),
        ),
        (
            reencode::<maps::types::Thing>,
            json!({
                "free": {"a": {}}, "any": {"a": null}, "none": {"a": 1}, "empty": {"a": 1},
                "texts": {"a": "b"}, "closed": {"a": "b", "c": null}, "objects": {"a": {"b": 1}},
                "undocumented": "no integer"
            }),
        ),
        (reencode::<recursion::types::Holder>, json!({"must": null})),
        (
            reencode::<recursion::types::Holder>,
            json!({
                "tree": {"children": [{"parent": {}}], "twin": null, "graft": {"age": 1}},
                "maybe": {"maybe": {"maybe": null}}, "must": {"must": {"must": null}}
            }),
        ),
        (reencode::<recursion::types::Lists>, json!([[], [[]]])),
        (
            reencode::<all_of::types::Thing>,
            json!({"id": 1, "name": "a", "size": 2, "kind": "NEW", "more": 3}),
        ),
        (
            reencode::<all_of::types::Users>,
            json!({"only": {"id": 1}, "null": null, "text": "longer than five"}),
        ),
        (
            reencode::<aliases::types::OtherThing>,
            json!({"id": "NOT a-z", "status": "DIM", "day": "soon", "more": {}}),
        ),
        (
            reencode::<component_spelling::types::HttpThing>,
            json!({
                "status": "NEW", "day": "soon", "size": {"a": 1}, "URLKind": "NEW",
                "innerURL": {"kindID": "NEW"}
            }),
        ),
        (
            reencode::<property_names::types::Required>,
            json!({
                "@kind": "a", "1st": "b", "": "c", "$ref": "d", "self": "e", "builder": "f",
                "日本": "g", "a.b": "h", "async": "i", "extra": "j"
            }),
        ),
        (
            reencode::<number_enums::types::Thing>,
            json!({"level": 9, "rate": 0.25, "on": false, "untyped": "text"}),
        ),
    ];
    let mut wrong = Vec::new();
    for (reencode, sent) in cases {
        match reencode(&sent.to_string()) {
            Ok(found) => wrong.extend(differences(sent, &found)),
            Err(error) => wrong.push(format!("{error} in {sent}")),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_body_that_can_be_left_out_is_sent_only_where_it_was_given() {
    use optional_bodies::types::{LogInBody, Opening};
    let (url, mut arrived) = server(204, "").await;
    let client = optional_bodies::Client::new_with_client(&url, http(), Transport::plain());

    client.open_door().door(3).send().await.unwrap();
    client.order_doors().send().await.unwrap();
    client.note_doors().send().await.unwrap();
    client.log_in().send().await.unwrap();
    for _ in 0..4 {
        let arrived = arrived.recv().await.unwrap();
        assert_eq!(arrived.body, "", "{}", arrived.target);
        assert!(!arrived.headers.contains_key("content-type"));
    }

    let opening = Opening::builder().width(80);
    client
        .open_door()
        .door(3)
        .body(opening.clone())
        .send()
        .await
        .unwrap();
    client
        .open_door()
        .door(3)
        .body_map(|body| body.width(7))
        .send()
        .await
        .unwrap();
    client
        .order_doors()
        .body(vec!["b".to_owned()])
        .send()
        .await
        .unwrap();
    client
        .note_doors()
        .body(None::<Opening>)
        .send()
        .await
        .unwrap();
    client
        .log_in()
        .body(LogInBody::builder().user("a b"))
        .send()
        .await
        .unwrap();
    for body in [
        r#"{"width":80}"#,
        r#"{"width":7}"#,
        r#"["b"]"#,
        "null",
        "user=a+b",
    ] {
        assert_eq!(arrived.recv().await.unwrap().body, body);
    }

    // What is required of a body is required of one that is sent.
    let incomplete = client
        .open_door()
        .door(3)
        .body_map(|body| body.slowly(true))
        .send();
    assert!(matches!(incomplete.await, Err(Error::InvalidRequest(_))));
}

#[tokio::test]
async fn only_who_writes_a_field_is_asked_for_it() {
    use directions::types::{Boat, Renamed, Renaming, Sailor};
    let answer = r#"{"registered":"2026-12-01","hull":7,"name":"Maru","crew":[{"rank":"MATE","name":"Jun"}]}"#;
    let (url, mut arrived) = server(201, answer).await;
    let client = directions::Client::new_with_client(&url, http(), Transport::plain());

    let sailor: Sailor = Sailor::builder().name("Jun").try_into().unwrap();
    let boat = Boat::builder()
        .name("Maru")
        .pin(Some("1234".into()))
        .crew(vec![sailor]);
    let added = client.add_boat().body(boat).send().await.unwrap();

    let sent = arrived.recv().await.unwrap().json();
    assert_eq!(
        sent,
        json!({"name": "Maru", "pin": "1234", "crew": [{"name": "Jun"}]})
    );
    assert_eq!(added.hull.as_ref().map(|hull| hull.0.0), Some(7));
    assert_eq!(
        serde_json::to_value(added.into_inner()).unwrap(),
        serde_json::from_str::<Value>(answer).unwrap()
    );

    // A type that goes in one direction has what the other side writes as optional, or not at all.
    let renaming: Renaming = Renaming::builder()
        .name("Go")
        .reason("sold")
        .try_into()
        .unwrap();
    assert_eq!(
        serde_json::to_value(renaming).unwrap(),
        json!({"name": "Go", "reason": "sold"})
    );
    assert!(serde_json::from_value::<Renamed>(json!({"since": "2026-12-01"})).is_ok());
    assert!(serde_json::from_value::<Renamed>(json!({"reason": "sold"})).is_err());

    let body = |id: &str| {
        let operations = directions::operations::OPERATIONS;
        operations
            .iter()
            .find(|operation| operation.id == id)
            .unwrap()
            .body
            .unwrap()
    };
    let whole = json!({"name": "Maru", "pin": "1234", "crew": [{"name": "Jun"}]});
    assert_eq!(body("add_boat").schema.check(&whole), []);
    let missing = body("rename_boat").schema.check(&json!({}));
    let missing: Vec<_> = missing.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(missing, ["name", "reason"]);
}

#[tokio::test]
async fn integers_of_every_length_are_read_and_written() {
    use integers::types::Sighting;
    for text in [
        r#"{"star":18446744073709551615,"plain":-9223372036854775809}"#,
        r#"{"star":-1,"plain":170141183460469231731687303715884105727,"bounded":18446744073709551616}"#,
        r#"{"star":0,"plain":9223372036854775808,"bounded":null,"longest":1000000000000000000000}"#,
        r#"{"star":1,"plain":1,"list":[9223372036854775808],"map":{"a":18446744073709551615},"short":2147483648,"long":0,"few":10}"#,
    ] {
        let read: Sighting =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let written = serde_json::to_string(&read).unwrap();
        let same = |text: &str| {
            let mut parts: Vec<String> = text.split([',', '{', '}']).map(str::to_owned).collect();
            parts.sort();
            parts
        };
        assert_eq!(same(&written), same(text));
    }

    let (url, mut arrived) = server(200, "18446744073709551616").await;
    let client = integers::Client::new_with_client(&url, http(), Transport::plain());
    let planets = client.count_planets().star(u64::MAX).send().await.unwrap();
    assert_eq!(planets.into_inner(), 18_446_744_073_709_551_616);
    let listed = client
        .list_stars()
        .above(u64::MAX)
        .near(vec![1, u64::MAX])
        .x_beyond(9_u64)
        .page(2);
    // The answer is no list.
    assert!(listed.send().await.is_err());
    assert_eq!(
        arrived.recv().await.unwrap().target,
        "/stars/18446744073709551615"
    );
    let all = arrived.recv().await.unwrap();
    assert_eq!(
        all.target,
        "/stars?above=18446744073709551615&near=1&near=18446744073709551615&page=2"
    );
    assert_eq!(all.headers["x-beyond"], "9");
}

#[tokio::test]
async fn json_is_asked_for_and_sent_by_the_name_that_the_document_gives_it() {
    use media_types::types::Song;
    let (url, mut arrived) = server(200, r#"{"title":"Sakura"}"#).await;
    let client = media_types::Client::new_with_client(&url, http(), Transport::plain());
    let song = || Song::builder().title(Some("Sakura".to_owned()));

    let read = [
        client
            .change_song()
            .song("1")
            .body(song())
            .send()
            .await
            .unwrap(),
        client.get_song().song("1").send().await.unwrap(),
        client
            .put_song()
            .song("1")
            .body(song())
            .send()
            .await
            .unwrap(),
        client.put_song().song("1").send().await.unwrap(),
    ];

    assert!(
        read.iter()
            .all(|song| song.title.as_deref() == Some("Sakura"))
    );
    for (accept, content_type) in [
        (
            "application/vnd.song.v2+json",
            Some("application/merge-patch+json"),
        ),
        ("application/json", None),
        ("application/json", Some("application/json; version=2")),
        ("application/json", None),
    ] {
        let arrived = arrived.recv().await.unwrap();
        assert_eq!(arrived.headers["accept"], accept);
        let sent = arrived.headers.get_all("content-type").iter();
        let sent: Vec<_> = sent.map(|value| value.to_str().unwrap()).collect();
        assert_eq!(sent, Vec::from_iter(content_type));
    }
    let change = media_types::operations::OPERATIONS
        .iter()
        .find(|one| one.id == "change_song")
        .unwrap();
    assert_eq!(change.accept, "application/vnd.song.v2+json");
    assert_eq!(
        change.body.unwrap().media_type,
        "application/merge-patch+json"
    );
}

#[test]
fn a_reference_or_null_is_either() {
    use null_unions::types::Room;
    for text in [
        r#"{"guest":null,"state":null,"before":["FREE",null]}"#,
        r#"{"guest":{"name":"Aoi"},"state":"CLOSED","before":[]}"#,
        r#"{"state":"TAKEN"}"#,
    ] {
        let sent: Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            differences(&sent, &reencode::<Room>(text).unwrap()),
            [""; 0]
        );
    }
    let body = null_unions::operations::OPERATIONS[0].body.unwrap().schema;
    assert_eq!(
        body.check(&json!({"guest": null, "state": null, "before": [null]})),
        []
    );
    let wrong = body.check(&json!({"guest": {}, "state": 3}));
    let wrong: Vec<_> = wrong.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(wrong, ["guest.name", "state"]);
}
