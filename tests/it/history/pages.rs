//! `GET rooms/{id}/messages/`: pages by number and by message.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::{keys, seqs, texts, words};

#[tokio::test]
async fn history_is_paged_by_number_and_by_message() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut ids = Vec::new();
    for n in 1..=25 {
        ids.push(alice.send(room, &n.to_string()).await["id"].as_u64().unwrap());
    }
    let newest: Vec<String> = (6..=25).rev().map(|n| n.to_string()).collect();
    assert_eq!(texts(&alice.history(room, "").await), newest);
    let second = alice.history(room, "page=2").await;
    assert_eq!((texts(&second), second["page"].as_u64()), (vec!["5", "4", "3", "2", "1"], Some(2)));
    assert_eq!(texts(&alice.history(room, "page=9&page_size=3").await), ["1"]);
    let beyond = alice.history(room, "page=1000000").await;
    assert_eq!((texts(&beyond), beyond["total"].as_u64()), (vec![], Some(25)));
    let after = alice.history(room, &format!("after={}&limit=3", ids[4])).await;
    assert_eq!(keys(&after), words("messages page page_size total has_more"));
    assert_eq!(
        (texts(&after), after["has_more"].as_bool(), &after["page"], after["page_size"].as_u64()),
        (vec!["6", "7", "8"], Some(true), &Value::Null, Some(3))
    );
    assert_eq!(texts(&alice.history(room, "after=0&limit=2").await), ["1", "2"]);
    let end = alice.history(room, &format!("after={}", ids[24])).await;
    assert_eq!((texts(&end), end["has_more"].as_bool()), (vec![], Some(false)));
    let before = alice.history(room, &format!("before={}&limit=3", ids[4])).await;
    assert_eq!((texts(&before), before["has_more"].as_bool()), (vec!["4", "3", "2"], Some(true)));
    let around = alice.history(room, &format!("around={}&limit=5", ids[9])).await;
    assert_eq!(texts(&around), ["8", "9", "10", "11", "12"]);
    assert_eq!(keys(&around), words("messages page page_size total has_more has_older has_newer"));
    let other = alice.room("public").await;
    alice.try_history(other, &format!("after={}", ids[0])).await.refused(400, "invalid_query");
    alice.try_history(room, &format!("after={}", ids[24] + 1)).await.refused(400, "invalid_query");
}

#[tokio::test]
async fn every_kind_of_page_is_exact_at_both_ends() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let empty = alice.history(room, "").await;
    assert_eq!((empty["messages"].clone(), empty["total"].as_u64()), (json!([]), Some(0)));
    assert_eq!(alice.history(room, "after=0").await["has_more"], false);
    let mut ids = vec![0];
    for n in 1..=10 {
        ids.push(alice.send(room, &n.to_string()).await["id"].as_u64().unwrap());
    }
    let ask = async |query: String| {
        let page = alice.history(room, &query).await;
        (seqs(&page), page["has_more"].as_bool().unwrap())
    };
    assert_eq!(ask("after=0&limit=10".to_owned()).await, ((1..=10).collect(), false));
    assert_eq!(ask("after=0&limit=9".to_owned()).await, ((1..=9).collect(), true));
    assert_eq!(ask(format!("after={}&limit=5", ids[5])).await, ((6..=10).collect(), false));
    assert_eq!(ask(format!("before={}&limit=4", ids[5])).await, ((1..=4).rev().collect(), false));
    assert_eq!(ask(format!("before={}&limit=3", ids[5])).await, (vec![4, 3, 2], true));
    assert_eq!(ask(format!("before={}", ids[1])).await, (vec![], false));
    for (at, around) in [(1, 1), (5, 5), (10, 10)] {
        let (seqs, _) = ask(format!("around={}&limit=4", ids[at])).await;
        assert!(seqs.contains(&around) && seqs.len() == 4, "{seqs:?} around {around}");
        assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "oldest first: {seqs:?}");
    }
    for (at, limit, older, newer) in [
        (5, 2, true, true),
        (1, 4, false, true),
        (10, 4, true, false),
        (5, 10, false, false),
        (5, 9, false, true),
    ] {
        let page = alice.history(room, &format!("around={}&limit={limit}", ids[at])).await;
        let given = ["has_more", "has_older", "has_newer"].map(|field| page[field].as_bool().unwrap());
        assert_eq!(given, [older || newer, older, newer], "{limit} around {at}");
    }
    for beyond in ["page=3&page_size=5", "page=9007199254740991", "page=1000000&page_size=100"] {
        let page = alice.history(room, beyond).await;
        assert_eq!((page["messages"].clone(), page["total"].as_u64()), (json!([]), Some(10)), "{beyond}");
    }
}
