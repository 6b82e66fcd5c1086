//! Rooms with more connections than one invocation posts to. Each `deliver` job posts to a range of them,
//! by a management API that throttles, fails and has lost connections.

use std::collections::HashMap;

use roomcast_tests::cloud::Cloud;
use roomcast_tests::event::{http, token};
use serde_json::{Value, json};

/// The number of connections of the room: enough for three jobs.
const SEATED: usize = 1_200;

/// Starts a cloud with the public room 1 of user 1 and with connections of the users from 10 on.
async fn large_room() -> (Cloud, Vec<String>) {
    let cloud = Cloud::new().await;
    let room = json!({"name": "large", "room_type": "public", "max_members": 5_000});
    let created = http("POST", "/api/chat/rooms/", "", Some(&token(1)), Some(room));
    assert_eq!(cloud.invoke("create_room", created).await.unwrap()["statusCode"], 201);
    let seated = cloud.seat(1, 10, SEATED as u64, 0).await;
    (cloud, seated)
}

async fn call(cloud: &Cloud, function: &str, method: &str, path: &str, user: u64, body: Value) -> Value {
    let body = Some(body).filter(|body| !body.is_null());
    let event = http(method, &format!("/api/chat/{path}"), "", Some(&token(user)), body);
    let answer = cloud.invoke(function, event).await.unwrap();
    assert!(answer["statusCode"].as_u64().unwrap() < 300, "{function}: {answer}");
    serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
}

async fn send(cloud: &Cloud, user: u64, content: &str) -> Value {
    let message = json!({"content": content, "client_message_id": content});
    call(cloud, "send_message", "POST", "rooms/1/messages/", user, message).await
}

/// Takes the `deliver` jobs and leaves out others, such as `rename`.
fn take_jobs(cloud: &Cloud) -> Vec<Value> {
    std::iter::from_fn(|| cloud.take_job()).filter(|job| job["job"] == "deliver").collect()
}

/// Takes the frames of each connection, in order.
fn frames(cloud: &Cloud) -> HashMap<String, Vec<Value>> {
    let mut frames: HashMap<String, Vec<Value>> = HashMap::new();
    for (connection, frame) in cloud.take_posts() {
        frames.entry(connection).or_default().push(frame);
    }
    frames
}

/// Takes the frames that every connection got, and checks that all connections got the same.
fn same_to_all(cloud: &Cloud, seated: &[String]) -> Vec<Value> {
    let frames = frames(cloud);
    assert_eq!(frames.len(), seated.len());
    let first = frames[&seated[0]].clone();
    for connection in seated {
        assert_eq!(frames[connection], first, "{connection}");
    }
    first
}

#[tokio::test]
async fn every_event_of_a_large_room_reaches_every_connection_once() {
    let (cloud, seated) = large_room().await;
    let room = json!({"content": "hello", "client_message_id": "k"});
    let message = call(&cloud, "send_message", "POST", "rooms/1/messages/", 10, room).await;
    assert!(cloud.take_posts().is_empty(), "nothing is posted by the function that stores");
    let jobs = take_jobs(&cloud);
    assert_eq!(jobs.len(), 3);
    for job in jobs {
        assert!(job.to_string().len() < 2_000, "a job has a range, not a list");
        cloud.run_job(job).await.unwrap();
    }
    let mut frames = frames(&cloud);
    let own = frames.remove(&seated[0]).unwrap();
    assert_eq!((own.len(), &own[0]["message"]["client_message_id"]), (1, &json!("k")));
    assert_eq!(frames.len(), SEATED - 1);
    for (connection, frames) in &frames {
        assert_eq!((frames.len(), &frames[0]["message"]["id"]), (1, &message["id"]), "{connection}");
        assert_eq!(frames[0]["message"].get("client_message_id"), None, "the sender's alone");
    }

    let path = format!("messages/{}/", message["id"]);
    call(&cloud, "edit_message", "PATCH", &path, 10, json!({"content": "edited"})).await;
    call(&cloud, "update_room", "PATCH", "rooms/1/", 1, json!({"name": "renamed"})).await;
    call(&cloud, "delete_message", "DELETE", &format!("{path}delete/"), 10, Value::Null).await;
    let jobs = take_jobs(&cloud);
    assert_eq!(jobs.len(), 9);
    for job in jobs {
        cloud.run_job(job).await.unwrap();
    }
    let mut posts = frames_by_type(&cloud);
    for kind in ["message_updated", "room_updated", "message_deleted"] {
        let mut reached = posts.remove(kind).unwrap();
        reached.sort();
        assert_eq!(reached, seated, "{kind}");
    }
    assert!(posts.is_empty(), "{:?}", posts.keys());
}

