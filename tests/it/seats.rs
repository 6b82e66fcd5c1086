//! Rooms and who is in them: lists, previews, seats, succession, counts.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

fn ids(list: &[Value]) -> Vec<u64> {
    list.iter().map(|room| room["id"].as_u64().unwrap()).collect()
}

async fn member_ids(who: &Actor, room: u64) -> Vec<u64> {
    ids(who.get(&format!("rooms/{room}/members/")).await.expect(200).as_array().unwrap())
}

#[tokio::test]
async fn the_preview_is_the_first_100_characters_and_null_without_a_message() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("private").await;
    assert_eq!(alice.listed(room).await.unwrap()["last_message"], Value::Null);
    let text: String = "字👍é".chars().cycle().take(150).collect();
    let sent = alice.send(room, &text).await;
    let listed = alice.listed(room).await.unwrap();
    let preview = &listed["last_message"];
    assert_eq!(preview["content"].as_str().unwrap(), text.chars().take(100).collect::<String>());
    assert_eq!((&preview["id"], &preview["created_at"]), (&sent["id"], &sent["created_at"]));
    let older = alice.send(room, "older").await["id"].clone();
    alice.send(room, "newest").await;
    alice.delete(&format!("messages/{older}/delete/")).await.expect(200);
    assert_eq!(alice.listed(room).await.unwrap()["last_message"]["content"], "newest");
}

#[tokio::test]
async fn mine_are_the_rooms_one_belongs_or_is_invited_to_and_public_the_others() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (joined, open, hidden, invited, invited_open) = (
        alice.room("public").await,
        alice.room("public").await,
        alice.room("private").await,
        alice.room("group").await,
        alice.room("public").await,
    );
    bob.join(joined).await;
    for room in [invited, invited_open] {
        alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    }
    let scope = async |scope: &str| ids(&bob.pages(&format!("rooms/?limit=200{scope}")).await);
    let mine: BTreeSet<u64> = scope("&scope=mine").await.into_iter().collect();
    assert_eq!(mine, BTreeSet::from([joined, invited, invited_open]));
    let public = scope("&scope=public").await;
    assert!(public.contains(&open) && public.iter().all(|room| *room != joined && *room != hidden));
    let both = scope("").await;
    let unique: BTreeSet<_> = both.iter().copied().collect();
    assert_eq!(unique.len(), both.len(), "nothing twice");
    assert!([joined, open, invited, invited_open].iter().all(|room| unique.contains(room)));
    assert!(!unique.contains(&hidden));
    alice.leave(open).await;
    assert!(!scope("").await.contains(&open), "a room without members is gone");
}

