//! What every handler works with.

use std::sync::Arc;

use roomcast_domain::Clock;

use crate::{config::Config, wire::Wire};

/// The parts of a running chat: settings, the table, the wire.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The wire.
    pub wire: Arc<dyn Wire>,
    /// The clock.
    pub clock: Clock,
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
    /// The wire.
    pub wire: Arc<dyn Wire>,
    /// The clock.
    pub clock: Clock,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self { config: parts.config, wire: parts.wire, clock: parts.clock })
    }
}
