//! The `rename` job: writes the names of a newer token into the user's memberships, which member
//! lists and mentions use.

use std::sync::Arc;

use crate::error::Result;

use crate::App;
use crate::live::job::Rename;

/// Runs a `rename` job (6 WRU for each room of the user).
pub async fn run(app: &Arc<App>, rename: Rename) -> Result<()> {
    Ok(app.store.members().rename(&rename.user, rename.issued_s).await?)
}
