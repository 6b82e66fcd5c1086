//! Each function of the binary, called by the events that API Gateway and Lambda send it.

use roomcast_functions::http::router::ENDPOINTS;
use roomcast_lambda::Function;
use roomcast_tests::cloud::{Cloud, Weather};
use roomcast_tests::event::{http, socket, token};
use serde_json::{Value, json};

fn body(answer: &Value) -> Value {
    serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or(Value::Null)
}

async fn call(
    cloud: &Cloud,
    name: &str,
    user: u64,
    ids: &[(&str, String)],
    content: Option<Value>,
) -> (u64, Value) {
    let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap();
    let path = ids
        .iter()
        .fold(endpoint.path.to_owned(), |path, (id, value)| path.replace(&format!("{{{id}}}"), value));
    let event = http(endpoint.method.as_str(), &path, "", Some(&token(user)), content);
    let answer = cloud.invoke(name, event).await.unwrap();
    assert!(
        answer["headers"]["content-type"].as_str().unwrap().starts_with("application/json"),
        "{name}: {answer}"
    );
    (answer["statusCode"].as_u64().unwrap(), body(&answer))
}

/// The name of a connection as API Gateway writes it.
const CONNECTION: &str = "L0SM9cOFvHcCIhw=";

const NO_IDS: &[(&str, String)] = &[];

