//! Mentions of a member by `@username`.

use roomcast_tests::world::World;

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
        ("＠bob", "message"),
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
    alice.send(room, "@anna leeway 和 @王小明").await;
    for (user, kind) in [(&ann, "message"), (&anna, "message"), (&anna_lee, "mention"), (&wang, "mention")] {
        assert_eq!(user.notification_types().await, [kind]);
    }
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
    assert_eq!(b.notifications().await[0]["notification_type"], "mention");
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
