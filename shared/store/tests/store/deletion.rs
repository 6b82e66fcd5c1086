//! Deleting a message.

use roomcast_domain::{Draft, MessageBody, MessageType, Refusal, Seq};
use roomcast_store::{Outgoing, StoreError};

use crate::world::{NOW, World, stored, user};

/// A draft with every field set: a new field has to be added here.
fn full_draft() -> Draft {
    Draft {
        content: "text".to_owned(),
        message_type: MessageType::File,
        file_url: Some("https://example.com/a".to_owned()),
        file_name: Some("a".to_owned()),
        file_size: Some(7),
        reply_to: Seq::new(1),
        client_message_id: Some("c".to_owned()),
    }
}

#[tokio::test]
async fn the_table_clears_what_the_domain_says_a_deletion_clears() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    let outgoing = Outgoing {
        room,
        sender: ann.clone(),
        guest_connection: None,
        draft: full_draft(),
        thread_id: None,
        mentions: vec![user(2).id],
        answers: None,
        silenced: Vec::new(),
        now: NOW,
    };
    let outcome = world.store.messages().append(outgoing).await.unwrap();
    let message = stored(&outcome);
    let edited = world.store.messages().edit(message.id(), ann.id, "edited", NOW.plus_ms(1)).await.unwrap();
    let at = NOW.plus_ms(2);
    let deleted = world.store.messages().delete(message.id(), at).await.unwrap();
    let expected: MessageBody = edited.body.clone().deleted(at);
    assert_eq!(deleted.body, expected);
    assert_eq!(world.store.messages().find(message.id()).await.unwrap(), Some(deleted.clone()));
    let again = world.store.messages().delete(message.id(), NOW.plus_ms(3)).await.unwrap();
    assert_eq!(again, deleted);
    let edit = world.store.messages().edit(message.id(), ann.id, "late", NOW.plus_ms(4)).await;
    assert!(matches!(edit, Err(StoreError::Refused(Refusal::MessageDeleted))), "{edit:?}");
}
