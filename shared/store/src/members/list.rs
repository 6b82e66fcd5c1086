//! The member list and the banned list of a room.

use std::collections::HashMap;

use roomcast_domain::{Member, Membership, RoomId, USER_NAME_CHARS, UserId};

use crate::Members;
use crate::error::Result;
use crate::hex::{hex, unhex};
use crate::keys;
use crate::rows::{MemberRow, MembershipRow};
use crate::table::Query;

/// Longest cursor: a folded username and an id, in hexadecimal digits.
const CURSOR_MAX_BYTES: usize = 2_000;
/// Longest folded username, in bytes: each character of a name becomes at most 4. DynamoDB refuses
/// a sort key of more than 1,024 (Developer Guide, "Quotas in Amazon DynamoDB").
const FOLDED_NAME_MAX_BYTES: usize = 4 * USER_NAME_CHARS;

/// A page of a room's people.
#[derive(Debug, Clone)]
pub struct MemberPage {
    /// The people, by username (the banned by id).
    pub people: Vec<Member>,
    /// Where the next page begins, if there is one: opaque to clients.
    pub next: Option<String>,
}

/// The list of a room's people that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum People<'a> {
    /// Members whose username begins with a prefix, in any case; all with an empty prefix.
    Members {
        /// The beginning of the username.
        prefix: &'a str,
    },
    /// Banned users.
    Banned,
}

impl People<'_> {
    fn prefix(&self) -> String {
        match self {
            Self::Members { prefix } => keys::members_with_prefix(prefix),
            Self::Banned => keys::BANNED.to_owned(),
        }
    }

    /// Gives the `after` that a client's cursor stands for, if it can be a cursor of this list.
    pub fn read_cursor(&self, cursor: &str) -> Option<String> {
        let after = String::from_utf8(unhex(cursor)?).ok()?;
        let is_key = after.starts_with(&self.prefix()) && keys::is_key(&after);
        (cursor.len() <= CURSOR_MAX_BYTES && is_key).then_some(after)
    }
}

impl Members<'_> {
    /// Reads a page of a room's people behind `after` (about 20 RRU per 1,000).
    pub async fn list(
        self,
        room: RoomId,
        people: People<'_>,
        limit: usize,
        after: Option<&str>,
    ) -> Result<MemberPage> {
        let prefix = people.prefix();
        if prefix.len() > keys::MEMBERS.len() + FOLDED_NAME_MAX_BYTES {
            return Ok(MemberPage { people: Vec::new(), next: None });
        }
        let end = keys::end_of(&prefix);
        let first = after.map(keys::after).filter(|first| *first > prefix).unwrap_or(prefix);
        let query = Query::all(keys::people(room), limit + 1).between(first, end);
        let mut items = self.store.table.query_items(query).await?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|(key, _)| hex(key.as_bytes()));
        let people = items.into_iter().map(|(_, item)| Ok(item.read::<MemberRow>()?.into()));
        Ok(MemberPage { people: people.collect::<Result<_>>()?, next })
    }

    /// Reads how these users stand or stood to a room, a moment behind (0.5 RRU each, 0.5 more for each who has no
    /// standing); users who never had one are left out.
    pub async fn find_many_with_former(
        self,
        room: RoomId,
        users: &[UserId],
    ) -> Result<HashMap<UserId, Membership>> {
        let mut found = self.find_many(room, users).await?;
        let missing: Vec<UserId> = users.iter().copied().filter(|user| !found.contains_key(user)).collect();
        let keys = missing.iter().map(|user| keys::former_membership(*user, room)).collect();
        let rows: Vec<Option<MembershipRow>> = self.store.table.get_many(keys, false).await?;
        found.extend(missing.into_iter().zip(rows).filter_map(|(user, row)| Some((user, row?.into()))));
        Ok(found)
    }

    /// Reads how these users stand to a room, a moment behind (0.5 RRU each); users without a
    /// standing are left out.
    pub async fn find_many(self, room: RoomId, users: &[UserId]) -> Result<HashMap<UserId, Membership>> {
        let keys = users.iter().map(|user| keys::membership(*user, room)).collect();
        let found: Vec<Option<MembershipRow>> = self.store.table.get_many(keys, false).await?;
        let found = users.iter().zip(found);
        Ok(found.filter_map(|(user, row)| Some((*user, row?.into()))).collect())
    }
}
