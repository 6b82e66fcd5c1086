//! The subscriptions of user sockets to rooms. Each is a connection at the room, and a note beside the facts
//! about the socket, by which the socket's rooms are found.

use roomcast_domain::{RoomId, SUBSCRIPTIONS_MAX, Time, UserId};

use crate::Subscriptions;
use crate::connections::{ConnectionPlace, LIFE_MS, PENDING_MS};
use crate::error::Result;
use crate::keys;
use crate::rows::{ConnectionRow, SubscriptionRow};
use crate::table::{Condition, Query, Write, Written};

/// Time after which a subscription that is not live was left behind by a process that died, in milliseconds:
/// greeters take 5 seconds at most.
const GREETING_MS: i64 = 6_000;

/// A subscription to be made.
#[derive(Debug, Clone)]
pub struct Subscribe {
    /// The room.
    pub room: RoomId,
    /// The name of the user socket.
    pub connection: String,
    /// The user.
    pub user: UserId,
    /// When the token of the socket expires, in seconds.
    pub token_expires_s: Option<i64>,
    /// The current time.
    pub now: Time,
}

/// The outcome of subscribing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscribed {
    /// The subscription is pending.
    Pending,
    /// The socket was subscribed to the room before.
    Already,
    /// The socket has as many subscriptions as it may have.
    TooMany,
}

impl Subscriptions<'_> {
    /// Makes a pending subscription (2 WRU, 1 RRU per 60 subscriptions of the socket).
    ///
    /// Touches the note beside the facts about the socket, on the condition that there is none, then the
    /// connection at the room. A crash between the two, or before the greeter ran, leaves a subscription that is
    /// not live: subscribing again after 6 seconds begins anew. Of two calls that pass the limit at once the later
    /// subscription is taken back.
    pub async fn open(self, subscribe: &Subscribe) -> Result<Subscribed> {
        let Subscribe { room, ref connection, user, token_expires_s, now } = *subscribe;
        let note = SubscriptionRow {
            subscribed_ms: now.ms(),
            joined_ms: None,
            left_ms: None,
            expires_s: now.plus_ms(LIFE_MS).s(),
        };
        let key = keys::subscription(connection, room);
        let noted = Write::put(&key, &note)?.when(Condition::Missing);
        let before = match self.store.table.write_patiently(noted).await? {
            Written::Refused(before) => before.map(|item| item.read::<SubscriptionRow>()).transpose()?,
            Written::Done(_) | Written::Conflict => None,
        };
        let place = ConnectionPlace::Room(room);
        if let Some(before) = before {
            let own = self.store.connections().find_at(place, user, connection).await?;
            let is_live = own.is_some_and(|own| own.live_after.is_some());
            if is_live || now.ms() - before.subscribed_ms < GREETING_MS {
                return Ok(Subscribed::Already);
            }
        }
        let subscribed = self.list(connection).await?;
        if subscribed.iter().skip(SUBSCRIPTIONS_MAX).any(|late| *late == room) {
            self.store.table.write_patiently(Write::delete(key)).await?;
            return Ok(Subscribed::TooMany);
        }
        let row = ConnectionRow {
            user,
            connection: connection.clone(),
            opened_ms: now.ms(),
            token_expires_s,
            live_after: None,
            is_subscription: true,
            expires_s: now.plus_ms(PENDING_MS).s(),
        };
        let key = self.store.connections().key(place, user, connection);
        self.store.table.write_patiently(Write::put(&key, &row)?).await?;
        Ok(Subscribed::Pending)
    }

    /// Deletes the note of a subscription (1 WRU), after
    /// [`Connections::leave_place`](crate::Connections::leave_place) has deleted the connection at the room: a
    /// crash between the two leaves the note, and who unsubscribes again deletes it.
    pub async fn forget(self, connection: &str, room: RoomId) -> Result<()> {
        self.store.table.write_patiently(Write::delete(keys::subscription(connection, room))).await.map(drop)
    }

    /// Tells whether a user socket is subscribed to a room (1 RRU).
    pub async fn exists(self, connection: &str, room: RoomId) -> Result<bool> {
        let note: Option<SubscriptionRow> =
            self.store.table.get(&keys::subscription(connection, room)).await?;
        Ok(note.is_some())
    }

    /// Reads the rooms that a user socket is subscribed to, in the order in which it subscribed (1 RRU per
    /// 60).
    pub async fn list(self, connection: &str) -> Result<Vec<RoomId>> {
        // A few more than may be, which are taken back.
        let query = Query::all(keys::lookup(connection).pk, 2 * SUBSCRIPTIONS_MAX);
        let items = self.store.table.query_items(query.prefix(keys::SUBSCRIPTIONS)).await?;
        let mut found = Vec::with_capacity(items.len());
        for (sort, item) in items {
            if let Some(room) = keys::room_of_subscription(&sort) {
                found.push((item.read::<SubscriptionRow>()?.subscribed_ms, room));
            }
        }
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, room)| room).collect())
    }
}
