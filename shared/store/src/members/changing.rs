//! The changes that admins make: roles, mutes, bans, removals.

use roomcast_domain::{Membership, Notify, Refusal, Role, RoomId, Seq, Standing, Time, UserId};

use super::writes::{
    ATTEMPTS, Counts, Place, Tried, adjust_counts, delete_entry, delete_invited_entry, departed_record,
    end_membership, free_seat, if_unchanged, put_banned_entry, put_membership, refused_room, replace_entry,
};
use crate::Members;
use crate::error::Result;
use crate::keys;
use crate::notifications::Notice;
use crate::rows::{MembershipRow, RoomRow};
use crate::table::{Refused, Transacted, Transaction, Value, Write, Written, pause};

/// The changes that an admin asks for, or those of them that change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberChange {
    /// A new role.
    pub role: Option<Role>,
    /// Whether the member may only read.
    pub is_muted: Option<bool>,
    /// Whether the user is banned.
    pub is_banned: Option<bool>,
}

/// A change that a member makes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandingChange {
    /// The notifications that the member wants.
    Notify(Notify),
    /// The first message that counts as unread again.
    UnreadFrom(Seq),
}

/// The outcome of a change.
#[derive(Debug, Clone)]
pub struct Change {
    /// How the user stands to the room now.
    pub membership: Membership,
    /// Whether the user was a member before and is not now.
    pub left: bool,
    /// The notification that tells the user, if anything changed.
    pub notice: Option<Notice>,
}

impl Change {
    fn nothing(membership: Membership) -> Tried<Self> {
        Tried::Done(Self { membership, left: false, notice: None })
    }
}

