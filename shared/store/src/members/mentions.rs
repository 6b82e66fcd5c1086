//! Finds the members that a message mentions without reading the member list: each `@` costs one or
//! two queries for the nearest smaller key, whatever the room's size.

use std::collections::BTreeSet;

use roomcast_domain::{RoomId, User, UserId, mention_candidates, name_ends_in};

use crate::Members;
use crate::error::Result;
use crate::keys;
use crate::rows::MemberRow;
use crate::table::Query;

/// Largest number of members of one name that a mention reaches.
const NAMESAKES_MAX: usize = 1_000;

impl Members<'_> {
    /// Finds the members that `content` mentions, other than `sender` (0.5 to 1 RRU per `@`).
    pub async fn mentioned(self, room: RoomId, sender: UserId, content: &str) -> Result<Vec<UserId>> {
        let candidates: BTreeSet<String> = mention_candidates(content).into_iter().collect();
        let found = candidates.iter().map(|text| self.named_at_start(room, text));
        let found = futures_util::future::try_join_all(found).await?;
        let users: BTreeSet<UserId> = found.into_iter().flatten().map(|user| user.id).collect();
        Ok(users.into_iter().filter(|user| *user != sender).collect())
    }

    /// Finds the members whose username is the longest one that `text` begins with and that ends there. A
    /// query that finds no such member shortens the text to what it shares with the nearest smaller name,
    /// which is mostly nothing: only usernames chosen for the purpose cause many queries.
    async fn named_at_start(self, room: RoomId, whole: &str) -> Result<Vec<User>> {
        let mut text = whole;
        while !text.is_empty() {
            let last = keys::end_of(&keys::members_named(text));
            let query =
                Query::all(keys::people(room), 1).between(keys::MEMBERS, last).descending().eventual();
            let nearest = self.store.table.query_items(query).await?;
            match nearest.first().and_then(|(key, _)| keys::name_of_member(key)) {
                None => break,
                Some(name) if !name.is_empty() && text.starts_with(&name) => {
                    if name_ends_in(whole, &name) {
                        return self.named(room, &name).await;
                    }
                    text = without_last(&name, text);
                }
                Some(name) => text = &text[..common_prefix(text, &name)],
            }
        }
        Ok(Vec::new())
    }

    async fn named(self, room: RoomId, name: &str) -> Result<Vec<User>> {
        let query = Query::all(keys::people(room), NAMESAKES_MAX).prefix(keys::members_named(name));
        let entries: Vec<MemberRow> = self.store.table.query(query.eventual()).await?;
        Ok(entries.into_iter().map(|entry| entry.user.into()).collect())
    }
}

/// Cuts a text that begins with `name` before the last character of the name.
fn without_last<'a>(name: &str, text: &'a str) -> &'a str {
    &text[..name.char_indices().next_back().map_or(0, |(at, _)| at)]
}

/// Counts the bytes of the longest common beginning of two texts, at a character's boundary.
fn common_prefix(a: &str, b: &str) -> usize {
    a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b).map_or(a.len().min(b.len()), |((at, _), _)| at)
}

#[cfg(test)]
mod tests {
    use super::common_prefix;

    #[test]
    fn a_common_prefix_ends_between_characters() {
        assert_eq!(common_prefix("王小明", "王小红"), "王小".len());
        assert_eq!(common_prefix("ab", "abc"), 2);
        assert_eq!(common_prefix("abc", "ab"), 2);
        assert_eq!(common_prefix("x", "y"), 0);
    }
}
