//! What admins change: roles, mutes, bans, removals.

use roomcast_domain::{Refusal, Role, RoomId, Standing, UserId};

use super::{ATTEMPTS, Counts, Tried, count, end, gone, refused_at, role, room_at, unchanged};
use crate::Store;
use crate::db::{Transacted, Values, Write, pause};
use crate::error::Result;
use crate::item::Membership;
use crate::keys;
use crate::notifications::Notice;

/// What an admin asks to change, or what of it is a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberChange {
    /// A new role.
    pub role: Option<Role>,
    /// Whether the member may only read.
    pub is_muted: Option<bool>,
    /// Whether the user is banned.
    pub is_banned: Option<bool>,
}

/// What a change did.
#[derive(Debug, Clone)]
pub struct Change {
    /// How the user stands to the room now.
    pub membership: Membership,
    /// Whether the user was a member before and is not now.
    pub left: bool,
    /// The notification that tells the user, if anything changed.
    pub notice: Option<Notice>,
}

impl Store {
    /// Changes a member's role or mute, bans anybody (10 WRU for a member), or lifts a ban, and
    /// notifies the user if anything changed; `notice` is asked for the notification of what did.
    pub async fn change_member(
        &self,
        user: UserId,
        room: RoomId,
        change: MemberChange,
        notice: impl Fn(MemberChange) -> Notice,
    ) -> Result<Change> {
        for attempt in 0..ATTEMPTS {
            let was = self.membership(user, room).await?;
            let tried = match (was, change.is_banned) {
                (Some(was), Some(true)) if is_banned_so(&was, change) => unchanged_member(was),
                (Some(was), Some(false)) if was.standing == Standing::Banned => {
                    self.try_unban(user, &was, change, &notice).await?
                }
                (was, Some(true)) => self.try_ban(user, room, was, change, &notice).await?,
                (Some(was), _) if was.is_member() => self.try_set(user, &was, change, &notice).await?,
                _ => return Err(Refusal::MemberNotFound.into()),
            };
            match tried {
                Tried::Done(change) => return Ok(change),
                Tried::Again => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }

    /// Ends somebody else's membership or invitation without a ban, and notifies them (8 WRU).
    pub async fn remove_member(&self, user: UserId, room: RoomId, notice: &Notice) -> Result<Change> {
        for attempt in 0..ATTEMPTS {
            let was = self.membership(user, room).await?.ok_or(Refusal::MemberNotFound)?;
            let tried = match was.standing {
                Standing::Member => {
                    let line = Write::delete(was.member_key(user));
                    let left = gone(&was);
                    let writes = vec![leave_seat(&was), end(user, &was, &left)?, line, notice.write()?];
                    self.try_end_seat(writes, &was).await?.map(|()| Change {
                        membership: Membership { standing: Standing::Gone, ..was },
                        left: true,
                        notice: Some(notice.clone()),
                    })
                }
                Standing::Invited => {
                    let writes = vec![end(user, &was, &gone(&was))?, notice.write()?];
                    match self.db.transact_patiently(writes).await? {
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
        &self,
        user: UserId,
        was: &Membership,
        change: MemberChange,
        notice: &impl Fn(MemberChange) -> Notice,
    ) -> Result<Tried<Change>> {
        let mut now = was.clone();
        now.role = change.role.unwrap_or(was.role);
        now.muted = change.is_muted.unwrap_or(was.muted);
        if (now.role, now.muted) == (was.role, was.muted) {
            return Ok(unchanged_member(now));
        }
        let values = Values::new().s(":new", role(now.role));
        let (set, values) = if now.muted {
            ("SET ro = :new, mu = :yes", values.b(":yes", true))
        } else {
            ("SET ro = :new REMOVE mu", values)
        };
        let own = unchanged(Write::update(keys::membership(user, was.room), set), Some(was), values)?;
        let mut writes =
            vec![own, Write::put(&now.member_key(user), &now.person(user))?.when("attribute_exists(pk)")];
        match (was.role, now.role) {
            (Role::Member, Role::Admin) => {
                writes.push(count(was.room, Counts { members: 0, admins: 1 }, "", Values::new()));
            }
            (Role::Admin, Role::Member) => {
                let values = Values::new().n(":one", 1);
                writes.push(count(was.room, Counts { members: 0, admins: -1 }, "ac > :one", values));
            }
            _ => {}
        }
        let notice = notice(MemberChange {
            role: change.role.filter(|role| *role != was.role),
            is_muted: change.is_muted.filter(|muted| *muted != was.muted),
            is_banned: None,
        });
        writes.push(notice.write()?);
        match self.db.transact_patiently(writes).await? {
            Transacted::Done => {
                Ok(Tried::Done(Change { membership: now, left: false, notice: Some(notice) }))
            }
            Transacted::Refused(refused)
                if was.role == Role::Admin && refused_at(&refused, 2) && !refused_at(&refused, 0) =>
            {
                Err(Refusal::LastAdmin.into())
            }
            _ => Ok(Tried::Again),
        }
    }

    async fn try_ban(
        &self,
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
        let write = Write::put(&keys::membership(user, room), &banned)?;
        let mut writes = Vec::new();
        let left = was.as_ref().filter(|was| was.is_member());
        if let Some(was) = left {
            writes.push(leave_seat(was));
            writes.push(Write::delete(was.member_key(user)));
        }
        writes.push(unchanged(write, was.as_ref(), Values::new())?);
        writes.push(Write::put(&keys::banned(room, user), &banned.person(user))?);
        writes.push(notice.write()?);
        let change = Change { membership: banned, left: left.is_some(), notice: Some(notice) };
        match left {
            Some(was) => Ok(self.try_end_seat(writes, was).await?.map(|()| change)),
            None => match self.db.transact_patiently(writes).await? {
                Transacted::Done => Ok(Tried::Done(change)),
                _ => Ok(Tried::Again),
            },
        }
    }

    /// Writes the end of a member's seat, whose first write is [`leave_seat`].
    async fn try_end_seat(&self, writes: Vec<Write>, was: &Membership) -> Result<Tried<()>> {
        match self.db.transact_patiently(writes).await? {
            Transacted::Done => Ok(Tried::Done(())),
            Transacted::Refused(refused) if was.role == Role::Admin && refused_at(&refused, 0) => {
                match room_at(refused)? {
                    Some(room) if room.active && room.admin_count <= 1 => Err(Refusal::LastAdmin.into()),
                    Some(room) if room.active => Ok(Tried::Again),
                    _ => Err(Refusal::RoomNotFound.into()),
                }
            }
            _ => Ok(Tried::Again),
        }
    }

    async fn try_unban(
        &self,
        user: UserId,
        was: &Membership,
        change: MemberChange,
        notice: &impl Fn(MemberChange) -> Notice,
    ) -> Result<Tried<Change>> {
        let notice = notice(MemberChange { is_banned: Some(false), ..MemberChange::default() });
        let muted = change.is_muted.unwrap_or(was.muted);
        let line = Write::delete(keys::banned(was.room, user));
        let left = Membership { muted, ..gone(was) };
        let writes = vec![end(user, was, &left)?, line, notice.write()?];
        match self.db.transact_patiently(writes).await? {
            Transacted::Done => {
                let membership = Membership { standing: Standing::Gone, muted, ..was.clone() };
                Ok(Tried::Done(Change { membership, left: false, notice: Some(notice) }))
            }
            _ => Ok(Tried::Again),
        }
    }
}

/// Whether a ban is there already, and the mute that is asked for with it. A role is a member's: who
/// is banned has none.
fn is_banned_so(was: &Membership, change: MemberChange) -> bool {
    was.standing == Standing::Banned && change.is_muted.is_none_or(|muted| muted == was.muted)
}

fn unchanged_member(membership: Membership) -> Tried<Change> {
    Tried::Done(Change { membership, left: false, notice: None })
}

/// Gives a member's seat free; an admin's only while another admin stays.
fn leave_seat(was: &Membership) -> Write {
    let (admins, extra) = if was.role == Role::Admin { (-1, "ac > :one") } else { (0, "mc > :one") };
    count(was.room, Counts { members: -1, admins }, extra, Values::new().n(":one", 1))
}
