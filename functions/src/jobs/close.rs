//! `close`: the end of a user's, or of all, connections to a room.

use std::sync::Arc;

use roomcast_domain::{ClosedReason, RoomId, UserId};
use roomcast_store::{ConnectionPlace, Result};
use serde::{Deserialize, Serialize};

use crate::{App, fanout};

/// Connections to close, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Close {
    /// The room.
    pub room: RoomId,
    /// Whose connections; everybody's if absent.
    pub user: Option<UserId>,
    /// Why.
    pub reason: ClosedReason,
}

/// Says why, then closes each of them. A connection that opens meanwhile is closed by its greeter,
/// which reads the membership after the connection was written.
pub async fn run(app: &Arc<App>, close: Close) -> Result<()> {
    let (place, now) = (ConnectionPlace::Room(close.room), app.clock.now());
    let connections = match close.user {
        Some(user) => app.store.connections_of_user(place, user, now).await?,
        None => app.store.connections(place, now).await?,
    };
    for connection in connections {
        fanout::close_one(app, place, &connection, close.reason).await;
    }
    Ok(())
}
