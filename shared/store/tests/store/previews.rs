//! The cache of a room's newest message, and the room list.

use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use roomcast_domain::{Preview, texts};
use roomcast_store::Scope;

use crate::world::{NOW, TABLE, World, notice, seq, stored, text, user};

#[tokio::test]
async fn a_preview_follows_its_message_and_no_late_version_comes_back() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    let outcome = world.store.messages().append(text(&ann, room, "one", None)).await.unwrap();
    let sent = stored(&outcome).clone();
    let cached = world.store.rooms().cache_newest(&Arc::new(sent.clone())).await.unwrap();
    assert_eq!(cached.preview, Some(Preview::of(&sent)));
    let edited = world.store.messages().edit(sent.id(), ann.id, "two", NOW.plus_ms(1)).await.unwrap();
    let deleted = world.store.messages().delete(sent.id(), NOW.plus_ms(2)).await.unwrap();
    world.store.rooms().cache_changed(&deleted).await.unwrap();
    world.store.rooms().cache_changed(&edited).await.unwrap();
    let preview = world.store.rooms().find(room).await.unwrap().unwrap().preview.unwrap();
    assert_eq!(preview, Preview::of(&deleted));
    assert_eq!(preview.content, texts::DELETED_MESSAGE);
    assert!(preview.is_deleted);
    assert_eq!((preview.sender_id, preview.updated_at), (Some(ann.id), Some(NOW.plus_ms(2))));
}

#[tokio::test]
async fn a_preview_from_before_versions_and_sender_ids_is_still_read() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    let preview = [
        ("s", AttributeValue::N("1".to_owned())),
        ("c", AttributeValue::S("old".to_owned())),
        ("u", AttributeValue::S("ann".to_owned())),
        ("ca", AttributeValue::N("5".to_owned())),
    ];
    let preview = preview.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let update = world.client.update_item().table_name(TABLE);
    let update = update.key("pk", AttributeValue::S(format!("R#{:08}", room.get())));
    let update = update.key("sk", AttributeValue::S("R".to_owned())).update_expression("SET pv = :preview");
    update.expression_attribute_values(":preview", AttributeValue::M(preview)).send().await.unwrap();
    let preview = world.store.rooms().find(room).await.unwrap().unwrap().preview.unwrap();
    assert_eq!((preview.seq, preview.content.as_str()), (seq(1), "old"));
    assert_eq!((preview.sender_id, preview.updated_at, preview.is_deleted), (None, None, false));
}

#[tokio::test]
async fn a_public_room_that_one_is_invited_to_stands_in_one_list() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let invited = world.room(&ann).await;
    let other = world.room(&ann).await;
    let told = notice(bob.id, &invited);
    world.store.members().invite(bob.id, invited.body.id, user(1).id, &told).await.unwrap();
    for (scope, expected) in [
        (Scope::Mine, vec![invited.body.id]),
        (Scope::Public, vec![other.body.id]),
        (Scope::All, vec![other.body.id, invited.body.id]),
    ] {
        let page = world.store.rooms().list(bob.id, scope, 10, None).await.unwrap();
        let listed: Vec<_> = page.rooms.iter().map(|listed| listed.room.body.id).collect();
        assert_eq!(listed, expected, "{scope:?}");
    }
}
