//! Who belongs to a room: joining, leaving, inviting and what admins change.
//!
//! Every change of membership is one transaction over the room (its counts), the membership (the
//! authority) and the line of the member or banned list, each with the condition that it is still
//! as it was read. So the counts are exact whatever races or crashes, two users who race for the
//! last seat get it once, and an active room has an admin at every instant. A transaction that is
//! refused because something changed is begun again from reading.

use roomcast_domain::{Role, RoomId, Seq, Standing, User, UserId};

use crate::db::{Refused, Values, Write, from_item};
use crate::error::Result;
use crate::item::{Membership, PersonItem, RoomItem, StoredUser};
use crate::keys;

mod changing;
mod entering;
mod leaving;
mod naming;

pub use changing::{Change, MemberChange};
pub use entering::Joined;
pub use leaving::Left;

/// Times that a change is begun again before the room counts as too busy.
const ATTEMPTS: u32 = 20;

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
    /// A standing and nothing else: a plain member's role, no names, nothing read.
    pub(crate) fn new(room: RoomId, standing: Standing) -> Self {
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

    /// Its line of the member list.
    pub(crate) fn person(&self, id: UserId) -> PersonItem {
        PersonItem {
            user: self.names.clone().unwrap_or_else(|| StoredUser::from(&self.user(id))),
            role: self.role,
            muted: self.muted,
            joined_ms: self.joined_ms,
        }
    }

    /// The key of that line.
    pub(crate) fn member_key(&self, id: UserId) -> keys::Key {
        keys::member(self.room, &self.user(id).username, id)
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

fn refused_at(refused: &[Refused], place: usize) -> bool {
    refused.get(place).is_some_and(|write| write.failed)
}

fn room_at(refused: Vec<Refused>) -> Result<Option<RoomItem>> {
    refused.into_iter().next().and_then(|write| write.item).map(from_item).transpose()
}
