//! `rename`: member lists and mentions follow a newer token's names.

use std::sync::Arc;

use crate::error::Result;

use crate::App;
use crate::live::job::Rename;

/// Gives each membership the names (6 WRU a room).
pub async fn run(app: &Arc<App>, rename: Rename) -> Result<()> {
    Ok(app.store.rename(&rename.user, rename.issued_s).await?)
}
