//! Joining and inviting.

use roomcast_domain::{ROOMS_PER_USER, Refusal, RoomId, RoomType, Standing, Time, User, UserId};
use serde::{Deserialize, Serialize};

use super::naming::NamesItem;
use super::{ATTEMPTS, Counts, Tried, count, refused_at, room_at, unchanged};
use crate::Store;
use crate::db::{Transacted, Values, Write, pause};
use crate::error::{Result, StoreError};
use crate::item::Membership;
use crate::keys;
use crate::notifications::Notice;

/// Rooms up to which a user's joins need not be told apart from others at the same moment: so many
/// do not race.
const ROOMS_UNGUARDED: usize = 900;

/// The write that keeps a user who belongs to many rooms from joining two at once.
pub(crate) struct RoomGuard {
    pub write: Write,
    _held: tokio::sync::OwnedMutexGuard<()>,
}

/// Counts the rooms that a user has come to belong to while belonging to many.
#[derive(Debug, Default, Serialize, Deserialize)]
struct GuardItem {
    #[serde(rename = "v")]
    version: u64,
}

/// What joining did.
#[derive(Debug, Clone)]
pub enum Joined {
    /// The user is a member now.
    New(Membership),
    /// The user was one before.
    Already(Membership),
}

impl Store {
    /// Refuses a user who belongs to 1,000 rooms (about 1 RRU per 30 rooms). Who belongs to many gets
    /// one more write for the transaction (2 WRU), which only one of several that race can make; in
    /// this process they wait for each other.
    pub(crate) async fn check_room_limit(&self, user: UserId) -> Result<Option<RoomGuard>> {
        let count = async || {
            let memberships = self.memberships(user).await?;
            Ok::<_, StoreError>(memberships.iter().filter(|membership| membership.is_member()).count())
        };
        if count().await? < ROOMS_UNGUARDED {
            return Ok(None);
        }
        let held = self.crowded.clone().lock_owned().await;
        let key = keys::rooms_guard(user);
        let seen = self.db.get::<GuardItem>(&key).await?.unwrap_or_default();
        if count().await? >= ROOMS_PER_USER {
            return Err(Refusal::TooManyRooms.into());
        }
        let next = Write::put(&key, &GuardItem { version: seen.version + 1 })?;
        let values = Values::new().n(":seen", seen.version);
        let write = next.when("attribute_not_exists(pk) OR v = :seen").with(values);
        Ok(Some(RoomGuard { write, _held: held }))
    }

    /// Makes a user a member (6 WRU): in a public room anybody who is not banned, elsewhere who is
    /// invited. The read position starts at the newest message.
    pub async fn join(&self, user: &User, iat_s: i64, room: RoomId, now: Time) -> Result<Joined> {
        for attempt in 0..ATTEMPTS {
            match self.try_join(user, iat_s, room, now).await? {
                Tried::Done(joined) => return Ok(joined),
                Tried::Again => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn try_join(&self, user: &User, iat_s: i64, room: RoomId, now: Time) -> Result<Tried<Joined>> {
        let names_key = keys::names(user.id);
        let ((found, was), newest, names) = futures_util::try_join!(
            self.room_and_membership(user.id, room),
            self.newest(room),
            self.db.get::<NamesItem>(&names_key)
        )?;
        let names = names.filter(|names| names.iat_s > iat_s);
        let names = names.unwrap_or_else(|| NamesItem { names: user.into(), iat_s });
        let found = found.filter(|room| room.active).ok_or(Refusal::RoomNotFound)?;
        match was.as_ref().map(|was| was.standing) {
            Some(Standing::Member) => {
                return Ok(was.map_or(Tried::Again, |was| Tried::Done(Joined::Already(was))));
            }
            Some(Standing::Invited) => {}
            _ if found.room_type != RoomType::Public => return Err(Refusal::RoomNotFound.into()),
            Some(Standing::Banned) => return Err(Refusal::Banned.into()),
            Some(Standing::Gone) | None => {}
        }
        if found.member_count >= found.max_members {
            return Err(Refusal::RoomFull.into());
        }
        let guard = self.check_room_limit(user.id).await?;
        let membership = Membership {
            muted: was.as_ref().is_some_and(|was| was.muted),
            joined_ms: now.ms(),
            joined_seq: newest.seq,
            read_seq: newest.seq,
            read_ms: Some(now.ms()),
            window_ms: was.as_ref().map_or(0, |was| was.window_ms),
            window_count: was.as_ref().map_or(0, |was| was.window_count),
            names: Some(names.names),
            names_iat_s: names.iat_s,
            ..Membership::new(room, Standing::Member)
        };
        let seat = count(room, Counts { members: 1, admins: 0 }, "mc < mm", Values::new());
        let own = Write::put(&keys::membership(user.id, room), &membership)?;
        let mut writes = vec![
            seat,
            unchanged(own, was.as_ref(), Values::new())?,
            Write::put(&membership.member_key(user.id), &membership.person(user.id))?,
        ];
        writes.extend(guard.as_ref().map(|guard| guard.write.clone()));
        match self.db.transact_patiently(writes).await? {
            Transacted::Done => Ok(Tried::Done(Joined::New(membership))),
            Transacted::Refused(refused) if refused_at(&refused, 0) => match room_at(refused)? {
                Some(room) if room.active => Err(Refusal::RoomFull.into()),
                _ => Err(Refusal::RoomNotFound.into()),
            },
            _ => Ok(Tried::Again),
        }
    }

    /// Invites a user who is neither member nor invited nor banned, and notifies them (4 WRU); true
    /// if that is new.
    pub async fn invite(&self, user: UserId, room: RoomId, notice: &Notice) -> Result<bool> {
        for attempt in 0..ATTEMPTS {
            let was = self.membership(user, room).await?;
            match was.as_ref().map(|was| was.standing) {
                Some(Standing::Member | Standing::Invited) => return Ok(false),
                Some(Standing::Banned) => return Err(Refusal::Banned.into()),
                Some(Standing::Gone) | None => {}
            }
            let before = was.clone().unwrap_or_else(|| Membership::new(room, Standing::Gone));
            let invited = Membership { standing: Standing::Invited, ..before };
            let write = Write::put(&keys::membership(user, room), &invited)?;
            let writes = vec![unchanged(write, was.as_ref(), Values::new())?, notice.write()?];
            match self.db.transact_patiently(writes).await? {
                Transacted::Done => return Ok(true),
                _ => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }
}
