//! Mentions of a member by `@username`.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn a_mention_is_the_longest_name_after_an_at_sign() {
    let (world, [alice]) = World::with(["alice"]).await;
    let [wang, short, mail, other] = world.users(["王小明", "王小", "example", "王小明"]);
    let room = alice.room("public").await;
    for user in [&wang, &short, &mail, &other] {
        user.join(room).await;
    }
    let mut channel = wang.notification_channel().await;
    let sent = alice.send(room, "你好@王小明请看 me@example.com @ALICE").await;
    let live = channel.next("notification").await["notification"].clone();
    assert_eq!((live["notification_type"].as_str(), &live["id"]), (Some("mention"), &sent["id"]));
    for (user, kind) in [(&wang, "mention"), (&other, "mention"), (&short, "message"), (&mail, "message")] {
        let all = user.notifications().await;
        assert_eq!((all.len(), all[0]["notification_type"].as_str()), (1, Some(kind)));
    }
    assert!(alice.notifications().await.is_empty(), "never oneself");
    wang.leave(room).await;
    let kept = wang.notifications().await;
    assert_eq!((kept.len(), kept[0]["notification_type"].as_str()), (1, Some("mention")), "mentions stay");
    short.leave(room).await;
    assert!(short.notifications().await.is_empty());
    alice.delete_message(&sent["id"]).await;
    assert_eq!(wang.notifications().await[0]["content"], "[消息已删除]");
    assert_eq!(mail.notifications().await[0]["content"], "[消息已删除]");
}

#[tokio::test]
async fn an_at_sign_after_a_letter_or_digit_mentions_nobody_and_case_does_not_matter() {
    let (_world, [alice, bob]) = World::with(["alice", "Bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    for (text, kind) in [
        ("@bob", "mention"),
        ("@BOB!", "mention"),
        ("(@Bob)", "mention"),
        ("你好@bob请看", "mention"),
        ("@@bob", "mention"),
        ("_@bob", "mention"),
        ("mail a@bob", "message"),
        ("mail 9@bob", "message"),
        ("@ bob", "message"),
        ("bob@", "message"),
        ("@bo", "message"),
        ("＠bob", "mention"),
        ("你好＠bob请看", "mention"),
        ("mail a＠bob", "message"),
        ("@bobby", "message"),
        ("@bob_x", "message"),
        ("@bob2", "message"),
        ("@bob.", "mention"),
        ("@bob-x", "mention"),
        ("@bobé", "mention"),
    ] {
        alice.send(room, text).await;
        assert_eq!(bob.notification_types().await[0], kind, "{text}");
    }
}

#[tokio::test]
async fn the_longest_name_wins_even_with_spaces_in_it() {
    let (world, [alice]) = World::with(["alice"]).await;
    let [ann, anna, anna_lee, wang] = world.users(["ann", "anna", "anna lee", "王"]);
    let room = alice.room("public").await;
    for user in [&ann, &anna, &anna_lee, &wang] {
        user.join(room).await;
    }
    alice.send(room, "@anna lee, 和 @王小明").await;
    for (user, kind) in [(&ann, "message"), (&anna, "message"), (&anna_lee, "mention"), (&wang, "mention")] {
        assert_eq!(user.notification_types().await, [kind]);
    }
    alice.send(room, "@anna leeway").await;
    assert_eq!(anna.notification_types().await, ["mention", "message"]);
    assert_eq!(anna_lee.notification_types().await, ["message", "mention"]);
}

#[tokio::test]
async fn a_shorter_name_is_mentioned_where_a_longer_one_does_not_end() {
    let (world, [alice]) = World::with(["alice"]).await;
    let [wang, longer, dot, bob] = world.users(["王小", "王小bo", "bob.", "bob"]);
    let room = alice.room("public").await;
    for user in [&wang, &longer, &dot, &bob] {
        user.join(room).await;
    }
    alice.send(room, "@王小bobby @bob.by").await;
    for (user, kind) in [(&wang, "mention"), (&longer, "message"), (&dot, "mention"), (&bob, "message")] {
        assert_eq!(user.notification_types().await, [kind]);
    }
}

#[tokio::test]
async fn mentions_and_prefixes_compare_in_one_normal_form() {
    let (_world, [alice, composed, decomposed]) = World::with(["alice", "José", "Rene\u{301}"]).await;
    let room = alice.room_with("public", [&composed, &decomposed]).await;
    alice.send(room, "@jose\u{301} @RENÉ").await;
    for user in [&composed, &decomposed] {
        assert_eq!(user.notification_types().await, ["mention"]);
    }
    for (prefix, user) in [("jose%CC%81", &composed), ("ren%C3%A9", &decomposed), ("rene%CC%81", &decomposed)]
    {
        let found = alice.get(&format!("rooms/{room}/members/?prefix={prefix}")).await.expect(200);
        assert_eq!((found.as_array().unwrap().len(), &found[0]["id"]), (1, &json!(user.id)), "{prefix}");
    }
    decomposed.leave(room).await;
    assert_eq!(alice.members(room).await.len(), 2);
}

#[tokio::test]
async fn the_longest_name_is_found_among_many_similar_ones() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let b = world.user("b");
    b.join(room).await;
    for length in 1..=40 {
        world.user(&format!("{}a", "b".repeat(length))).join(room).await;
    }
    alice.send(room, &format!("@{}", "b".repeat(100))).await;
    assert_eq!(b.notifications().await[0]["notification_type"], "message", "no name ends there");
    let zhong = world.user("中");
    zhong.join(room).await;
    for length in 1..=40 {
        world.user(&format!("{}文", "中".repeat(length))).join(room).await;
    }
    alice.send(room, &format!("@{}", "中".repeat(100))).await;
    assert_eq!(zhong.notifications().await[0]["notification_type"], "mention");
}

#[tokio::test]
async fn only_the_first_20_at_signs_of_a_message_count() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    alice.send(room, &format!("{}@bob @carol", "@x ".repeat(19))).await;
    assert_eq!(
        (bob.notification_types().await, carol.notification_types().await),
        (vec!["mention".into()], vec!["message".into()])
    );
}

#[tokio::test]
async fn only_members_are_mentioned() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (room, hidden) = (alice.room("public").await, alice.room("private").await);
    alice.invite(hidden, &bob).await;
    bob.join(room).await;
    bob.leave(room).await;
    alice.send(room, "@bob").await;
    alice.send(hidden, "@bob").await;
    assert_eq!(bob.notification_types().await, ["room_invite"]);
}
