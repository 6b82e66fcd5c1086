//! Appending: numbers, repeats and lost races.

use roomcast_store::Appended;

use crate::world::{NOW, World, seq, stored, text, user};

#[tokio::test]
async fn messages_are_numbered_without_a_gap_and_times_never_fall() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    for number in 1..=3 {
        let mut outgoing = text(&ann, room, "hi", None);
        outgoing.now = NOW.plus_ms(-1_000 * number);
        let outcome = world.store.messages().append(outgoing).await.unwrap();
        let message = stored(&outcome);
        assert_eq!(i64::from(message.seq.get()), number);
        assert_eq!(message.body.created_at, NOW.plus_ms(-1_000));
    }
    assert_eq!(world.store.messages().newest(room).await.unwrap().seq, seq(3));
}

#[tokio::test]
async fn a_repeat_gets_the_first_message_whatever_it_says() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    let first = world.store.messages().append(text(&ann, room, "one", Some("a"))).await.unwrap();
    let again = world.other_process().messages().append(text(&ann, room, "two", Some("a"))).await.unwrap();
    let Appended::Repeated(message) = again else { panic!("not a repeat: {again:?}") };
    assert_eq!(*message, *stored(&first));
    assert_eq!(world.store.messages().newest(room).await.unwrap().seq, seq(1));
}

#[tokio::test]
async fn the_same_client_message_id_of_another_sender_is_another_message() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await.body.id;
    world.store.messages().append(text(&ann, room, "one", Some("a"))).await.unwrap();
    let other = world.store.messages().append(text(&bob, room, "two", Some("a"))).await.unwrap();
    assert_eq!(stored(&other).seq, seq(2));
}

#[tokio::test]
async fn the_loser_of_a_race_takes_the_next_number() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    let other = world.other_process();
    let mut sends = Vec::new();
    for number in 0..20 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        let id = number.to_string();
        let outgoing = text(&ann, room, &id, Some(&id));
        sends.push(tokio::spawn(async move {
            loop {
                match store.messages().append(outgoing.clone()).await.unwrap() {
                    Appended::Stored(message) | Appended::Repeated(message) => return message.seq.get(),
                    Appended::Lost => {}
                }
            }
        }));
    }
    let mut numbers = Vec::new();
    for send in sends {
        numbers.push(send.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<u32>>());
}
