//! `PUT messages/{id}/reactions/`.

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

use crate::kinds;

#[tokio::test]
async fn a_reaction_is_set_and_unset_and_repeats_change_nothing() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "hello").await["id"].clone();
    let answer = bob.try_react(&id, "👍", true).await.expect(200);
    assert_eq!(answer["reactions"], json!([{"emoji": "👍", "count": 1, "user_ids": [bob.id], "me": true}]));
    let version = answer["reactions_version"].clone();
    assert_eq!(bob.try_react(&id, "👍", true).await.expect(200)["reactions_version"], version, "a repeat");
    let both = alice.react(&id, "👍").await;
    assert_eq!((&both[0]["count"], &both[0]["me"]), (&json!(2), &json!(true)));
    alice.react(&id, "❤️").await;
    let same = bob.react(&id, "❤").await;
    assert_eq!(
        (same[1]["emoji"].as_str(), &same[1]["count"]),
        (Some("❤️"), &json!(2)),
        "U+FE0F does not count"
    );
    let left = bob.unreact(&id, "👍").await;
    assert_eq!((&left[0]["count"], &left[0]["me"]), (&json!(1), &json!(false)));
    let before = alice.message(&id).await["reactions_version"].clone();
    assert_eq!(bob.try_react(&id, "👍", false).await.expect(200)["reactions_version"], before, "a repeat");
    alice.unreact(&id, "👍").await;
    let rest = alice.message(&id).await;
    assert_eq!(rest["reactions"].as_array().unwrap().len(), 1, "an emoji without users is gone: {rest}");
    assert_eq!((&rest["is_edited"], &rest["updated_at"]), (&json!(false), &rest["created_at"]));
}

#[tokio::test]
async fn reactions_stand_in_every_form_of_a_message_in_order_of_first_use() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let first = alice.send(room, "hello").await;
    let id = &first["id"];
    assert_eq!((&first["reactions"], &first["reactions_version"]), (&json!([]), &json!(0)));
    for emoji in ["🎉", ":party_parrot:", "👍"] {
        bob.react(id, emoji).await;
    }
    alice.react(id, "👍").await;
    let emoji = |message: &Value| -> Vec<String> {
        let all = message["reactions"].as_array().unwrap().iter();
        all.map(|reaction| reaction["emoji"].as_str().unwrap().to_owned()).collect()
    };
    let one = alice.message(id).await;
    assert_eq!(emoji(&one), ["🎉", ":party_parrot:", "👍"]);
    assert_eq!(one["reactions"][2]["user_ids"].as_array().unwrap().len(), 2);
    for query in [String::new(), "?after=0".to_owned(), format!("?around={id}")] {
        assert_eq!(
            alice.history(room, &query).await["messages"][0]["reactions"],
            one["reactions"],
            "{query}"
        );
    }
    let seen_by_bob = bob.history(room, "").await["messages"][0].clone();
    assert_eq!(seen_by_bob["reactions"][0]["me"], true);
    let mut socket = bob.connect_since(room, 0).await;
    let replayed = socket.next("chat_message").await["message"].clone();
    assert_eq!((emoji(&replayed), &replayed["reactions_version"]), (emoji(&one), &one["reactions_version"]));
    assert_eq!(replayed["reactions"][0].get("me"), None, "frames do not say `me`");
    let edited = alice.edit(id, "changed").await;
    assert_eq!(edited["reactions"], one["reactions"]);
    let live = socket.next("message_updated").await["message"].clone();
    assert_eq!((emoji(&live), &live["reactions_version"]), (emoji(&one), &one["reactions_version"]));
}

#[tokio::test]
async fn a_change_is_told_live_and_nothing_is_notified() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let sent = alice.send(room, "hello").await;
    let (mut of_room, mut of_user) = (alice.connect(room).await, alice.user_socket().await);
    of_user.subscribe(room).await;
    let mut channel = alice.notification_channel().await;
    let answer = bob.try_react(&sent["id"], "👍", true).await.expect(200);
    let expected = json!({
        "type": "reactions", "room_id": room, "message_id": sent["id"], "seq": sent["seq"],
        "reactions_version": answer["reactions_version"],
        "reactions": [{"emoji": "👍", "count": 1, "user_ids": [bob.id]}],
    });
    assert_eq!(of_room.next("reactions").await, expected);
    assert_eq!(of_user.next("reactions").await, expected);
    bob.react(&sent["id"], "👍").await;
    assert_eq!(kinds(&of_room.so_far().await), Vec::<&str>::new(), "nothing changed");
    assert_eq!(kinds(&channel.so_far().await), Vec::<&str>::new());
    assert_eq!(alice.listed(room).await.unwrap()["unread_count"], 0);
}

