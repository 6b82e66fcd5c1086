//! Opening connections, making them live, and renewing their tokens.

use roomcast_domain::{ConnectionFacts, SocketKind, Time, User, UserId};

use super::{ConnectionPlace, GoLive, GoLiveAt, LIFE_MS, PENDING_MS};
use crate::Connections;
use crate::error::Result;
use crate::keys;
use crate::rows::{ConnectionRow, LookupRow, UserRow, UserSocketValue};
use crate::table::{Condition, Refused, Transacted, Transaction, Value, Write, Written};

/// A connection to be opened.
#[derive(Debug, Clone)]
pub struct OpenConnection {
    /// The kind of the socket.
    pub kind: SocketKind,
    /// The name of the connection.
    pub connection: String,
    /// The user.
    pub user: User,
    /// When the token was issued, in seconds.
    pub token_issued_s: i64,
    /// When the token expires, in seconds.
    pub token_expires_s: Option<i64>,
    /// Whether the client takes several frames as one.
    pub takes_batches: bool,
    /// Whether a user socket gets `activity` frames.
    pub hears_activity: bool,
    /// The current time.
    pub now: Time,
}

impl OpenConnection {
    fn facts(&self) -> ConnectionFacts {
        ConnectionFacts {
            kind: self.kind,
            user: self.user.clone(),
            token_issued_s: self.token_issued_s,
            token_expires_s: self.token_expires_s,
            takes_batches: self.takes_batches,
        }
    }
}

impl Connections<'_> {
    /// Opens a pending connection (2 WRU; 1 RRU more for a user socket).
    ///
    /// Touches the connection at its place and the lookup item of its name, without a condition. A
    /// crash between the two leaves one of them, which is neither posted to nor counted and expires:
    /// the connection after two minutes, the lookup item after two hours.
    pub async fn open(self, open: &OpenConnection) -> Result<()> {
        let lookup = LookupRow {
            room: open.facts().room(),
            is_user_socket: open.kind == SocketKind::User,
            takes_batches: open.takes_batches,
            user: open.user.clone().into(),
            token_issued_s: open.token_issued_s,
            token_expires_s: open.token_expires_s,
            opened_ms: open.now.ms(),
            joined_ms: None,
            left_ms: None,
            expires_s: open.now.plus_ms(LIFE_MS).s(),
        };
        let lookup = Write::put(&keys::lookup(&open.connection), &lookup)?;
        futures_util::try_join!(self.open_at_place(open), self.store.table.write_patiently(lookup))?;
        Ok(())
    }

    async fn open_at_place(self, open: &OpenConnection) -> Result<()> {
        let (user, expires_s) = (open.user.id, open.now.plus_ms(PENDING_MS).s());
        if open.kind == SocketKind::User {
            let socket = UserSocketValue {
                connection: open.connection.clone(),
                opened_ms: open.now.ms(),
                token_expires_s: open.token_expires_s,
                is_live: false,
                is_quiet: !open.hears_activity,
                expires_s,
            };
            return self.add_user_socket(user, socket, open.now).await;
        }
        let connection = ConnectionRow {
            user,
            connection: open.connection.clone(),
            opened_ms: open.now.ms(),
            token_expires_s: open.token_expires_s,
            live_after: None,
            is_subscription: false,
            expires_s,
        };
        let key = self.key(ConnectionPlace::of(&open.facts()), user, &open.connection);
        self.store.table.write_patiently(Write::put(&key, &connection)?).await.map(drop)
    }

    /// Reads the facts about a connection (1 RRU).
    pub async fn find(self, connection: &str) -> Result<Option<ConnectionFacts>> {
        let row: Option<LookupRow> = self.store.table.get(&keys::lookup(connection)).await?;
        Ok(row.map(ConnectionFacts::from))
    }

    /// Notes a newer token of a connection's user (1 WRU), and tells whether the connection is known.
    ///
    /// Touches the lookup item, on the condition that it is there. The places where the connection listens keep
    /// the old time of expiry until somebody finds it passed ([`Self::note_renewal`]), so that a crash
    /// leaves nothing half done.
    pub async fn renew_token(self, connection: &str, facts: &ConnectionFacts) -> Result<bool> {
        let mut changes = vec![
            LookupRow::user.set(Value::of(&UserRow::from(facts.user.clone()))?),
            LookupRow::token_issued_s.set(facts.token_issued_s),
        ];
        changes.extend(facts.token_expires_s.map(|at| LookupRow::token_expires_s.set(at)));
        let renewed = Write::update(keys::lookup(connection), changes).when(Condition::Exists);
        Ok(matches!(self.store.table.write_patiently(renewed).await?, Written::Done(_)))
    }

    /// Notes at a place that the token of a connection was renewed (1 WRU).
    ///
    /// Touches the connection at its place, on the condition that it is there. A crash before it leaves the
    /// old time, and the next one who posts to the connection notes the new one.
    pub async fn note_renewal(
        self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
        expires_s: i64,
        now: Time,
    ) -> Result<()> {
        if let ConnectionPlace::User(user) = place {
            return self.renew_user_socket(user, connection, expires_s, now).await;
        }
        let key = self.key(place, user, connection);
        let renewed = Write::update(key, [ConnectionRow::token_expires_s.set(expires_s)]);
        self.store.table.write_patiently(renewed.when(Condition::Exists)).await.map(drop)
    }

    /// Makes a pending connection live (4 WRU; 1 without a check). `cut` is the last message that the
    /// connection was posted or told of.
    ///
    /// Touches the connection, on the condition that it is there and pending, in one transaction with
    /// the check that the message after an exact cut does not exist. A crash after it leaves a live
    /// connection that was not told so: its greeter is run again.
    pub async fn go_live(
        self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
        cut: GoLiveAt,
        now: Time,
    ) -> Result<GoLive> {
        if let ConnectionPlace::User(user) = place {
            return self.make_user_socket_live(user, connection, now).await;
        }
        let key = self.key(place, user, connection);
        let (seq, checked) = match cut {
            GoLiveAt::Exactly(seq) => (seq, true),
            GoLiveAt::Unconditionally(seq) => (seq, false),
        };
        let expires_s = now.plus_ms(LIFE_MS).s();
        let live = [ConnectionRow::live_after.set(seq), ConnectionRow::expires_s.set(expires_s)];
        let live =
            Write::update(key, live).when(Condition::Exists.and(ConnectionRow::live_after.is_missing()));
        let (ConnectionPlace::Room(room), true, Some(following)) = (place, checked, seq.next()) else {
            return Ok(match self.store.table.write_patiently(live).await? {
                Written::Refused(None) => GoLive::Gone,
                Written::Refused(Some(_)) => GoLive::Already,
                Written::Done(_) | Written::Conflict => GoLive::Live,
            });
        };
        let nothing_new = Write::check(keys::message(room, following)).when(Condition::Missing);
        let writes = Transaction::new([(Place::NextMessage, nothing_new), (Place::Connection, live)]);
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => Ok(GoLive::Live),
            Transacted::Conflict => Ok(GoLive::Behind),
            Transacted::Refused(refused) => Ok(match Refused::find(&refused, Place::Connection) {
                None => GoLive::Behind,
                Some(Refused { item: Some(_), .. }) => GoLive::Already,
                Some(Refused { item: None, .. }) => GoLive::Gone,
            }),
        }
    }
}

/// The places of the writes that make a connection live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    NextMessage,
    Connection,
}
