//! The one DynamoDB table of the chat, and everything that reads or writes it.
//!
//! A [`Store`] has a handle for each noun: `store.rooms().find(room)`, `store.messages().append(outgoing)`.
//! A handle borrows the store, and its functions stand in the folder or file of the same name. Every function
//! takes and gives domain types; the rows are private. The seam is the typed [`Table`]: DynamoDB, or the table
//! of one machine.
//!
//! The model, with the cost of each access and what a crash in the middle leaves, is
//! `docs/data-model.md`. Its heart is [`Messages::append`] (a message's place is its key) and
//! [`Connections::go_live`] (a connection's beginning is a cut that senders and the greeter both know).
//!
//! The documentation of a function that writes says which items it touches, on which condition, and
//! what a crash in the middle leaves.

mod connections;
mod error;
mod hex;
mod keys;
mod members;
mod messages;
mod notifications;
#[cfg(feature = "native")]
mod operator;
mod reports;
mod rooms;
mod rows;
mod subscriptions;
mod table;
mod users;

use std::sync::Arc;

pub use connections::{ConnectionPlace, FirstConnections, GoLive, GoLiveAt, OpenConnection, connection_sort};
pub use error::{Result, StoreError};
pub use keys::{PUBLIC, Partition};
pub use members::{
    Change, Joined, Left, MemberChange, MemberPage, People, ReadMoved, StandingChange, Window,
};
pub use messages::{
    Appended, DeliveryTurn, Newest, Outgoing, PinsChange, Reacted, ReactionsRead, SearchPage, SearchPlace,
    SearchedRoom, ThreadPage, ThreadWindow, Undelivered,
};
pub use notifications::{NewNotification, Notice, NotificationCursor, NotificationPage};
#[cfg(feature = "native")]
pub use operator::operator_reports;
pub use reports::ReportPage;
pub use rooms::{ListedRoom, NewRoom, Opened, RoomChange, RoomCursor, RoomPage, Scope};
pub use subscriptions::{Subscribe, Subscribed};
#[cfg(feature = "native")]
pub use table::native::{NativeTable, OpenError, backup};
pub use table::{BY_ACTIVITY, INDEX_PK, INDEX_SK, PK, SK, TTL, Table, create_table};
#[cfg(feature = "gate")]
pub use table::{Gate, TableCall};
pub use users::{Allowance, Block, DatedNames, GivenNames};

use messages::RoomStates;

/// The table, with what this process remembers of it.
#[derive(Clone)]
pub struct Store {
    table: Table,
    epoch: Arc<str>,
    sole_writer: bool,
    room_states: Arc<RoomStates>,
    /// Held while a user near the limit of rooms joins one more.
    room_limit_lock: Arc<tokio::sync::Mutex<()>>,
}

/// How a store is used.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Tells the connections of this deployment from those of a process that died.
    pub epoch: String,
    /// Whether no other process writes: then the last message that this process wrote is the newest.
    pub sole_writer: bool,
}

/// Rooms: creating, changing, reading and listing them, opening direct ones, and the cache of their newest
/// message.
#[derive(Clone, Copy)]
pub struct Rooms<'s> {
    store: &'s Store,
}

/// Members: joining, leaving, inviting, the changes that admins make, the member list, mentions, and read
/// positions.
#[derive(Clone, Copy)]
pub struct Members<'s> {
    store: &'s Store,
}

/// Messages: storing, reading, changing and searching them, their reactions, threads and pins, and the order of
/// their delivery.
#[derive(Clone, Copy)]
pub struct Messages<'s> {
    store: &'s Store,
}

/// Connections: opening them, making them live, reading and forgetting them, and the user sockets of a user.
#[derive(Clone, Copy)]
pub struct Connections<'s> {
    store: &'s Store,
}

/// Subscriptions of user sockets to rooms: making, listing and forgetting them.
#[derive(Clone, Copy)]
pub struct Subscriptions<'s> {
    store: &'s Store,
}

/// Notifications: storing mentions, listing, and marking as read.
#[derive(Clone, Copy)]
pub struct Notifications<'s> {
    store: &'s Store,
}

/// Users: assigned ids, names that no token gives, blocks, and how often a user may do what.
#[derive(Clone, Copy)]
pub struct Users<'s> {
    store: &'s Store,
}

/// Reports of messages: making, listing and deleting them.
#[derive(Clone, Copy)]
pub struct Reports<'s> {
    store: &'s Store,
}

impl Store {
    /// Makes a store on a table.
    pub fn new(table: Table, options: StoreOptions) -> Self {
        Self {
            table,
            epoch: options.epoch.into(),
            sole_writer: options.sole_writer,
            room_states: Arc::default(),
            room_limit_lock: Arc::default(),
        }
    }

    /// Reads a key that never has an item (0.5 RRU), which opens the connection to the table before
    /// it is needed.
    pub async fn warm(&self) -> Result<()> {
        self.table.get::<rows::RoomRow>(&keys::warm()).await.map(drop)
    }

    /// Returns the handle for rooms.
    pub fn rooms(&self) -> Rooms<'_> {
        Rooms { store: self }
    }

    /// Returns the handle for members and memberships.
    pub fn members(&self) -> Members<'_> {
        Members { store: self }
    }

    /// Returns the handle for messages.
    pub fn messages(&self) -> Messages<'_> {
        Messages { store: self }
    }

    /// Returns the handle for connections.
    pub fn connections(&self) -> Connections<'_> {
        Connections { store: self }
    }

    /// Returns the handle for subscriptions of user sockets.
    pub fn subscriptions(&self) -> Subscriptions<'_> {
        Subscriptions { store: self }
    }

    /// Returns the handle for notifications.
    pub fn notifications(&self) -> Notifications<'_> {
        Notifications { store: self }
    }

    /// Returns the handle for users.
    pub fn users(&self) -> Users<'_> {
        Users { store: self }
    }

    /// Returns the handle for reports of messages.
    pub fn reports(&self) -> Reports<'_> {
        Reports { store: self }
    }
}
