//! Moving the records of memberships that have ended out of the list of memberships, which every
//! room list and every `me/` reads.
//!
//! Leaving leaves its record in the list, since a second item would cost two more units. A join,
//! which reads the list anyway, moves the records away once there are many. A record that was moved
//! says the same as one in the list, and an item in the list always counts before it.

use roomcast_domain::{Membership, Standing, UserId};

use super::writes::if_unchanged;
use crate::Members;
use crate::error::Result;
use crate::keys;
use crate::rows::MembershipRow;
use crate::table::{Transaction, Write};

/// Records of ended memberships that stay in the list: most users never have more.
const DEPARTED_LISTED: usize = 100;
/// Records that one join moves; two writes each, under the 100 of a transaction.
const MOVED_AT_ONCE: usize = 40;

/// The places of the writes that move records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Listed,
    Moved,
}

impl Members<'_> {
    /// Moves up to 40 records of ended memberships out of the list where it has more than 100
    /// (4 WRU each).
    ///
    /// Touches each record and its new place in one transaction, on the condition that the record is
    /// unchanged. A crash before it, or a refusal, leaves the records where the next join finds them.
    pub(super) async fn move_departed(self, user: UserId, memberships: &[Membership]) -> Result<()> {
        let departed = || memberships.iter().filter(|membership| membership.standing == Standing::Gone);
        if departed().count() <= DEPARTED_LISTED {
            return Ok(());
        }
        let mut moves = Transaction::new([]);
        for record in departed().take(MOVED_AT_ONCE) {
            let delete = if_unchanged(Write::delete(keys::membership(user, record.room)), Some(record))?;
            moves.push(Place::Listed, delete.when(MembershipRow::read_seq.is(record.read_seq)));
            let row = MembershipRow::from(record.clone());
            moves.push(Place::Moved, Write::put(&keys::former_membership(user, record.room), &row)?);
        }
        self.store.table.transact(&moves).await.map(drop)
    }
}
