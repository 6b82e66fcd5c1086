//! What stands beside messages: their reactions, the replies that were counted, and the pins of the room. A page
//! of history costs one query more, whatever its messages have, and nobody has to mark a message.

use std::collections::HashMap;

use roomcast_domain::{Message, RoomId, SeqRange};

use super::{reactions, threads};
use crate::Messages;
use crate::error::Result;
use crate::keys;
use crate::table::{Item, Query};

/// What stands beside messages, by sort key.
type Found = HashMap<String, Item>;

impl Messages<'_> {
    /// Reads the messages of a range with their annotations, oldest first (1 RRU per 4 KiB of messages, 0.5 RRU
    /// per 4 KiB of annotations, which are a moment behind).
    pub async fn list_annotated(self, room: RoomId, range: SeqRange) -> Result<Vec<Message>> {
        let (mut messages, found) =
            futures_util::try_join!(self.list(room, range), self.annotations_between(room, range))?;
        for message in &mut messages {
            annotate(message, &found)?;
        }
        Ok(messages)
    }

    /// Adds their annotations to messages of any rooms, a moment behind (0.5 RRU per 4 KiB, at least 0.5 for each
    /// message, and 0.5 more for one that is no reply).
    pub async fn annotate(self, messages: &mut [Message]) -> Result<()> {
        let of_each = |message: &Message| {
            let thread = message.body.thread_id.is_none().then(|| keys::thread(message.id()));
            std::iter::once(keys::reactions(message.room, message.seq)).chain(thread)
        };
        let keys: Vec<_> = messages.iter().map(|message| of_each(message).collect::<Vec<_>>()).collect();
        let mut found = self.store.table.get_many_items(keys.concat(), false).await?.into_iter();
        for (message, keys) in messages.iter_mut().zip(keys) {
            let items = keys.into_iter().zip(&mut found).filter_map(|(key, item)| Some((key.sk, item?)));
            annotate(message, &items.collect())?;
        }
        Ok(())
    }

    async fn annotations_between(self, room: RoomId, range: SeqRange) -> Result<Found> {
        if range.is_empty() {
            return Ok(HashMap::new());
        }
        let (first, last) = keys::annotations_of(range.first, range.last);
        let query = Query::all(keys::annotations(room), usize::MAX).between(first, last).eventual();
        Ok(self.store.table.query_items(query).await?.into_iter().collect())
    }
}

fn annotate(message: &mut Message, found: &Found) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let reactions = keys::reactions(message.room, message.seq).sk;
    if let Some(item) = found.get(&reactions).filter(|_| !message.body.is_deleted) {
        message.reactions = reactions::reactions_of(item)?;
    }
    if let Some(item) = found.get(&keys::thread(message.id()).sk) {
        message.thread = threads::thread_of(item)?;
    }
    Ok(())
}
