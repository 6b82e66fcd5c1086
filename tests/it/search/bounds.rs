//! The bounds of a search: its parameters, and how often one searches.

use futures_util::future::join_all;
use roomcast_tests::world::World;

#[tokio::test]
async fn parameters_beyond_their_bounds_are_refused() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let long = "字".repeat(201);
    let bad = [
        "",
        "q=",
        "q=%20",
        "q=%22%22",
        "q=1 2 3 4 5 6 7 8 9 10 11",
        &format!("q={long}"),
        "q=&sender_id=1",
        "q=x&limit=0",
        "q=x&limit=51",
        "q=x&limit=",
        "q=x&sender_id=0",
        "q=x&sender_id=abc",
        "q=x&sender_id=9007199254740992",
        "q=x&has=text",
        "has=",
        "limit=5",
    ];
    for query in bad {
        alice.try_search_room(room, query).await.refused(400, "invalid_query");
        alice.try_search(query).await.refused(400, "invalid_query");
    }
    let longest = "字".repeat(200);
    for query in
        ["q=1 2 3 4 5 6 7 8 9 10&limit=50", &format!("q={longest}&limit=1"), "sender_id=9007199254740991"]
    {
        alice.search_room(room, query).await;
        alice.search(query).await;
    }
}

#[tokio::test]
async fn a_user_searches_at_most_thirty_times_a_minute_on_both_routes_together() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    for _ in 0..10 {
        alice.try_search("").await.refused(400, "invalid_query");
    }
    for _ in 0..13 {
        alice.search("q=x").await;
        alice.search_room(room, "q=x").await;
    }
    let last = join_all((0..8).map(|_| alice.try_search("q=x"))).await;
    assert_eq!(last.iter().filter(|answer| answer.status == 200).count(), 4, "{last:?}");
    let refused = alice.try_search_room(room, "q=x").await;
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    refused.refused(429, "rate_limited");
    bob.search_room(room, "q=x").await;
}
