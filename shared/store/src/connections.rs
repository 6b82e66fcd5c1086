//! Connections: the WebSockets of a room or of a notification channel, and the message after which
//! each of them gets everything live.
//!
//! A connection is *pending* from its handshake until its greeter makes it live. Going live is one
//! transaction with a check that the room has no message after the cut, the last message that the
//! greeter posted. The greeter has posted every message up to the cut; the sender of such a message
//! sees `live_after` and does not post it. A message after the cut was stored after the connection
//! went live, and its sender, who queries the connections after the put, posts it. So a connection
//! misses nothing and gets nothing twice.

use std::collections::BTreeSet;

use roomcast_domain::{RoomId, Seq, Time, User, UserId};

use crate::Store;
use crate::db::{Query, Transacted, Values, Write, Written, from_item};
use crate::error::Result;
use crate::item::{ConnectionItem, LookupItem};
use crate::keys;

/// Time that a connection may stay pending, in milliseconds.
const PENDING_MS: i64 = 2 * 60 * 1000;
/// Time after which the rows of a connection expire, in milliseconds: API Gateway closes a connection
/// after 2 hours (API Gateway Developer Guide, "Quotas for WebSocket APIs"); 10 minutes are added.
const LIFE_MS: i64 = (2 * 60 + 10) * 60 * 1000;
/// Connections of a room that are read at most: several times the design limit of a room.
const CONNECTIONS_READ: usize = 50_000;
/// Connections that one page of a room holds, where only the first ones count (5 RRU).
const PAGE: usize = 200;
/// Connections that are read at most to find a room's first live ones.
const FIRST_READ: usize = 2_000;
/// Time within which a second `user_join` or `user_leave` of one connection is ignored, in
/// milliseconds.
const ANNOUNCE_EVERY_MS: i64 = 5_000;

/// What a connection listens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionPlace {
    /// A room.
    Room(RoomId),
    /// The notification channel of a user.
    Notifications(UserId),
}

impl ConnectionPlace {
    /// Returns the place of a connection from its lookup row.
    pub fn of(lookup: &LookupItem) -> Self {
        lookup.room.map_or(Self::Notifications(lookup.user.id), Self::Room)
    }

    /// The room; none for a notification channel.
    pub fn room(self) -> Option<RoomId> {
        match self {
            Self::Room(room) => Some(room),
            Self::Notifications(_) => None,
        }
    }
}

/// A connection to be opened.
#[derive(Debug, Clone)]
pub struct OpenConnection {
    /// The place that the connection listens to.
    pub place: ConnectionPlace,
    /// The name of the connection.
    pub connection: String,
    /// The user of the connection.
    pub user: User,
    /// The time when the user's token was issued, in seconds.
    pub token_issued_s: i64,
    /// The time when the user's token expires, in seconds.
    pub token_expires_s: Option<i64>,
    /// The time of the handshake.
    pub now: Time,
}

/// Outcome of [`Store::go_live`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLive {
    /// This call made the connection live.
    Live,
    /// The room has messages after the cut: the greeter posts them and tries again.
    Behind,
    /// The connection was live before: this greeting is a repeat.
    Already,
    /// The connection has no row any more.
    Gone,
}

impl Store {
    fn connections_key(&self, place: ConnectionPlace) -> String {
        match place {
            ConnectionPlace::Room(room) => keys::room_connections(&self.epoch, room),
            ConnectionPlace::Notifications(user) => keys::user_connections(&self.epoch, user),
        }
    }

    fn connection_key(&self, place: ConnectionPlace, user: UserId, connection: &str) -> keys::Key {
        keys::Key { pk: self.connections_key(place), sk: keys::connection_sort(user, connection) }
    }

    /// Writes the row and the lookup row of a pending connection (2 WRU). A crash between the two
    /// leaves one of them until it expires: nobody posts to such a connection or counts it.
    pub async fn open_connection(&self, open: &OpenConnection) -> Result<()> {
        let connection = ConnectionItem {
            user: open.user.id,
            connection: open.connection.clone(),
            opened_ms: open.now.ms(),
            token_expires_s: open.token_expires_s,
            live_after: None,
            expires_s: open.now.plus_ms(PENDING_MS).s(),
        };
        let lookup = LookupItem {
            room: if let ConnectionPlace::Room(room) = open.place { Some(room) } else { None },
            user: (&open.user).into(),
            token_issued_s: open.token_issued_s,
            token_expires_s: open.token_expires_s,
            opened_ms: open.now.ms(),
            expires_s: open.now.plus_ms(LIFE_MS).s(),
        };
        let key = self.connection_key(open.place, open.user.id, &open.connection);
        let connection = Write::put(&key, &connection)?;
        let lookup = Write::put(&keys::lookup(&open.connection), &lookup)?;
        futures_util::try_join!(self.db.write_patiently(connection), self.db.write_patiently(lookup))?;
        Ok(())
    }

