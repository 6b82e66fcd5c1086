//! Reactions to messages: one item beside each message that has any.
//!
//! The item has twenty slots, one for each different emoji: its text, the set of its users, and the version at
//! which it was used first. A change adds the user to one set or takes the user out of it, on a condition that
//! only the same user's changes, and the end of the emoji, can break: any number of users can react at once. A
//! new emoji takes a free slot on the condition that nothing has changed at all, so that none gets two.

use roomcast_domain::{Emoji, MessageId, REACTIONS_MAX, REACTORS_MAX, Reaction, Reactions, Refusal, UserId};

use crate::Messages;
use crate::error::{Result, broken};
use crate::keys;
use crate::table::{Attribute, Attributes, Change, Condition, Item, Value, Write, Written, pause};

/// Attempts at a change: only new emoji are in each other's way.
const ATTEMPTS: u32 = 100;

/// The number of changes up to now.
const VERSION: Attribute = Attribute::new("v");
/// The number of reactions.
const COUNT: Attribute = Attribute::new("n");

/// The place of one emoji in the item.
#[derive(Debug, Clone, Copy)]
struct Slot {
    emoji: Attribute,
    users: Attribute,
    first: Attribute,
}

macro_rules! slots {
    ($($number:literal)*) => {
        [$(Slot {
            emoji: Attribute::new(concat!("e", $number)),
            users: Attribute::new(concat!("u", $number)),
            first: Attribute::new(concat!("f", $number)),
        }),*]
    };
}
const SLOTS: [Slot; REACTIONS_MAX] = slots!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19);

/// The outcome of a reaction.
#[derive(Debug, Clone)]
pub struct Reacted {
    /// The reactions to the message.
    pub reactions: Reactions,
    /// Whether they were changed.
    pub is_changed: bool,
}

/// An emoji in its slot.
struct Used {
    slot: Slot,
    reaction: Reaction,
    first: i64,
}

/// The item, taken apart.
#[derive(Default)]
struct State {
    version: i64,
    count: i64,
    used: Vec<Used>,
}

impl State {
    fn read(item: Option<&Item>) -> Result<Self> {
        let Some(item) = item else { return Ok(Self::default()) };
        let mut attributes = item.attributes()?;
        let (version, count) = (number(&mut attributes, VERSION), number(&mut attributes, COUNT));
        let mut used = Vec::new();
        for slot in SLOTS {
            let Some(Value::Numbers(users)) = attributes.remove(slot.users.name()) else { continue };
            let Some(Value::Text(emoji)) = attributes.remove(slot.emoji.name()) else {
                return Err(broken("a reaction has no emoji"));
            };
            let users = users.into_iter().filter_map(|user| UserId::new(user.cast_unsigned())).collect();
            let first = number(&mut attributes, slot.first);
            used.push(Used { slot, reaction: Reaction { emoji, users }, first });
        }
        Ok(Self { version, count, used })
    }

    fn reactions(mut self) -> Reactions {
        self.used.sort_by_key(|used| used.first);
        let all = self.used.into_iter().map(|used| used.reaction).collect();
        Reactions { version: self.version.cast_unsigned(), all }
    }

    fn find(&self, emoji: &Emoji) -> Option<&Used> {
        self.used.iter().find(|used| emoji.is(&used.reaction.emoji))
    }

    fn has(&self, emoji: &Emoji, user: UserId) -> bool {
        self.find(emoji).is_some_and(|used| used.reaction.users.contains(&user))
    }

