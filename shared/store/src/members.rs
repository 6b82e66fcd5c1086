//! The member list and the banned list of a room.

use std::collections::HashMap;

use roomcast_domain::{RoomId, USER_NAME_CHARS, UserId, folded};

use crate::Store;
use crate::db::{Query, from_item};
use crate::error::Result;
use crate::identity::{hex, unhex};
use crate::item::{Membership, PersonItem};
use crate::keys;

/// Longest cursor: a folded username and an id, in hexadecimal digits.
const CURSOR_MAX_BYTES: usize = 2_000;
/// Longest folded username, in bytes: each character of a name becomes at most 4. DynamoDB refuses
/// a sort key of more than 1,024 (Developer Guide, "Quotas in Amazon DynamoDB").
const FOLDED_NAME_MAX_BYTES: usize = 4 * USER_NAME_CHARS;

/// A page of a room's people.
#[derive(Debug, Clone)]
pub struct MemberPage {
    /// The people, by username (the banned by id).
    pub people: Vec<PersonItem>,
    /// Where the next page begins, if there is one: opaque to clients.
    pub next: Option<String>,
}

/// Which people of a room are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum People<'a> {
    /// Members whose username begins so (in any case); all with an empty prefix.
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
            Self::Members { prefix } => format!("{}{}", keys::MEMBERS, folded(prefix)),
            Self::Banned => keys::BANNED.to_owned(),
        }
    }

    /// The `after` that a client's cursor stands for, if it can be one of this list.
    pub fn read_cursor(&self, cursor: &str) -> Option<String> {
        let after = String::from_utf8(unhex(cursor)?).ok()?;
        let is_key = after.starts_with(&self.prefix()) && !after.contains(keys::LAST);
        (cursor.len() <= CURSOR_MAX_BYTES && is_key).then_some(after)
    }
}

impl Store {
    /// A page of a room's people behind `after` (about 20 RRU per 1,000).
    pub async fn people(
        &self,
        room: RoomId,
        people: People<'_>,
        limit: usize,
        after: Option<&str>,
    ) -> Result<MemberPage> {
        let prefix = people.prefix();
        if prefix.len() > keys::MEMBERS.len() + FOLDED_NAME_MAX_BYTES {
            return Ok(MemberPage { people: Vec::new(), next: None });
        }
        // The smallest key behind `after`: nothing sorts between a key and it.
        let first = after.map(|after| format!("{after}\u{1}")).filter(|first| *first > prefix);
        let query = Query::all(keys::people(room), limit + 1)
            .between(first.unwrap_or_else(|| prefix.clone()), format!("{prefix}{}", keys::LAST));
        let mut items = self.db.query_items(query).await?;
        let more = items.len() > limit;
        items.truncate(limit);
        let last_key = items.last().and_then(|item| item.get(crate::schema::SK)?.as_s().ok().cloned());
        let people = items.into_iter().map(from_item).collect::<Result<_>>()?;
        let next = last_key.filter(|_| more).map(|key| hex(key.as_bytes()));
        Ok(MemberPage { people, next })
    }

    /// How these users stand to a room, a moment behind (0.5 RRU each); strangers are left out.
    pub async fn memberships_of(
        &self,
        room: RoomId,
        users: &[UserId],
    ) -> Result<HashMap<UserId, Membership>> {
        let keys = users.iter().map(|user| keys::membership(*user, room)).collect();
        let items: Vec<crate::db::Item> = self.db.batch_get_items(keys).await?;
        items
            .into_iter()
            .map(|item| {
                let user = item.get(crate::schema::PK).and_then(|pk| keys::user_of(pk.as_s().ok()?));
                Ok((user, from_item::<Membership>(item)?))
            })
            .filter_map(|found| match found {
                Ok((Some(user), membership)) => Some(Ok((user, membership))),
                Ok((None, _)) => None,
                Err(error) => Some(Err(error)),
            })
            .collect()
    }
}