    /// Finds the lookup row of a connection by the connection's name (1 RRU). The row does not change
    /// while the connection lives.
    pub async fn connection(&self, connection: &str) -> Result<Option<LookupItem>> {
        self.db.get(&keys::lookup(connection)).await
    }

    /// Makes a pending connection live (4 WRU). `cut` is the last message that the greeter has posted
    /// to the connection or told it of.
    pub async fn go_live(
        &self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
        cut: GoLiveAt,
        now: Time,
    ) -> Result<GoLive> {
        let key = self.connection_key(place, user, connection);
        let (seq, checked) = match cut {
            GoLiveAt::Exactly(seq) => (seq, true),
            GoLiveAt::Unconditionally(seq) => (seq, false),
        };
        let live = Write::update(key, "SET lv = :seq, x = :x")
            .when("attribute_exists(pk) AND attribute_not_exists(lv)")
            .with(Values::new().n(":seq", seq).n(":x", now.plus_ms(LIFE_MS).s()));
        let (ConnectionPlace::Room(room), true, Some(following)) = (place, checked, seq.next()) else {
            return Ok(match self.db.write_patiently(live).await? {
                Written::Refused(None) => GoLive::Gone,
                Written::Refused(Some(_)) => GoLive::Already,
                Written::Done(_) | Written::Conflict => GoLive::Live,
            });
        };
        let nothing_new = Write::check(keys::message(room, following)).when("attribute_not_exists(pk)");
        match self.db.transact_patiently(vec![nothing_new, live]).await? {
            Transacted::Done => Ok(GoLive::Live),
            Transacted::Conflict => Ok(GoLive::Behind),
            Transacted::Refused(refused) => Ok(match refused.get(1).filter(|live| live.failed) {
                None => GoLive::Behind,
                Some(live) if live.item.is_some() => GoLive::Already,
                Some(_) => GoLive::Gone,
            }),
        }
    }

    /// Reads all connections of a place, in the order of their users (1 RRU per 40), consistently.
    pub async fn connections(&self, place: ConnectionPlace, now: Time) -> Result<Vec<ConnectionItem>> {
        let query = Query::all(self.connections_key(place), CONNECTIONS_READ);
        Ok(unexpired(self.db.query(query).await?, now))
    }

    /// Reads the connections of a place from sort key `first` to `last`: the share of a `deliver` job.
    pub async fn connections_between(
        &self,
        place: ConnectionPlace,
        first: &str,
        last: &str,
        now: Time,
    ) -> Result<Vec<ConnectionItem>> {
        let query = Query::all(self.connections_key(place), CONNECTIONS_READ).between(first, last);
        Ok(unexpired(self.db.query(query).await?, now))
    }

    /// Reads what the greeter of a connection asks first: up to `most` users who have a live connection
    /// at the place, guests left out, and the row of the connection itself.
    ///
    /// 1 RRU per 40 connections that are read, and 1 more for a guest and in a place with more than 200
    /// connections, where the row may be in none of the pages.
    pub async fn online_and_own(
        &self,
        place: ConnectionPlace,
        (user, connection): (UserId, &str),
        most: usize,
        now: Time,
    ) -> Result<(BTreeSet<UserId>, Option<ConnectionItem>)> {
        let (mut users, mut own) = (BTreeSet::new(), None);
        let mut first = keys::connections_of(UserId::GUEST.next());
        loop {
            let query = Query::all(self.connections_key(place), PAGE).between(first, keys::LAST);
            let page: Vec<ConnectionItem> = self.db.query(query).await?;
            let (full, last) = (page.len() == PAGE, page.last().map(|connection| connection.user));
            own = own.or_else(|| page.iter().find(|found| found.connection == connection).cloned());
            let live = unexpired(page, now).into_iter().filter(|connection| connection.live_after.is_some());
            users.extend(live.map(|connection| connection.user));
            match last {
                Some(last) if full && users.len() < most => first = keys::connections_of(last.next()),
                _ => break,
            }
        }
        if own.is_none() {
            own = self.db.get(&self.connection_key(place, user, connection)).await?;
        }
        Ok((users.into_iter().take(most).collect(), own))
    }

    /// Reads the row of a connection (1 RRU).
    pub async fn connection_at(
        &self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
    ) -> Result<Option<ConnectionItem>> {
        self.db.get(&self.connection_key(place, user, connection)).await
    }

