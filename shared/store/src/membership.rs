//! Who belongs to a room: joining, leaving, inviting and what admins change.
//!
//! Every change of membership is one transaction over the room (its counts), the membership (the
//! authority) and the line of the member or banned list, each with the condition that it is still
//! as it was read. So the counts are exact whatever races or crashes, two users who race for the
//! last seat get it once, and an active room has an admin at every instant. A transaction that is
//! refused because something changed is begun again from reading.

use roomcast_domain::{ROOMS_PER_USER, Refusal, Role, RoomId, RoomType, Seq, Standing, Time, User, UserId};

use serde::{Deserialize, Serialize};

use crate::Store;
use crate::db::{Query, Refused, Transacted, Values, Write, Written, from_item, pause};
use crate::error::{Result, StoreError};
use crate::item::{Membership, PersonItem, RoomItem, StoredUser};
use crate::keys;
use crate::notifications::Notice;

/// Times that a change is begun again before the room counts as too busy.
const ATTEMPTS: u32 = 20;
/// Members of a room that are read at most to find the longest-standing one.
const MEMBERS_READ: usize = 100_001;

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

/// The newest names that a user's memberships were given.
#[derive(Debug, Serialize, Deserialize)]
struct NamesItem {
    #[serde(rename = "us")]
    names: StoredUser,
    #[serde(rename = "ni")]
    iat_s: i64,
}

/// What joining did.
#[derive(Debug, Clone)]
pub enum Joined {
    /// The user is a member now.
    New(Membership),
    /// The user was one before.
    Already(Membership),
}

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

/// What an admin changes.
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
    /// Whether anything changed.
    pub changed: bool,
}

/// One try at a change.
enum Tried<T> {
    Done(T),
    /// Something changed meanwhile.
    Again,
}

/// The two counts of a room.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    members: i32,
    admins: i32,
}

/// Changes a room's counts if it is active and `extra` holds.
fn count(room: RoomId, counts: Counts, extra: &str, values: Values) -> Write {
    let condition = if extra.is_empty() { "a = :yes".to_owned() } else { format!("a = :yes AND {extra}") };
    Write::update(keys::room(room), "ADD mc :members, ac :admins")
        .when(condition)
        .with(values.b(":yes", true).n(":members", counts.members).n(":admins", counts.admins))
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Member => "member",
        Standing::Invited => "invited",
        Standing::Banned => "banned",
        Standing::Gone => "gone",
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Member => "member",
    }
}

/// A write of a membership on the condition that nothing in it has changed that a change of
/// membership copies or decides by: the line of the member list is found by the names in it.
fn unchanged(write: Write, was: Option<&Membership>, values: Values) -> Result<Write> {
    let Some(was) = was else { return Ok(write.when("attribute_not_exists(pk)").with(values)) };
    let muted = if was.muted { "mu = :muted" } else { "attribute_not_exists(mu)" };
    let names = if was.names.is_some() { "us = :us" } else { "attribute_not_exists(us)" };
    let values =
        values.s(":was", standing(was.standing)).s(":role", role(was.role)).n(":joined", was.joined_ms);
    let values = if was.muted { values.b(":muted", true) } else { values };
    let values = match &was.names {
        Some(names) => values.value(":us", names)?,
        None => values,
    };
    Ok(write.when(format!("st = :was AND ro = :role AND ja = :joined AND {muted} AND {names}")).with(values))
}

impl Membership {
    fn new(room: RoomId, standing: Standing) -> Self {
        Self {
            room,
            standing,
            role: Role::Member,
            muted: false,
            joined_ms: 0,
            joined_seq: Seq::ZERO,
            read_seq: Seq::ZERO,
            read_ms: None,
            window_ms: 0,
            window_count: 0,
            names: None,
            names_iat_s: 0,
        }
    }

    /// The user, with the names that the room knows.
    pub fn user(&self, id: UserId) -> User {
        self.names.clone().map_or_else(|| User::named(id, None, None, None), User::from)
    }

