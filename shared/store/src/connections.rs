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

use roomcast_domain::{ANNOUNCE_INTERVAL_MS, Connection, ConnectionFacts, RoomId, Seq, Time, User, UserId};

use crate::Store;
use crate::error::Result;
use crate::keys;
use crate::rows::{ConnectionRow, LookupRow};
use crate::table::{Condition, Query, Refused, Transacted, Transaction, Write, Written};

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

/// The place where a connection listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionPlace {
    /// A room.
    Room(RoomId),
    /// The notification channel of a user.
    Notifications(UserId),
}

impl ConnectionPlace {
    /// Gives the place of a connection.
    pub fn of(facts: &ConnectionFacts) -> Self {
        facts.room.map_or(Self::Notifications(facts.user.id), Self::Room)
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
    /// The place where the connection listens.
    pub place: ConnectionPlace,
    /// The name of the connection.
    pub connection: String,
    /// The user.
    pub user: User,
    /// When the token was issued, in seconds.
    pub token_issued_s: i64,
    /// When the token expires, in seconds.
    pub token_expires_s: Option<i64>,
    /// The current time.
    pub now: Time,
}

/// The outcome of going live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLive {
    /// The connection is live.
    Live,
    /// The room has messages after the cut: the greeter posts them and tries again.
    Behind,
    /// The connection was live already: this greeting is a repeat.
    Already,
    /// The connection is not there any more.
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

    /// Opens a pending connection (2 WRU).
    ///
    /// Touches the connection at its place and the lookup item of its name, without a condition. A
    /// crash between the two leaves one of them, which is neither posted to nor counted and expires:
    /// the connection after two minutes, the lookup item after two hours.
    pub async fn open_connection(&self, open: &OpenConnection) -> Result<()> {
        let connection = ConnectionRow {
            user: open.user.id,
            connection: open.connection.clone(),
            opened_ms: open.now.ms(),
            token_expires_s: open.token_expires_s,
            live_after: None,
            expires_s: open.now.plus_ms(PENDING_MS).s(),
        };
        let lookup = LookupRow {
            room: if let ConnectionPlace::Room(room) = open.place { Some(room) } else { None },
            user: open.user.clone().into(),
            token_issued_s: open.token_issued_s,
            token_expires_s: open.token_expires_s,
            opened_ms: open.now.ms(),
            joined_ms: None,
            left_ms: None,
            expires_s: open.now.plus_ms(LIFE_MS).s(),
        };
        let key = self.connection_key(open.place, open.user.id, &open.connection);
        let connection = Write::put(&key, &connection)?;
        let lookup = Write::put(&keys::lookup(&open.connection), &lookup)?;
        futures_util::try_join!(self.table.write_patiently(connection), self.table.write_patiently(lookup))?;
        Ok(())
    }

    /// Reads the facts about a connection (1 RRU). They never change while the connection lives.
    pub async fn connection(&self, connection: &str) -> Result<Option<ConnectionFacts>> {
        let row: Option<LookupRow> = self.table.get(&keys::lookup(connection)).await?;
        Ok(row.map(ConnectionFacts::from))
    }

