//! Leaving, and who inherits the last admin's role.

use roomcast_domain::{MAX_MEMBERS_MAX, Refusal, Role, RoomId, Standing, UserId};

use super::{ATTEMPTS, Counts, Tried, count, end, gone, role, unchanged};
use crate::Store;
use crate::db::{Query, Transacted, Values, Write, Written, from_item, pause};
use crate::error::Result;
use crate::item::{Membership, PersonItem, RoomItem};
use crate::keys;
use crate::notifications::Notice;

/// Members of a room that are read at most to find the longest-standing one.
const MEMBERS_READ: usize = MAX_MEMBERS_MAX as usize + 1;

/// What leaving did.
#[derive(Debug, Clone)]
pub enum Left {
    /// The user is a member no longer.
    Member {
        /// Who became an admin by it, as the member list had them before, and the notification that
        /// says so.
        heir: Option<Box<(PersonItem, Notice)>>,
    },
    /// Likewise, and nobody is left: the room is gone.
    LastMember,
    /// The user has declined an invitation.
    Declined,
}

impl Store {
    /// Ends a membership (6 WRU) or declines an invitation (1 WRU). When the last admin leaves,
    /// the longest-standing member becomes one in the same transaction and is told (12 WRU); when nobody is
    /// left the room is deactivated in it.
    pub async fn leave(
        &self,
        user: UserId,
        room: RoomId,
        crown: impl Fn(UserId, &RoomItem) -> Notice,
    ) -> Result<Left> {
        for attempt in 0..ATTEMPTS {
            let (found, was) = self.room_and_membership(user, room).await?;
            let found = found.filter(|room| room.is_visible_to(was.as_ref())).ok_or(Refusal::RoomNotFound)?;
            let tried = match was {
                Some(was) if was.standing == Standing::Member => {
                    self.try_leave(user, &found, &was, &crown).await?
                }
                Some(was) if was.standing == Standing::Invited => self.try_decline(user, &was).await?,
                _ => return Err(Refusal::NotInRoom.into()),
            };
            match tried {
                Tried::Done(left) => return Ok(left),
                Tried::Again => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn try_decline(&self, user: UserId, was: &Membership) -> Result<Tried<Left>> {
        let there = match self.db.write_patiently(end(user, was, &gone(was))?).await? {
            Written::Done(_) => None,
            Written::Refused(there) => there.map(from_item::<Membership>).transpose()?,
            Written::Conflict => return Ok(Tried::Again),
        };
        // Refused and yet ended: an attempt of ours succeeded and its answer was lost.
        match there.map(|there| there.standing) {
            None | Some(Standing::Gone) => Ok(Tried::Done(Left::Declined)),
            Some(_) => Ok(Tried::Again),
        }
    }

    async fn try_leave(
        &self,
        user: UserId,
        room: &RoomItem,
        was: &Membership,
        crown: &impl Fn(UserId, &RoomItem) -> Notice,
    ) -> Result<Tried<Left>> {
        let mut writes = vec![end(user, was, &gone(was))?, Write::delete(was.member_key(user))];
        let mut left = Left::Member { heir: None };
        if room.member_count <= 1 {
            left = Left::LastMember;
            writes.push(
                Write::update(keys::room(room.id), "SET mc = :zero, ac = :zero, a = :no REMOVE gp, gs")
                    .when("a = :yes AND mc = :one")
                    .with(Values::new().n(":zero", 0).n(":one", 1).b(":yes", true).b(":no", false)),
            );
        } else if was.role == Role::Admin && room.admin_count <= 1 {
            let Some(heir) = self.longest_standing(room.id, user).await? else { return Ok(Tried::Again) };
            let Some(heir_was) = self.membership(heir.user.id, room.id).await?.filter(Membership::is_member)
            else {
                return Ok(Tried::Again);
            };
            let values = Values::new().n(":one", 1);
            writes.push(count(room.id, Counts { members: -1, admins: 0 }, "ac = :one AND mc > :one", values));
            writes.extend(promote(heir.user.id, &heir_was, Role::Admin)?);
            let notice = crown(heir.user.id, room);
            writes.push(notice.write()?);
            left = Left::Member { heir: Some(Box::new((heir, notice))) };
        } else {
            let admins = if was.role == Role::Admin { -1 } else { 0 };
            let extra = if admins == 0 { "mc > :one" } else { "ac > :one AND mc > :one" };
            writes.push(count(room.id, Counts { members: -1, admins }, extra, Values::new().n(":one", 1)));
        }
        match self.db.transact_patiently(writes).await? {
            Transacted::Done => Ok(Tried::Done(left)),
            _ => Ok(Tried::Again),
        }
    }

    /// The member, other than `but`, who joined first: reads the whole member list (20 RRU per
    /// 1,000 members), once in a room's life per departed last admin.
    async fn longest_standing(&self, room: RoomId, but: UserId) -> Result<Option<PersonItem>> {
        let query = Query::all(keys::people(room), MEMBERS_READ).prefix(keys::MEMBERS);
        let people: Vec<PersonItem> = self.db.query(query).await?;
        Ok(people.into_iter().filter(|p| p.user.id != but).min_by_key(|p| (p.joined_ms, p.user.id)))
    }
}

/// The two writes that give a member a role.
fn promote(user: UserId, was: &Membership, new: Role) -> Result<[Write; 2]> {
    let values = || Values::new().s(":new", role(new));
    Ok([
        unchanged(Write::update(keys::membership(user, was.room), "SET ro = :new"), Some(was), values())?,
        Write::update(was.member_key(user), "SET ro = :new").when("attribute_exists(pk)").with(values()),
    ])
}
