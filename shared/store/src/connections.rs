//! Connections: who is there, and since which message.
//!
//! A connection is *pending* from its handshake until it has been greeted. Its going live is one
//! transaction with the check that no message came after what the greeter posted: a message up to
//! the cut was posted by the greeter, and its sender, who looks later, sees `live_after` and leaves
//! it; a message after the cut was stored after it, and its sender, whose consistent query comes
//! after its put, sees the connection live. Nothing is lost, nothing comes twice.

use std::collections::BTreeSet;

use roomcast_domain::{ANNOUNCE_INTERVAL_MS, RoomId, Seq, Time, User, UserId};

use crate::Store;
use crate::db::{Query, Transacted, Values, Write, Written, from_item};
use crate::error::Result;
use crate::item::{ConnectionItem, LookupItem};
use crate::keys;

/// How long a connection may stay pending, in milliseconds.
const PENDING_MS: i64 = 2 * 60 * 1000;
/// After this long a connection is gone whatever happened: API Gateway closes it after 2 hours
/// (API Gateway Developer Guide, "Quotas for WebSocket APIs"), and we give it 10 minutes more.
const LIFE_MS: i64 = (2 * 60 + 10) * 60 * 1000;
/// Connections of a room that are read at most: the design limit of a room, with room to spare.
const CONNECTIONS_READ: usize = 50_000;
/// Connections that are read at once to see who is online.
const ONLINE_READ: usize = 200;

/// Where a connection listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionPlace {
    /// In a room.
    Room(RoomId),
    /// On its user's notification channel.
    Notifications(UserId),
}

impl ConnectionPlace {
    /// The place of a connection that [`Store::connection`] found.
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
    /// Where it listens.
    pub place: ConnectionPlace,
    /// Its name.
    pub connection: String,
    /// Who it is.
    pub user: User,
    /// When its token was issued, in seconds.
    pub token_issued_s: i64,
    /// When its token expires, in seconds.
    pub token_expires_s: Option<i64>,
    /// Now.
    pub now: Time,
}

/// What became of going live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLive {
    /// It is live.
    Live,
    /// Messages came after the cut: post them, then try again.
    Behind,
    /// It was live already: this greeting is a repeat.
    Already,
    /// It is not there any more.
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

    /// Writes a pending connection and what it is (2 WRU). A crash between the two leaves one of
    /// them for two minutes, which harms nobody: it is neither posted to nor counted.
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

    /// What a connection is (1 RRU). It never changes while the connection lives.
    pub async fn connection(&self, connection: &str) -> Result<Option<LookupItem>> {
        self.db.get(&keys::lookup(connection)).await
    }

    /// Makes a pending connection live (4 WRU). `cut` is the last message that it was posted or
    /// told of; `None` goes live whatever came after it.
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
            GoLiveAt::Anyhow(seq) => (seq, false),
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

    /// The connections at a place, in the order of their users (1 RRU per 40), read consistently.
    pub async fn connections(&self, place: ConnectionPlace, now: Time) -> Result<Vec<ConnectionItem>> {
        let query = Query::all(self.connections_key(place), CONNECTIONS_READ);
        Ok(unexpired(self.db.query(query).await?, now))
    }

    /// The connections at a place from sort key `first` to `last`: a `deliver` job's share.
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

    /// Up to `most` users who have a live connection at a place, guests left out (1 RRU per 40
    /// connections that are read).
    pub async fn online(&self, place: ConnectionPlace, most: usize, now: Time) -> Result<BTreeSet<UserId>> {
        let (mut users, mut first) = (BTreeSet::new(), keys::connections_of(UserId::GUEST.next()));
        loop {
            let query = Query::all(self.connections_key(place), ONLINE_READ).between(first, keys::LAST);
            let page: Vec<ConnectionItem> = self.db.query(query).await?;
            let (full, last) = (page.len() == ONLINE_READ, page.last().map(|connection| connection.user));
            let live = unexpired(page, now).into_iter().filter(|connection| connection.live_after.is_some());
            users.extend(live.map(|connection| connection.user));
            match last {
                Some(last) if full && users.len() < most => first = keys::connections_of(last.next()),
                _ => return Ok(users.into_iter().take(most).collect()),
            }
        }
    }

    /// The first `limit` connections at a place: enough to see whether there are more.
    pub async fn some_connections(
        &self,
        place: ConnectionPlace,
        limit: usize,
        now: Time,
    ) -> Result<Vec<ConnectionItem>> {
        let query = Query::all(self.connections_key(place), limit);
        Ok(unexpired(self.db.query(query).await?, now))
    }

    /// One user's connections at a place (1 RRU), oldest first.
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

    /// Forgets what a connection that closed was (1 WRU), and says it; `None` if that was done
    /// before. [`Self::leave_place`] is to follow: a crash between the two leaves an item that expires.
    pub async fn forget_connection(&self, connection: &str) -> Result<Option<LookupItem>> {
        let named = Write::delete(keys::lookup(connection)).returning();
        match self.db.write_patiently(named).await? {
            Written::Done(Some(old)) => from_item(old).map(Some),
            _ => Ok(None),
        }
    }

    /// Takes a connection out of its place (1 WRU); whether it had gone live.
    pub async fn leave_place(&self, place: ConnectionPlace, user: UserId, connection: &str) -> Result<bool> {
        let own = Write::delete(self.connection_key(place, user, connection)).returning();
        Ok(match self.db.write_patiently(own).await? {
            Written::Done(Some(old)) => from_item::<ConnectionItem>(old)?.live_after.is_some(),
            _ => false,
        })
    }

    /// Forgets a connection that was found at a place (2 WRU): what it was, if that is still known,
    /// and whether it had gone live. This also ends what [`Self::forget_connection`] left behind
    /// when it was cut off between its two deletions.
    pub async fn forget_connection_at(
        &self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
    ) -> Result<(Option<LookupItem>, bool)> {
        futures_util::try_join!(self.forget_connection(connection), self.leave_place(place, user, connection))
    }

    /// Notes that a connection announces its user (1 WRU); false within 5 seconds of the last
    /// announcement of the same kind.
    pub async fn may_announce(&self, connection: &str, joins: bool, now: Time) -> Result<bool> {
        let attribute = if joins { "lj" } else { "ll" };
        let noted = Write::update(keys::lookup(connection), format!("SET {attribute} = :now"))
            .when(format!(
                "attribute_exists(pk) AND (attribute_not_exists({attribute}) OR {attribute} <= :before)"
            ))
            .with(Values::new().n(":now", now.ms()).n(":before", now.ms() - ANNOUNCE_INTERVAL_MS));
        Ok(matches!(self.db.write_patiently(noted).await?, Written::Done(_)))
    }
}

/// The cut at which a connection goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoLiveAt {
    /// Only if this is still the newest message.
    Exactly(Seq),
    /// Whatever came after it: the client is told to go on by REST.
    Anyhow(Seq),
}

/// The sort key of a connection in its place: the ends of a `deliver` job's share.
pub fn connection_sort(connection: &ConnectionItem) -> String {
    keys::connection_sort(connection.user, &connection.connection)
}

fn unexpired(mut connections: Vec<ConnectionItem>, now: Time) -> Vec<ConnectionItem> {
    connections.retain(|connection| connection.expires_s > now.s());
    connections
}
