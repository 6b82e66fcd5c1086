use super::*;

#[test]
fn each_key_has_the_prefix_of_its_partition() {
    let (of, at) = (UserId::new(5).unwrap(), RoomId::new(7).unwrap());
    for (pk, partition) in [
        (room_counter().pk, Partition::Counters),
        (warm().pk, Partition::Counters),
        (room(at).pk, Partition::Rooms),
        (messages(at), Partition::Messages),
        (annotations(at), Partition::Annotations),
        (replies(MessageId::of(at, Seq::ZERO)), Partition::Threads),
        (user(of), Partition::Users),
        (people(at), Partition::People),
        (room_connections("0", at), Partition::Connections),
        (user_connections("0", of), Partition::Connections),
        (lookup("L0SM9cOFvHcCIhw=").pk, Partition::Lookups),
        (idempotency(at, "5", "k").pk, Partition::Repeats),
        (subject("hash").pk, Partition::Subjects),
        (assigning().pk, Partition::Subjects),
        (assigned(of).pk, Partition::AssignedIds),
        (direct_room(DirectUsers::of(of, UserId::assigned(0)).unwrap()).pk, Partition::DirectRooms),
        (given_names(of).pk, Partition::GivenNames),
        (chosen_name("alice").pk, Partition::ChosenNames),
    ] {
        assert!(pk.starts_with(partition.prefix()), "{pk}");
        assert_eq!(pk == partition.prefix(), partition == Partition::Counters, "{pk}");
    }
}

#[test]
fn keys_sort_as_their_numbers_do() {
    let n = |n| Seq::new(n).unwrap();
    assert!(seq(n(9)) < seq(n(10)) && seq(n(99_999_999)) < seq(n(100_000_000)));
    let id = RoomId::new(7).unwrap();
    assert_eq!(room_of_activity(&activity(1_735_689_600, id)), Some(id));
    assert!(activity(999_999_999, id) < activity(1_000_000_000, id));
}

#[test]
fn a_member_sorts_before_longer_names_that_begin_alike() {
    let id = UserId::new(5).unwrap();
    assert_eq!(user_of_member(&member_sort("Ann", id)), Some(id));
    let room = RoomId::new(7).unwrap();
    assert_eq!(room_of_subscription(&subscription("c", room).sk), Some(room));
    assert!(member_sort("ann", id) < member_sort("Anna", id));
    assert!(member_sort("王小", id) < member_sort("王小明", id));
}