#[tokio::test]
async fn members_who_are_not_muted_react_to_what_they_may_read() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let public = alice.room_with("public", [&bob]).await;
    let id = alice.send(public, "hello").await["id"].clone();
    carol.try_react(&id, "👍", true).await.refused(403, "not_a_member");
    alice.mute(public, &bob).await;
    bob.try_react(&id, "👍", true).await.refused(403, "muted");
    let private = alice.room("private").await;
    let secret = alice.send(private, "hello").await["id"].clone();
    carol.try_react(&secret, "👍", true).await.refused(404, "message_not_found");
    for body in [
        json!({"emoji": "", "on": true}),
        json!({"emoji": "ab", "on": true}),
        json!({"emoji": "👍👍", "on": true}),
        json!({"emoji": ":No:", "on": true}),
        json!({"emoji": 5, "on": true}),
        json!({"emoji": "👍", "on": "yes"}),
        json!({"emoji": "👍"}),
        json!({"on": true}),
    ] {
        alice.put(&format!("messages/{id}/reactions/"), body.clone()).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn a_deleted_message_has_no_reactions_and_takes_none() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let id = alice.send(room, "hello").await["id"].clone();
    let before = bob.try_react(&id, "👍", true).await.expect(200)["reactions_version"].as_u64().unwrap();
    alice.delete_message(&id).await;
    let after = alice.message(&id).await;
    assert_eq!(after["reactions"], json!([]));
    assert!(after["reactions_version"].as_u64().unwrap() > before, "no frame on its way brings them back");
    assert_eq!(alice.history(room, "").await["messages"][0]["reactions"], json!([]));
    for on in [true, false] {
        bob.try_react(&id, "👍", on).await.refused(409, "message_deleted");
    }
}

#[tokio::test]
async fn twenty_different_emoji_fit_on_a_message() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let id = alice.send(room, "hello").await["id"].clone();
    for number in 0..20 {
        alice.react(&id, &format!(":e{number}:")).await;
    }
    alice.try_react(&id, ":e20:", true).await.refused(409, "too_many_reactions");
    alice.unreact(&id, ":e7:").await;
    let all = alice.react(&id, ":e20:").await;
    assert_eq!((all.as_array().unwrap().len(), all[19]["emoji"].as_str()), (20, Some(":e20:")));
}

#[tokio::test]
async fn two_hundred_users_at_once_leave_exact_counts() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let id = alice.send(room, "hello").await["id"].clone();
    let users: Vec<Actor> = (0..200).map(|n| world.user(&format!("user-{n}"))).collect();
    join_all(users.iter().map(|user| user.join(room))).await;
    let emoji = |at: usize| ["👍", "🎉", "❤️"][at % 3];
    let answers =
        join_all(users.iter().enumerate().map(|(at, user)| user.try_react(&id, emoji(at), true))).await;
    assert!(
        answers.iter().all(|answer| answer.status == 200),
        "{:?}",
        answers.iter().find(|a| a.status != 200)
    );
    let counts = |message: &Value| -> Vec<u64> {
        let mut counts: Vec<u64> =
            message["reactions"].as_array().unwrap().iter().map(|r| r["count"].as_u64().unwrap()).collect();
        counts.sort_unstable();
        counts
    };
    let all = alice.message(&id).await;
    assert_eq!((counts(&all), &all["reactions_version"]), (vec![66, 67, 67], &json!(200)));
    assert!(
        all["reactions"].as_array().unwrap().iter().all(|r| r["user_ids"].as_array().unwrap().len() == 50)
    );
    let edit = alice.try_edit(&id, json!({"content": "meanwhile"}));
    let undone = users.iter().enumerate().map(|(at, user)| user.try_react(&id, emoji(at), at % 2 == 0));
    let (edit, undone) = tokio::join!(edit, join_all(undone));
    assert!(edit.status == 200 && undone.iter().all(|answer| answer.status == 200));
    let all = alice.message(&id).await;
    assert_eq!((counts(&all).iter().sum::<u64>(), &all["reactions_version"]), (100, &json!(300)));
    assert_eq!(all["content"], "meanwhile");
}

#[tokio::test]
async fn changes_count_for_the_rate_limit_and_repeats_do_not() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "3")]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let id = alice.send(room, "one").await["id"].clone();
    for _ in 0..5 {
        alice.react(&id, "👍").await;
    }
    alice.react(&id, "🎉").await;
    alice.try_react(&id, "❤️", true).await.refused(429, "rate_limited");
    alice.try_send(room, json!({"content": "two"})).await.refused(429, "rate_limited");
    alice.try_react(&id, "👍", true).await.expect(200);
}
