//! Forgetting connections.

use roomcast_domain::{ANNOUNCE_INTERVAL_MS, ConnectionFacts, RoomId, Time, UserId};

use super::ConnectionPlace;
use crate::Connections;
use crate::error::Result;
use crate::keys;
use crate::rows::{ConnectionRow, LookupRow, SubscriptionRow};
use crate::table::{Condition, Write, Written};

impl Connections<'_> {
    /// Deletes the lookup item of a connection that closed and gives its facts (1 WRU); `None` if that
    /// was done before.
    ///
    /// Touches the lookup item, without a condition; [`Self::leave_place`] is to follow, and for a user socket
    /// the same and [`Subscriptions::forget`](crate::Subscriptions::forget) for each of its rooms. A crash
    /// between them leaves the connection at its place: the first failed post to it deletes it, or it expires.
    pub async fn forget(self, connection: &str) -> Result<Option<ConnectionFacts>> {
        let named = Write::delete(keys::lookup(connection)).returning();
        match self.store.table.write_patiently(named).await? {
            Written::Done(Some(old)) => Ok(Some(old.read::<LookupRow>()?.into())),
            _ => Ok(None),
        }
    }

    /// Deletes a connection from its place and tells whether it had gone live (1 WRU; 1 RRU more for a user
    /// socket).
    ///
    /// Touches the connection, without a condition. A crash after it leaves a departure that was not
    /// announced: other clients learn it from the next list of who is online.
    pub async fn leave_place(
        self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
        now: Time,
    ) -> Result<bool> {
        if let ConnectionPlace::User(user) = place {
            return self.remove_user_socket(user, connection, now).await;
        }
        let own = Write::delete(self.key(place, user, connection)).returning();
        Ok(match self.store.table.write_patiently(own).await? {
            Written::Done(Some(old)) => old.read::<ConnectionRow>()?.live_after.is_some(),
            _ => false,
        })
    }

    /// Deletes both items of a connection that was found at a place (2 WRU). Gives its facts, if they
    /// are still known, and whether it had gone live. This also completes a deletion that was cut off
    /// between its two items.
    pub async fn forget_at(
        self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
        now: Time,
    ) -> Result<(Option<ConnectionFacts>, bool)> {
        futures_util::try_join!(self.forget(connection), self.leave_place(place, user, connection, now))
    }

    /// Notes that a connection announces its user to a room, and tells whether it may: not within 5 seconds of
    /// the last announcement of the same kind (1 WRU).
    ///
    /// Touches the lookup item, or the note of the subscription of a user socket, on the condition that it is
    /// there and the last announcement is old enough. A crash after it leaves an announcement unsent, which the
    /// client may ask for again after 5 seconds.
    pub async fn may_announce(
        self,
        connection: &str,
        subscription: Option<RoomId>,
        joins: bool,
        now: Time,
    ) -> Result<bool> {
        let (key, joined, left) = match subscription {
            None => (keys::lookup(connection), LookupRow::joined_ms, LookupRow::left_ms),
            Some(room) => {
                (keys::subscription(connection, room), SubscriptionRow::joined_ms, SubscriptionRow::left_ms)
            }
        };
        let announced = if joins { joined } else { left };
        let is_due = announced.is_missing().or(announced.is_at_most(now.ms() - ANNOUNCE_INTERVAL_MS));
        let noted = Write::update(key, [announced.set(now.ms())]).when(Condition::Exists.and(is_due));
        Ok(matches!(self.store.table.write_patiently(noted).await?, Written::Done(_)))
    }
}
