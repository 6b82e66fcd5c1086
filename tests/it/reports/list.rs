//! `GET rooms/{id}/reports/`.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use super::reasons;
use crate::{ids, keys, words};

#[tokio::test]
async fn a_report_keeps_the_message_as_it_was_and_hides_who_reported() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("private", [&bob, &carol]).await;
    let body = json!({"content": "rude", "message_type": "file", "file_url": "https://a.example/b", "file_name": "b.txt"});
    let message = bob.send_body(room, body).await;
    carol.report(&message["id"], "insults me").await;
    bob.edit(&message["id"], "polite").await;
    alice.report(&message["id"], "was rude").await;
    bob.delete_message(&message["id"]).await;
    let reports = alice.reports(room).await;
    assert_eq!(reasons(&reports), ["was rude", "insults me"], "the newest first");
    let fields = "id message_id sender message_type content file_name reason created_at";
    assert_eq!(keys(&reports[1]), words(fields));
    let expected = json!({
        "id": reports[1]["id"], "message_id": message["id"], "sender": message["sender"], "message_type": "file",
        "content": "rude", "file_name": "b.txt", "reason": "insults me", "created_at": reports[1]["created_at"],
    });
    assert_eq!(reports[1], expected);
    assert_eq!(reports[0]["content"], "polite");
    assert!(!reports[1].to_string().contains("carol"));
    let id = reports[1]["id"].as_u64().unwrap();
    assert!((1..1 << 53).contains(&id));
}

#[tokio::test]
async fn admins_get_the_reports_but_those_of_their_own_messages() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    alice.promote(room, &bob).await;
    let of_alice = alice.send(room, "of alice").await;
    let of_bob = bob.send(room, "of bob").await;
    carol.report(&of_alice["id"], "alice").await;
    carol.report(&of_bob["id"], "bob").await;
    assert_eq!(reasons(&alice.reports(room).await), ["bob"]);
    assert_eq!(reasons(&bob.reports(room).await), ["alice"]);
    let path = format!("rooms/{room}/reports/");
    carol.get(&path).await.refused(403, "admin_required");
    let first = bob.reports(room).await[0]["id"].clone();
    alice.try_delete_report(room, &first).await.refused(404, "report_not_found");
    bob.try_delete_report(room, &first).await.expect(200);
    assert_eq!(reasons(&alice.reports(room).await), ["bob"]);
    carol.get("rooms/33554431/reports/").await.refused(404, "room_not_found");
}

#[tokio::test]
async fn pages_are_full_and_lead_to_the_end() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut expected = Vec::new();
    for number in 0..5 {
        let own = alice.send(room, "own").await;
        carol.report(&own["id"], "own").await;
        let message = bob.send(room, "spam").await;
        carol.report(&message["id"], &number.to_string()).await;
        expected.insert(0, number.to_string());
    }
    let path = format!("rooms/{room}/reports/?limit=2");
    let first = alice.get(&path).await;
    let cursor = first.header("x-next-cursor").expect("there are more").to_owned();
    let first: Vec<Value> = first.expect(200).as_array().unwrap().clone();
    assert_eq!(reasons(&first), ["4", "3"]);
    carol.report(&bob.send(room, "spam").await["id"], "meanwhile").await;
    let second = alice.list(&format!("{path}&cursor={cursor}")).await;
    assert_eq!(reasons(&second), ["2", "1"]);
    let all = alice.pages(&path).await;
    assert_eq!(reasons(&all[1..]), expected);
    assert!(ids(&all).windows(2).all(|pair| pair[0] > pair[1]));
    assert_eq!(alice.list(&format!("{path}&cursor=1")).await, Vec::<Value>::new());
    for bad in
        ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=", "cursor=0", "cursor=9007199254740992"]
    {
        alice.get(&format!("rooms/{room}/reports/?{bad}")).await.refused(400, "invalid_query");
    }
}

#[tokio::test]
async fn a_direct_room_has_no_list() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.direct(&bob).await;
    let message = alice.send(room, "rude").await;
    alice.block(&bob).await;
    bob.report(&message["id"], "also while there is a block").await;
    bob.try_report(&message["id"], "again").await.expect(200);
    for user in [&alice, &bob] {
        user.get(&format!("rooms/{room}/reports/")).await.refused(403, "admin_required");
        user.try_delete_report(room, 1).await.refused(403, "admin_required");
    }
}
