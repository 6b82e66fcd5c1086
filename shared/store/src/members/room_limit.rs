//! The limit of 1,000 rooms a user.

use roomcast_domain::{Membership, ROOMS_PER_USER, Refusal, UserId};

use crate::Members;
use crate::error::Result;
use crate::keys;
use crate::rows::GuardRow;
use crate::table::{Condition, Write};

/// Rooms up to which joins of one user at the same moment need not be told apart: so many do not
/// race.
const ROOMS_UNGUARDED: usize = 900;

/// The write that serialises the joins of a user near the limit of rooms.
pub struct RoomGuard {
    /// The write, on the condition that no other join of the user came between.
    pub write: Write,
    _held: tokio::sync::OwnedMutexGuard<()>,
}

fn rooms_of(memberships: &[Membership]) -> usize {
    memberships.iter().filter(|membership| membership.is_member() && membership.direct_with.is_none()).count()
}

impl Members<'_> {
    /// Refuses a user who belongs to 1,000 rooms, direct rooms not counted (about 1 RRU per 30 rooms). Users near the limit
    /// get one more write for their transaction (2 WRU), which serialises their joins: of several
    /// that race only one can make it, and in this process they wait for each other.
    pub(crate) async fn check_room_limit(self, user: UserId) -> Result<Option<RoomGuard>> {
        let memberships = self.memberships_and_departed_of(user).await?;
        self.move_departed(user, &memberships).await?;
        if rooms_of(&memberships) < ROOMS_UNGUARDED {
            return Ok(None);
        }
        let held = self.store.room_limit_lock.clone().lock_owned().await;
        let key = keys::rooms_guard(user);
        let seen = self.store.table.get::<GuardRow>(&key).await?.unwrap_or_default();
        if rooms_of(&self.memberships_of(user).await?) >= ROOMS_PER_USER {
            return Err(Refusal::TooManyRooms.into());
        }
        let next = Write::put(&key, &GuardRow { version: seen.version + 1 })?;
        let write = next.when(Condition::Missing.or(GuardRow::version.is(seen.version)));
        Ok(Some(RoomGuard { write, _held: held }))
    }
}
