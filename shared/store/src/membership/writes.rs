//! The writes that changes of membership are made of.

use roomcast_domain::{Member, Membership, Role, Room, RoomId, Seq, Standing, User, UserId};

use crate::db::{Refused, Values, Write, from_item};
use crate::error::Result;
use crate::keys;
use crate::rows::{MemberRow, MembershipRow, RoomRow, UserRow};

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
    /// The user's entry in the member list or the banned list.
    Entry,
    /// An entry of the user that goes: in the other list, or under an older name.
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

/// Changes a room's counts if the room is active and `extra` holds.
pub fn adjust_counts(room: RoomId, counts: Counts, extra: &str, values: Values) -> Write {
    let condition = if extra.is_empty() { "a = :yes".to_owned() } else { format!("a = :yes AND {extra}") };
    Write::update(keys::room(room), "ADD mc :members, ac :admins")
        .when(condition)
        .with(values.b(":yes", true).n(":members", counts.members).n(":admins", counts.admins))
}

/// Frees a member's seat; an admin's only while another admin stays.
pub fn free_seat(was: &Membership) -> Write {
    let (admins, extra) = if was.role == Role::Admin { (-1, "ac > :one") } else { (0, "mc > :one") };
    adjust_counts(was.room, Counts { members: -1, admins }, extra, Values::new().n(":one", 1))
}

/// Puts a user's membership.
pub fn put_membership(user: UserId, membership: &Membership) -> Result<Write> {
    Write::put(&keys::membership(user, membership.room), &MembershipRow::from(membership.clone()))
}

/// Puts a member's entry in the member list.
pub fn put_entry(user: UserId, membership: &Membership) -> Result<Write> {
    Write::put(&entry_key(user, membership), &entry(user, membership))
}

/// Deletes a member's entry in the member list.
pub fn delete_entry(user: UserId, membership: &Membership) -> Write {
    Write::delete(entry_key(user, membership))
}

/// Puts a user's entry in the banned list.
pub fn put_banned_entry(user: UserId, membership: &Membership) -> Result<Write> {
    Write::put(&keys::banned(membership.room, user), &entry(user, membership))
}

/// Gives the key of a member's entry in the member list.
pub fn entry_key(user: UserId, membership: &Membership) -> keys::Key {
    keys::member(membership.room, &membership.user(user).username, user)
}

fn entry(user: UserId, membership: &Membership) -> MemberRow {
    let Membership { role, muted, joined_ms, .. } = *membership;
    Member { user: membership.user(user), role, muted, joined_ms }.into()
}

/// Adds to a write of a membership the condition that nothing has changed in it that a change of
/// membership copies or decides by; the member's entry is found by the names. A membership that has
/// ended may also have been moved out of the way ([`super::former`]), which changes nothing.
pub fn if_unchanged(write: Write, was: Option<&Membership>, values: Values) -> Result<Write> {
    let Some(was) = was else { return Ok(write.when("attribute_not_exists(pk)").with(values)) };
    let muted = if was.muted { "mu = :muted" } else { "attribute_not_exists(mu)" };
    let names = if was.names.is_some() { "us = :us" } else { "attribute_not_exists(us)" };
    let same = format!("st = :was AND ro = :role AND ja = :joined AND {muted} AND {names}");
    let values = values.value(":was", &was.standing)?.value(":role", &was.role)?.n(":joined", was.joined_ms);
    let values = if was.muted { values.b(":muted", true) } else { values };
    let values = match &was.names {
        Some(names) => values.value(":us", &UserRow::from(User::clone(names)))?,
        None => values,
    };
    let moved = was.standing == Standing::Gone;
    let condition = if moved { format!("attribute_not_exists(pk) OR ({same})") } else { same };
    Ok(write.when(condition).with(values))
}

/// Makes the record that stays when a membership, invitation or ban ends: a mute outlives it, and
/// the read position, which tells the mentions that were read.
pub fn departed_record(was: &Membership) -> Membership {
    Membership { muted: was.muted, read_seq: was.read_seq, ..Membership::new(was.room, Standing::Gone) }
}

/// Ends a membership, invitation or ban, on the condition that it is unchanged, and leaves the
/// departed record `left`. Nothing is left of a declined invitation that nothing came before.
pub fn end_membership(user: UserId, was: &Membership, left: &Membership) -> Result<Write> {
    let nothing = was.standing == Standing::Invited && !left.muted && left.read_seq == Seq::ZERO;
    let write =
        if nothing { Write::delete(keys::membership(user, was.room)) } else { put_membership(user, left)? };
    if_unchanged(write, Some(was), Values::new())
}

/// Gives the room that stands where a write of its counts was refused.
pub fn refused_room(refused: &Refused<Place>) -> Result<Option<Room>> {
    refused.item.clone().map(from_item::<RoomRow>).transpose().map(|row| row.map(Room::from))
}
