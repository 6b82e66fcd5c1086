//! `rename`: member lists and mentions follow a newer token's names.

use std::sync::Arc;

use roomcast_domain::User;
use roomcast_store::Result;
use serde::{Deserialize, Serialize};

use crate::App;

/// New names of a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rename {
    /// The user, with the new names.
    pub user: User,
    /// When the token that has them was issued, in seconds: an older one never wins.
    pub issued_s: i64,
}

/// Gives each membership the names (6 WRU a room).
pub async fn run(app: &Arc<App>, rename: Rename) -> Result<()> {
    app.store.rename(&rename.user, rename.issued_s).await
}
