//! Memberships that have ended.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use roomcast_domain::{Refusal, RoomId, Standing};
use roomcast_store::{MemberChange, Scope, StoreError};

use crate::world::{NOW, TABLE, World, notice, seq, text, user};

/// The partition of user 2.
const PARTITION: &str = "U#0000000000000002";

/// Puts the records of ended memberships of user 2, as they have always been stored.
async fn put_departed(world: &World, rooms: std::ops::RangeInclusive<u64>) {
    for rooms in rooms.collect::<Vec<u64>>().chunks(25) {
        let puts = rooms.iter().map(|room| {
            let put = PutRequest::builder().set_item(Some(departed(*room))).build().unwrap();
            WriteRequest::builder().put_request(put).build()
        });
        let write = world.client.batch_write_item().request_items(TABLE, puts.collect());
        write.send().await.unwrap();
    }
}

fn departed(room: u64) -> HashMap<String, AttributeValue> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let number = |number: u64| AttributeValue::N(number.to_string());
    let item = [
        ("pk", text(PARTITION)),
        ("sk", text(&format!("R#{room:08}"))),
        ("r", number(room)),
        ("st", text("gone")),
        ("ro", text("member")),
        ("ja", number(0)),
        ("rs", number(1)),
    ];
    item.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[tokio::test]
async fn ended_memberships_are_moved_out_of_the_list_by_later_joins() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    put_departed(&world, 1_001..=1_150).await;
    for _ in 0..3 {
        let room = world.room(&ann).await.body.id;
        world.join(&bob, room).await;
    }
    assert_eq!((world.count(PARTITION, "R#").await, world.count(PARTITION, "E#").await), (73, 80));
    let moved = world.store.members().find(bob.id, RoomId::new(1_001).unwrap()).await.unwrap().unwrap();
    assert_eq!((moved.standing, moved.read_seq), (Standing::Gone, seq(1)));
    assert_eq!(world.store.members().memberships_of(bob.id).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_mute_and_a_read_position_outlive_the_move() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    let id = room.body.id;
    world.join(&bob, id).await;
    world.store.messages().append(text(&ann, id, "hi", None)).await.unwrap();
    assert!(world.store.members().move_read(bob.id, id, seq(1), NOW).await.unwrap().is_some());
    let mute = MemberChange { is_muted: Some(true), ..MemberChange::default() };
    world.store.members().change(bob.id, id, mute, |_| notice(bob.id, &room)).await.unwrap();
    world.leave(bob.id, id).await;
    put_departed(&world, 100..=199).await;
    let other = world.room(&ann).await.body.id;
    world.join(&bob, other).await;
    assert_eq!(world.count(PARTITION, "E#00000001").await, 1, "the record was moved");

    let was = world.store.members().find(bob.id, id).await.unwrap().unwrap();
    assert_eq!((was.standing, was.muted, was.read_seq), (Standing::Gone, true, seq(1)));
    world.join(&bob, id).await;
    let now = world.store.members().find(bob.id, id).await.unwrap().unwrap();
    assert!(now.is_member() && now.muted);
    world.leave(bob.id, id).await;
    assert!(world.store.members().find(bob.id, id).await.unwrap().unwrap().muted);
}

#[tokio::test]
async fn a_read_mention_stays_read_when_its_membership_is_moved() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    let id = room.body.id;
    world.join(&bob, id).await;
    let mut outgoing = text(&ann, id, "@user2", None);
    outgoing.mentions = vec![bob.id];
    let outcome = world.store.messages().append(outgoing).await.unwrap();
    world.store.notifications().add_mention(bob.id, crate::world::stored(&outcome), &room).await.unwrap();
    world.store.members().move_read(bob.id, id, seq(1), NOW).await.unwrap();
    world.leave(bob.id, id).await;
    put_departed(&world, 100..=199).await;
    world.join(&bob, world.room(&ann).await.body.id).await;
    assert_eq!(world.count(PARTITION, "E#00000001").await, 1, "the record was moved");
    let page = world.store.notifications().list(bob.id, 10, None).await.unwrap();
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
    put_departed(&world, 1..=20_001).await;
    world.join(&bob, newest).await;
    let page = world.store.rooms().list(bob.id, Scope::Mine, 10, None).await.unwrap();
    assert_eq!(page.rooms.iter().map(|listed| listed.room.body.id).collect::<Vec<_>>(), [newest]);
    assert!(world.store.members().memberships_of(bob.id).await.unwrap().iter().any(|m| m.room == newest));
}

#[tokio::test]
async fn a_user_whose_record_was_moved_may_be_invited_banned_and_not_leave_again() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    let id: RoomId = room.body.id;
    world.join(&bob, id).await;
    world.leave(bob.id, id).await;
    put_departed(&world, 100..=199).await;
    world.join(&bob, world.room(&ann).await.body.id).await;
    assert_eq!(world.count(PARTITION, "E#00000001").await, 1, "the record was moved");
    let left = world.store.members().leave(bob.id, id, notice).await;
    assert!(matches!(left, Err(StoreError::Refused(Refusal::NotInRoom))), "{left:?}");
    assert!(world.store.members().invite(bob.id, id, user(1).id, &notice(bob.id, &room)).await.unwrap());
    let ban = MemberChange { is_banned: Some(true), ..MemberChange::default() };
    world.store.members().change(bob.id, id, ban, |_| notice(bob.id, &room)).await.unwrap();
    let joined = world.store.members().join(&bob, 1, id, NOW).await;
    assert!(matches!(joined, Err(StoreError::Refused(Refusal::Banned))), "{joined:?}");
}
