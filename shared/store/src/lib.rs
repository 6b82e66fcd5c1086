//! The one DynamoDB table of the chat, and everything that reads or writes it.
//!
//! The model, with the cost of each access and what a crash in the middle leaves, is
//! `docs/data-model.md`. Its heart is [`append`](Store::append) (a message's place is its key) and
//! [`go_live`](Store::go_live) (a connection's beginning is a cut that senders and the greeter
//! both know). There is no store trait: the seam is the DynamoDB protocol, and the client that
//! [`Store::new`] is given decides what answers it.

mod append;
mod connections;
mod db;
mod error;
mod history;
mod identity;
mod item;
mod keys;
mod lane;
mod members;
mod membership;
mod mentions;
mod notifications;
mod rooms;
mod schema;

use std::sync::Arc;

use aws_sdk_dynamodb::Client;

pub use append::{Appended, Newest, Outgoing};
pub use connections::{ConnectionPlace, GoLive, GoLiveAt, OpenConnection, connection_sort};
pub use error::{Result, StoreError};
pub use history::Window;
pub use item::{
    ConnectionItem, LookupItem, Membership, NotificationItem, PersonItem, Preview, RoomItem, StoredUser,
};
pub use keys::{PUBLIC, Partition};
pub use lane::{DeliveryTurn, Undelivered};
pub use members::{MemberPage, People};
pub use membership::{Change, Joined, Left, MemberChange};
pub use notifications::{NewNotification, Notice, NotificationCursor, NotificationPage};
pub use rooms::{ListedRoom, NewRoom, RoomChange, RoomCursor, RoomPage, Scope};
pub use schema::{BY_ACTIVITY, INDEX_PK, INDEX_SK, PK, SK, TTL, create_table};

use db::Db;
use lane::Lanes;

/// The table, with what this process remembers of it.
#[derive(Clone)]
pub struct Store {
    db: Db,
    epoch: Arc<str>,
    sole_writer: bool,
    lanes: Arc<Lanes>,
    /// Held while somebody who belongs to many rooms comes to belong to one more.
    crowded: Arc<tokio::sync::Mutex<()>>,
}

/// How a store is used.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The table's name.
    pub table: String,
    /// Tells the connections of this deployment from those of a process that died.
    pub epoch: String,
    /// Whether no other process writes: then what this one wrote last is the newest there is.
    pub sole_writer: bool,
}

impl Store {
    /// A store on the table behind `client`.
    pub fn new(client: Client, options: StoreOptions) -> Self {
        Self {
            db: Db::new(client, options.table),
            epoch: options.epoch.into(),
            sole_writer: options.sole_writer,
            lanes: Arc::default(),
            crowded: Arc::default(),
        }
    }

    /// Reads an item that is not there (0.5 RRU): opens the connection before it is needed.
    pub async fn warm(&self) -> Result<()> {
        self.db.get::<RoomItem>(&keys::warm()).await.map(drop)
    }
}
