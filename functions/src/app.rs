//! The parts of a running chat that every handler works with.

use std::sync::Arc;

use roomcast_domain::Clock;
use roomcast_store::{Store, StoreOptions, Table};

use crate::auth::names::Names;
use crate::auth::profiles::Profiles;
use crate::auth::rejection::RejectionLog;
use crate::auth::token::Verifier;
use crate::config::Config;
use crate::live::memory::{Announcements, DepartureLocks, KnownConnections};
use crate::live::wire::Wire;
use crate::messages::send::rate_limit::RateLimit;
use crate::uploads::files::Files;

/// A running chat: settings, table, wire, and the memory of this process.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The table.
    pub store: Store,
    /// The wire.
    pub wire: Arc<dyn Wire>,
    /// The place of uploaded files; `None` in functions that take no uploads.
    pub files: Option<Files>,
    /// The clock.
    pub clock: Clock,
    pub(crate) tokens: Verifier,
    pub(crate) rejections: RejectionLog,
    pub(crate) profiles: Profiles,
    pub(crate) rate_limit: RateLimit,
    pub(crate) names: Names,
    pub(crate) known_connections: KnownConnections,
    pub(crate) announcements: Announcements,
    pub(crate) departure_locks: DepartureLocks,
}

/// The parts that an [`App`] is made of.
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The table.
    pub table: Table,
    /// The word that tells connections of this deployment from those of a process that died: a constant
    /// on AWS, the start number of the process on one machine.
    pub epoch: String,
    /// Whether no other process writes to the table.
    pub sole_writer: bool,
    /// The wire.
    pub wire: Arc<dyn Wire>,
    /// The place of uploaded files.
    pub files: Option<Files>,
    /// The clock.
    pub clock: Clock,
}

impl App {
    /// Makes a chat of its parts.
    pub fn new(parts: Parts) -> Arc<Self> {
        let options = StoreOptions { epoch: parts.epoch, sole_writer: parts.sole_writer };
        Arc::new(Self {
            tokens: Verifier::new(parts.config.tokens.clone()),
            rejections: RejectionLog::default(),
            profiles: Profiles::new(parts.config.tokens.profile_url.clone()),
            rate_limit: RateLimit::new(parts.config.messages_per_10s),
            names: Names::default(),
            known_connections: KnownConnections::default(),
            announcements: Announcements::default(),
            departure_locks: DepartureLocks::default(),
            store: Store::new(parts.table, options),
            config: parts.config,
            wire: parts.wire,
            files: parts.files,
            clock: parts.clock,
        })
    }
}
