//! Reports of messages over time.

use roomcast_domain::{Message, ReportReason, Room, Time, UserId};
use roomcast_store::Store;

use crate::world::{NOW, World, stored, text, user};

const DAY_MS: i64 = 24 * 3_600_000;

async fn report(store: &Store, by: UserId, (message, room): (&Message, &Room), now: Time) -> bool {
    let reason = ReportReason::parse("spam").unwrap();
    store.reports().create(by, (message.clone(), room), reason, now).await.unwrap()
}

async fn count(store: &Store, room: &Room, now: Time) -> usize {
    store.reports().list(room.body.id, user(1).id, (10, None), now).await.unwrap().reports.len()
}

#[tokio::test]
async fn a_report_is_over_after_ninety_days_whether_or_not_its_items_are_there() {
    let (world, [ann, bob]) = (World::new().await, [user(1), user(2)]);
    let (room, store) = (world.room(&ann).await, &world.store);
    world.join(&bob, room.body.id).await;
    let sent = store.messages().append(text(&bob, room.body.id, "rude", None)).await.unwrap();
    let message = stored(&sent);
    let reported = (message, &room);
    assert!(report(store, ann.id, reported, NOW).await);
    let (before, after) = (NOW.plus_ms(90 * DAY_MS - 1_000), NOW.plus_ms(90 * DAY_MS + 1_000));
    assert!(store.reports().has_reported(ann.id, message, before).await.unwrap());
    assert!(!report(store, ann.id, reported, before).await);
    assert_eq!(count(store, &room, before).await, 1);

    assert!(!store.reports().has_reported(ann.id, message, after).await.unwrap());
    assert_eq!(count(store, &room, after).await, 0);
    let listed = store.reports().list(room.body.id, ann.id, (10, None), NOW).await.unwrap();
    let (id, old) = (room.body.id, listed.reports[0].id);
    assert!(store.reports().delete(id, old, ann.id, after).await.is_err(), "it is over");
    assert!(report(store, ann.id, reported, after).await);
    assert_eq!(count(store, &room, after).await, 1);
    assert_eq!((world.count("G#00000001", "").await, world.count("O#2027-01", "").await), (2, 1));
}
