//! The memory of a process for live delivery. Nothing here is authority: a process that forgets it
//! reads the table again, or announces a change a second time.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex};

use roomcast_domain::{ConnectionFacts, MessageId, Time, UserId};
use roomcast_store::{ConnectionPlace, Store};
use tokio::sync::MutexGuard;

use crate::error::Result;
use crate::live::connection::ConnectionId;
use crate::lock;

/// Connections that a process remembers at most.
const CONNECTIONS_KEPT: usize = 100_000;
/// Announcements that a process remembers at most.
const ANNOUNCEMENTS_KEPT: usize = 10_000;
/// Number of departure locks; users on one lock close their connections one after another.
const DEPARTURE_LOCKS: usize = 256;

/// Time for which the facts about a connection are used without a look at the table, in milliseconds:
/// another process may have taken a newer token.
const FACTS_KEPT_MS: i64 = 60_000;

/// The lookup rows of connections.
#[derive(Default)]
pub(crate) struct KnownConnections(Mutex<HashMap<ConnectionId, (Arc<ConnectionFacts>, Time)>>);

impl KnownConnections {
    /// Finds the facts about a connection whose token has not expired: those remembered for at most a minute,
    /// or those in the table (1 RRU), which may have expired.
    pub async fn find(
        &self,
        store: &Store,
        connection: &ConnectionId,
        now: Time,
    ) -> Result<Option<Arc<ConnectionFacts>>> {
        if let Some((facts, read_at)) = lock(&self.0).get(connection)
            && now.ms() - read_at.ms() < FACTS_KEPT_MS
            && facts.token_expires_s.is_none_or(|at| at > now.s())
        {
            return Ok(Some(facts.clone()));
        }
        let Some(found) = store.connections().find(&connection.0).await?.map(Arc::new) else {
            return Ok(None);
        };
        self.remember(connection, found.clone(), now);
        Ok(Some(found))
    }

    /// Remembers the facts about a connection as they are in the table.
    pub fn remember(&self, connection: &ConnectionId, facts: Arc<ConnectionFacts>, now: Time) {
        let mut known = lock(&self.0);
        if known.len() >= CONNECTIONS_KEPT {
            known.clear();
        }
        known.insert(connection.clone(), (facts, now));
    }

    /// Forgets a connection.
    pub fn forget(&self, connection: &ConnectionId) {
        lock(&self.0).remove(connection);
    }
}

/// A change that a repeated request announces again, unless this process knows that the first
/// announcement reached everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Announced {
    /// A message was deleted.
    Deletion(MessageId),
    /// A user has read up to a message.
    Read(UserId, MessageId),
}

/// The changes that this process has announced to the end.
#[derive(Default)]
pub(crate) struct Announcements(Mutex<HashSet<Announced>>);

impl Announcements {
    /// Whether this process has announced a change to the end.
    pub fn contains(&self, change: Announced) -> bool {
        lock(&self.0).contains(&change)
    }

    /// Notes that a change was announced to the end.
    pub fn note(&self, change: Announced) {
        let mut announced = lock(&self.0);
        if announced.len() >= ANNOUNCEMENTS_KEPT {
            announced.clear();
        }
        announced.insert(change);
    }
}

/// Locks that let the connections of one user at one place end one after another in this process, so
/// that only the last of them finds that none is left.
pub(crate) struct DepartureLocks {
    locks: Vec<tokio::sync::Mutex<()>>,
    hasher: RandomState,
}

impl Default for DepartureLocks {
    fn default() -> Self {
        let locks = (0..DEPARTURE_LOCKS).map(|_| tokio::sync::Mutex::default()).collect();
        Self { locks, hasher: RandomState::new() }
    }
}

impl DepartureLocks {
    /// Waits for the lock of a user at a place.
    pub async fn lock(&self, place: ConnectionPlace, user: UserId) -> MutexGuard<'_, ()> {
        let slot = self.hasher.hash_one((place, user)) % DEPARTURE_LOCKS as u64;
        self.locks[usize::try_from(slot).unwrap_or(0)].lock().await
    }
}
