//! Leaving, and the succession of the last admin.

use roomcast_domain::MAX_MEMBERS_MAX;
use roomcast_domain::{Member, Membership, Refusal, Role, Room, RoomId, Standing, Time, UserId};

use super::writes::{
    ATTEMPTS, Counts, Place, Tried, adjust_counts, delete_entry, delete_invited_entry, departed_record,
    end_membership, free_seat, if_unchanged,
};
use crate::Members;
use crate::error::Result;
use crate::keys::{self, Key};
use crate::notifications::Notice;
use crate::rows::{MemberRow, MembershipRow, RoomRow};
use crate::table::{Condition, Item, Query, Refused, Transacted, Transaction, Value, Write, pause};

/// Members of a room that are read at most to find the longest-standing one.
const MEMBERS_READ: usize = MAX_MEMBERS_MAX as usize + 1;

/// The outcome of leaving.
#[derive(Debug, Clone)]
pub enum Left {
    /// The user is a member no longer.
    Member {
        /// The member who became an admin by it, as the member list had them before, and the
        /// notification that says so.
        heir: Option<Box<(Member, Notice)>>,
    },
    /// The user is a member no longer, and nobody is left: the room is gone.
    LastMember,
    /// The user has declined an invitation.
    Declined,
    /// The user stays a member of the direct room, which is hidden until a newer message comes.
    Hidden,
}

/// The member who becomes an admin because the last admin leaves.
struct Heir {
    member: Member,
    /// The key of the entry in the member list, as it stands there.
    entry: Key,
    was: Membership,
}

impl Members<'_> {
    /// Ends a membership (6 WRU) or declines an invitation (4 WRU). When the last admin leaves, the
    /// longest-standing member becomes an admin and is told by the notification that
    /// `notice_for_new_admin` makes (12 WRU); when nobody is left the room is deactivated.
    ///
    /// Touches the room's counts, the membership, the entry of the member list and those of the heir
    /// in one transaction, each on the condition that it is unchanged. A crash leaves all of it or
    /// nothing; a repeat closes the connections that the first attempt left open.
    pub async fn leave(
        self,
        user: UserId,
        room: RoomId,
        notice_for_new_admin: impl Fn(UserId, &Room) -> Notice,
    ) -> Result<Left> {
        for attempt in 0..ATTEMPTS {
            let (found, was) = self.find_with_room(user, room).await?;
            let found = found.filter(|room| room.is_visible_to(was.as_ref())).ok_or(Refusal::RoomNotFound)?;
            let tried = match was {
                Some(was) if was.direct_with.is_some() => {
                    self.store.rooms().hide_direct(user, room).await?;
                    return Ok(Left::Hidden);
                }
                Some(was) if was.standing == Standing::Member => {
                    self.try_leave(user, &found, &was, &notice_for_new_admin).await?
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

    async fn try_decline(self, user: UserId, was: &Membership) -> Result<Tried<Left>> {
        let end = end_membership(user, was, &departed_record(was))?;
        let mut writes = Transaction::new([(Place::Membership, end)]);
        writes.extend(delete_invited_entry(user, Some(was)));
        let there = match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => None,
            Transacted::Refused(refused) => {
                let own = Refused::find(&refused, Place::Membership).and_then(|own| own.item.as_ref());
                own.map(Item::read::<MembershipRow>).transpose()?
            }
            Transacted::Conflict => return Ok(Tried::Again),
        };
        // Refused and yet ended: an earlier attempt succeeded and its answer was lost.
        match there.map(|there| there.standing) {
            None | Some(Standing::Gone) => Ok(Tried::Done(Left::Declined)),
            Some(_) => Ok(Tried::Again),
        }
    }

    async fn try_leave(
        self,
        user: UserId,
        room: &Room,
        was: &Membership,
        notice_for_new_admin: &impl Fn(UserId, &Room) -> Notice,
    ) -> Result<Tried<Left>> {
        let mut writes =
            Transaction::new([(Place::Membership, end_membership(user, was, &departed_record(was))?)]);
        writes.extend(delete_entry(user, was));
        let mut left = Left::Member { heir: None };
        if room.body.member_count <= 1 {
            left = Left::LastMember;
            writes.push(Place::Room, deactivate(room.body.id));
        } else if was.role == Role::Admin && room.admin_count <= 1 {
            let Some(Heir { member: heir, entry, was: heir_was }) =
                self.find_heir(room.body.id, user).await?
            else {
                return Ok(Tried::Again);
            };
            let counts = Counts { members: -1, admins: 0 };
            let is_last = RoomRow::admin_count.is(1).and(RoomRow::member_count.is_above(1));
            writes.push(Place::Room, adjust_counts(was.room, counts).when(is_last));
            let notice = notice_for_new_admin(heir.user.id, room);
            writes.extend(promote(heir.user.id, &heir_was, entry, notice.notification().created_at)?);
            writes.push(Place::Notice, notice.write()?);
            left = Left::Member { heir: Some(Box::new((heir, notice))) };
        } else {
            writes.push(Place::Room, free_seat(was));
        }
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => Ok(Tried::Done(left)),
            _ => Ok(Tried::Again),
        }
    }

    /// Finds the member, other than `leaving`, who joined first. Reads the whole member list (20 RRU per
    /// 1,000 members), once per departed last admin.
    async fn find_heir(self, room: RoomId, leaving: UserId) -> Result<Option<Heir>> {
        let query = Query::all(keys::people(room), MEMBERS_READ).prefix(keys::MEMBERS);
        let entries = self.store.table.query_items(query).await?.into_iter();
        let entries = entries.map(|(sort, item)| Ok((sort, item.read::<MemberRow>()?)));
        let entries: Vec<(String, MemberRow)> = entries.collect::<Result<_>>()?;
        let others = entries.into_iter().filter(|(_, entry)| entry.user.id != leaving);
        let Some((sort, entry)) = others.min_by_key(|(_, entry)| (entry.joined_ms, entry.user.id)) else {
            return Ok(None);
        };
        let was = self.find(entry.user.id, room).await?.filter(Membership::is_member);
        Ok(was.map(|was| Heir { member: entry.into(), entry: keys::member_at(room, &sort), was }))
    }
}

/// Deactivates a room whose last member leaves.
fn deactivate(room: RoomId) -> Write {
    let changes = [
        RoomRow::member_count.set(0),
        RoomRow::admin_count.set(0),
        RoomRow::is_active.set(false),
        RoomRow::index_pk.remove(),
        RoomRow::index_sk.remove(),
    ];
    Write::update(keys::room(room), changes)
        .when(RoomRow::is_active.is(true).and(RoomRow::member_count.is(1)))
}

/// Makes a member, whose entry of the member list is given, an admin at `now`.
fn promote(user: UserId, was: &Membership, entry: Key, now: Time) -> Result<[(Place, Write); 2]> {
    let admin = Value::of(&Role::Admin)?;
    let changes = [MembershipRow::role.set(admin.clone()), MembershipRow::changed_ms.set(now.ms())];
    let membership = Write::update(keys::membership(user, was.room), changes);
    let entry = Write::update(entry, [MemberRow::role.set(admin)]);
    Ok([
        (Place::Heir, if_unchanged(membership, Some(was))?),
        (Place::HeirEntry, entry.when(Condition::Exists)),
    ])
}
