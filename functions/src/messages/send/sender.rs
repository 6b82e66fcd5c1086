//! The sender of a message.

use roomcast_domain::{RoomId, User, UserId};

use crate::auth::caller::Caller;
use crate::messages::send::rate_limit::RateKey;

/// The sender of a message.
#[derive(Debug, Clone)]
pub enum Sender {
    /// A logged-in user.
    User(Caller),
    /// A visitor without a token, identified by the name of the connection.
    Guest(String),
}

impl Sender {
    /// Returns the sender as other users see it.
    pub fn user(&self) -> User {
        match self {
            Self::User(caller) => caller.user.clone(),
            Self::Guest(_) => User::guest(),
        }
    }

    /// Returns the user id of the sender; all guests share one.
    pub fn id(&self) -> UserId {
        match self {
            Self::User(caller) => caller.user.id,
            Self::Guest(_) => UserId::GUEST,
        }
    }

    /// Returns the name of a guest's connection; `None` for a user.
    pub fn guest_connection(&self) -> Option<&str> {
        match self {
            Self::User(_) => None,
            Self::Guest(connection) => Some(connection),
        }
    }

    /// Returns the key under which the rate limit counts the sender's messages to a room.
    pub fn rate_key(&self, room: RoomId) -> RateKey {
        match self {
            Self::User(caller) => RateKey::User(caller.user.id, room),
            Self::Guest(connection) => RateKey::Guest(connection.clone()),
        }
    }
}
