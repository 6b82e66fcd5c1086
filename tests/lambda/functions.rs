use roomcast_functions::http::router::ENDPOINTS;
use roomcast_lambda::Function;
use roomcast_tests::cloud::Cloud;
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

/// A story that calls every function of the chat once at least, each in its own process.
#[tokio::test]
#[allow(clippy::too_many_lines)] // one story
async fn every_function_works_as_a_process_of_the_one_binary() {
    let cloud = Cloud::new().await;
    let none: &[(&str, String)] = &[];
    let (status, room) =
        call(&cloud, "create_room", 1, none, Some(json!({"name": "房间", "room_type": "public"}))).await;
    assert_eq!((status, room["id"].as_u64()), (201, Some(1)));
    let room = &[("room_id", "1".to_owned())][..];
    assert_eq!(call(&cloud, "join_room", 2, room, None).await.0, 200);
    assert_eq!(call(&cloud, "list_rooms", 2, none, None).await.1[0]["name"], "房间");
    assert_eq!(call(&cloud, "get_room", 2, room, None).await.1["member_count"], 2);
    assert_eq!(call(&cloud, "list_members", 2, room, None).await.1.as_array().unwrap().len(), 2);
    assert_eq!(call(&cloud, "update_room", 1, room, Some(json!({"name": "新"}))).await.1["name"], "新");

    let protocols = format!("bearer, {}", token(2));
    let accepted = cloud
        .invoke(
            "connect",
            socket("CONNECT", "L0SM9cOFvHcCIhw=", json!({"room_id": "1"}), Some(&protocols), None),
        )
        .await
        .unwrap();
    assert_eq!(
        (accepted["statusCode"].as_u64(), accepted["headers"]["Sec-WebSocket-Protocol"].as_str()),
        (Some(200), Some("bearer"))
    );
    assert!(cloud.take_posts().is_empty(), "nothing is posted before $connect has returned");
    cloud.run_jobs().await;
    let kinds: Vec<_> = cloud
        .take_posts()
        .into_iter()
        .map(|(connection, frame)| (connection, frame["type"].as_str().unwrap().to_owned()))
        .collect();
    let to = |kind: &str| ("L0SM9cOFvHcCIhw=".to_owned(), kind.to_owned());
    assert_eq!(kinds, [to("connection_established"), to("live")]);

    let (status, message) =
        call(&cloud, "send_message", 1, room, Some(json!({"content": "hi @u2", "client_message_id": "k"})))
            .await;
    assert_eq!(status, 201);
    assert_eq!(
        call(&cloud, "send_message", 1, room, Some(json!({"content": "hi", "client_message_id": "k"}))).await,
        (200, message.clone())
    );
    let posts = cloud.take_posts();
    assert_eq!((posts.len(), &posts[0].1["message"]["id"]), (1, &message["id"]));
    let id = &[("message_id", message["id"].to_string())][..];
    assert_eq!(call(&cloud, "list_messages", 2, room, None).await.1["total"], 1);
    assert_eq!(call(&cloud, "get_message", 2, id, None).await.0, 200);
    assert_eq!(call(&cloud, "edit_message", 1, id, Some(json!({"content": "ho"}))).await.0, 200);
    assert_eq!(call(&cloud, "read_message", 2, id, None).await.0, 200);
    assert_eq!(call(&cloud, "read_room", 2, room, None).await.0, 200);
    assert_eq!(call(&cloud, "list_notifications", 2, none, None).await.1[0]["notification_type"], "mention");
    let notification = &[("notification_id", message["id"].to_string())][..];
    assert_eq!(call(&cloud, "read_notification", 2, notification, None).await.0, 200);
    assert_eq!(call(&cloud, "read_all_notifications", 2, none, None).await.0, 200);
    assert_eq!(call(&cloud, "get_me", 2, none, None).await.1["username"], "u2");
    let file = json!({"file_name": "a.png", "content_type": "image/png", "file_size": 1});
    let (status, upload) = call(&cloud, "upload_file", 2, none, Some(file)).await;
    assert_eq!((status, &upload["method"]), (201, &json!("PUT")), "{upload}");
    assert!(upload["file_url"].as_str().unwrap().starts_with("https://chat.example.com/files/"));
    assert_eq!(call(&cloud, "openapi", 2, none, None).await.1["openapi"], "3.1.0");
    assert_eq!(call(&cloud, "asyncapi", 2, none, None).await.1["asyncapi"], "3.0.0");
    cloud.take_posts();

    let frame = json!({"type": "chat_message", "content": "by socket"}).to_string();
    let received = cloud
        .invoke("receive", socket("MESSAGE", "L0SM9cOFvHcCIhw=", Value::Null, None, Some(&frame)))
        .await
        .unwrap();
    assert_eq!(received["statusCode"], 200);
    let posts = cloud.take_posts();
    assert_eq!((posts.len(), posts[0].1["message"]["seq"].as_u64()), (1, Some(2)));
    let mut binary = socket("MESSAGE", "L0SM9cOFvHcCIhw=", Value::Null, None, Some("AQID"));
    binary["isBase64Encoded"] = json!(true);
    cloud.invoke("receive", binary).await.unwrap();
    assert_eq!(cloud.take_posts()[0].1["code"], "binary_frame");

    assert_eq!(call(&cloud, "delete_message", 1, id, None).await.1, json!({"message": "消息已删除"}));
    assert_eq!(cloud.take_posts()[0].1["type"], "message_deleted");
    assert_eq!(call(&cloud, "invite_user", 1, room, Some(json!({"user_id": 3}))).await.0, 200);
    let member = &[("room_id", "1".to_owned()), ("user_id", "2".to_owned())][..];
    assert_eq!(
        call(&cloud, "update_member", 1, member, Some(json!({"role": "admin"}))).await.1["role"],
        "admin"
    );
    assert_eq!(call(&cloud, "remove_member", 1, member, None).await.0, 200);
    cloud.run_jobs().await;
    let posts = cloud.take_posts();
    assert!(
        posts.iter().any(|(_, frame)| frame["reason"] == "removed")
            && posts.iter().any(|(_, frame)| frame == "deleted")
    );
    cloud
        .invoke("disconnect", socket("DISCONNECT", "L0SM9cOFvHcCIhw=", Value::Null, None, None))
        .await
        .unwrap();
    assert_eq!(call(&cloud, "leave_room", 1, room, None).await.0, 200);
    cloud.run_jobs().await;

    let rename = json!({"job": "rename", "user": {"id": 1, "username": "new"}, "issued_s": 5});
    cloud.invoke("rename", rename).await.unwrap();
    let deliver = json!({"job": "deliver", "broadcast": {"room": 1, "frame": "{}", "own": null, "except": null, "seq": null}, "first": "0", "last": "9"});
    cloud.invoke("deliver", deliver).await.unwrap();
    let unknown = cloud.invoke("default", http("GET", "/api/chat/nothing", "", None, None)).await.unwrap();
    assert_eq!(
        (unknown["statusCode"].as_u64(), body(&unknown)["code"].as_str()),
        (Some(404), Some("route_not_found"))
    );
    let wrong = cloud.invoke("default", http("PUT", "/api/chat/rooms/", "", None, None)).await.unwrap();
    assert_eq!(
        (wrong["statusCode"].as_u64(), wrong["headers"]["allow"].as_str()),
        (Some(405), Some("GET, POST"))
    );

    let never_asked: Vec<_> = Function::all()
        .into_iter()
        .map(Function::handler)
        .filter(|handler| !cloud.has_asked(handler))
        .collect();
    assert_eq!(never_asked, Vec::<&str>::new(), "the story leaves functions out");
}

#[tokio::test]
async fn refusals_pass_through_the_gateway_in_our_form() {
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
    let (_, _) = call(&cloud, "create_room", 1, &[], Some(json!({"name": "x", "room_type": "public"}))).await;
    let room = &[("room_id", "1".to_owned())][..];
    let connect = socket("CONNECT", "young=", json!({"room_id": "1", "token": token(1)}), None, None);
    cloud.invoke("connect", connect).await.unwrap();
    call(&cloud, "send_message", 1, room, Some(json!({"content": "x"}))).await;
    assert!(cloud.take_posts().is_empty(), "nobody posts to it before its greeting");
    cloud.run_jobs().await;
    let (_, members) = call(&cloud, "list_members", 1, room, None).await;
    assert_eq!(members[0]["is_online"], true);
    cloud.lose("young=");
    call(&cloud, "send_message", 1, room, Some(json!({"content": "x"}))).await;
    let (_, members) = call(&cloud, "list_members", 1, room, None).await;
    assert_eq!(members[0]["is_online"], true, "not within 10 seconds");
}
