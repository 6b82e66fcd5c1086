//! Memberships that have ended.

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::join_all;
use roomcast_domain::{Refusal, RoomId, Standing};
use roomcast_store::{MemberChange, Scope, StoreError};

use crate::world::{NOW, TABLE, World, notice, seq, text, user};

/// The partition of user 2.
const PARTITION: &str = "U#0000000000000002";

/// Puts the record of an ended membership of user 2, as it has always been stored.
async fn put_departed(world: &World, room: u64, muted: bool) {
    let item = [
        ("pk", AttributeValue::S(PARTITION.to_owned())),
        ("sk", AttributeValue::S(format!("R#{room:08}"))),
        ("r", AttributeValue::N(room.to_string())),
        ("st", AttributeValue::S("gone".to_owned())),
        ("ro", AttributeValue::S("member".to_owned())),
        ("ja", AttributeValue::N("0".to_owned())),
        ("rs", AttributeValue::N("1".to_owned())),
    ];
    let mut put = world.client.put_item().table_name(TABLE);
    for (name, value) in item {
        put = put.item(name, value);
    }
    let put = if muted { put.item("mu", AttributeValue::Bool(true)) } else { put };
    put.send().await.unwrap();
}

#[tokio::test]
async fn ended_memberships_are_moved_out_of_the_list_by_later_joins() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let mut rooms = Vec::new();
    for _ in 0..150 {
        let room = world.room(&ann).await.body.id;
        world.join(&bob, room).await;
        world.leave(bob.id, room).await;
        rooms.push(room);
    }
    let listed = world.count(PARTITION, "R#").await;
    assert!(listed <= 101, "{listed} records are listed");
    assert_eq!(listed + world.count(PARTITION, "E#").await, 150);
    let first = world.store.membership(bob.id, rooms[0]).await.unwrap().unwrap();
    assert_eq!(first.standing, Standing::Gone);
    assert_eq!(world.store.memberships(bob.id).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_mute_and_a_read_position_outlive_the_move() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    let id = room.body.id;
    world.join(&bob, id).await;
    world.store.append(text(&ann, id, "hi", None)).await.unwrap();
    assert!(world.store.move_read(bob.id, id, seq(1), NOW).await.unwrap());
    let mute = MemberChange { is_muted: Some(true), ..MemberChange::default() };
    world.store.change_member(bob.id, id, mute, |_| notice(bob.id, &room)).await.unwrap();
    world.leave(bob.id, id).await;
    join_all((100..200).map(|room| put_departed(&world, room, false))).await;
    let other = world.room(&ann).await.body.id;
    world.join(&bob, other).await;
    assert_eq!(world.count(PARTITION, "E#00000001").await, 1, "the record was moved");

    let was = world.store.membership(bob.id, id).await.unwrap().unwrap();
    assert_eq!((was.standing, was.muted, was.read_seq), (Standing::Gone, true, seq(1)));
    world.join(&bob, id).await;
    let now = world.store.membership(bob.id, id).await.unwrap().unwrap();
    assert!(now.is_member() && now.muted);
    world.leave(bob.id, id).await;
    assert!(world.store.membership(bob.id, id).await.unwrap().unwrap().muted);
}

#[tokio::test]
async fn a_read_mention_stays_read_when_its_membership_is_moved() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    let id = room.body.id;
    world.join(&bob, id).await;
    let mut outgoing = text(&ann, id, "@user2", None);
    outgoing.mentions = vec![bob.id];
    let outcome = world.store.append(outgoing).await.unwrap();
    world.store.notify_mention(bob.id, crate::world::stored(&outcome), &room).await.unwrap();
    world.store.move_read(bob.id, id, seq(1), NOW).await.unwrap();
    world.leave(bob.id, id).await;
    join_all((100..200).map(|room| put_departed(&world, room, false))).await;
    world.join(&bob, world.room(&ann).await.body.id).await;
    assert_eq!(world.count(PARTITION, "E#00000001").await, 1, "the record was moved");
    let page = world.store.list_notifications(bob.id, 10, None).await.unwrap();
    assert_eq!(page.notifications.iter().map(|one| one.is_read).collect::<Vec<_>>(), [true]);
}

#[tokio::test]
async fn the_newest_room_is_listed_behind_any_number_of_ended_memberships() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    // A room of a number above all of the records.
    let counter = world.client.put_item().table_name(TABLE).item("pk", AttributeValue::S("#".to_owned()));
    let counter = counter.item("sk", AttributeValue::S("ROOMS".to_owned()));
    counter.item("n", AttributeValue::N("30000".to_owned())).send().await.unwrap();
    let newest = world.room(&ann).await.body.id;
    for chunk in (1..=20_001).collect::<Vec<u64>>().chunks(500) {
        join_all(chunk.iter().map(|room| put_departed(&world, *room, false))).await;
    }
    world.join(&bob, newest).await;
    let page = world.store.list_rooms(bob.id, Scope::Mine, 10, None).await.unwrap();
    assert_eq!(page.rooms.iter().map(|listed| listed.room.body.id).collect::<Vec<_>>(), [newest]);
    assert!(world.store.memberships(bob.id).await.unwrap().iter().any(|m| m.room == newest));
}

#[tokio::test]
async fn a_user_whose_record_was_moved_may_be_invited_banned_and_not_leave_again() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    let id: RoomId = room.body.id;
    world.join(&bob, id).await;
    world.leave(bob.id, id).await;
    join_all((100..200).map(|room| put_departed(&world, room, false))).await;
    world.join(&bob, world.room(&ann).await.body.id).await;
    assert_eq!(world.count(PARTITION, "E#00000001").await, 1, "the record was moved");
    let left = world.store.leave(bob.id, id, |heir, room| notice(heir, room)).await;
    assert!(matches!(left, Err(StoreError::Refused(Refusal::NotInRoom))), "{left:?}");
    assert!(world.store.invite(bob.id, id, &notice(bob.id, &room)).await.unwrap());
    let ban = MemberChange { is_banned: Some(true), ..MemberChange::default() };
    world.store.change_member(bob.id, id, ban, |_| notice(bob.id, &room)).await.unwrap();
    let joined = world.store.join(&bob, 1, id, NOW).await;
    assert!(matches!(joined, Err(StoreError::Refused(Refusal::Banned))), "{joined:?}");
}