    /// Reads the first connections of a place, in pages of 200, until more than `enough` of them are
    /// live (1 RRU per 40 that are read). A room where 2,000 connections hold no more than that counts
    /// as one that has more.
    pub async fn first_connections(
        &self,
        place: ConnectionPlace,
        enough: usize,
        now: Time,
    ) -> Result<FirstConnections> {
        let (mut connections, mut first, mut read): (Vec<ConnectionItem>, _, _) = (vec![], String::new(), 0);
        loop {
            let query = Query::all(self.connections_key(place), PAGE);
            let query = if first.is_empty() { query } else { query.between(first, keys::LAST) };
            let page: Vec<ConnectionItem> = self.db.query(query).await?;
            let is_last = page.len() < PAGE;
            first = page.last().map(|last| keys::following(&connection_sort(last))).unwrap_or_default();
            read += page.len();
            connections.extend(unexpired(page, now));
            let live = connections.iter().filter(|connection| connection.live_after.is_some()).count();
            if is_last || live > enough || read >= FIRST_READ {
                return Ok(FirstConnections { connections, are_all: is_last });
            }
        }
    }

    /// Reads one user's connections at a place (1 RRU), oldest first.
    pub async fn connections_of_user(
        &self,
        place: ConnectionPlace,
        user: UserId,
        now: Time,
    ) -> Result<Vec<ConnectionItem>> {
        let query = Query::all(self.connections_key(place), 1_000).prefix(keys::connections_of(user));
        let mut found: Vec<ConnectionItem> = unexpired(self.db.query(query).await?, now);
        found.sort_by_key(|connection| connection.opened_ms);
        Ok(found)
    }

    /// Deletes the lookup row of a connection and returns it (1 WRU); `None` if it was deleted before.
    /// The caller deletes the other row by [`Self::leave_place`]: a crash between the two leaves a row
    /// that expires.
    pub async fn forget_connection(&self, connection: &str) -> Result<Option<LookupItem>> {
        let named = Write::delete(keys::lookup(connection)).returning();
        match self.db.write_patiently(named).await? {
            Written::Done(Some(old)) => from_item(old).map(Some),
            _ => Ok(None),
        }
    }

    /// Deletes the row of a connection at its place (1 WRU); answers whether the connection was live.
    pub async fn leave_place(&self, place: ConnectionPlace, user: UserId, connection: &str) -> Result<bool> {
        let own = Write::delete(self.connection_key(place, user, connection)).returning();
        Ok(match self.db.write_patiently(own).await? {
            Written::Done(Some(old)) => from_item::<ConnectionItem>(old)?.live_after.is_some(),
            _ => false,
        })
    }

    /// Deletes both rows of a connection that was found at a place (2 WRU). Returns the lookup row, if
    /// there was one, and whether the connection was live. This also deletes the row that an earlier
    /// attempt left, which stopped between its two deletions.
    pub async fn forget_connection_at(
        &self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
    ) -> Result<(Option<LookupItem>, bool)> {
        futures_util::try_join!(self.forget_connection(connection), self.leave_place(place, user, connection))
    }

    /// Notes that a connection announces its user (1 WRU). Answers false if the last announcement of
    /// the same kind was less than 5 seconds ago.
    pub async fn may_announce(&self, connection: &str, joins: bool, now: Time) -> Result<bool> {
        let attribute = if joins { "lj" } else { "ll" };
        let noted = Write::update(keys::lookup(connection), format!("SET {attribute} = :now"))
            .when(format!(
                "attribute_exists(pk) AND (attribute_not_exists({attribute}) OR {attribute} <= :before)"
            ))
            .with(Values::new().n(":now", now.ms()).n(":before", now.ms() - ANNOUNCE_EVERY_MS));
        Ok(matches!(self.db.write_patiently(noted).await?, Written::Done(_)))
    }
}

/// The first connections of a place, in the order of their users.
#[derive(Debug, Clone)]
pub struct FirstConnections {
    /// The connections, pending ones included.
    pub connections: Vec<ConnectionItem>,
    /// Whether the place has no others.
    pub are_all: bool,
}

/// The cut at which a connection goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLiveAt {
    /// Goes live only if this is the newest message of the room.
    Exactly(Seq),
    /// Goes live also if the room has later messages: the client is told to read on by REST.
    Unconditionally(Seq),
}

/// Returns the sort key of a connection in its place: the first and the last one name the share of a
/// `deliver` job.
pub fn connection_sort(connection: &ConnectionItem) -> String {
    keys::connection_sort(connection.user, &connection.connection)
}

fn unexpired(mut connections: Vec<ConnectionItem>, now: Time) -> Vec<ConnectionItem> {
    connections.retain(|connection| connection.expires_s > now.s());
    connections
}
