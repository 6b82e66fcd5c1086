//! The JSON of the caller's profile.

use roomcast_domain::{Membership, RoomId, User};
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::auth::caller::Caller;
use crate::error::Result;

/// The caller's own profile.
#[derive(Serialize, JsonSchema)]
pub(super) struct Me {
    #[serde(flatten)]
    user: User,
    /// The sum of the rooms' unread messages.
    unread_total: u64,
    /// Whether the login gives the names, so that the caller cannot choose them.
    names_from_login: bool,
}

impl Me {
    /// Reads the profile of a caller.
    pub(super) async fn of(app: &App, caller: Caller) -> Result<Self> {
        let user = caller.user.id;
        let memberships = app.store.members().memberships_of(user).await?;
        let own: Vec<&Membership> = memberships.iter().filter(|m| m.is_member()).collect();
        let ids: Vec<RoomId> = own.iter().map(|m| m.room).collect();
        let rooms = app.store.rooms().find_many(&ids).await?;
        let unread = own.iter().filter_map(|m| Some(u64::from(rooms.get(&m.room)?.unread(user, Some(m)))));
        Ok(Self { unread_total: unread.sum(), names_from_login: caller.is_named_by_login, user: caller.user })
    }
}
