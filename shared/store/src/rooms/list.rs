//! The room list.

use std::collections::{HashMap, HashSet};

use roomcast_domain::{RoomId, Standing, UserId};

use crate::Store;
use crate::db::Query;
use crate::error::Result;
use crate::item::{Membership, RoomItem};
use crate::keys;

/// Memberships, invitations and bans of one user that are read at most.
const MEMBERSHIPS_READ: usize = 10_000;

/// Which rooms a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Rooms that the user belongs to or is invited to.
    Mine,
    /// Public rooms that the user does not belong to.
    Public,
    /// Both.
    All,
}

/// Where a page of the room list ended: behind this room in the order of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoomCursor {
    /// Second of the room's last move.
    pub bump_s: i64,
    /// The room.
    pub room: RoomId,
}

/// A room of a list, with how the user stands to it.
#[derive(Debug, Clone)]
pub struct ListedRoom {
    /// The room.
    pub room: RoomItem,
    /// The user's membership, invitation or ban.
    pub membership: Option<Membership>,
}

/// A page of the room list.
#[derive(Debug, Clone)]
pub struct RoomPage {
    /// The rooms, most recently active first.
    pub rooms: Vec<ListedRoom>,
    /// Where the next page begins, if there is one.
    pub next: Option<RoomCursor>,
}

/// How far the index of public rooms has been read.
struct PublicIndex {
    /// Its first page, which is asked for beside other things.
    first: Option<Vec<String>>,
    /// The key that was read last.
    last: String,
    /// Whether there are no more.
    ended: bool,
}

impl PublicIndex {
    /// Whether every public room above this one has been read.
    fn covers(&self, room: &RoomItem) -> bool {
        keys::activity(room.bump_s, room.id) >= self.last
    }
}

impl RoomItem {
    fn cursor(&self) -> RoomCursor {
        RoomCursor { bump_s: self.bump_s, room: self.id }
    }
}

impl Store {
    /// All of a user's memberships, invitations and bans, without those that left muted
    /// (about 1 RRU per 30).
    pub async fn memberships(&self, user: UserId) -> Result<Vec<Membership>> {
        if user.is_guest() {
            return Ok(Vec::new());
        }
        let query = Query::all(keys::user(user), MEMBERSHIPS_READ).prefix(keys::MEMBERSHIPS);
        let mut found: Vec<Membership> = self.db.query(query).await?;
        found.retain(|membership| membership.standing != Standing::Gone);
        Ok(found)
    }

    /// Rooms by id (0.5 RRU each), in any order; what a caller belongs to and an eventual read
    /// misses is read again consistently.
    pub async fn rooms(&self, ids: &[RoomId]) -> Result<HashMap<RoomId, RoomItem>> {
        let keys_of = |ids: &[RoomId]| ids.iter().map(|id| keys::room(*id)).collect::<Vec<_>>();
        let found: Vec<RoomItem> = self.db.batch_get(keys_of(ids), false).await?;
        let mut rooms: HashMap<_, _> = found.into_iter().map(|room| (room.id, room)).collect();
        let missing: Vec<_> = ids.iter().copied().filter(|id| !rooms.contains_key(id)).collect();
        if !missing.is_empty() {
            let found: Vec<RoomItem> = self.db.batch_get(keys_of(&missing), true).await?;
            rooms.extend(found.into_iter().map(|room| (room.id, room)));
        }
        if self.sole_writer {
            let behind = rooms.values().filter(|room| room.active).map(|room| self.catch_up(room));
            for room in futures_util::future::try_join_all(behind).await?.into_iter().flatten() {
                rooms.insert(room.id, room);
            }
        }
        Ok(rooms)
    }