fn room() -> [(&'static str, String); 1] {
    [("room_id", "1".to_owned())]
}

/// Starts a cloud with the public room 1 of user 1, which user 2 has joined.
async fn chat() -> Cloud {
    let cloud = Cloud::new().await;
    let new_room = json!({"name": "房间", "room_type": "public"});
    let (status, created) = call(&cloud, "create_room", 1, NO_IDS, Some(new_room)).await;
    assert_eq!((status, created["id"].as_u64()), (201, Some(1)));
    assert_eq!(call(&cloud, "join_room", 2, &room(), None).await.0, 200);
    cloud
}

async fn connect(cloud: &Cloud) -> Value {
    let protocols = format!("bearer, {}", token(2));
    let event = socket("CONNECT", CONNECTION, json!({"room_id": "1"}), Some(&protocols), None);
    cloud.invoke("connect", event).await.unwrap()
}

/// Starts [`chat`] with a greeted connection of user 2.
async fn live_chat() -> Cloud {
    let cloud = chat().await;
    connect(&cloud).await;
    cloud.run_jobs().await;
    cloud.take_posts();
    cloud
}

/// Sends a message of user 1 to the room.
async fn send(cloud: &Cloud, content: Value) -> (u64, Value) {
    call(cloud, "send_message", 1, &room(), Some(content)).await
}

#[tokio::test]
async fn every_function_answers_as_a_process_of_the_one_binary() {
    let cloud = live_chat().await;
    let ids = ["room_id", "user_id", "message_id", "notification_id"].map(|name| (name, "1".to_owned()));
    for endpoint in ENDPOINTS {
        let (status, answer) = call(&cloud, endpoint.name, 1, &ids, Some(json!({}))).await;
        let is_answered = status < 500 && answer["code"] != "route_not_found";
        assert!(is_answered, "{}: {status} {answer}", endpoint.name);
    }
    cloud.invoke("receive", socket("MESSAGE", CONNECTION, Value::Null, None, Some("{}"))).await.unwrap();
    cloud.invoke("disconnect", socket("DISCONNECT", CONNECTION, Value::Null, None, None)).await.unwrap();
    let frame = json!({"room": 1, "frame": "{}", "own": null, "except": null, "seq": null});
    for job in [
        json!({"job": "rename", "user": {"id": 1, "username": "new"}, "issued_s": 5}),
        json!({"job": "deliver", "broadcast": frame, "first": "0", "last": "9"}),
        json!({"job": "close", "room": 1, "user": 2, "reason": "removed"}),
    ] {
        cloud.run_job(job).await.unwrap();
    }
    cloud.invoke("default", http("GET", "/", "", None, None)).await.unwrap();
    let handlers = Function::all().into_iter().map(Function::handler);
    let never_asked: Vec<_> = handlers.filter(|handler| !cloud.has_asked(handler)).collect();
    assert_eq!(never_asked, Vec::<&str>::new());
}

#[tokio::test]
async fn a_room_is_listed_read_and_renamed() {
    let cloud = chat().await;
    assert_eq!(call(&cloud, "list_rooms", 2, NO_IDS, None).await.1[0]["name"], "房间");
    assert_eq!(call(&cloud, "get_room", 2, &room(), None).await.1["member_count"], 2);
    assert_eq!(call(&cloud, "list_members", 2, &room(), None).await.1.as_array().unwrap().len(), 2);
    let renamed = call(&cloud, "update_room", 1, &room(), Some(json!({"name": "新"}))).await.1;
    assert_eq!(renamed["name"], "新");
}

#[tokio::test]
async fn a_handshake_is_accepted_before_its_connection_is_greeted() {
    let cloud = chat().await;
    let accepted = connect(&cloud).await;
    let protocol = accepted["headers"]["Sec-WebSocket-Protocol"].as_str();
    assert_eq!((accepted["statusCode"].as_u64(), protocol), (Some(200), Some("bearer")));
    assert!(cloud.take_posts().is_empty(), "nothing is posted before $connect has returned");
    cloud.run_jobs().await;
    let posts = cloud.take_posts();
    let kinds: Vec<_> = posts.iter().map(|(to, frame)| (to.as_str(), frame["type"].as_str())).collect();
    assert_eq!(kinds, [(CONNECTION, Some("connection_established")), (CONNECTION, Some("live"))]);
}

#[tokio::test]
async fn a_repeated_message_is_posted_once() {
    let cloud = live_chat().await;
    let content = json!({"content": "hi", "client_message_id": "k"});
    let (status, message) = send(&cloud, content.clone()).await;
    assert_eq!(status, 201);
    assert_eq!(send(&cloud, content).await, (200, message.clone()));
    let posts = cloud.take_posts();
    assert_eq!((posts.len(), &posts[0].1["message"]["id"]), (1, &message["id"]));
}

#[tokio::test]
async fn a_message_is_read_edited_and_deleted() {
    let cloud = live_chat().await;
    let (_, message) = send(&cloud, json!({"content": "hi"})).await;
    let id = &[("message_id", message["id"].to_string())];
    assert_eq!(call(&cloud, "list_messages", 2, &room(), None).await.1["total"], 1);
    assert_eq!(call(&cloud, "get_message", 2, id, None).await.0, 200);
    assert_eq!(call(&cloud, "edit_message", 1, id, Some(json!({"content": "ho"}))).await.0, 200);
    assert_eq!(call(&cloud, "read_message", 2, id, None).await.0, 200);
    assert_eq!(call(&cloud, "read_room", 2, &room(), None).await.0, 200);
    cloud.take_posts();
    assert_eq!(call(&cloud, "delete_message", 1, id, None).await.1, json!({"message": "消息已删除"}));
    assert_eq!(cloud.take_posts()[0].1["type"], "message_deleted");
}

#[tokio::test]
async fn a_mention_is_listed_as_a_notification_and_read() {
    let cloud = chat().await;
    let (_, message) = send(&cloud, json!({"content": "hi @u2"})).await;
    let notifications = call(&cloud, "list_notifications", 2, NO_IDS, None).await.1;
    assert_eq!(notifications[0]["notification_type"], "mention");
    let notification = &[("notification_id", message["id"].to_string())];
    assert_eq!(call(&cloud, "read_notification", 2, notification, None).await.0, 200);
    assert_eq!(call(&cloud, "read_all_notifications", 2, NO_IDS, None).await.0, 200);
}

#[tokio::test]
async fn a_user_gets_the_own_profile_and_a_signed_upload() {
    let cloud = Cloud::new().await;
    assert_eq!(call(&cloud, "get_me", 2, NO_IDS, None).await.1["username"], "u2");
    let file = json!({"file_name": "a.png", "content_type": "image/png", "file_size": 1});
    let (status, upload) = call(&cloud, "upload_file", 2, NO_IDS, Some(file)).await;
    assert_eq!((status, &upload["method"]), (201, &json!("PUT")), "{upload}");
    assert!(upload["file_url"].as_str().unwrap().starts_with("https://chat.example.com/files/"));
    assert_eq!(upload["headers"]["If-None-Match"], "*");
    let signed =
        "X-Amz-SignedHeaders=content-disposition%3Bcontent-length%3Bcontent-type%3Bhost%3Bif-none-match";
    assert!(upload["upload_url"].as_str().unwrap().contains(signed), "{upload}");
}

#[tokio::test]
async fn the_api_documents_are_served() {
    let cloud = Cloud::new().await;
    assert_eq!(call(&cloud, "openapi", 2, NO_IDS, None).await.1["openapi"], "3.1.0");
    assert_eq!(call(&cloud, "asyncapi", 2, NO_IDS, None).await.1["asyncapi"], "3.0.0");
}

#[tokio::test]
async fn a_text_frame_sends_a_message_and_a_binary_frame_is_refused() {
    let cloud = live_chat().await;
    let frame = json!({"type": "chat_message", "content": "by socket"}).to_string();
    let text = socket("MESSAGE", CONNECTION, Value::Null, None, Some(&frame));
    assert_eq!(cloud.invoke("receive", text).await.unwrap()["statusCode"], 200);
    let posts = cloud.take_posts();
    assert_eq!((posts.len(), posts[0].1["message"]["seq"].as_u64()), (1, Some(1)));
    let mut binary = socket("MESSAGE", CONNECTION, Value::Null, None, Some("AQID"));
    binary["isBase64Encoded"] = json!(true);
    cloud.invoke("receive", binary).await.unwrap();
    assert_eq!(cloud.take_posts()[0].1["code"], "binary_frame");
}

#[tokio::test]
async fn a_removed_member_is_told_and_disconnected() {
    let cloud = live_chat().await;
    let member = &[("room_id", "1".to_owned()), ("user_id", "2".to_owned())];
    let promoted = call(&cloud, "update_member", 1, member, Some(json!({"role": "admin"}))).await.1;
    assert_eq!(promoted["role"], "admin");
    assert_eq!(call(&cloud, "remove_member", 1, member, None).await.0, 200);
    cloud.run_jobs().await;
    let posts = cloud.take_posts();
    assert!(posts.iter().any(|(_, frame)| frame["reason"] == "removed"));
    assert!(posts.iter().any(|(_, frame)| frame == "deleted"));
}

#[tokio::test]
async fn a_user_is_invited_and_the_admin_leaves() {
    let cloud = chat().await;
    assert_eq!(call(&cloud, "invite_user", 1, &room(), Some(json!({"user_id": 3}))).await.0, 200);
    assert_eq!(call(&cloud, "leave_room", 1, &room(), None).await.0, 200);
    cloud.run_jobs().await;
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_refused() {
    let cloud = Cloud::new().await;
    let unknown = cloud.invoke("default", http("GET", "/api/chat/nothing", "", None, None)).await.unwrap();
    let code = body(&unknown)["code"].clone();
    assert_eq!((unknown["statusCode"].as_u64(), code.as_str()), (Some(404), Some("route_not_found")));
    let wrong = cloud.invoke("default", http("PUT", "/api/chat/rooms/", "", None, None)).await.unwrap();
    let allowed = wrong["headers"]["allow"].as_str();
    assert_eq!((wrong["statusCode"].as_u64(), allowed), (Some(405), Some("GET, POST")));
}

#[tokio::test]
async fn refusals_have_the_form_of_the_chat() {
    let cloud = Cloud::new().await;
    let missing = cloud.invoke("list_rooms", http("GET", "/api/chat/rooms", "", None, None)).await.unwrap();
    assert_eq!(
        (missing["statusCode"].as_u64(), body(&missing)["code"].as_str()),
        (Some(401), Some("token_missing"))
    );
    let other =
        cloud.invoke("list_rooms", http("GET", "/api/chat/me/", "", Some(&token(1)), None)).await.unwrap();
    assert_eq!(other["statusCode"], 404, "a function serves its own route only");
    let bad = cloud
        .invoke("list_rooms", http("GET", "/api/chat/rooms/", "limit=0", Some(&token(1)), None))
        .await
        .unwrap();
    assert_eq!((bad["statusCode"].as_u64(), body(&bad)["code"].as_str()), (Some(400), Some("invalid_query")));
    let refused = cloud
        .invoke("connect", socket("CONNECT", "c=", json!({"room_id": "9", "token": token(1)}), None, None))
        .await
        .unwrap();
    assert_eq!(
        (refused["statusCode"].as_u64(), body(&refused)["code"].as_str()),
        (Some(404), Some("room_not_found"))
    );
    let failed = cloud.invoke("greet", json!({"job": "nonsense"})).await;
    assert!(failed.is_err(), "a job that cannot be read fails, so that it ends in the dead-letter queue");
}

#[tokio::test]
async fn a_connection_that_is_gone_is_not_forgotten_while_it_may_be_opening() {
    let cloud = Cloud::new().await;
    call(&cloud, "create_room", 1, NO_IDS, Some(json!({"name": "x", "room_type": "public"}))).await;
    let connect = socket("CONNECT", "young=", json!({"room_id": "1", "token": token(1)}), None, None);
    cloud.invoke("connect", connect).await.unwrap();
    call(&cloud, "send_message", 1, &room(), Some(json!({"content": "x"}))).await;
    assert!(cloud.take_posts().is_empty(), "nobody posts to it before its greeting");
    cloud.run_jobs().await;
    let (_, members) = call(&cloud, "list_members", 1, &room(), None).await;
    assert_eq!(members[0]["is_online"], true);
    cloud.lose("young=");
    call(&cloud, "send_message", 1, &room(), Some(json!({"content": "x"}))).await;
    let (_, members) = call(&cloud, "list_members", 1, &room(), None).await;
    assert_eq!(members[0]["is_online"], true, "not within 10 seconds");
}

#[tokio::test]
async fn the_default_function_answers_head_of_the_documents_and_no_other_get() {
    let cloud = Cloud::new().await;
    for document in ["openapi", "asyncapi"] {
        let path = format!("/api/chat/{document}.json");
        let head = cloud.invoke("default", http("HEAD", &path, "", None, None)).await.unwrap();
        assert_eq!(head["statusCode"], 200, "{document}");
        assert_eq!(head["body"].as_str().unwrap_or_default(), "", "{document}");
        let get = cloud.invoke("default", http("GET", &path, "", None, None)).await.unwrap();
        assert_eq!(get["statusCode"], 404, "{document} has a function of its own");
    }
    for (path, allowed) in [("/api/chat/me/", "GET, PATCH"), ("/api/chat/rooms/", "GET, POST")] {
        let head = cloud.invoke("default", http("HEAD", path, "", None, None)).await.unwrap();
        assert_eq!((head["statusCode"].as_u64(), &head["headers"]["allow"]), (Some(405), &json!(allowed)));
    }
}

#[tokio::test]
async fn a_listed_origin_or_the_viewers_own_host_opens_a_socket() {
    let variables = vec![("CORS_ORIGINS", "https://app.example.com")];
    let cloud = Cloud::with(Weather { variables, ..Weather::default() }).await;
    let new_room = json!({"name": "房间", "room_type": "public"});
    assert_eq!(call(&cloud, "create_room", 1, NO_IDS, Some(new_room)).await.0, 201);
    let gateway = "https://zyxwvutsrq.execute-api.eu-central-1.amazonaws.com";
    for (origin, viewer_host, status) in [
        ("https://app.example.com", Some("chat.example.com"), 200),
        ("https://chat.example.com", Some("chat.example.com"), 200),
        ("https://evil.example.com", Some("chat.example.com"), 403),
        (gateway, None, 200),
        (gateway, Some("chat.example.com"), 403),
    ] {
        let protocols = format!("Bearer, {}", token(2));
        let mut event = socket("CONNECT", CONNECTION, json!({"room_id": "1"}), Some(&protocols), None);
        event["headers"]["Origin"] = json!(origin);
        if let Some(host) = viewer_host {
            event["headers"]["X-Viewer-Host"] = json!(host);
        }
        let answer = cloud.invoke("connect", event).await.unwrap();
        assert_eq!(answer["statusCode"], status, "{origin} at {viewer_host:?}: {answer}");
        if status == 200 {
            assert_eq!(answer["headers"]["Sec-WebSocket-Protocol"], "Bearer", "as it was spelled");
        }
    }
}

#[tokio::test]
async fn the_bare_text_ping_is_answered_by_the_bare_text_pong() {
    let cloud = live_chat().await;
    cloud.invoke("receive", socket("MESSAGE", CONNECTION, Value::Null, None, Some("ping"))).await.unwrap();
    assert_eq!(cloud.take_texts(), [(CONNECTION.to_owned(), "pong".to_owned())]);
}