#[tokio::test]
async fn a_room_that_does_not_move_is_neither_skipped_nor_shown_twice() {
    let world = World::any().await;
    let alice = world.user("alice");
    let mut rooms = Vec::new();
    for _ in 0..12 {
        rooms.push(alice.room("private").await);
    }
    let (still, moving) = rooms.split_at(6);
    let mut seen: Vec<u64> = Vec::new();
    let mut cursor = String::new();
    for turn in 0.. {
        let page = alice.get(&format!("rooms/?scope=mine&limit=3{cursor}")).await;
        seen.extend(ids(page.body.as_array().unwrap()));
        alice.send(moving[turn % moving.len()], "x").await;
        match page.header("x-next-cursor") {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    for room in still {
        assert_eq!(seen.iter().filter(|seen| *seen == room).count(), 1, "{room} in {seen:?}");
    }
}

#[tokio::test]
async fn limits_of_lists_are_taken_at_their_edges() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    for path in [
        "rooms/?limit=1".to_owned(),
        "rooms/?limit=200".to_owned(),
        "notifications/?limit=1".to_owned(),
        "notifications/?limit=100".to_owned(),
        format!("rooms/{room}/members/?limit=1"),
        format!("rooms/{room}/members/?limit=1000"),
        format!("rooms/{room}/messages/?page_size=1"),
        format!("rooms/{room}/messages/?page_size=100"),
        format!("rooms/{room}/messages/?after=0&limit=1"),
        format!("rooms/{room}/messages/?after=0&limit=100"),
    ] {
        alice.get(&path).await.expect(200);
    }
    for path in [
        "rooms/?limit=".to_owned(),
        "rooms/?limit=1.0".to_owned(),
        "rooms/?limit=-1".to_owned(),
        "notifications/?limit=0".to_owned(),
        format!("rooms/{room}/members/?limit=0"),
        format!("rooms/{room}/messages/?page=99999999999999999999"),
        format!("rooms/{room}/messages/?before={room}&page=1"),
    ] {
        alice.get(&path).await.refused(400, "invalid_query");
    }
}

#[tokio::test]
async fn a_detail_shows_the_first_100_members_by_username() {
    let world = World::any().await;
    let alice = world.user("zzz");
    let room = alice.room("public").await;
    let others: Vec<_> = (0..104).map(|n| world.user(&format!("m{n:03}"))).collect();
    join_all(others.iter().map(|user| user.join(room))).await;
    let detail = alice.detail(room).await;
    assert_eq!(detail["member_count"], 105);
    let shown: Vec<_> = detail["members"].as_array().unwrap().iter().map(|m| m["username"].clone()).collect();
    assert_eq!(shown, (0..100).map(|n| json!(format!("m{n:03}"))).collect::<Vec<_>>());
    let all = alice.pages(&format!("rooms/{room}/members/?limit=50")).await;
    assert_eq!(ids(&all).into_iter().collect::<BTreeSet<_>>().len(), 105);
}

#[tokio::test]
async fn who_leaves_is_out_and_cannot_leave_again() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    bob.leave(room).await;
    bob.post(&format!("rooms/{room}/leave/"), Value::Null).await.refused(400, "not_in_room");
    let detail = bob.detail(room).await;
    assert_eq!((detail["is_member"].as_bool(), detail["member_count"].as_u64()), (Some(false), Some(1)));
    assert_eq!((&detail["last_read_message_id"], detail["unread_count"].as_u64()), (&Value::Null, Some(0)));
    assert!(bob.listed(room).await.is_none());
    bob.join(room).await;
    assert_eq!(alice.detail(room).await["member_count"], 2);
}

#[tokio::test]
async fn an_admin_who_leaves_another_one_behind_hands_over_nothing() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    bob.join(room).await;
    carol.join(room).await;
    alice.change(room, &carol, json!({"role": "admin"})).await;
    alice.leave(room).await;
    let members = bob.get(&format!("rooms/{room}/members/")).await.expect(200);
    let roles: Vec<_> = members.as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["member", "admin"], "bob, carol");
}

#[tokio::test]
async fn everybody_leaving_at_once_empties_the_room_and_never_leaves_it_without_an_admin() {
    let world = World::any().await;
    let users: Vec<_> = (0..12).map(|n| world.user(&format!("u{n:02}"))).collect();
    let room = users[0].room("group").await;
    for user in &users[1..] {
        users[0].post(&format!("rooms/{room}/invite/"), json!({"user_id": user.id})).await.expect(200);
        user.join(room).await;
    }
    join_all(users[..8].iter().map(|user| user.leave(room))).await;
    let members = users[8].get(&format!("rooms/{room}/members/")).await.expect(200);
    let members = members.as_array().unwrap();
    let admins: Vec<_> = members.iter().filter(|m| m["role"] == "admin").map(|m| m["id"].clone()).collect();
    assert_eq!((members.len(), admins), (4, vec![json!(users[8].id)]), "the longest-standing one");
    assert_eq!(users[8].detail(room).await["member_count"], 4);
    join_all(users[8..].iter().map(|user| user.leave(room))).await;
    users[8].get(&format!("rooms/{room}/")).await.refused(404, "room_not_found");
}

