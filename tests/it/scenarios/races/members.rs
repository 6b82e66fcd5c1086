//! Concurrent joins, leaves, bans and invitations.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::{World, is_gateway, now_s, token};
use serde_json::json;

#[tokio::test]
async fn a_ban_beats_concurrent_joins_and_messages() {
    let world = World::any().await;
    for _ in 0..10 {
        let [alice, bob] = world.users(["alice", "bob"]);
        let room = alice.room("public").await;
        let (banned, joined, posted) = futures_util::join!(
            alice.try_change(room, &bob, json!({"is_banned": true})),
            bob.try_join(room),
            bob.try_send(room, json!({"content": "x"}))
        );
        banned.expect(200);
        assert!(matches!(joined.status, 200 | 403) && matches!(posted.status, 201 | 403));
        assert_eq!(alice.member_ids(room).await, [alice.id]);
        assert_eq!(alice.detail(room).await["member_count"], 1);
        bob.try_send(room, json!({"content": "x"})).await.refused(403, "banned");
    }
}

#[tokio::test]
async fn a_room_made_smaller_while_others_join_is_never_overfull() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let users: Vec<_> = (0..15).map(|n| world.user(&format!("u{n}"))).collect();
    let smaller = join_all([8, 5, 3].map(|seats| alice.try_change_room(room, json!({"max_members": seats}))));
    let joins = join_all(users.iter().map(|user| user.try_join(room)));
    let (shrunk, joined) = futures_util::join!(smaller, joins);
    assert!(shrunk.iter().all(|answer| matches!(answer.status, 200 | 409)));
    assert!(joined.iter().all(|answer| matches!(answer.status, 200 | 403)));
    let detail = alice.detail(room).await;
    assert!(detail["member_count"].as_u64() <= detail["max_members"].as_u64(), "{detail}");
    assert_eq!(alice.members(room).await.len() as u64, detail["member_count"].as_u64().unwrap());
}

#[tokio::test]
async fn concurrent_uses_of_one_invitation_take_one_seat() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    alice.invite(room, &bob).await;
    let answers = join_all((0..10).map(|_| bob.try_join(room))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:#?}");
    assert_eq!(alice.detail(room).await["member_count"], 2);
    assert_eq!(alice.members(room).await.len(), 2);
}

#[tokio::test]
async fn leaving_wins_over_a_concurrent_rename_and_a_mute_stays() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let rounds = if is_gateway() { 4 } else { 12 };
    for round in 0..rounds {
        let bob = world.user("bob");
        bob.join(room).await;
        let newer = json!({"user_id": bob.id, "username": "robert", "iat": now_s() + 1});
        let renamed = world.bearer(&token(newer));
        let (muted, _, left) = futures_util::join!(
            alice.try_change(room, &bob, json!({"is_muted": true})),
            renamed.get("me/"),
            async {
                if round % 2 == 0 { bob.try_leave(room).await } else { alice.try_remove(room, &bob).await }
            }
        );
        left.expect(200);
        assert!(matches!(muted.status, 200 | 404), "{}", muted.body);
        // A job propagates the new names and may run after the answers.
        for _ in 0..10 {
            assert_eq!(alice.member_ids(room).await, [alice.id]);
            assert_eq!(alice.detail(room).await["member_count"], 1);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bob.join(room).await;
        let again = alice.members(room).await;
        let again = again.iter().find(|m| m["id"] == bob.id).unwrap();
        assert_eq!(again["is_muted"], muted.status == 200, "{again}");
        bob.leave(room).await;
    }
}

#[tokio::test]
async fn thirty_concurrent_joins_for_ten_seats_seat_ten() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room_of("public", 11).await;
    let users: Vec<_> = (0..30).map(|n| world.user(&format!("u{n}"))).collect();
    let answers = join_all(users.iter().map(|user| user.try_join(room))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 10);
    assert_eq!(answers.iter().filter(|answer| answer.body["code"] == "room_full").count(), 20);
    assert_eq!(alice.detail(room).await["member_count"], 11);
    assert_eq!(alice.members(room).await.len(), 11);
    let leaves = users.iter().map(|user| user.try_leave(room));
    assert_eq!(join_all(leaves).await.iter().filter(|answer| answer.status == 200).count(), 10);
    assert_eq!(alice.detail(room).await["member_count"], 1);
}

#[tokio::test]
async fn the_last_seat_goes_to_exactly_one() {
    let (world, [alice]) = World::with(["alice"]).await;
    for round in 0..5 {
        let room = alice.room_of("public", 2).await;
        let [bob, carol] = world.users(["bob", "carol"]);
        // Bob joins by the endpoint, Carol by her first message.
        let (one, two) =
            futures_util::join!(bob.try_join(room), carol.try_send(room, json!({"content": "x"})));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert!(statuses == [200, 403] || statuses == [201, 403], "{round}: {statuses:?}");
        assert_eq!(alice.member_ids(room).await.len(), 2);
        assert_eq!(alice.detail(room).await["member_count"], 2);
    }
}

#[tokio::test]
async fn the_member_count_is_exact_after_any_race() {
    let (world, [owner]) = World::with(["owner"]).await;
    let room = owner.room("public").await;
    let users: Vec<_> = (0..12).map(|n| world.user(&format!("u{n}"))).collect();
    let removing = &owner;
    let busy = users.iter().enumerate().map(|(n, user)| async move {
        for round in 0..4 {
            let both = [user.try_join(room), user.try_join(room)];
            assert!(join_all(both).await.iter().all(|answer| answer.status == 200));
            if (n + round) % 3 == 0 {
                let (left, removed) =
                    futures_util::join!(user.try_leave(room), removing.try_remove(room, user));
                assert!(matches!(left.status, 200 | 400) && matches!(removed.status, 200 | 404));
                assert!(left.status == 200 || removed.status == 200, "one of both succeeds");
            }
        }
        n % 3 != 0
    });
    let expected: BTreeSet<u64> = join_all(busy)
        .await
        .into_iter()
        .zip(&users)
        .filter_map(|(stays, user)| stays.then_some(user.id))
        .chain([owner.id])
        .collect();
    let members = owner.member_ids(room).await;
    assert_eq!(members.iter().copied().collect::<BTreeSet<_>>(), expected);
    assert_eq!(owner.detail(room).await["member_count"].as_u64(), Some(members.len() as u64));
}
