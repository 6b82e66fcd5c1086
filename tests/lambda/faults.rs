//! Unusual events, and services of AWS that throttle and fail.

use roomcast_tests::cloud::{Cloud, Weather};
use roomcast_tests::event::{http, socket, token};
use serde_json::{Value, json};

fn body(answer: &Value) -> Value {
    serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
}

/// Starts a cloud with the public room 1 of user 1, where these connections of user 1 are live.
async fn room_with(connections: &[&str]) -> Cloud {
    let cloud = Cloud::new().await;
    let room = json!({"name": "x", "room_type": "public"});
    let created = http("POST", "/api/chat/rooms/", "", Some(&token(1)), Some(room));
    assert_eq!(cloud.invoke("create_room", created).await.unwrap()["statusCode"], 201);
    for connection in connections {
        assert_eq!(connect(&cloud, connection).await["statusCode"], 200);
    }
    cloud.run_jobs().await;
    cloud.take_posts();
    cloud
}

async fn connect(cloud: &Cloud, connection: &str) -> Value {
    let query = json!({"room_id": "1", "token": token(1)});
    cloud.invoke("connect", socket("CONNECT", connection, query, None, None)).await.unwrap()
}

async fn send(cloud: &Cloud) -> Value {
    let message = Some(json!({"content": "秘密"}));
    let event = http("POST", "/api/chat/rooms/1/messages/", "", Some(&token(1)), message);
    cloud.invoke("send_message", event).await.unwrap()
}

#[tokio::test]
async fn an_unusual_request_does_not_end_a_function() {
    let cloud = Cloud::new().await;
    let path = "/api/chat/nothing/";
    for (path, query, name, value) in [
        ("/api/chat/房间/", "", "accept", "*/*"),
        ("/api/chat/a b/", "", "accept", "*/*"),
        ("/api/chat/a<b\"{}|\\^`/", "", "accept", "*/*"),
        ("/api/chat/rooms?x/#y", "", "accept", "*/*"),
        ("", "", "accept", "*/*"),
        ("//", "", "accept", "*/*"),
        (path, "limit=<", "accept", "*/*"),
        (path, "limit=\"a b\"#", "accept", "*/*"),
        (path, "名=值&x=%zz", "accept", "*/*"),
        (path, "", "host", "a b"),
        (path, "", "host", "[::1"),
        (path, "", "x-forwarded-proto", "http,https"),
        (path, "", "x-name", "房间\n"),
        (path, "", "房间", "x"),
    ] {
        let mut event = http("GET", path, query, Some(&token(1)), None);
        event["headers"][name] = json!(value);
        let answer = cloud.invoke("default", event).await;
        assert_eq!(answer.unwrap()["statusCode"], 404, "{path} {query} {name} {value}");
    }
}

#[tokio::test]
async fn queries_and_bodies_arrive_as_the_client_sent_them() {
    let cloud = room_with(&[]).await;
    let mut encoded = http("POST", "/api/chat/rooms/", "", Some(&token(1)), None);
    encoded["body"] = json!("eyJuYW1lIjoi5oi/6Ze0Iiwicm9vbV90eXBlIjoicHVibGljIn0=");
    encoded["isBase64Encoded"] = json!(true);
    let created = cloud.invoke("create_room", encoded).await.unwrap();
    assert_eq!((created["statusCode"].as_u64(), &body(&created)["name"]), (Some(201), &json!("房间")));

    let first = http("GET", "/api/chat/rooms/", "scope=mine&limit=1", Some(&token(1)), None);
    let first = cloud.invoke("list_rooms", first).await.unwrap();
    let cursor = first["headers"]["x-next-cursor"].as_str().unwrap();
    let query = format!("scope=mine&limit=%31&cursor={cursor}");
    let second =
        cloud.invoke("list_rooms", http("GET", "/api/chat/rooms/", &query, Some(&token(1)), None)).await;
    let id = |page: &Value| body(page)[0]["id"].as_u64().unwrap();
    assert_ne!(id(&first), id(&second.unwrap()));

    let broken = http("GET", "/api/chat/rooms/", "limit=<\"", Some(&token(1)), None);
    assert_eq!(cloud.invoke("list_rooms", broken).await.unwrap()["statusCode"], 400);
}

