//! `GET rooms/`: scopes, order and pages.

use std::collections::BTreeSet;

use roomcast_tests::world::World;

use crate::ids;

#[tokio::test]
async fn the_list_is_ordered_by_activity_and_paged_without_gaps() {
    let Some(world) = World::local(&[]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let mut rooms = Vec::new();
    for n in 0..7 {
        rooms.push(if n % 2 == 0 { alice.room("public").await } else { bob.room("public").await });
    }
    alice.send(rooms[2], "x").await;
    assert_eq!(alice.get("rooms/").await.expect(200)[0]["id"], rooms[2], "a message counts as activity");
    let mut seen = ids(&alice.pages("rooms/?limit=2").await);
    seen.sort_unstable();
    assert_eq!(seen, rooms);
    let mine = ids(&alice.pages("rooms/?scope=mine").await);
    let public = ids(&alice.pages("rooms/?scope=public").await);
    assert!(
        mine.iter().all(|room| rooms.iter().position(|r| r == room).unwrap() % 2 == 0) && mine.len() == 4
    );
    assert!(public.len() == 3 && public.iter().all(|room| !mine.contains(room)));
}

#[tokio::test]
async fn mine_lists_ones_rooms_and_invitations_and_public_lists_the_others() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let (joined, open, hidden, invited, invited_open) = (
        alice.room("public").await,
        alice.room("public").await,
        alice.room("private").await,
        alice.room("group").await,
        alice.room("public").await,
    );
    bob.join(joined).await;
    for room in [invited, invited_open] {
        alice.invite(room, &bob).await;
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
async fn a_room_that_stays_in_place_is_listed_once_while_others_move() {
    let (_world, [alice]) = World::with(["alice"]).await;
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
async fn a_public_room_that_one_is_invited_to_is_not_in_the_public_list() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    alice.invite(room, &bob).await;
    for (scope, expected) in [("&scope=public", 0), ("&scope=mine", 1), ("", 1)] {
        let list = bob.get(&format!("rooms/?limit=200{scope}")).await.expect(200);
        let times = list.as_array().expect("a list").iter().filter(|entry| entry["id"] == room).count();
        assert_eq!(times, expected, "{scope}");
    }
}
