//! `POST messages/{id}/report/`.

use futures_util::future::join_all;
use roomcast_tests::world::World;
use serde_json::{Value, json};

use super::reasons;

#[tokio::test]
async fn a_user_reports_a_message_once_whatever_happens_to_the_report() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("private", [&bob, &carol]).await;
    let message = bob.send(room, "rude").await;
    let first = carol.try_report(&message["id"], "first").await.expect(201);
    let again = carol.try_report(&message["id"], "again").await.expect(200);
    assert_eq!((&first, &first), (&again, &json!({"message": "举报已提交"})));
    let reports = alice.reports(room).await;
    assert_eq!(reasons(&reports), ["first"]);
    alice.try_delete_report(room, &reports[0]["id"]).await.expect(200);
    carol.try_report(&message["id"], "once more").await.expect(200);
    assert_eq!(alice.reports(room).await, Vec::<Value>::new());
    alice.report(&message["id"], "of another user").await;
}

#[tokio::test]
async fn of_many_reports_of_one_user_at_once_one_is_made() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let message = bob.send(room, "rude").await;
    let reports = join_all((0..8).map(|_| carol.try_report(&message["id"], "rude"))).await;
    let made = reports.iter().filter(|answer| answer.status == 201).count();
    let statuses: Vec<u16> = reports.iter().map(|answer| answer.status).collect();
    assert!(made == 1 && statuses.iter().all(|status| matches!(status, 200 | 201)), "{statuses:?}");
    assert_eq!(alice.reports(room).await.len(), 1);
}

#[tokio::test]
async fn who_may_read_a_message_may_report_it() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let (open, closed) = (alice.room_with("public", [&bob]).await, alice.room_with("private", [&bob]).await);
    let (seen, hidden) = (alice.send(open, "seen").await, alice.send(closed, "hidden").await);
    carol.report(&seen["id"], "as a visitor").await;
    carol.try_report(&hidden["id"], "spam").await.refused(404, "message_not_found");
    carol.try_report(134_217_730, "spam").await.refused(404, "message_not_found");
    carol.try_report("x", "spam").await.refused(404, "message_not_found");
    alice.mute(closed, &bob).await;
    bob.report(&hidden["id"], "as a muted member").await;
    alice.ban(open, &bob).await;
    bob.try_report(&seen["id"], "spam").await.refused(404, "message_not_found");
    alice.report(&seen["id"], "one's own").await;
}

#[tokio::test]
async fn a_deleted_message_is_not_reported_and_one_of_a_closed_room_is_not_found() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let (one, two) = (bob.send(room, "one").await, bob.send(room, "two").await);
    alice.report(&one["id"], "spam").await;
    alice.delete_message(&one["id"]).await;
    alice.try_report(&one["id"], "spam").await.refused(409, "message_deleted");
    bob.leave(room).await;
    alice.leave(room).await;
    bob.try_report(&two["id"], "spam").await.refused(404, "message_not_found");
    alice.get(&format!("rooms/{room}/reports/")).await.refused(404, "room_not_found");
    alice.try_delete_report(room, 1).await.refused(404, "room_not_found");
}

#[tokio::test]
async fn a_reason_has_between_1_and_500_characters() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let message = bob.send(room, "rude").await["id"].clone();
    for reason in ["", " \n", "\u{200b}", &"骂".repeat(501)] {
        alice.try_report(&message, reason).await.refused(400, "invalid_field");
    }
    let path = format!("messages/{message}/report/");
    for body in [json!({}), json!({"reason": null}), json!({"reason": 1})] {
        alice.post(&path, body).await.refused(400, "invalid_field");
    }
    alice.post(&path, Value::Null).await.refused(400, "invalid_json");
    alice.report(&message, &format!(" {} ", "骂".repeat(500))).await;
    bob.report(&message, "x").await;
    assert_eq!(reasons(&alice.reports(room).await), ["x", &"骂".repeat(500)]);
}

#[tokio::test]
async fn a_user_reports_sixty_messages_an_hour_and_repeats_are_not_counted() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut messages = Vec::new();
    for number in 0..62 {
        messages.push(bob.send(room, &format!("spam {number}")).await["id"].clone());
    }
    for message in &messages[..60] {
        carol.report(message, "spam").await;
    }
    carol.try_report(&messages[0], "again").await.expect(200);
    let refused = carol.try_report(&messages[60], "spam").await;
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    refused.refused(429, "rate_limited");
    carol.try_report(&messages[1], "again").await.expect(200);
    alice.report(&messages[61], "spam").await;
}