#[tokio::test]
async fn a_handshake_is_read_with_any_spelling_and_repetition_of_headers() {
    let cloud = room_with(&[]).await;
    let mut event = socket("CONNECT", "a=", json!({"room_id": "1"}), None, None);
    event["headers"]["sEC-wEBSOCKET-pROTOCOL"] = json!(token(1));
    event["multiValueHeaders"] = json!({"sEC-wEBSOCKET-pROTOCOL": ["bearer", token(1)]});
    event["multiValueQueryStringParameters"] = json!({"room_id": ["1", "9"], "x": ["&=+ 值"]});
    let answer = cloud.invoke("connect", event).await.unwrap();
    assert_eq!(answer["headers"], json!({"Sec-WebSocket-Protocol": "bearer"}), "{answer}");

    let mut event = socket("CONNECT", "b=", json!({"room_id": "1"}), None, None);
    event["headers"]["AUTHORIZATION"] = json!(format!("Bearer {}", token(1)));
    assert_eq!(cloud.invoke("connect", event).await.unwrap()["statusCode"], 200);
}

#[tokio::test]
async fn a_throttled_or_failed_post_is_repeated() {
    let cloud = room_with(&["a="]).await;
    cloud.answer_with("a=", &[429, 500, 503]);
    assert_eq!(send(&cloud).await["statusCode"], 201);
    let posts = cloud.take_posts();
    assert_eq!((posts.len(), posts[0].1["message"]["seq"].as_u64()), (1, Some(1)));
}

#[tokio::test]
async fn a_refused_post_is_not_repeated() {
    let cloud = room_with(&["a=", "b="]).await;
    cloud.answer_with("a=", &[403]);
    assert_eq!(send(&cloud).await["statusCode"], 201);
    let posts: Vec<_> = cloud.take_posts().into_iter().map(|(connection, _)| connection).collect();
    assert_eq!(posts, ["b="]);
    let line = cloud.logged(|line| line["level"] == "WARN").await;
    assert_eq!(line["function"], "send_message");
    assert!(line["request_id"].as_str().unwrap().starts_with("send_message-"));
    let log = Value::Array(cloud.log()).to_string();
    assert!(!log.contains("秘密") && !log.contains("eyJ"), "no text and no token: {log}");
}

#[tokio::test]
async fn a_greeter_waits_for_its_connection_to_open() {
    let cloud = room_with(&[]).await;
    connect(&cloud, "a=").await;
    cloud.answer_with("a=", &[410, 410]);
    cloud.run_jobs().await;
    let kinds: Vec<_> = cloud.take_posts().into_iter().map(|(_, frame)| frame["type"].clone()).collect();
    assert_eq!(kinds, ["connection_established", "live"]);
}

#[tokio::test]
async fn a_handshake_whose_greeter_cannot_be_started_is_refused() {
    let cloud = room_with(&[]).await;
    cloud.answer_with("greet", &[429, 500]);
    assert_eq!(connect(&cloud, "a=").await["statusCode"], 200);
    cloud.answer_with("greet", &[403]);
    let refused = connect(&cloud, "b=").await;
    assert_eq!(
        (refused["statusCode"].as_u64(), body(&refused)["code"].as_str()),
        (Some(503), Some("store_unavailable"))
    );
    assert!(refused["headers"]["retry-after"].is_string());
    cloud.logged(|line| line["level"] == "ERROR" && line["status"] == 403).await;
    let line = cloud.logged(|line| line["operation"] == "connect").await;
    assert_eq!((&line["level"], &line["service"]), (&json!("WARN"), &json!("wire")));
}

#[tokio::test]
async fn a_key_set_that_does_not_answer_is_named_in_the_log() {
    // Nothing listens on port 9.
    let variables = vec![("JWT_SECRET", ""), ("JWKS_URL", "http://127.0.0.1:9/"), ("JWT_ISSUER", "any")];
    let cloud = Cloud::with(Weather { variables, ..Weather::default() }).await;
    let token = "eyJhbGciOiJSUzI1NiJ9.e30.AA";
    let event = http("GET", "/api/chat/rooms/", "", Some(token), None);
    let answer = cloud.invoke("list_rooms", event).await.unwrap();
    assert_eq!(
        (answer["statusCode"].as_u64(), body(&answer)["code"].as_str()),
        (Some(503), Some("keys_unavailable"))
    );
    let line = cloud.logged(|line| line["operation"] == "list_rooms").await;
    assert_eq!((&line["level"], &line["service"]), (&json!("WARN"), &json!("key_set")));
}

#[tokio::test]
async fn an_event_that_cannot_be_read_fails_without_being_repeated() {
    let cloud = Cloud::new().await;
    let text = "秘密";
    for (function, event) in [
        ("rename", json!({"job": "rename", "user": text, "issued_s": 5})),
        ("connect", json!({"requestContext": {"connectionId": 5}, "body": text})),
        ("list_rooms", json!({"rawPath": [text]})),
    ] {
        let failure = cloud.invoke(function, event).await.unwrap_err();
        let line = cloud.logged(|line| line["function"] == function).await;
        assert_eq!(line["level"], "ERROR");
        assert!(!failure.to_string().contains(text) && !line.to_string().contains(text), "{failure} {line}");
    }
}