    /// A page of the rooms that a user sees, most recently active first. The order between pages
    /// is that of the rooms' last moves (to the hour), inside a page it is exact.
    pub async fn list_rooms(
        &self,
        user: UserId,
        scope: Scope,
        limit: usize,
        cursor: Option<RoomCursor>,
    ) -> Result<RoomPage> {
        let from = cursor.map_or_else(|| keys::LAST.to_owned(), |c| keys::activity(c.bump_s, c.room));
        let (memberships, first) = futures_util::try_join!(self.memberships(user), async {
            if scope == Scope::Mine { Ok(Vec::new()) } else { self.public_rooms(&from, limit + 2).await }
        })?;
        let memberships: HashMap<RoomId, Membership> = memberships.into_iter().map(|m| (m.room, m)).collect();
        let own: HashSet<RoomId> = memberships
            .values()
            .filter(|m| if scope == Scope::Public { m.is_member() } else { m.sees_hidden_room() })
            .map(|m| m.room)
            .collect();
        let mut ids: Vec<RoomId> =
            if scope == Scope::Public { Vec::new() } else { own.iter().copied().collect() };
        let mut index = PublicIndex { first: Some(first), last: from, ended: scope == Scope::Mine };
        let mut rooms: HashMap<RoomId, RoomItem> = HashMap::new();
        loop {
            ids.extend(self.foreign_public_rooms(&mut index, &own, cursor, limit + 1).await?);
            rooms.extend(self.rooms(&ids).await?);
            rooms.retain(|_, room| room.active && cursor.is_none_or(|cursor| room.cursor() < cursor));
            // Rooms that are gone or have moved up since the index was read leave places for more.
            let covered = rooms.values().filter(|room| index.covers(room)).count();
            if index.ended || covered > limit {
                break;
            }
            ids.clear();
        }
        let mut rooms: Vec<RoomItem> = rooms.into_values().collect();
        rooms.sort_by_key(|room| std::cmp::Reverse(room.cursor()));
        let more = rooms.len() > limit;
        rooms.truncate(limit);
        let next = rooms.last().filter(|_| more).map(RoomItem::cursor);
        rooms.sort_by_key(|room| std::cmp::Reverse((room.last_ms, room.id)));
        let rooms = rooms
            .into_iter()
            .map(|room| ListedRoom { membership: memberships.get(&room.id).cloned(), room })
            .collect();
        Ok(RoomPage { rooms, next })
    }

    /// The next public rooms of the index that the user does not belong to; reads on while own ones
    /// fill the pages.
    async fn foreign_public_rooms(
        &self,
        index: &mut PublicIndex,
        own: &HashSet<RoomId>,
        cursor: Option<RoomCursor>,
        wanted: usize,
    ) -> Result<Vec<RoomId>> {
        let not_cursor = |id: &RoomId| cursor.is_none_or(|cursor| cursor.room != *id);
        let mut found: Vec<RoomId> = Vec::new();
        while !index.ended && found.len() < wanted {
            let page = match index.first.take() {
                Some(page) => page,
                None => self.public_rooms(&index.last, wanted + 1).await?,
            };
            let ids = page.iter().filter_map(|key| keys::room_of_activity(key));
            for id in ids.filter(|id| !own.contains(id)).filter(not_cursor) {
                // A page begins where the last one ended; and while the index lags behind a move, a
                // room may be in it twice.
                if !found.contains(&id) {
                    found.push(id);
                }
            }
            index.ended = page.len() <= wanted;
            index.last = page.into_iter().next_back().unwrap_or_default();
        }
        Ok(found)
    }

    async fn public_rooms(&self, from: &str, limit: usize) -> Result<Vec<String>> {
        let query = Query::all(keys::PUBLIC, limit).between("0", from).by_activity().descending();
        let items = self.db.query_items(query).await?;
        Ok(items
            .into_iter()
            .filter_map(|mut item| match item.remove(crate::schema::INDEX_SK) {
                Some(aws_sdk_dynamodb::types::AttributeValue::S(key)) => Some(key),
                _ => None,
            })
            .collect())
    }
}
