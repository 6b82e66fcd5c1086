//! `deliver`: a share of a large room.

use std::sync::Arc;

use roomcast_store::{ConnectionPlace, Result};
use serde::{Deserialize, Serialize};

use crate::{App, fanout};

/// A frame for the connections of a range. The range, not a list: whoever left meanwhile is not
/// posted to, and the job's payload has the same size for any room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deliver {
    /// The frame.
    pub broadcast: fanout::Broadcast,
    /// Sort key of the first connection.
    pub first: String,
    /// Sort key of the last connection.
    pub last: String,
}

/// Posts the frame to the share.
pub async fn run(app: &Arc<App>, deliver: Deliver) -> Result<()> {
    let place = ConnectionPlace::Room(deliver.broadcast.room);
    let now = app.clock.now();
    let connections = app.store.connections_between(place, &deliver.first, &deliver.last, now).await?;
    fanout::post_directly(app, &connections, &deliver.broadcast).await;
    Ok(())
}
