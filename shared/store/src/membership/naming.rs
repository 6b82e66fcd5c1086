//! The names that memberships and member lists have, which follow a newer token.

use roomcast_domain::{RoomId, User};
use serde::{Deserialize, Serialize};

use super::{ATTEMPTS, unchanged};
use crate::Store;
use crate::db::{Transacted, Values, Write, pause};
use crate::error::{Result, StoreError};
use crate::item::{Membership, StoredUser};
use crate::keys;

/// The newest names that a user's memberships were given.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NamesItem {
    #[serde(rename = "us")]
    pub names: StoredUser,
    #[serde(rename = "ni")]
    pub iat_s: i64,
}

impl Store {
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
