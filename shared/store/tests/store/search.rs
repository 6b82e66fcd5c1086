//! Searching: every message is looked at once, whatever arrives meanwhile, and a call has bounds.

use futures_util::future::join_all;
use roomcast_domain::{Refusal, RoomId, SEARCHED_MESSAGES, SearchQuery, Seq, Time, User, UserId};
use roomcast_store::{
    Allowance, NativeTable, SearchPage, SearchPlace, SearchedRoom, Store, StoreError, StoreOptions, Table,
};
use tempfile::TempDir;

use crate::world::{NOW, World, seq, text, user};

/// A store on the table of one machine, which takes many messages in a moment.
fn one_machine() -> (TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let table = Table::native(NativeTable::open(directory.path()).unwrap());
    (directory, Store::new(table, StoreOptions { epoch: "1".to_owned(), sole_writer: true }))
}

async fn send_all(store: &Store, ann: &User, room: RoomId, contents: Vec<String>) {
    let sends = contents.iter().map(|content| store.messages().append(text(ann, room, content, None)));
    for outcome in join_all(sends).await {
        outcome.unwrap();
    }
}

fn word(q: &str) -> SearchQuery {
    SearchQuery::parse(Some(q), None, None).unwrap()
}

const BEGIN: SearchPlace = SearchPlace { at: 0, before: None };

/// The numbers of all messages that are found, over as many calls as it takes, and the number of calls.
async fn search_all(store: &Store, room: SearchedRoom, q: &str, limit: usize) -> (Vec<u32>, usize) {
    let (mut found, mut from, mut calls) = (Vec::new(), BEGIN, 0);
    loop {
        let page = store.messages().search(&[room], from, &word(q), limit).await.unwrap();
        found.extend(numbers(&page));
        calls += 1;
        match page.next {
            Some(next) => from = next,
            None => return (found, calls),
        }
    }
}

fn numbers(page: &SearchPage) -> Vec<u32> {
    page.messages.iter().map(|message| message.seq.get()).collect()
}

#[tokio::test]
async fn all_calls_together_look_at_every_message_once() {
    let (_directory, store) = one_machine();
    let room = RoomId::new(7).unwrap();
    let contents = (1..=12_345).map(|n| if n % 5 == 0 { "a needle" } else { "hay" }.to_owned());
    send_all(&store, &user(1), room, contents.collect()).await;
    let expected: Vec<u32> = (1..=12_345).rev().filter(|n| n % 5 == 0).collect();
    for known in [0, 1, 12_000, 12_345] {
        let searched = SearchedRoom { id: room, known: seq(known) };
        assert_eq!(search_all(&store, searched, "needle", 50).await.0, expected, "{known} known");
    }
    let searched = SearchedRoom { id: room, known: seq(12_345) };
    let (found, calls) = search_all(&store, searched, "nothing", 50).await;
    assert_eq!((found.len(), calls), (0, 3), "a call looks at 5,000 messages");
    let first = store.messages().search(&[searched], BEGIN, &word("nothing"), 50).await.unwrap();
    let reached = first.next.unwrap().before.unwrap();
    assert_eq!(reached, seq(12_345 - u64::from(SEARCHED_MESSAGES) + 1));
}

#[tokio::test]
async fn what_is_stored_between_two_calls_shifts_nothing() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    let known = SearchedRoom { id: room, known: Seq::ZERO };
    send_all(&world.store, &ann, room, (1..=30).map(|n| format!("word {n}")).collect()).await;
    let page = world.store.messages().search(&[known], BEGIN, &word("word"), 10).await.unwrap();
    assert_eq!(numbers(&page), (21..=30).rev().collect::<Vec<_>>());
    send_all(&world.other_process(), &ann, room, vec!["word again".to_owned()]).await;
    let page = world.store.messages().search(&[known], page.next.unwrap(), &word("word"), 50).await.unwrap();
    assert_eq!((numbers(&page), page.next), ((1..=20).rev().collect(), None));
    let page = world.store.messages().search(&[known], BEGIN, &word("again"), 10).await.unwrap();
    assert_eq!(numbers(&page), [31], "a message of another process is found at once");
}

#[tokio::test]
async fn a_call_over_many_rooms_and_over_long_texts_has_bounds() {
    let (_directory, store) = one_machine();
    let rooms: Vec<_> =
        (1..=250).map(|id| SearchedRoom { id: RoomId::new(id).unwrap(), known: Seq::ZERO }).collect();
    let page = store.messages().search(&rooms, BEGIN, &word("x"), 50).await.unwrap();
    assert_eq!(page.next, Some(SearchPlace { at: 99, before: Some(seq(1)) }), "a hundred reads");
    let page = store.messages().search(&rooms, page.next.unwrap(), &word("x"), 50).await.unwrap();
    let page = store.messages().search(&rooms, page.next.unwrap(), &word("x"), 50).await.unwrap();
    assert_eq!(page.next, None);
    let long = RoomId::new(300).unwrap();
    send_all(&store, &user(1), long, vec!["文".repeat(4_000); 2_000]).await;
    let searched = [SearchedRoom { id: long, known: seq(2_000) }];
    let page = store.messages().search(&searched, BEGIN, &word("x"), 50).await.unwrap();
    let reached = page.next.unwrap().before.unwrap();
    assert!(reached > seq(1_000), "long texts end a call sooner: it came to {reached}");
}

#[tokio::test]
async fn a_place_that_no_call_gave_is_refused() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    send_all(&world.store, &ann, room, vec!["x".to_owned(); 3]).await;
    let rooms = [SearchedRoom { id: room, known: seq(3) }];
    for before in [5, 9, 134_217_727] {
        let from = SearchPlace { at: 0, before: Some(seq(before)) };
        let refused = world.store.messages().search(&rooms, from, &word("x"), 10).await.unwrap_err();
        assert_eq!(refused.refusal(), Refusal::InvalidQuery { parameter: "cursor" }, "{before}");
    }
}

#[tokio::test]
async fn searches_are_counted_exactly_over_all_processes() {
    let world = World::new().await;
    let ann = UserId::new(1).unwrap();
    let stores = [world.store.clone(), world.other_process()];
    let counts = (0..40).map(|n| stores[n % 2].users().count_act(ann, Allowance::Searches, NOW));
    let counted = join_all(counts).await.iter().filter(|counted| counted.is_ok()).count();
    assert_eq!(counted, 30);
    let at = |ms: i64| world.store.users().count_act(ann, Allowance::Searches, NOW.plus_ms(ms));
    let Err(StoreError::Refused(refusal)) = at(59_000).await else { panic!("the 31st is not refused") };
    assert_eq!(refusal, Refusal::RateLimited { retry_after_s: 1 });
    at(60_000).await.unwrap();
}

#[tokio::test]
async fn searches_that_were_counted_before_the_clock_was_set_back_hinder_nobody() {
    let world = World::new().await;
    let ann = UserId::new(1).unwrap();
    let count = |now: Time| world.store.users().count_act(ann, Allowance::Searches, now);
    let tomorrow = NOW.plus_ms(86_400_000);
    for _ in 0..30 {
        count(tomorrow).await.unwrap();
    }
    assert!(count(tomorrow).await.is_err());
    for _ in 0..30 {
        count(NOW).await.unwrap();
    }
    assert!(count(NOW).await.is_err());
}