    fn person(&self, id: UserId) -> PersonItem {
        PersonItem {
            user: self.names.clone().unwrap_or_else(|| StoredUser::from(&self.user(id))),
            role: self.role,
            muted: self.muted,
            joined_ms: self.joined_ms,
        }
    }

    fn member_key(&self, id: UserId) -> keys::Key {
        keys::member(self.room, &self.user(id).username, id)
    }
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
        let (found, was, newest, names) = futures_util::try_join!(
            self.find_room(room),
            self.membership(user.id, room),
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
            let (found, was) = futures_util::try_join!(self.find_room(room), self.membership(user, room))?;
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
        let there = match self.db.write_patiently(end(user, was)?).await? {
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
        let mut writes = vec![end(user, was)?, Write::delete(was.member_key(user))];
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
            let muted = was.as_ref().is_some_and(|was| was.muted);
            let invited = Membership { muted, ..Membership::new(room, Standing::Invited) };
            let write = Write::put(&keys::membership(user, room), &invited)?;
            let writes = vec![unchanged(write, was.as_ref(), Values::new())?, notice.write()?];
            match self.db.transact_patiently(writes).await? {
                Transacted::Done => return Ok(true),
                _ => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }

    /// Changes a member's role or mute, bans anybody (10 WRU for a member), or lifts a ban, and
    /// notifies the user if anything changed.
    pub async fn change_member(
        &self,
        user: UserId,
        room: RoomId,
        change: MemberChange,
        notice: &Notice,
    ) -> Result<Change> {
        for attempt in 0..ATTEMPTS {
            let was = self.membership(user, room).await?;
            let tried = match (was, change.is_banned) {
                (Some(was), Some(true)) if was.standing == Standing::Banned => unchanged_member(was),
                (Some(was), Some(false)) if was.standing == Standing::Banned => {
                    self.try_unban(user, &was, notice).await?
                }
                (was, Some(true)) => self.try_ban(user, room, was, notice).await?,
                (Some(was), _) if was.is_member() => self.try_set(user, &was, change, notice).await?,
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
                    let writes = vec![leave_seat(&was), end(user, &was)?, line, notice.write()?];
                    self.try_end_seat(writes, &was).await?.map(|()| Change {
                        membership: Membership { standing: Standing::Gone, ..was },
                        left: true,
                        changed: true,
                    })
                }
                Standing::Invited => {
                    let writes = vec![end(user, &was)?, notice.write()?];
                    match self.db.transact_patiently(writes).await? {
                        Transacted::Done => {
                            Tried::Done(Change { membership: was, left: false, changed: true })
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
        notice: &Notice,
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
        writes.push(notice.write()?);
        match self.db.transact_patiently(writes).await? {
            Transacted::Done => Ok(Tried::Done(Change { membership: now, left: false, changed: true })),
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
        notice: &Notice,
    ) -> Result<Tried<Change>> {
        let mut banned = was.clone().unwrap_or_else(|| Membership::new(room, Standing::Banned));
        banned.standing = Standing::Banned;
        banned.role = Role::Member;
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
        let change = Change { membership: banned, left: left.is_some(), changed: true };
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

    async fn try_unban(&self, user: UserId, was: &Membership, notice: &Notice) -> Result<Tried<Change>> {
        let line = Write::delete(keys::banned(was.room, user));
        let writes = vec![end(user, was)?, line, notice.write()?];
        match self.db.transact_patiently(writes).await? {
            Transacted::Done => {
                let membership = Membership { standing: Standing::Gone, ..was.clone() };
                Ok(Tried::Done(Change { membership, left: false, changed: true }))
            }
            _ => Ok(Tried::Again),
        }
    }

    /// Whether a user's memberships have these names, or those of a newer token (1 RRU).
    pub async fn names_are_known(&self, user: &User, iat_s: i64) -> Result<bool> {
        let known: Option<NamesItem> = self.db.get(&keys::names(user.id)).await?;
        Ok(known.is_some_and(|known| known.iat_s > iat_s || User::from(known.names) == *user))
    }

    /// Gives a user's memberships the names of a newer token: each in one transaction with its
    /// line of the member list (6 WRU a room). Runs as a job; running twice changes nothing.
    pub async fn rename(&self, user: &User, iat_s: i64) -> Result<()> {
        for membership in self.memberships(user.id).await? {
            if membership.is_member() {
                self.rename_in_room(user, iat_s, membership.room).await?;
            }
        }
        let known = Write::put(&keys::names(user.id), &NamesItem { names: user.into(), iat_s })?
            .when("attribute_not_exists(pk) OR ni <= :iat")
            .with(Values::new().n(":iat", iat_s));
        self.db.write_patiently(known).await.map(drop)
    }

    async fn rename_in_room(&self, user: &User, iat_s: i64, room: RoomId) -> Result<()> {
        for attempt in 0..ATTEMPTS {
            let Some(was) = self.membership(user.id, room).await?.filter(Membership::is_member) else {
                return Ok(());
            };
            if was.names_iat_s > iat_s || was.user(user.id) == *user {
                return Ok(());
            }
            let now = Membership { names: Some(user.into()), names_iat_s: iat_s, ..was.clone() };
            let values = Values::new().value(":names", &StoredUser::from(user))?.n(":iat", iat_s);
            let own = Write::update(keys::membership(user.id, room), "SET us = :names, ni = :iat");
            let mut writes = vec![
                unchanged(own, Some(&was), values)?,
                Write::put(&now.member_key(user.id), &now.person(user.id))?,
            ];
            if now.member_key(user.id) != was.member_key(user.id) {
                writes.push(Write::delete(was.member_key(user.id)));
            }
            match self.db.transact_patiently(writes).await? {
                Transacted::Done => return Ok(()),
                _ => pause(attempt).await,
            }
        }
        Err(StoreError::Unavailable("rename: the membership kept changing".into()))
    }
}

impl<T> Tried<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Tried<U> {
        match self {
            Self::Done(done) => Tried::Done(change(done)),
            Self::Again => Tried::Again,
        }
    }
}

/// Ends a membership or invitation: gone, or kept without standing where a mute must outlive it.
fn end(user: UserId, was: &Membership) -> Result<Write> {
    let key = keys::membership(user, was.room);
    let write = if was.muted {
        let gone = Membership { muted: true, ..Membership::new(was.room, Standing::Gone) };
        Write::put(&key, &gone)?
    } else {
        Write::delete(key)
    };
    unchanged(write, Some(was), Values::new())
}

fn unchanged_member(membership: Membership) -> Tried<Change> {
    Tried::Done(Change { membership, left: false, changed: false })
}

/// Gives a member's seat free; an admin's only while another admin stays.
fn leave_seat(was: &Membership) -> Write {
    let (admins, extra) = if was.role == Role::Admin { (-1, "ac > :one") } else { (0, "mc > :one") };
    count(was.room, Counts { members: -1, admins }, extra, Values::new().n(":one", 1))
}

/// The two writes that give a member a role.
fn promote(user: UserId, was: &Membership, new: Role) -> Result<[Write; 2]> {
    let values = || Values::new().s(":new", role(new));
    Ok([
        unchanged(Write::update(keys::membership(user, was.room), "SET ro = :new"), Some(was), values())?,
        Write::update(was.member_key(user), "SET ro = :new").when("attribute_exists(pk)").with(values()),
    ])
}

fn refused_at(refused: &[Refused], place: usize) -> bool {
    refused.get(place).is_some_and(|write| write.failed)
}

fn room_at(refused: Vec<Refused>) -> Result<Option<RoomItem>> {
    refused.into_iter().next().and_then(|write| write.item).map(from_item).transpose()
}