    /// Makes the changes that set or unset a reaction, and their condition.
    fn change(&self, emoji: &Emoji, user: UserId, is_on: bool) -> Result<(Vec<Change>, Condition)> {
        let counted = if is_on { 1 } else { -1 };
        let mut changes = vec![VERSION.add(1), COUNT.add(counted)];
        if is_on && self.count >= i64::from(REACTORS_MAX) {
            return Err(Refusal::TooManyReactions.into());
        }
        let unchanged = if self.version == 0 { VERSION.is_missing() } else { VERSION.is(self.version) };
        let condition = match (self.find(emoji), is_on) {
            (Some(Used { slot, reaction, .. }), true) => {
                changes.push(slot.users.include(user));
                let has_room = COUNT.is_below(REACTORS_MAX);
                let is_there = slot.users.is_there().and(slot.emoji.is(reaction.emoji.as_str()));
                is_there.and(slot.users.includes_not(user)).and(has_room)
            }
            (Some(Used { slot, reaction, .. }), false) => {
                changes.push(slot.users.exclude(user));
                slot.users.includes(user).and(slot.emoji.is(reaction.emoji.as_str()))
            }
            (None, true) => {
                let is_free = |slot: &&Slot| !self.used.iter().any(|used| used.slot.users == slot.users);
                let slot = SLOTS.iter().find(is_free).ok_or(Refusal::TooManyReactions)?;
                changes.push(slot.users.include(user));
                changes.push(slot.emoji.set(emoji.as_str()));
                changes.push(slot.first.set(self.version + 1));
                unchanged
            }
            (None, false) => unchanged,
        };
        Ok((changes, condition))
    }
}

fn number(attributes: &mut Attributes, attribute: Attribute) -> i64 {
    match attributes.remove(attribute.name()) {
        Some(Value::Number(number)) => number,
        _ => 0,
    }
}

/// Reads the reactions from their item.
pub(super) fn reactions_of(item: &Item) -> Result<Reactions> {
    Ok(State::read(Some(item))?.reactions())
}

/// The reactions to a message as they were read, for a change of them.
#[derive(Debug, Clone)]
pub struct ReactionsRead {
    id: MessageId,
    item: Option<Item>,
}

impl ReactionsRead {
    /// Gives the reactions, if the user has this one (`is_on`) or has not already.
    pub fn unchanged_by(&self, user: UserId, emoji: &Emoji, is_on: bool) -> Result<Option<Reactions>> {
        let state = State::read(self.item.as_ref())?;
        Ok((state.has(emoji, user) == is_on).then(|| state.reactions()))
    }
}

impl Messages<'_> {
    /// Reads the reactions to a message for a change of them (1 RRU per 4 KiB).
    pub async fn read_reactions(self, id: MessageId) -> Result<ReactionsRead> {
        let [item] = self.store.table.get_each([keys::reactions(id.room(), id.seq())]).await?;
        Ok(ReactionsRead { id, item })
    }

    /// Sets or unsets a user's reaction to a message, and gives the reactions (1 WRU per KiB of them: 1 up to a
    /// hundred users, 10 at most).
    ///
    /// Touches the item of the message's reactions, on the condition that the user has not, or has, this
    /// reaction; for a new emoji on the condition that the item is unchanged. A crash after it leaves clients
    /// untold, which find the change by reading; a repeat tells them nothing, since it changes nothing.
    ///
    /// # Errors
    /// Refuses the 21st emoji and the 1,001st reaction.
    pub async fn react(
        self,
        read: ReactionsRead,
        user: UserId,
        emoji: &Emoji,
        is_on: bool,
    ) -> Result<Reacted> {
        let ReactionsRead { id, mut item } = read;
        let key = keys::reactions(id.room(), id.seq());
        for attempt in 0..ATTEMPTS {
            let state = State::read(item.as_ref())?;
            if state.has(emoji, user) == is_on {
                // After a refusal this may be the user's own change, whose answer was lost.
                return Ok(Reacted { reactions: state.reactions(), is_changed: attempt > 0 });
            }
            let (changes, condition) = state.change(emoji, user, is_on)?;
            let change = Write::update(key.clone(), changes).when(condition).returning();
            match self.store.table.write_patiently(change).await? {
                Written::Done(Some(changed)) => {
                    return Ok(Reacted { reactions: reactions_of(&changed)?, is_changed: true });
                }
                Written::Refused(there) => item = there,
                Written::Done(None) | Written::Conflict => {}
            }
            pause(attempt.min(8)).await;
        }
        Err(Refusal::RoomBusy.into())
    }
}
