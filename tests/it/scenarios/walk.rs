//! Every route that takes a room or a message, as everybody who may stand to it in some way.

use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

/// How somebody stands to the room.
const STANDINGS: [&str; 8] = ["stranger", "invited", "banned", "left", "muted", "member", "admin", "guest"];

/// Method, path and body, then the status for each of [`STANDINGS`] in a public and in a private room.
type Row = (&'static str, &'static str, &'static str, [u16; 8], [u16; 8]);

const ROWS: [Row; 17] = [
    (
        "POST",
        "rooms/{room}/leave/",
        "",
        [400, 200, 400, 400, 200, 200, 200, 401],
        [404, 200, 404, 404, 200, 200, 200, 401],
    ),
    (
        "GET",
        "rooms/{room}/members/?banned=true",
        "",
        [403, 403, 403, 403, 403, 403, 200, 401],
        [404, 403, 404, 404, 403, 403, 200, 401],
    ),
    (
        "GET",
        "rooms/{room}/messages/?around={message}",
        "",
        [200, 200, 403, 200, 200, 200, 200, 401],
        [404, 403, 404, 404, 200, 200, 200, 401],
    ),
    (
        "GET",
        "rooms/{room}/",
        "",
        [200, 200, 200, 200, 200, 200, 200, 401],
        [404, 200, 404, 404, 200, 200, 200, 401],
    ),
    (
        "GET",
        "rooms/{room}/members/",
        "",
        [200, 200, 403, 200, 200, 200, 200, 401],
        [404, 403, 404, 404, 200, 200, 200, 401],
    ),
    (
        "GET",
        "rooms/{room}/messages/",
        "",
        [200, 200, 403, 200, 200, 200, 200, 401],
        [404, 403, 404, 404, 200, 200, 200, 401],
    ),
    (
        "GET",
        "messages/{message}/",
        "",
        [200, 200, 404, 200, 200, 200, 200, 401],
        [404, 404, 404, 404, 200, 200, 200, 401],
    ),
    (
        "POST",
        "messages/{message}/read/",
        "",
        [403, 403, 404, 403, 200, 200, 200, 401],
        [404, 404, 404, 404, 200, 200, 200, 401],
    ),
    (
        "PATCH",
        "messages/{message}/",
        r#"{"content":"x"}"#,
        [403, 403, 404, 403, 403, 403, 403, 401],
        [404, 404, 404, 404, 403, 403, 403, 401],
    ),
    (
        "DELETE",
        "messages/{message}/delete/",
        "",
        [403, 403, 404, 403, 403, 403, 200, 401],
        [404, 404, 404, 404, 403, 403, 200, 401],
    ),
    (
        "POST",
        "rooms/{room}/read/",
        "",
        [403, 403, 403, 403, 200, 200, 200, 401],
        [404, 403, 404, 404, 200, 200, 200, 401],
    ),
    (
        "PATCH",
        "rooms/{room}/",
        r#"{"name":"x"}"#,
        [403, 403, 403, 403, 403, 403, 200, 401],
        [404, 403, 404, 404, 403, 403, 200, 401],
    ),
    (
        "PATCH",
        "rooms/{room}/members/{owner}/",
        r#"{"is_muted":false}"#,
        [403, 403, 403, 403, 403, 403, 200, 401],
        [404, 403, 404, 404, 403, 403, 200, 401],
    ),
    (
        "DELETE",
        "rooms/{room}/members/999999/",
        "",
        [403, 403, 403, 403, 403, 403, 404, 401],
        [404, 403, 404, 404, 403, 403, 404, 401],
    ),
    (
        "POST",
        "rooms/{room}/invite/",
        r#"{"user_id":{owner}}"#,
        [403, 403, 403, 403, 200, 200, 200, 401],
        [404, 403, 404, 404, 403, 403, 200, 401],
    ),
    (
        "POST",
        "rooms/{room}/messages/",
        r#"{"content":"x"}"#,
        [201, 201, 403, 201, 403, 201, 201, 401],
        [404, 403, 404, 404, 403, 201, 201, 401],
    ),
    (
        "POST",
        "rooms/{room}/join/",
        "",
        [200, 200, 403, 200, 200, 200, 200, 401],
        [404, 200, 404, 404, 200, 200, 200, 401],
    ),
];

/// A fresh somebody who stands so to the room.
async fn somebody(world: &World, owner: &Actor, room: u64, standing: &str) -> Actor {
    if standing == "guest" {
        return world.bearer("");
    }
    let who = world.user(standing);
    let member = format!("rooms/{room}/members/{}/", who.id);
    if standing != "stranger" {
        owner.post(&format!("rooms/{room}/invite/"), json!({"user_id": who.id})).await.expect(200);
    }
    if !matches!(standing, "stranger" | "invited") {
        who.join(room).await;
    }
    match standing {
        "banned" => drop(owner.patch(&member, json!({"is_banned": true})).await.expect(200)),
        "muted" => drop(owner.patch(&member, json!({"is_muted": true})).await.expect(200)),
        "admin" => drop(owner.patch(&member, json!({"role": "admin"})).await.expect(200)),
        "left" => drop(who.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200)),
        _ => {}
    }
    who
}

#[tokio::test]
async fn every_route_answers_everybody_as_the_contract_says() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let owner = world.user("owner");
    let mut wrong = Vec::new();
    for (kind, column) in [("public", 0), ("private", 1), ("group", 1)] {
        let room = owner.room(kind).await;
        for row in ROWS {
            let (method, path, body) = (row.0, row.1, row.2);
            for (at, standing) in STANDINGS.into_iter().enumerate() {
                let message = owner.send(room, "x").await["id"].clone();
                let who = somebody(&world, &owner, room, standing).await;
                let fill = |text: &str| {
                    text.replace("{room}", &room.to_string())
                        .replace("{message}", &message.to_string())
                        .replace("{owner}", &owner.id.to_string())
                };
                let answer = who.raw(method, &fill(path), &[], fill(body).into_bytes()).await;
                let mut expected = if column == 0 { row.3[at] } else { row.4[at] };
                if kind == "group" && path.ends_with("invite/") && matches!(standing, "muted" | "member") {
                    expected = 200; // in a group any member invites
                }
                if answer.status != expected {
                    wrong.push(format!(
                        "{kind}: {method} {path} as {standing}: {} instead of {expected}: {}",
                        answer.status, answer.body
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_socket_answers_everybody_as_the_contract_says() {
    let world = World::any().await;
    let owner = world.user("owner");
    let expected = [
        ("public", [101, 101, 403, 101, 101, 101, 101, 401]),
        ("private", [404, 403, 404, 404, 101, 101, 101, 401]),
    ];
    for (kind, statuses) in expected {
        let room = owner.room(kind).await;
        for (at, standing) in STANDINGS.into_iter().enumerate() {
            let who = somebody(&world, &owner, room, standing).await;
            let path = format!("chat/{room}/");
            let opened =
                if standing == "guest" { who.open(&path, &[]).await } else { who.try_connect(&path).await };
            let status = opened.map_or_else(|(status, _)| status, |_| 101);
            assert_eq!(status, statuses[at], "{kind} as {standing}");
        }
    }
}