impl Members<'_> {
    /// Changes a member's role or mute (up to 8 WRU), bans anybody (10 WRU for a member), lifts a ban or
    /// the mute of a user who has left, and notifies the user if anything changed; `notice` makes the
    /// notification of the changes.
    ///
    /// Touches the room's counts, the membership, the entries of the member and banned lists and the
    /// notification in one transaction, on the condition that the membership is unchanged and that an
    /// admin stays. A crash leaves all of it or nothing; a repeat of a ban closes the connections
    /// that the first attempt left open.
    pub async fn change(
        self,
        user: UserId,
        room: RoomId,
        change: MemberChange,
        notice: impl Fn(MemberChange) -> Notice,
    ) -> Result<Change> {
        for attempt in 0..ATTEMPTS {
            let was = self.find(user, room).await?;
            let tried = match (was, change.is_banned) {
                (Some(was), Some(true)) if is_banned_so(&was, change) => Change::nothing(was),
                (Some(was), Some(false)) if was.standing == Standing::Banned => {
                    self.try_unban(user, &was, change, &notice).await?
                }
                (was, Some(true)) => self.try_ban(user, room, was, change, &notice).await?,
                (Some(was), _) if was.is_member() => self.try_set(user, &was, change, &notice).await?,
                (Some(was), _) if is_unmute(change) => self.try_unmute(user, &was, &notice).await?,
                _ => return Err(Refusal::MemberNotFound.into()),
            };
            match tried {
                Tried::Done(change) => return Ok(change),
                Tried::Again => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }

    /// Changes what a member chose alone: the notifications, or an unread mark (1 RRU, 1 WRU). Gives the membership.
    ///
    /// Touches the membership, on the condition that the user is a member. A crash after it leaves the user's other
    /// connections untold: they find the change by reading.
    pub async fn change_standing(
        self,
        user: UserId,
        was: &Membership,
        change: StandingChange,
        now: Time,
    ) -> Result<Membership> {
        // The newest change wins with clients, so each has a time of its own.
        let at = now.ms().max(was.updated_at().ms() + 1);
        let change = match change {
            StandingChange::Notify(notify) => MembershipRow::notify.set(Value::of(&notify)?),
            StandingChange::UnreadFrom(seq) => MembershipRow::unread_from.set(seq),
        };
        let is_member = MembershipRow::standing.is(Value::of(&Standing::Member)?);
        let changed =
            Write::update(keys::membership(user, was.room), [change, MembershipRow::changed_ms.set(at)])
                .when(is_member)
                .returning();
        match self.store.table.write_patiently(changed).await? {
            Written::Done(Some(item)) => Ok(item.read::<MembershipRow>()?.into()),
            _ => Err(Refusal::NotAMember.into()),
        }
    }

    /// Ends another user's membership or invitation without a ban, and notifies them (8 WRU).
    ///
    /// Touches the room's counts, the membership, the entry of the member list and the notification
    /// in one transaction, on the condition that the membership is unchanged and that an admin stays.
    /// A crash leaves all of it or nothing; a repeat closes the connections left open.
    pub async fn remove(self, user: UserId, room: RoomId, notice: &Notice) -> Result<Change> {
        for attempt in 0..ATTEMPTS {
            let was = self.find(user, room).await?.ok_or(Refusal::MemberNotFound)?;
            let end = end_membership(user, &was, &departed_record(&was))?;
            let mut writes = Transaction::new([(Place::Membership, end), (Place::Notice, notice.write()?)]);
            let tried = match was.standing {
                Standing::Member => {
                    writes.push(Place::Room, free_seat(&was));
                    writes.extend(delete_entry(user, &was));
                    self.try_end_seat(&writes, &was).await?.map(|()| Change {
                        membership: Membership { standing: Standing::Gone, ..was },
                        left: true,
                        notice: Some(notice.clone()),
                    })
                }
                Standing::Invited => {
                    writes.extend(delete_invited_entry(user, Some(&was)));
                    match self.store.table.transact_patiently(&writes).await? {
                        Transacted::Done => {
                            Tried::Done(Change { membership: was, left: false, notice: Some(notice.clone()) })
                        }
                        _ => Tried::Again,
                    }
                }
                Standing::Banned | Standing::Gone => return Err(Refusal::MemberNotFound.into()),
            };
            match tried {
                Tried::Done(change) => return Ok(change),
                Tried::Again => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn try_set(
        self,
        user: UserId,
        was: &Membership,
        change: MemberChange,
        notice: &impl Fn(MemberChange) -> Notice,
    ) -> Result<Tried<Change>> {
        let mut now = was.clone();
        now.role = change.role.unwrap_or(was.role);
        now.muted = change.is_muted.unwrap_or(was.muted);
        if (now.role, now.muted) == (was.role, was.muted) {
            return Ok(Change::nothing(now));
        }
        let notice = notice(MemberChange {
            role: change.role.filter(|role| *role != was.role),
            is_muted: change.is_muted.filter(|muted| *muted != was.muted),
            is_banned: None,
        });
        now.changed_ms = notice.notification().created_at.ms();
        let muted = MembershipRow::muted;
        let changes = [
            MembershipRow::role.set(Value::of(&now.role)?),
            MembershipRow::changed_ms.set(now.changed_ms),
            if now.muted { muted.set(true) } else { muted.remove() },
        ];
        let own = Write::update(keys::membership(user, was.room), changes);
        let mut writes = Transaction::new([(Place::Membership, if_unchanged(own, Some(was))?)]);
        writes.extend(replace_entry(user, &now)?);
        writes.extend(adjust_admins(was, &now).map(|write| (Place::Room, write)));
        writes.push(Place::Notice, notice.write()?);
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => {
                Ok(Tried::Done(Change { membership: now, left: false, notice: Some(notice) }))
            }
            Transacted::Refused(refused) => {
                let is_refused = |place| Refused::find(&refused, place).is_some();
                if was.role == Role::Admin && is_refused(Place::Room) && !is_refused(Place::Membership) {
                    return Err(Refusal::LastAdmin.into());
                }
                Ok(Tried::Again)
            }
            Transacted::Conflict => Ok(Tried::Again),
        }
    }

    /// Lifts the mute of a user who is no member; nothing else of such a user can be changed.
    async fn try_unmute(
        self,
        user: UserId,
        was: &Membership,
        notice: &impl Fn(MemberChange) -> Notice,
    ) -> Result<Tried<Change>> {
        if !was.muted {
            return Ok(Change::nothing(was.clone()));
        }
        let notice = notice(MemberChange { is_muted: Some(false), ..MemberChange::default() });
        let now = Membership { muted: false, ..was.clone() };
        let writes = Transaction::new([
            (Place::Membership, if_unchanged(put_membership(user, &now)?, Some(was))?),
            (Place::Notice, notice.write()?),
        ]);
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => {
                Ok(Tried::Done(Change { membership: now, left: false, notice: Some(notice) }))
            }
            _ => Ok(Tried::Again),
        }
    }

    async fn try_ban(
        self,
        user: UserId,
        room: RoomId,
        was: Option<Membership>,
        change: MemberChange,
        notice: &impl Fn(MemberChange) -> Notice,
    ) -> Result<Tried<Change>> {
        let mut banned = was.clone().unwrap_or_else(|| Membership::new(room, Standing::Banned));
        banned.standing = Standing::Banned;
        banned.role = Role::Member;
        banned.muted = change.is_muted.unwrap_or(banned.muted);
        let notice = notice(match &was {
            Some(was) if was.standing == Standing::Banned => {
                MemberChange { is_muted: change.is_muted, ..MemberChange::default() }
            }
            _ => MemberChange { is_banned: Some(true), ..MemberChange::default() },
        });
        let own = if_unchanged(put_membership(user, &banned)?, was.as_ref())?;
        let mut writes = Transaction::new([
            (Place::Membership, own),
            (Place::Entry, put_banned_entry(user, &banned)?),
            (Place::Notice, notice.write()?),
        ]);
        writes.extend(delete_invited_entry(user, was.as_ref()));
        let left = was.as_ref().filter(|was| was.is_member());
        let change = Change { membership: banned, left: left.is_some(), notice: Some(notice) };
        match left {
            Some(was) => {
                writes.push(Place::Room, free_seat(was));
                writes.extend(delete_entry(user, was));
                Ok(self.try_end_seat(&writes, was).await?.map(|()| change))
            }
            None => match self.store.table.transact_patiently(&writes).await? {
                Transacted::Done => Ok(Tried::Done(change)),
                _ => Ok(Tried::Again),
            },
        }
    }

    /// Writes the end of a member's seat; [`Place::Room`] is [`free_seat`].
    async fn try_end_seat(self, writes: &Transaction<Place>, was: &Membership) -> Result<Tried<()>> {
        let refused = match self.store.table.transact_patiently(writes).await? {
            Transacted::Done => return Ok(Tried::Done(())),
            Transacted::Refused(refused) if was.role == Role::Admin => refused,
            Transacted::Refused(_) | Transacted::Conflict => return Ok(Tried::Again),
        };
        let Some(seat) = Refused::find(&refused, Place::Room) else { return Ok(Tried::Again) };
        match refused_room(seat)? {
            Some(room) if room.is_active && room.admin_count <= 1 => Err(Refusal::LastAdmin.into()),
            Some(room) if room.is_active => Ok(Tried::Again),
            _ => Err(Refusal::RoomNotFound.into()),
        }
    }

    async fn try_unban(
        self,
        user: UserId,
        was: &Membership,
        change: MemberChange,
        notice: &impl Fn(MemberChange) -> Notice,
    ) -> Result<Tried<Change>> {
        let notice = notice(MemberChange { is_banned: Some(false), ..MemberChange::default() });
        let muted = change.is_muted.unwrap_or(was.muted);
        let left = Membership { muted, ..departed_record(was) };
        let writes = Transaction::new([
            (Place::Membership, end_membership(user, was, &left)?),
            (Place::OldEntry, Write::delete(keys::banned(was.room, user))),
            (Place::Notice, notice.write()?),
        ]);
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => {
                let membership = Membership { standing: Standing::Gone, muted, ..was.clone() };
                Ok(Tried::Done(Change { membership, left: false, notice: Some(notice) }))
            }
            _ => Ok(Tried::Again),
        }
    }
}

/// Tells whether a change only lifts a mute, which also somebody has who left.
fn is_unmute(change: MemberChange) -> bool {
    change.role.is_none() && change.is_muted == Some(false)
}

/// Tells whether a user is banned already, with the mute that is asked for. A role is a member's: a
/// banned user has none.
fn is_banned_so(was: &Membership, change: MemberChange) -> bool {
    was.standing == Standing::Banned && change.is_muted.is_none_or(|muted| muted == was.muted)
}

/// Adjusts a room's admin count to a change of a member's role; the last admin stays one.
fn adjust_admins(was: &Membership, now: &Membership) -> Option<Write> {
    let adjust = |admins| adjust_counts(was.room, Counts { members: 0, admins });
    match (was.role, now.role) {
        (Role::Member, Role::Admin) => Some(adjust(1)),
        (Role::Admin, Role::Member) => Some(adjust(-1).when(RoomRow::admin_count.is_above(1))),
        _ => None,
    }
}
