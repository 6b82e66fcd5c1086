//! A table with a few acts of its users.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use roomcast_domain::{
    Description, Draft, MaxMembers, Message, MessageType, Names, NotificationType, Room, RoomId, RoomName,
    RoomType, Seq, Time, User, UserId,
};
use roomcast_store::{
    Appended, NewNotification, NewRoom, Notice, Outgoing, PK, SK, Store, StoreOptions, Table,
};
use roomcast_tests::engine::Engine;
pub use roomcast_tests::engine::TABLE;

/// The time at which everything happens that says no other.
pub const NOW: Time = Time(1_800_000_000_000);

/// An empty table and a store on it.
pub struct World {
    pub client: Client,
    pub store: Store,
}

impl World {
    pub async fn new() -> Self {
        let client = Engine::new().await.client();
        let store = store_on(&client);
        Self { client, store }
    }

    /// Another process on the same table.
    pub fn other_process(&self) -> Store {
        store_on(&self.client)
    }

    /// A public room that `creator` has made.
    pub async fn room(&self, creator: &User) -> Room {
        self.room_of(creator, RoomType::Public, MaxMembers::default()).await
    }

    pub async fn room_of(&self, creator: &User, room_type: RoomType, max_members: MaxMembers) -> Room {
        let new = NewRoom {
            name: RoomName::parse("room").unwrap(),
            description: Description::default(),
            room_type,
            max_members,
            creator: creator.clone(),
            creator_iat_s: 1,
            now: NOW,
        };
        self.store.rooms().create(new).await.unwrap()
    }

    pub async fn join(&self, user: &User, room: RoomId) {
        self.store.members().join(user, 1, room, NOW).await.unwrap();
    }

    pub async fn leave(&self, user: UserId, room: RoomId) {
        self.store.members().leave(user, room, notice).await.unwrap();
    }

    /// How many items of a partition have a sort key that begins with `prefix`.
    pub async fn count(&self, pk: &str, prefix: &str) -> usize {
        let query = self.client.query().table_name(TABLE).consistent_read(true);
        let query = query.key_condition_expression(format!("{PK} = :pk AND begins_with({SK}, :prefix)"));
        let query = query.expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()));
        let query = query.expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()));
        query.send().await.unwrap().items.unwrap_or_default().len()
    }
}

fn store_on(client: &Client) -> Store {
    let options = StoreOptions { epoch: "1".to_owned(), sole_writer: false };
    Store::new(Table::dynamo(client.clone(), TABLE), options)
}

pub fn user(id: u64) -> User {
    User::named(UserId::new(id).unwrap(), Names::default())
}

/// A notification that an admin's change of a member makes.
pub fn notice(user: UserId, room: &Room) -> Notice {
    Notice::new(NewNotification {
        user,
        notification_type: NotificationType::System,
        title: "changed".to_owned(),
        content: "your role has changed".to_owned(),
        room,
        now: NOW,
    })
}

/// A text that `sender` sends to `room`; with a `client_message_id`, if one is given.
pub fn text(sender: &User, room: RoomId, content: &str, client_message_id: Option<&str>) -> Outgoing {
    let draft = Draft {
        content: content.to_owned(),
        message_type: MessageType::Text,
        client_message_id: client_message_id.map(str::to_owned),
        ..Draft::default()
    };
    Outgoing {
        room,
        sender: sender.clone(),
        guest_connection: None,
        draft,
        thread_id: None,
        mentions: Vec::new(),
        answers: None,
        silenced: Vec::new(),
        now: NOW,
    }
}

/// The message that an attempt stored.
pub fn stored(outcome: &Appended) -> &Message {
    let Appended::Stored(message) = outcome else { panic!("not stored: {outcome:?}") };
    message
}

pub fn seq(number: u64) -> Seq {
    Seq::new(number).unwrap()
}
