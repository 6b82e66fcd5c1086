//! The writes that changes of membership are made of.

use roomcast_domain::{Member, Membership, Role, Room, RoomId, Seq, Standing, User, UserId};

use crate::error::Result;
use crate::keys;
use crate::rows::{InvitedRow, MemberRow, MembershipRow, RoomRow, UserRow};
use crate::table::{Condition, Item, Refused, Value, Write};

/// Attempts at a change before the room counts as too busy.
pub const ATTEMPTS: u32 = 20;

/// The outcome of one attempt at a change.
pub enum Tried<T> {
    /// The change is made, with its result.
    Done(T),
    /// Something changed meanwhile: begin again from reading.
    Again,
}

impl<T> Tried<T> {
    /// Changes the result of a change that is made.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Tried<U> {
        match self {
            Self::Done(done) => Tried::Done(change(done)),
            Self::Again => Tried::Again,
        }
    }
}

/// The places of the writes in a transaction about a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The room's counts.
    Room,
    /// The user's membership.
    Membership,
    /// The user's entry in the member list, the banned list or among the invited.
    Entry,
    /// An entry of the user that goes: in another list, under an older name, or under an earlier
    /// release's key.
    OldEntry,
    /// The guard of a user near the limit of rooms.
    Guard,
    /// The membership of the member who inherits the last admin's role.
    Heir,
    /// That member's entry.
    HeirEntry,
    /// The notification that tells a user.
    Notice,
}

/// The changes of a room's two counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// The change of the count of members.
    pub members: i32,
    /// The change of the count of admins.
    pub admins: i32,
}

/// Changes a room's counts if the room is active.
pub fn adjust_counts(room: RoomId, counts: Counts) -> Write {
    let changes = [RoomRow::member_count.add(counts.members), RoomRow::admin_count.add(counts.admins)];
    Write::update(keys::room(room), changes).when(RoomRow::is_active.is(true))
}

/// Frees a member's seat; an admin's only while another admin stays.
pub fn free_seat(was: &Membership) -> Write {
    let (admins, stays) = match was.role {
        Role::Admin => (-1, RoomRow::admin_count),
        Role::Member => (0, RoomRow::member_count),
    };
    adjust_counts(was.room, Counts { members: -1, admins }).when(stays.is_above(1))
}

/// Puts a user's membership.
pub fn put_membership(user: UserId, membership: &Membership) -> Result<Write> {
    Write::put(&keys::membership(user, membership.room), &MembershipRow::from(membership.clone()))
}

/// Puts a member's entry in the member list.
pub fn put_entry(user: UserId, membership: &Membership) -> Result<Write> {
    Write::put(&entry_key(user, membership), &entry(user, membership))
}

/// Puts a member's entry in the place of the one that is there.
pub fn replace_entry(user: UserId, membership: &Membership) -> Result<Vec<(Place, Write)>> {
    let put = put_entry(user, membership)?;
    Ok(match not_normalized(user, membership) {
        None => vec![(Place::Entry, put.when(Condition::Exists))],
        Some(old) => vec![(Place::Entry, put), (Place::OldEntry, Write::delete(old))],
    })
}

/// Deletes a member's entry in the member list.
pub fn delete_entry(user: UserId, membership: &Membership) -> impl Iterator<Item = (Place, Write)> {
    entry_keys(user, membership).map(|key| (Place::OldEntry, Write::delete(key)))
}

/// Puts a user's entry in the banned list.
pub fn put_banned_entry(user: UserId, membership: &Membership) -> Result<Write> {
    Write::put(&keys::banned(membership.room, user), &entry(user, membership))
}

/// Puts the entry by which those who tell a room something find an invited user.
pub fn put_invited_entry(user: UserId, room: RoomId) -> Result<Write> {
    Write::put(&keys::invited(room, user), &InvitedRow { room })
}

/// Deletes that entry, if the user was invited.
pub fn delete_invited_entry(user: UserId, was: Option<&Membership>) -> Option<(Place, Write)> {
    let was = was.filter(|was| was.standing == Standing::Invited)?;
    Some((Place::OldEntry, Write::delete(keys::invited(was.room, user))))
}

/// Gives the key of a member's entry in the member list.
pub fn entry_key(user: UserId, membership: &Membership) -> keys::Key {
    keys::member(membership.room, &membership.user(user).username, user)
}

/// Gives the keys that a member's entry in the member list may have: one, but for names that an earlier
/// release made another key of.
pub fn entry_keys(user: UserId, membership: &Membership) -> impl Iterator<Item = keys::Key> {
    [Some(entry_key(user, membership)), not_normalized(user, membership)].into_iter().flatten()
}

fn not_normalized(user: UserId, membership: &Membership) -> Option<keys::Key> {
    keys::member_not_normalized(membership.room, &membership.user(user).username, user)
}

fn entry(user: UserId, membership: &Membership) -> MemberRow {
    let Membership { role, muted, joined_ms, .. } = *membership;
    Member { user: membership.user(user), role, muted, joined_ms }.into()
}

/// Adds to a write of a membership the condition that nothing has changed in it that a change of
/// membership copies or decides by; the member's entry is found by the names. A membership that has
/// ended may also have been moved out of the way ([`super::former`]), which changes nothing.
pub fn if_unchanged(write: Write, was: Option<&Membership>) -> Result<Write> {
    let Some(was) = was else { return Ok(write.when(Condition::Missing)) };
    let (muted, names) = (MembershipRow::muted, MembershipRow::names);
    let same = MembershipRow::standing
        .is(Value::of(&was.standing)?)
        .and(MembershipRow::role.is(Value::of(&was.role)?))
        .and(MembershipRow::joined_ms.is(was.joined_ms))
        .and(if was.muted { muted.is(true) } else { muted.is_missing() })
        .and(match &was.names {
            Some(user) => names.is(Value::of(&UserRow::from(User::clone(user)))?),
            None => names.is_missing(),
        });
    let moved = was.standing == Standing::Gone;
    Ok(write.when(if moved { Condition::Missing.or(same) } else { same }))
}

/// Makes the record that stays when a membership, invitation or ban ends: a mute outlives it, the time of the
/// last message, which a slow mode counts from, the read position, which tells the mentions that were read, and the
/// names of then with the time of joining, by which messages can be told whose they are.
pub fn departed_record(was: &Membership) -> Membership {
    Membership {
        muted: was.muted,
        joined_ms: was.joined_ms,
        read_seq: was.read_seq,
        sent_ms: was.sent_ms,
        names: was.names.clone(),
        ..Membership::new(was.room, Standing::Gone)
    }
}

/// Ends a membership, invitation or ban, on the condition that it is unchanged, and leaves the
/// departed record `left`. Nothing is left of a declined invitation that nothing came before.
pub fn end_membership(user: UserId, was: &Membership, left: &Membership) -> Result<Write> {
    let nothing = was.standing == Standing::Invited && !left.muted && left.read_seq == Seq::ZERO;
    let write =
        if nothing { Write::delete(keys::membership(user, was.room)) } else { put_membership(user, left)? };
    if_unchanged(write, Some(was))
}

/// Gives the room that stands where a write of its counts was refused.
pub fn refused_room(refused: &Refused<Place>) -> Result<Option<Room>> {
    let row = refused.item.as_ref().map(Item::read::<RoomRow>).transpose()?;
    Ok(row.map(Room::from))
}
