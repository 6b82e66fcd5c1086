//! The end of a user's oldest connections at a place, beyond the largest number.

use std::sync::Arc;

use roomcast_domain::{ClosedReason, Connection};
use roomcast_store::ConnectionPlace;

use crate::App;
use crate::live::presence;

/// Ends the oldest of a user's live connections at a place beyond `most`. Connections that are still being
/// greeted count once they are live: each greeter calls this then.
pub(super) async fn close_excess(app: &Arc<App>, place: ConnectionPlace, live: Vec<Connection>, most: usize) {
    let excess = live.len().saturating_sub(most);
    let oldest: Vec<Connection> = live.into_iter().take(excess).collect();
    if !oldest.is_empty() {
        presence::close(app, place, oldest, ClosedReason::Replaced).await;
    }
}
