//! What a search finds: words, phrases, senders and kinds.

use roomcast_tests::world::World;
use serde_json::json;

use super::found;

#[tokio::test]
async fn words_are_found_inside_running_text_in_any_case_and_width() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for content in [
        "明天下午的会议改到三点",
        "冷たいビールを飲む",
        "ขอน้ำหนึ่งแก้ว",
        "做得好🎉🎉",
        "The Report is ready",
        "Ｈｏｔｅｌ ＡＢＣ",
        "Hauptstraße 1",
        "josé",
    ] {
        alice.send(room, content).await;
    }
    for (q, content) in [
        ("会议", "明天下午的会议改到三点"),
        ("ﾋﾞｰﾙ", "冷たいビールを飲む"),
        ("น้ำ", "ขอน้ำหนึ่งแก้ว"),
        ("🎉", "做得好🎉🎉"),
        ("rEPORT", "The Report is ready"),
        ("hotel", "Ｈｏｔｅｌ ＡＢＣ"),
        ("ａｂｃ", "Ｈｏｔｅｌ ＡＢＣ"),
        ("STRASSE", "Hauptstraße 1"),
        ("Jose\u{301}", "josé"),
    ] {
        assert_eq!(found(&alice.search_room(room, &format!("q={q}")).await), [content], "{q}");
    }
}

#[tokio::test]
async fn all_words_must_occur_and_a_phrase_as_a_whole() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    for content in ["green apples and red pears", "red apples", "pears"] {
        alice.send(room, content).await;
    }
    let ask = async |q: &str| {
        let answer = alice.search_room(room, &format!("q={q}")).await;
        found(&answer).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ask("apples red").await, ["red apples", "green apples and red pears"]);
    assert_eq!(ask("\"red apples\"").await, ["red apples"]);
    assert_eq!(ask("\"red pears\" green").await, ["green apples and red pears"]);
    assert_eq!(ask("apples plums").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_file_name_counts_like_the_text() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let file = json!({
        "content": "for Monday", "message_type": "file", "file_url": "https://files.example/1",
        "file_name": "Budget 2026.xlsx", "file_size": 1,
    });
    alice.send_body(room, file).await;
    for q in ["budget", "xlsx", "monday budget"] {
        assert_eq!(found(&alice.search_room(room, &format!("q={q}")).await), ["for Monday"], "{q}");
    }
    assert!(found(&alice.search_room(room, "q=files.example").await).is_empty(), "the address does not");
}

#[tokio::test]
async fn sender_and_kind_narrow_a_search_or_stand_alone() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("private", [&bob]).await;
    let of_kind = |kind: &str, content: &str| json!({"content": content, "message_type": kind, "file_url": "https://files.example/1"});
    alice.send_body(room, of_kind("image", "a cat")).await;
    alice.send_body(room, of_kind("file", "about a cat")).await;
    bob.send(room, "what a cat").await;
    let of_bob = format!("sender_id={}", bob.id);
    for (query, expected) in [
        ("has=image", vec!["a cat"]),
        ("has=file", vec!["about a cat"]),
        (of_bob.as_str(), vec!["what a cat"]),
        ("q=cat&has=file", vec!["about a cat"]),
        (&format!("q=cat&{of_bob}"), vec!["what a cat"]),
        (&format!("has=image&{of_bob}"), vec![]),
        ("q=dog&has=image", vec![]),
    ] {
        assert_eq!(found(&alice.search_room(room, query).await), expected, "{query}");
        assert_eq!(found(&bob.search(query).await), expected, "{query} in all rooms");
    }
}

#[tokio::test]
async fn an_edit_is_searched_as_it_is_now_and_a_deleted_message_never_matches() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let (edited, deleted) = (alice.send(room, "before").await, alice.send(room, "gone").await);
    alice.edit(&edited["id"], "after").await;
    alice.delete_message(&deleted["id"]).await;
    assert!(found(&alice.search_room(room, "q=before").await).is_empty());
    assert_eq!(found(&alice.search_room(room, "q=after").await), ["after"]);
    for query in ["q=gone", "q=消息已删除", "q=删除"] {
        assert!(found(&alice.search_room(room, query).await).is_empty(), "{query}");
    }
    let all = alice.search_room(room, &format!("sender_id={}", alice.id)).await;
    assert_eq!(found(&all), ["after"]);
}
