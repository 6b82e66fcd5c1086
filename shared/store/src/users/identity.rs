//! The ids of tokens' subjects.

use roomcast_domain::UserId;
use sha2::{Digest, Sha256};

use crate::Users;
use crate::error::{Result, StoreError};
use crate::hex::hex;
use crate::keys;
use crate::rows::{AssignedRow, AssigningRow, SubjectRow};
use crate::table::{Condition, Transacted, Transaction, Write};

/// The places of the writes that assign an id.
#[derive(Debug, Clone, Copy)]
enum Place {
    Subject,
    Assigned,
}

/// Gives the name of a subject in the table.
fn name(issuer: &str, subject: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(issuer);
    hasher.update([0]);
    hasher.update(subject);
    hex(&hasher.finalize())
}

/// Makes the id of a subject. Without the random key nobody can tell which subject an id belongs to.
fn id(key: &str, name: &str, attempt: u32) -> UserId {
    let mut hasher = Sha256::new();
    // Key and name have fixed lengths, so no other pair makes the same text.
    hasher.update(key);
    hasher.update(name);
    hasher.update(attempt.to_be_bytes());
    let bytes: [u8; 32] = hasher.finalize().into();
    UserId::assigned(u64::from_be_bytes(bytes.first_chunk().copied().unwrap_or_default()))
}

impl Users<'_> {
    /// Gives the id of a subject that is not a number: assigned on first sight (4 WRU), the same from
    /// then on (1 RRU). `random` becomes the key that all ids are made with, if the table has none yet.
    ///
    /// Touches the subject's item and the id's item in one transaction, on the condition that neither
    /// exists: no two subjects share an id. A crash leaves both or nothing.
    pub async fn assigned_id(self, issuer: &str, subject: &str, random: u128) -> Result<UserId> {
        let name = name(issuer, subject);
        let key = keys::subject(&name);
        for attempt in 0..16 {
            if let Some(known) = self.store.table.get::<SubjectRow>(&key).await? {
                return Ok(known.user);
            }
            let user = id(&self.assigning_key(random).await?, &name, attempt);
            let subject = Write::put(&key, &SubjectRow { user })?;
            let assigned = Write::put(&keys::assigned(user), &AssignedRow { subject: name.clone() })?;
            let writes = Transaction::new([
                (Place::Subject, subject.when(Condition::Missing)),
                (Place::Assigned, assigned.when(Condition::Missing)),
            ]);
            if let Transacted::Done = self.store.table.transact_patiently(&writes).await? {
                return Ok(user);
            }
        }
        Err(StoreError::Unavailable("no free user id was found".into()))
    }

    /// Reads the key that assigned ids are made with (1 RRU); makes it on first use (1 WRU).
    ///
    /// Touches the key's item, on the condition that there is none: all processes use the first one. A crash
    /// after it leaves the key, for the next subject.
    async fn assigning_key(self, random: u128) -> Result<String> {
        let at = keys::assigning();
        loop {
            if let Some(known) = self.store.table.get::<AssigningRow>(&at).await? {
                return Ok(known.key);
            }
            let first = AssigningRow { key: format!("{random:032x}") };
            self.store.table.write_patiently(Write::put(&at, &first)?.when(Condition::Missing)).await?;
        }
    }
}
