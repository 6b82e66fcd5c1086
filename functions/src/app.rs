//! What every handler works with.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex};

use roomcast_domain::{Clock, MessageId, UserId};
use roomcast_store::{ConnectionPlace, LookupItem, Store, StoreOptions};
use tokio::sync::MutexGuard;

use crate::auth::names::Names;
use crate::auth::token::Verifier;
use crate::config::Config;
use crate::live::wire::{ConnectionId, Wire};
use crate::messages::send::rate_limit::Admission;
use crate::uploads::files::Files;

/// Connections whose facts a process keeps at most.
const CONNECTIONS_KEPT: usize = 100_000;
/// Users whose connections may close at once; of others some wait for each other.
const CLOSING_AT_ONCE: u64 = 256;

/// Announcements that a process remembers at most.
const TOLD_KEPT: usize = 10_000;

/// A change that is announced again when it is asked for again, unless this process knows that
/// everybody has heard of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Told {
    /// A message was deleted.
    Deletion(MessageId),
    /// A user has read up to a message.
    Read(UserId, MessageId),
}

/// The parts of a running chat: settings, the table, the wire.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The table.
    pub store: Store,
    /// The wire.
    pub wire: Arc<dyn Wire>,
    /// Where uploaded files are; functions that take no uploads do not know.
    pub files: Option<Files>,
    /// The clock.
    pub clock: Clock,
    pub(crate) tokens: Verifier,
    pub(crate) admission: Admission,
    pub(crate) names: Names,
    connections: Mutex<HashMap<ConnectionId, Arc<LookupItem>>>,
    told: Mutex<HashSet<Told>>,
    closing: Vec<tokio::sync::Mutex<()>>,
    hasher: RandomState,
}

/// What an [`App`] is made of.
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// A client of the table: DynamoDB's, or one whose connector is the embedded table.
    pub dynamo: aws_sdk_dynamodb::Client,
    /// The table's name.
    pub table: String,
    /// Tells the connections of this deployment from those of a process that died: a constant on
    /// AWS, the process's start number on one machine.
    pub epoch: String,
    /// Whether no other process writes to the table.
    pub sole_writer: bool,
    /// The wire.
    pub wire: Arc<dyn Wire>,
    /// Where uploaded files are.
    pub files: Option<Files>,
    /// The clock.
    pub clock: Clock,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Arc<Self> {
        let options = StoreOptions { table: parts.table, epoch: parts.epoch, sole_writer: parts.sole_writer };
        Arc::new(Self {
            tokens: Verifier::new(parts.config.tokens.clone()),
            admission: Admission::new(parts.config.messages_per_10s),
            names: Names::default(),
            connections: Mutex::default(),
            told: Mutex::default(),
            closing: (0..CLOSING_AT_ONCE).map(|_| tokio::sync::Mutex::default()).collect(),
            hasher: RandomState::new(),
            store: Store::new(parts.dynamo, options),
            config: parts.config,
            wire: parts.wire,
            files: parts.files,
            clock: parts.clock,
        })
    }

    /// What a connection is: remembered, since it never changes, or read (1 RRU).
    pub(crate) async fn connection(
        &self,
        connection: &ConnectionId,
    ) -> crate::error::Result<Option<Arc<LookupItem>>> {
        if let Some(known) = crate::lock(&self.connections).get(connection) {
            return Ok(Some(known.clone()));
        }
        let Some(found) = self.store.connection(&connection.0).await?.map(Arc::new) else { return Ok(None) };
        let mut known = crate::lock(&self.connections);
        if known.len() >= CONNECTIONS_KEPT {
            known.clear();
        }
        known.insert(connection.clone(), found.clone());
        Ok(Some(found))
    }

    /// Whether this process has announced a change to everybody.
    pub(crate) fn has_told(&self, change: Told) -> bool {
        crate::lock(&self.told).contains(&change)
    }

    /// Notes that a change was announced.
    pub(crate) fn note_told(&self, change: Told) {
        let mut told = crate::lock(&self.told);
        if told.len() >= TOLD_KEPT {
            told.clear();
        }
        told.insert(change);
    }

    /// One at a time for each user and place: of connections that close at once in this process,
    /// only the last one finds that none is left.
    pub(crate) async fn closing(&self, place: ConnectionPlace, user: UserId) -> MutexGuard<'_, ()> {
        let slot = self.hasher.hash_one((place, user)) % CLOSING_AT_ONCE;
        self.closing[usize::try_from(slot).unwrap_or(0)].lock().await
    }

    /// Forgets what [`Self::connection`] remembers.
    pub(crate) fn forget_connection(&self, connection: &ConnectionId) {
        crate::lock(&self.connections).remove(connection);
    }
}