    /// Makes a pending connection live (4 WRU; 1 without a check). `cut` is the last message that the
    /// connection was posted or told of.
    ///
    /// Touches the connection, on the condition that it is there and pending, in one transaction with
    /// the check that the message after an exact cut does not exist. A crash after it leaves a live
    /// connection that was not told so: its greeter is run again.
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
        let expires_s = now.plus_ms(LIFE_MS).s();
        let live = [ConnectionRow::live_after.set(seq), ConnectionRow::expires_s.set(expires_s)];
        let live =
            Write::update(key, live).when(Condition::Exists.and(ConnectionRow::live_after.is_missing()));
        let (ConnectionPlace::Room(room), true, Some(following)) = (place, checked, seq.next()) else {
            return Ok(match self.table.write_patiently(live).await? {
                Written::Refused(None) => GoLive::Gone,
                Written::Refused(Some(_)) => GoLive::Already,
                Written::Done(_) | Written::Conflict => GoLive::Live,
            });
        };
        let nothing_new = Write::check(keys::message(room, following)).when(Condition::Missing);
        let writes = Transaction::new([(Place::NextMessage, nothing_new), (Place::Connection, live)]);
        match self.table.transact_patiently(&writes).await? {
            Transacted::Done => Ok(GoLive::Live),
            Transacted::Conflict => Ok(GoLive::Behind),
            Transacted::Refused(refused) => Ok(match Refused::find(&refused, Place::Connection) {
                None => GoLive::Behind,
                Some(Refused { item: Some(_), .. }) => GoLive::Already,
                Some(Refused { item: None, .. }) => GoLive::Gone,
            }),
        }
    }

    /// Reads the connections at a place, in the order of their users, consistently (1 RRU per 37).
    pub async fn connections(&self, place: ConnectionPlace, now: Time) -> Result<Vec<Connection>> {
        let query = Query::all(self.connections_key(place), CONNECTIONS_READ);
        Ok(unexpired(self.table.query(query).await?, now))
    }

    /// Reads the connections at a place from sort key `first` to `last`: a `deliver` job's share.
    pub async fn connections_between(
        &self,
        place: ConnectionPlace,
        first: &str,
        last: &str,
        now: Time,
    ) -> Result<Vec<Connection>> {
        let query = Query::all(self.connections_key(place), CONNECTIONS_READ).between(first, last);
        Ok(unexpired(self.table.query(query).await?, now))
    }

    /// Reads what the greeter of a connection asks first: up to `most` users who have a live connection
    /// at the place, guests left out, and the row of the connection itself.
    ///
    /// 1 RRU per 37 connections that are read, and 1 more for a guest and in a place with more than 200
    /// connections, where the row may be in none of the pages.
    pub async fn online_and_own(
        &self,
        place: ConnectionPlace,
        (user, connection): (UserId, &str),
        most: usize,
        now: Time,
    ) -> Result<(BTreeSet<UserId>, Option<Connection>)> {
        let (mut users, mut own) = (BTreeSet::new(), None);
        let mut first = keys::connections_of(UserId::GUEST.next());
        loop {
            let query = Query::all(self.connections_key(place), PAGE).between(first, keys::end_of(""));
            let page: Vec<ConnectionRow> = self.table.query(query).await?;
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
            own = self.table.get::<ConnectionRow>(&self.connection_key(place, user, connection)).await?;
        }
        Ok((users.into_iter().take(most).collect(), own.map(Connection::from)))
    }

    /// Reads the row of a connection (1 RRU).
    pub async fn connection_at(
        &self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
    ) -> Result<Option<Connection>> {
        let row: Option<ConnectionRow> =
            self.table.get(&self.connection_key(place, user, connection)).await?;
        Ok(row.map(Connection::from))
    }

    /// Reads the first connections of a place, in pages of 200, until more than `enough` of them are
    /// live (1 RRU per 37 that are read). A room where 2,000 connections hold no more than that counts
    /// as one that has more.
    pub async fn first_connections(
        &self,
        place: ConnectionPlace,
        enough: usize,
        now: Time,
    ) -> Result<FirstConnections> {
        let (mut connections, mut first, mut read): (Vec<Connection>, _, _) = (vec![], String::new(), 0);
        loop {
            let query = Query::all(self.connections_key(place), PAGE);
            let query = if first.is_empty() { query } else { query.between(first, keys::end_of("")) };
            let page: Vec<ConnectionRow> = self.table.query(query).await?;
            let is_last = page.len() < PAGE;
            first = page
                .last()
                .map(|last| keys::after(&keys::connection_sort(last.user, &last.connection)))
                .unwrap_or_default();
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
    ) -> Result<Vec<Connection>> {
        let query = Query::all(self.connections_key(place), 1_000).prefix(keys::connections_of(user));
        let mut found = unexpired(self.table.query(query).await?, now);
        found.sort_by_key(|connection| connection.opened_ms);
        Ok(found)
    }

    /// Deletes the lookup item of a connection that closed and gives its facts (1 WRU); `None` if that
    /// was done before.
    ///
    /// Touches the lookup item, without a condition; [`Self::leave_place`] is to follow. A crash
    /// between the two leaves the connection at its place: the first failed post to it deletes it, or
    /// it expires.
    pub async fn forget_connection(&self, connection: &str) -> Result<Option<ConnectionFacts>> {
        let named = Write::delete(keys::lookup(connection)).returning();
        match self.table.write_patiently(named).await? {
            Written::Done(Some(old)) => Ok(Some(old.read::<LookupRow>()?.into())),
            _ => Ok(None),
        }
    }

    /// Deletes a connection from its place and tells whether it had gone live (1 WRU).
    ///
    /// Touches the connection, without a condition. A crash after it leaves a departure that was not
    /// announced: other clients learn it from the next list of who is online.
    pub async fn leave_place(&self, place: ConnectionPlace, user: UserId, connection: &str) -> Result<bool> {
        let own = Write::delete(self.connection_key(place, user, connection)).returning();
        Ok(match self.table.write_patiently(own).await? {
            Written::Done(Some(old)) => old.read::<ConnectionRow>()?.live_after.is_some(),
            _ => false,
        })
    }

    /// Deletes both items of a connection that was found at a place (2 WRU). Gives its facts, if they
    /// are still known, and whether it had gone live. This also completes a deletion that was cut off
    /// between its two items.
    pub async fn forget_connection_at(
        &self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
    ) -> Result<(Option<ConnectionFacts>, bool)> {
        futures_util::try_join!(self.forget_connection(connection), self.leave_place(place, user, connection))
    }

    /// Notes that a connection announces its user, and tells whether it may: not within 5 seconds of
    /// the last announcement of the same kind (1 WRU).
    ///
    /// Touches the lookup item, on the condition that the last announcement is old enough. A crash
    /// after it leaves an announcement unsent, which the client may ask for again after 5 seconds.
    pub async fn may_announce(&self, connection: &str, joins: bool, now: Time) -> Result<bool> {
        let announced = if joins { LookupRow::joined_ms } else { LookupRow::left_ms };
        let is_due = announced.is_missing().or(announced.is_at_most(now.ms() - ANNOUNCE_INTERVAL_MS));
        let noted = Write::update(keys::lookup(connection), [announced.set(now.ms())])
            .when(Condition::Exists.and(is_due));
        Ok(matches!(self.table.write_patiently(noted).await?, Written::Done(_)))
    }
}

/// The places of the writes that make a connection live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    NextMessage,
    Connection,
}

/// The cut at which a connection goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLiveAt {
    /// Goes live only if this is the newest message of the room.
    Exactly(Seq),
    /// Goes live also if the room has later messages: the client is told to read on by REST.
    Unconditionally(Seq),
}

/// Gives the sort key of a connection at its place: the ends of a `deliver` job's share.
pub fn connection_sort(connection: &Connection) -> String {
    keys::connection_sort(connection.user, &connection.connection)
}

/// Drops expired connections: DynamoDB deletes them late.
fn unexpired(rows: Vec<ConnectionRow>, now: Time) -> Vec<Connection> {
    rows.into_iter().filter(|row| row.expires_s > now.s()).map(Connection::from).collect()
}

/// The first connections of a place, in the order of their users.
#[derive(Debug, Clone)]
pub struct FirstConnections {
    /// The connections, pending ones included.
    pub connections: Vec<Connection>,
    /// Whether the place has no others.
    pub are_all: bool,
}