#[tokio::test]
async fn the_count_is_exact_whatever_races() {
    let world = World::any().await;
    let owner = world.user("owner");
    let room = owner.room("public").await;
    let users: Vec<_> = (0..12).map(|n| world.user(&format!("u{n}"))).collect();
    let removing = &owner;
    let busy = users.iter().enumerate().map(|(n, user)| async move {
        let (join, leave) = (format!("rooms/{room}/join/"), format!("rooms/{room}/leave/"));
        let member = format!("rooms/{room}/members/{}/", user.id);
        for round in 0..4 {
            let both = [user.post(&join, Value::Null), user.post(&join, Value::Null)];
            assert!(join_all(both).await.iter().all(|answer| answer.status == 200));
            if (n + round) % 3 == 0 {
                let (left, removed) =
                    futures_util::join!(user.post(&leave, Value::Null), removing.delete(&member));
                assert!(matches!(left.status, 200 | 400) && matches!(removed.status, 200 | 404));
                assert!(left.status == 200 || removed.status == 200, "one of them did it");
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
    let members = member_ids(&owner, room).await;
    assert_eq!(members.iter().copied().collect::<BTreeSet<_>>(), expected);
    assert_eq!(owner.detail(room).await["member_count"].as_u64(), Some(members.len() as u64));
}

#[tokio::test]
async fn who_may_invite_depends_on_the_kind_of_room() {
    let world = World::any().await;
    let (alice, bob, carol, dave) =
        (world.user("alice"), world.user("bob"), world.user("carol"), world.user("dave"));
    for (kind, by_member) in [("public", 200), ("group", 200), ("private", 403)] {
        let room = alice.room(kind).await;
        let invite = format!("rooms/{room}/invite/");
        alice.post(&invite, json!({"user_id": bob.id})).await.expect(200);
        bob.join(room).await;
        bob.post(&invite, json!({"user_id": carol.id})).await.expect(by_member);
        let by_stranger = if kind == "public" { 403 } else { 404 };
        dave.post(&invite, json!({"user_id": dave.id})).await.expect(by_stranger);
        let never_seen = json!({"user_id": world.user("nobody").id});
        assert_eq!(alice.post(&invite, never_seen).await.expect(200), json!({"message": "邀请已发送"}));
        assert_eq!(alice.detail(room).await["member_count"], 2, "an invitation takes no seat");
    }
}

#[tokio::test]
async fn an_invitation_does_not_break_a_full_room_or_a_ban() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let body = json!({"name": "x", "room_type": "private", "max_members": 2});
    let room = alice.post("rooms/", body).await.expect(201)["id"].as_u64().unwrap();
    let invite = format!("rooms/{room}/invite/");
    for user in [&bob, &carol] {
        alice.post(&invite, json!({"user_id": user.id})).await.expect(200);
    }
    bob.join(room).await;
    carol.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(403, "room_full");
    alice.change(room, &carol, json!({"is_banned": true})).await;
    carol.get(&format!("rooms/{room}/")).await.refused(404, "room_not_found");
    bob.leave(room).await;
    carol.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(404, "room_not_found");
    alice.change(room, &carol, json!({"is_banned": false})).await;
    carol.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(404, "room_not_found");
}

#[tokio::test]
async fn a_changed_room_is_checked_like_a_new_one() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let path = format!("rooms/{room}/");
    for bad in [
        json!({"name": "  "}),
        json!({"name": "字".repeat(101)}),
        json!({"name": 1}),
        json!({"description": "字".repeat(301)}),
        json!({"max_members": 1}),
        json!({"max_members": 100_001}),
        json!({"max_members": "9"}),
    ] {
        alice.patch(&path, bad).await.refused(400, "invalid_field");
    }
    let before = alice.detail(room).await;
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let changed = alice.patch(&path, json!({"name": "  y ", "description": ""})).await.expect(200);
    assert_eq!((changed["name"].as_str(), changed["description"].as_str()), (Some("y"), Some("")));
    let after = alice.detail(room).await;
    assert_eq!((&after["name"], &after["created_at"]), (&json!("y"), &before["created_at"]));
    assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
    assert_eq!(alice.listed(room).await.unwrap()["name"], "y");
}

#[tokio::test]
async fn the_unread_total_is_the_sum_over_ones_rooms() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let rooms = [alice.room("public").await, alice.room("public").await, alice.room("public").await];
    for room in rooms {
        bob.join(room).await;
    }
    let total = async || bob.get("me/").await.expect(200)["unread_total"].as_u64().unwrap();
    for (room, messages) in rooms.into_iter().zip([3, 2, 1]) {
        for _ in 0..messages {
            alice.send(room, "x").await;
        }
    }
    assert_eq!(total().await, 6);
    bob.post(&format!("rooms/{}/read/", rooms[1]), Value::Null).await.expect(200);
    assert_eq!(total().await, 4);
    bob.leave(rooms[0]).await;
    assert_eq!(total().await, 1);
    bob.join(rooms[0]).await;
    assert_eq!(total().await, 1, "joining begins at the newest message");
}

#[tokio::test]
async fn nobody_belongs_to_more_than_a_thousand_rooms() {
    let Some(world) = World::local(&[]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let open = bob.room("public").await;
    for _ in 0..50 {
        join_all((0..20).map(|_| alice.room("private"))).await;
    }
    let body = json!({"name": "x", "room_type": "public"});
    alice.post("rooms/", body.clone()).await.refused(409, "too_many_rooms");
    alice.post(&format!("rooms/{open}/join/"), Value::Null).await.refused(409, "too_many_rooms");
    alice
        .post(&format!("rooms/{open}/messages/"), json!({"content": "x"}))
        .await
        .refused(409, "too_many_rooms");
    let mine = alice.pages("rooms/?scope=mine&limit=200").await;
    assert_eq!(ids(&mine).into_iter().collect::<BTreeSet<_>>().len(), 1_000);
    alice.leave(mine[500]["id"].as_u64().unwrap()).await;
    // Several at once for the one place that is left.
    let rooms = join_all((0..6).map(|_| bob.room("public"))).await;
    let joins: Vec<_> = rooms.iter().map(|room| format!("rooms/{room}/join/")).collect();
    let (made, joined) = futures_util::join!(
        alice.post("rooms/", body.clone()),
        join_all(joins.iter().map(|join| alice.post(join, Value::Null)))
    );
    let in_now = joined.iter().chain([&made]).filter(|answer| matches!(answer.status, 200 | 201)).count();
    assert_eq!(in_now, 1, "{} {joined:#?}", made.status);
    assert!(joined.iter().chain([&made]).all(|answer| matches!(answer.status, 200 | 201 | 409)));
    alice.post("rooms/", body).await.refused(409, "too_many_rooms");
    let mine = alice.pages("rooms/?scope=mine&limit=200").await;
    assert_eq!(mine.len(), 1_000);
}

#[tokio::test]
async fn the_last_seat_goes_to_exactly_one() {
    let world = World::any().await;
    let alice = world.user("alice");
    for round in 0..5 {
        let body = json!({"name": "x", "room_type": "public", "max_members": 2});
        let room = alice.post("rooms/", body).await.expect(201)["id"].as_u64().unwrap();
        let (bob, carol) = (world.user("bob"), world.user("carol"));
        // One by the door, one by posting.
        let (join, post) = (format!("rooms/{room}/join/"), format!("rooms/{room}/messages/"));
        let (one, two) =
            futures_util::join!(bob.post(&join, Value::Null), carol.post(&post, json!({"content": "x"})));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert!(statuses == [200, 403] || statuses == [201, 403], "{round}: {statuses:?}");
        assert_eq!(member_ids(&alice, room).await.len(), 2);
        assert_eq!(alice.detail(room).await["member_count"], 2);
    }
}
