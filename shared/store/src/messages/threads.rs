//! Threads: an index of the replies, and a cache of their number.
//!
//! The entry of a reply is written before the reply, so that no reply is without one; an entry whose number
//! another message took is passed over. Messages have no gap, so once a message is stored, all entries up to its
//! number are there: the replies up to it can be counted for good.

use roomcast_domain::{Message, MessageId, Refusal, Seq, SeqRange, Thread};

use crate::Messages;
use crate::error::Result;
use crate::keys;
use crate::rows::{MessageRow, ThreadRow};
use crate::table::{Condition, Item, Query, Write, Written, pause};

/// Entries that are read at once to count replies.
const COUNTED_AT_ONCE: usize = 100;
/// Attempts to note a number of replies, while others note theirs.
const ATTEMPTS: u32 = 20;

/// The part of a thread that is read.
#[derive(Debug, Clone, Copy)]
pub struct ThreadWindow {
    /// The numbers of the room's messages among which replies are looked for, none that is not stored.
    pub range: SeqRange,
    /// Whether the newest of them come first.
    pub newest_first: bool,
    /// The largest number of replies.
    pub limit: usize,
}

/// A part of a thread.
#[derive(Debug, Clone)]
pub struct ThreadPage {
    /// The replies.
    pub messages: Vec<Message>,
    /// Whether there are more in the direction of reading.
    pub has_more: bool,
}

/// Reads the replies that were counted.
pub(super) fn thread_of(item: &Item) -> Result<Thread> {
    Ok(item.read::<ThreadRow>()?.into())
}

impl Messages<'_> {
    /// Reads a part of the thread that begins with `root`, with the annotations of its replies, at the same price
    /// at any depth (1 RRU for 60 entries, and 1 RRU per 4 KiB of each reply).
    pub async fn list_thread(self, root: MessageId, window: ThreadWindow) -> Result<ThreadPage> {
        let ThreadWindow { mut range, newest_first, limit } = window;
        let mut messages = Vec::new();
        while messages.len() <= limit && !range.is_empty() {
            let wanted = limit + 1 - messages.len();
            let entries = self.entries(root, range, newest_first, wanted).await?;
            messages.extend(self.replies_at(root, &entries).await?);
            match entries.last().filter(|_| entries.len() == wanted) {
                Some(last) if newest_first => range.last = last.minus(1),
                Some(last) => range.first = last.plus(1),
                None => break,
            }
        }
        let has_more = messages.len() > limit;
        messages.truncate(limit);
        self.annotate(&mut messages).await?;
        Ok(ThreadPage { messages, has_more })
    }

    /// Counts the replies of the thread that begins with `root` up to message `up_to` of the room, which is
    /// stored: those that were counted before, and the entries since (2 RRU, and 1 for each reply since).
    pub async fn thread(self, root: MessageId, up_to: Seq) -> Result<Thread> {
        let noted = self.noted(root).await?;
        self.counted(root, noted.unwrap_or_default(), up_to).await
    }

    /// Notes the number of replies in the thread that begins with `root`, as [`Self::thread`] counts it
    /// (1 WRU if there are new ones).
    ///
    /// Touches the cache of the number, on the condition that nobody has noted another one meanwhile. A crash
    /// before it leaves the cache behind until the next reply in the thread.
    pub async fn note_replies(self, root: MessageId, up_to: Seq) -> Result<()> {
        for attempt in 0..ATTEMPTS {
            let noted = self.noted(root).await?;
            let thread = self.counted(root, noted.unwrap_or_default(), up_to).await?;
            if thread == noted.unwrap_or_default() {
                return Ok(());
            }
            let unchanged = noted.map_or(Condition::Missing, |noted| ThreadRow::last.is(noted.last));
            let changes = [ThreadRow::replies.set(thread.replies), ThreadRow::last.set(thread.last)];
            let note = Write::update(keys::thread(root), changes).when(unchanged);
            if let Written::Done(_) = self.store.table.write_patiently(note).await? {
                return Ok(());
            }
            pause(attempt.min(8)).await;
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn noted(self, root: MessageId) -> Result<Option<Thread>> {
        let row: Option<ThreadRow> = self.store.table.get(&keys::thread(root)).await?;
        Ok(row.map(Thread::from))
    }

    /// Adds the replies between those that were noted and message `up_to`.
    async fn counted(self, root: MessageId, noted: Thread, up_to: Seq) -> Result<Thread> {
        let mut thread = noted;
        let mut range = SeqRange { first: noted.last.max(root.seq()).plus(1), last: up_to };
        while !range.is_empty() {
            let entries = self.entries(root, range, false, COUNTED_AT_ONCE).await?;
            for reply in self.replies_at(root, &entries).await? {
                thread = Thread { replies: thread.replies + 1, last: reply.seq };
            }
            let Some(last) = entries.last().filter(|_| entries.len() == COUNTED_AT_ONCE) else { break };
            range.first = last.plus(1);
        }
        Ok(thread)
    }

    async fn entries(
        self,
        root: MessageId,
        range: SeqRange,
        newest_first: bool,
        limit: usize,
    ) -> Result<Vec<Seq>> {
        let (first, last) = (keys::seq(range.first), keys::seq(range.last));
        let query = Query::all(keys::replies(root), limit).between(first, last);
        let query = if newest_first { query.descending() } else { query };
        let found = self.store.table.query_items(query).await?;
        Ok(found.iter().filter_map(|(sort, _)| keys::seq_of_reply(sort)).collect())
    }

    /// Reads the messages at these numbers that are replies of the thread.
    async fn replies_at(self, root: MessageId, numbers: &[Seq]) -> Result<Vec<Message>> {
        let keys = numbers.iter().map(|seq| keys::message(root.room(), *seq)).collect();
        let rows: Vec<Option<MessageRow>> = self.store.table.get_many(keys, true).await?;
        let found = rows.into_iter().flatten().map(Message::from);
        Ok(found.filter(|message| message.body.thread_id == Some(root)).collect())
    }
}
