//! Lists of rooms.

use std::collections::{HashMap, HashSet};

use roomcast_domain::{Membership, Room, RoomId, UserId};

use crate::Rooms;
use crate::error::Result;
use crate::keys;
use crate::rows::RoomRow;
use crate::table::Query;

/// The rooms that a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Rooms that the user belongs to or is invited to.
    Mine,
    /// Public rooms that the user neither belongs nor is invited to.
    Public,
    /// Direct rooms of the user.
    Direct,
    /// The first two of these.
    All,
}

impl Scope {
    /// Tells whether only rooms that the user belongs or is invited to are read.
    fn is_own(self) -> bool {
        matches!(self, Self::Mine | Self::Direct)
    }
}

/// Where a page of the room list ended: behind this room in the order of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoomCursor {
    /// Second of the room's last move.
    pub bump_s: i64,
    /// The room.
    pub room: RoomId,
}

/// A room of a list, and how the user stands to it.
#[derive(Debug, Clone)]
pub struct ListedRoom {
    /// The room.
    pub room: Room,
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

/// A reader of the index of public rooms.
struct PublicIndex {
    /// The first page, which is read beside the memberships.
    first: Option<Vec<String>>,
    /// The last key that was read.
    last: String,
    /// Whether the index has no more keys.
    ended: bool,
}

impl PublicIndex {
    /// Tells whether every public room above this one has been read.
    fn covers(&self, room: &Room) -> bool {
        keys::activity(room.bump_s, room.body.id) >= self.last
    }
}

fn cursor_of(room: &Room) -> RoomCursor {
    RoomCursor { bump_s: room.bump_s, room: room.body.id }
}

impl Rooms<'_> {
    /// Reads rooms by id (0.5 RRU each), in any order. Rooms that the read a moment behind misses are
    /// read again consistently.
    pub async fn find_many(self, ids: &[RoomId]) -> Result<HashMap<RoomId, Room>> {
        let keys_of = |ids: &[RoomId]| ids.iter().map(|id| keys::room(*id)).collect::<Vec<_>>();
        let by_id = |row: RoomRow| (row.id, Room::from(row));
        let found: Vec<Option<RoomRow>> = self.store.table.get_many(keys_of(ids), false).await?;
        let mut rooms: HashMap<_, _> = found.into_iter().flatten().map(by_id).collect();
        let missing: Vec<_> = ids.iter().copied().filter(|id| !rooms.contains_key(id)).collect();
        if !missing.is_empty() {
            let found: Vec<Option<RoomRow>> = self.store.table.get_many(keys_of(&missing), true).await?;
            rooms.extend(found.into_iter().flatten().map(by_id));
        }
        if self.store.sole_writer {
            let behind = rooms.values().filter(|room| room.is_active).map(|room| self.catch_up(room));
            for room in futures_util::future::try_join_all(behind).await?.into_iter().flatten() {
                rooms.insert(room.body.id, room);
            }
            for room in rooms.values_mut() {
                self.cover_newest(room);
            }
        }
        Ok(rooms)
    }

    /// Reads a page of the rooms that a user sees, most recently active first (about 1 RRU per 30
    /// memberships, 0.5 RRU a room, 0.5 RRU more a direct room of the page). The order between pages is that of the rooms' last moves (to the
    /// hour), inside a page it is exact.
    pub async fn list(
        self,
        user: UserId,
        scope: Scope,
        limit: usize,
        cursor: Option<RoomCursor>,
    ) -> Result<RoomPage> {
        let from = cursor.map_or_else(|| keys::activity_range().1, |c| keys::activity(c.bump_s, c.room));
        let (memberships, first) =
            futures_util::try_join!(self.store.members().memberships_of(user), async {
                if scope.is_own() { Ok(Vec::new()) } else { self.public_rooms(&from, limit + 2).await }
            })?;
        let memberships: HashMap<RoomId, Membership> = memberships.into_iter().map(|m| (m.room, m)).collect();
        let is_own =
            |m: &&Membership| m.sees_hidden_room() && (scope != Scope::Direct || m.direct_with.is_some());
        let own: HashSet<RoomId> = memberships.values().filter(is_own).map(|m| m.room).collect();
        let mut ids: Vec<RoomId> =
            if scope == Scope::Public { Vec::new() } else { own.iter().copied().collect() };
        let mut index = PublicIndex { first: Some(first), last: from, ended: scope.is_own() };
        let mut rooms: HashMap<RoomId, Room> = HashMap::new();
        loop {
            ids.extend(self.foreign_public_rooms(&mut index, &own, cursor, limit + 1).await?);
            rooms.extend(self.find_many(&ids).await?);
            rooms.retain(|id, room| {
                let is_listed = room.is_active && room.is_listed_for(memberships.get(id));
                is_listed && cursor.is_none_or(|cursor| cursor_of(room) < cursor)
            });
            // Rooms that were closed or have moved up since the index was read leave places for more.
            let covered = rooms.values().filter(|room| index.covers(room)).count();
            if index.ended || covered > limit {
                break;
            }
            ids.clear();
        }
        let mut rooms: Vec<Room> = rooms.into_values().collect();
        rooms.sort_by_key(|room| std::cmp::Reverse(cursor_of(room)));
        let more = rooms.len() > limit;
        rooms.truncate(limit);
        let next = rooms.last().filter(|_| more).map(cursor_of);
        self.name_direct(user, &mut rooms).await?;
        rooms.sort_by_key(|room| std::cmp::Reverse((room.last_ms, room.body.id)));
        let rooms = rooms
            .into_iter()
            .map(|room| ListedRoom { membership: memberships.get(&room.body.id).cloned(), room })
            .collect();
        Ok(RoomPage { rooms, next })
    }

    /// Reads the active rooms that a user belongs to, without hidden direct rooms, most recently active first, a
    /// moment behind (about 1 RRU per 30 memberships, 0.5 RRU a room).
    pub async fn own_by_activity(self, user: UserId) -> Result<Vec<Room>> {
        let memberships =
            self.store.members().memberships_of(user).await?.into_iter().filter(Membership::is_member);
        let memberships: HashMap<RoomId, Membership> = memberships.map(|m| (m.room, m)).collect();
        let ids: Vec<RoomId> = memberships.keys().copied().collect();
        let mut rooms: Vec<Room> = self.find_many(&ids).await?.into_values().collect();
        rooms.retain(|room| room.is_active && room.is_listed_for(memberships.get(&room.body.id)));
        rooms.sort_by_key(|room| std::cmp::Reverse((room.last_ms, room.body.id)));
        Ok(rooms)
    }

    /// Reads the next public rooms of the index that are not the user's own; reads on while own rooms
    /// fill the pages.
    async fn foreign_public_rooms(
        self,
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
                // A page begins where the last one ended, and a room may be in the index twice while
                // it lags behind a move.
                if !found.contains(&id) {
                    found.push(id);
                }
            }
            index.ended = page.len() <= wanted;
            index.last = page.into_iter().next_back().unwrap_or_default();
        }
        Ok(found)
    }

    async fn public_rooms(self, from: &str, limit: usize) -> Result<Vec<String>> {
        let query = Query::all(keys::PUBLIC, limit).between(keys::activity_range().0, from);
        self.store.table.query_activity(query).await
    }
}