fn frames_by_type(cloud: &Cloud) -> HashMap<String, Vec<String>> {
    let mut reached: HashMap<String, Vec<String>> = HashMap::new();
    for (connection, frame) in cloud.take_posts() {
        reached.entry(frame["type"].as_str().unwrap().to_owned()).or_default().push(connection);
    }
    reached
}

#[tokio::test]
async fn every_connection_is_reached_although_posts_are_throttled_and_fail() {
    let (cloud, seated) = large_room().await;
    cloud.answer_every(&[(4, 429), (15, 500), (101, 503)]);
    send(&cloud, 1, "a").await;
    send(&cloud, 1, "b").await;
    cloud.run_jobs().await;
    let frames = same_to_all(&cloud, &seated);
    let contents: Vec<_> = frames.iter().map(|frame| &frame["message"]["content"]).collect();
    assert_eq!(contents, ["a", "b"], "two messages of one sender keep their order");
}

#[tokio::test]
async fn connections_that_are_gone_are_forgotten() {
    let (cloud, seated) = large_room().await;
    let (lost, left): (Vec<_>, Vec<_>) =
        seated.iter().cloned().enumerate().partition(|(number, _)| number % 50 == 7);
    lost.iter().for_each(|(_, connection)| cloud.lose(connection));
    send(&cloud, 1, "a").await;
    cloud.run_jobs().await;
    let left: Vec<String> = left.into_iter().map(|(_, connection)| connection).collect();
    same_to_all(&cloud, &left);
    let table = serde_json::to_string(&cloud.engine().items()).unwrap();
    for (_, connection) in &lost {
        assert!(!table.contains(connection.as_str()), "{connection} is still in the table");
    }
    assert!(left.iter().all(|connection| table.contains(connection.as_str())));
}

#[tokio::test]
async fn a_job_that_runs_twice_posts_the_same_frame_twice_and_changes_nothing_else() {
    let (cloud, seated) = large_room().await;
    let message = send(&cloud, 1, "a").await;
    let jobs = take_jobs(&cloud);
    let before = cloud.engine().items().len();
    for job in jobs.iter().chain(&jobs[..1]) {
        cloud.run_job(job.clone()).await.unwrap();
    }
    assert_eq!(cloud.engine().items().len(), before);
    let frames = frames(&cloud);
    assert_eq!(frames.len(), SEATED);
    let twice = seated.iter().filter(|connection| frames[*connection].len() == 2).count();
    assert_eq!(twice, 500, "those of the first share");
    assert!(frames.values().flatten().all(|frame| frame["message"]["id"] == message["id"]));
}

#[tokio::test]
async fn the_repetition_of_a_job_that_died_reaches_every_connection() {
    let (cloud, seated) = large_room().await;
    send(&cloud, 1, "a").await;
    let jobs = take_jobs(&cloud);
    cloud.kill_after_posts(200, "deliver");
    assert_eq!(cloud.run_job(jobs[0].clone()).await, Err(Value::Null), "the process died");
    let reached = frames(&cloud).len();
    assert!((200..500).contains(&reached), "{reached} were reached");
    for job in jobs {
        cloud.run_job(job).await.unwrap();
    }
    // A post that was on its way when the process died may arrive after `reached` was counted.
    let frames = frames(&cloud);
    assert_eq!(frames.len(), seated.len());
    let first = &frames[&seated[0]][0];
    for (connection, frames) in &frames {
        assert!(frames.len() <= 2 && frames.iter().all(|frame| frame == first), "{connection}: {frames:?}");
    }
}

#[tokio::test]
async fn a_connection_opened_between_a_message_and_its_delivery_gets_it_once() {
    let (cloud, mut seated) = large_room().await;
    send(&cloud, 1, "a").await;
    // The greeting has already posted message 1 to them.
    let late = cloud.seat(1, 5_000, 20, 1).await;
    cloud.run_jobs().await;
    same_to_all(&cloud, &seated);
    send(&cloud, 1, "b").await;
    cloud.run_jobs().await;
    seated.extend(late);
    same_to_all(&cloud, &seated);
}
