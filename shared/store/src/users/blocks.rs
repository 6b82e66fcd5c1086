//! Blocks: which users hear nothing from which others.

use roomcast_domain::{BLOCKS_MAX, Refusal, Time, UserId};

use crate::Users;
use crate::error::Result;
use crate::keys;
use crate::rows::{BlockCountRow, BlockRow};
use crate::table::{Condition, Query, Refused, Transacted, Transaction, Write};

/// A block of a user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The user who is blocked.
    pub user: UserId,
    /// When the block was set.
    pub created_at: Time,
}

/// The places of the writes that set or lift a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Block,
    Count,
}

impl Users<'_> {
    /// Sets a block (4 WRU). One that is set already stays as it is.
    ///
    /// Touches the block, on the condition that there is none, and the count of the user's blocks, on the
    /// condition that it is below 1,000, in one transaction. A crash leaves both or nothing.
    pub async fn block(self, user: UserId, blocked: UserId, now: Time) -> Result<()> {
        let row = BlockRow { user: blocked, created_ms: now.ms() };
        let has_room = BlockCountRow::count.is_missing().or(BlockCountRow::count.is_below(BLOCKS_MAX));
        let writes = Transaction::new([
            (Place::Block, Write::put(&keys::block(user, blocked), &row)?.when(Condition::Missing)),
            (Place::Count, Write::update(keys::blocks(user), [BlockCountRow::count.add(1)]).when(has_room)),
        ]);
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Refused(refused) if Refused::find(&refused, Place::Block).is_none() => {
                Err(Refusal::TooManyBlocks.into())
            }
            Transacted::Conflict => Err(Refusal::RoomBusy.into()),
            Transacted::Done | Transacted::Refused(_) => Ok(()),
        }
    }

    /// Lifts a block (4 WRU), if there is one.
    ///
    /// Touches the block, on the condition that there is one, and the count of the user's blocks in one
    /// transaction. A crash leaves both or nothing.
    pub async fn unblock(self, user: UserId, blocked: UserId) -> Result<()> {
        let writes = Transaction::new([
            (Place::Block, Write::delete(keys::block(user, blocked)).when(Condition::Exists)),
            (Place::Count, Write::update(keys::blocks(user), [BlockCountRow::count.add(-1)])),
        ]);
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Conflict => Err(Refusal::RoomBusy.into()),
            Transacted::Done | Transacted::Refused(_) => Ok(()),
        }
    }

    /// Reads a user's blocks, the newest first (1 RRU per 60).
    pub async fn list_blocks(self, user: UserId) -> Result<Vec<Block>> {
        let query = Query::all(keys::user(user), usize::MAX).prefix(keys::BLOCKS);
        let rows: Vec<BlockRow> = self.store.table.query(query).await?;
        let block = |row: BlockRow| Block { user: row.user, created_at: Time(row.created_ms) };
        let mut blocks: Vec<Block> = rows.into_iter().map(block).collect();
        blocks.sort_by_key(|block| std::cmp::Reverse((block.created_at, block.user)));
        Ok(blocks)
    }

    /// Finds those of `users` who have blocked a user (1 RRU each).
    pub async fn blocked_by(self, blocked: UserId, users: &[UserId]) -> Result<Vec<UserId>> {
        if blocked.is_guest() {
            return Ok(Vec::new());
        }
        let keys = users.iter().map(|user| keys::block(*user, blocked)).collect();
        let found: Vec<Option<BlockRow>> = self.store.table.get_many(keys, true).await?;
        Ok(users.iter().zip(found).filter(|(_, row)| row.is_some()).map(|(user, _)| *user).collect())
    }

    /// Tells whether either of two users has blocked the other (2 RRU, one call).
    pub async fn is_blocked_between(self, one: UserId, other: UserId) -> Result<bool> {
        let found = self.store.table.get_each([keys::block(one, other), keys::block(other, one)]).await?;
        Ok(found.iter().any(Option::is_some))
    }
}
