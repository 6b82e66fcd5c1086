//! Users and rooms that a load needs before it begins.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use tokio::task::JoinSet;

use super::rest::Rest;
use crate::world::{now_s, token};

/// The text of a message.
pub(super) const TEXT: &str = "a message of ordinary length, as people write them to each other all day";

/// Connections that prepare a load.
pub(super) const PREPARING: usize = 16;

/// Connections that make rooms: so many joins share a sync of the disk.
const CREATING: usize = 64;

/// A user with a token.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub(super) id: u64,
    /// The token, good for a day.
    pub(super) token: Arc<str>,
}

/// A room and the users in it; the first one made it.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) id: u64,
    pub(super) members: Vec<User>,
}

/// Returns this many users whom no server has seen before.
pub(super) fn users(count: usize) -> Vec<User> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let user = |_| {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let claims = json!({
            "user_id": id, "username": format!("user{id}"), "token_type": "access",
            "iat": now_s(), "exp": now_s() + 86_400,
        });
        User { id, token: token(claims).into() }
    };
    (0..count).map(user).collect()
}

/// Makes public rooms: one for each list of members, in the order of the lists.
pub(super) async fn create(address: &str, lists: Vec<Vec<User>>) -> Vec<Room> {
    let mut shares = vec![Vec::new(); CREATING];
    for (at, members) in lists.into_iter().enumerate() {
        shares[at % CREATING].push((at, members));
    }
    let mut tasks = JoinSet::new();
    for share in shares {
        let address = address.to_owned();
        tasks.spawn(async move {
            let mut rest = Rest::connect(&address).await;
            let mut rooms = Vec::new();
            for (at, members) in share {
                rooms.push((at, create_one(&mut rest, members).await));
            }
            rooms
        });
    }
    let mut rooms = tasks.join_all().await.concat();
    rooms.sort_by_key(|(at, _)| *at);
    rooms.into_iter().map(|(_, room)| room).collect()
}

async fn create_one(rest: &mut Rest, members: Vec<User>) -> Room {
    let room = json!({"name": "bench", "room_type": "public", "max_members": members.len() + 10});
    let id = rest.create(&members[0].token, "rooms/", &room).await;
    for member in &members[1..] {
        rest.post(&member.token, &format!("rooms/{id}/join/"), String::new()).await;
    }
    Room { id, members }
}
