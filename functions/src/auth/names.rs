//! The memory of a process about its callers: assigned ids, and the names that it has propagated.

use std::collections::HashMap;
use std::sync::Mutex;

use roomcast_domain::{User, UserId};
use roomcast_store::Store;

use crate::error::Result;
use crate::lock;

/// The largest number of users in each memory. A full memory is cleared, and the table is read again.
const REMEMBERED_USERS: usize = 20_000;

/// Assigned ids by issuer and subject, and the propagated names by user.
#[derive(Default)]
pub struct Names {
    assigned: Mutex<HashMap<(String, String), UserId>>,
    propagated: Mutex<HashMap<UserId, User>>,
}

impl Names {
    /// Returns the id assigned to the subject of an issuer: remembered, read, or assigned now.
    pub async fn assigned_id(&self, store: &Store, issuer: &str, subject: &str) -> Result<UserId> {
        let key = (issuer.to_owned(), subject.to_owned());
        if let Some(known) = lock(&self.assigned).get(&key) {
            return Ok(*known);
        }
        let id = store.users().assigned_id(issuer, subject, rand::random()).await?;
        let mut assigned = lock(&self.assigned);
        if assigned.len() >= REMEMBERED_USERS {
            assigned.clear();
        }
        assigned.insert(key, id);
        Ok(id)
    }

    /// Remembers the names of a user as propagated. Returns whether they are new to this process.
    pub fn remember(&self, user: &User) -> bool {
        let mut propagated = lock(&self.propagated);
        if propagated.len() >= REMEMBERED_USERS {
            propagated.clear();
        }
        propagated.insert(user.id, user.clone()).as_ref() != Some(user)
    }

    /// Forgets the names of a user, so that the next call propagates them again.
    pub fn forget(&self, user: UserId) {
        lock(&self.propagated).remove(&user);
    }
}
