//! `deliver`: a share of a large room.

use std::sync::Arc;

use roomcast_store::ConnectionPlace;

use crate::App;
use crate::error::Result;
use crate::live::fanout;
use crate::live::job::Deliver;

/// Posts the frame to the share.
pub async fn run(app: &Arc<App>, deliver: Deliver) -> Result<()> {
    let place = ConnectionPlace::Room(deliver.broadcast.room);
    let now = app.clock.now();
    let connections = app.store.connections_between(place, &deliver.first, &deliver.last, now).await?;
    fanout::post_directly(app, &connections, &deliver.broadcast).await;
    Ok(())
}
