//! Query parameters.

use roomcast_tests::world::World;

#[tokio::test]
async fn query_parameters_out_of_range_are_refused() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for query in [
        "page=0",
        "page=x",
        "page=-1",
        "page=1.5",
        "page=",
        "page_size=0",
        "page_size=101",
        "after=1",
        "before=0",
        "around=abc",
        "after=0&page=1",
        "after=0&before=1",
        "after=0&limit=0",
        "after=0&limit=101",
    ] {
        alice.try_history(room, query).await.refused(400, "invalid_query");
    }
    for path in [
        "rooms/?limit=0",
        "rooms/?limit=201",
        "rooms/?cursor=x",
        "rooms/?scope=all",
        "notifications/?limit=101",
        "notifications/?cursor=-",
        &format!("rooms/{room}/members/?limit=1001"),
        &format!("rooms/{room}/members/?cursor=zz"),
        &format!("rooms/{room}/members/?banned=maybe"),
    ] {
        alice.get(path).await.refused(400, "invalid_query");
    }
    for path in ["rooms/0/", "rooms/abc/", "rooms/99999999999999999999/", "rooms/-1/", "rooms/33554432/"] {
        alice.get(path).await.refused(404, "room_not_found");
    }
}

#[tokio::test]
async fn list_limits_are_accepted_at_their_edges() {
    let (_world, [alice]) = World::with(["alice"]).await;
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
