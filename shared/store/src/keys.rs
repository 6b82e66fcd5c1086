//! Every key of the table, built from typed values and nowhere else.
//!
//! Numbers inside keys are zero-padded, so that the order of the keys is the order of the numbers.

mod partition;
mod reports;
#[cfg(test)]
mod tests;

use roomcast_domain::{
    DirectUsers, MessageId, NotificationId, RoomId, Seq, Time, UserId, folded, lower_case,
};

pub use partition::Partition;
pub use reports::{operator_report, report, report_sort, reported, reports, reports_made};

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }
}

/// The partition of the index [`crate::BY_ACTIVITY`] that holds the active public rooms.
pub const PUBLIC: &str = "PUB";

/// The character that sorts behind every other one; names do not contain it.
const LAST: &str = "\u{10FFFF}";

/// Ends the username in a member's sort key; names do not contain it.
const NAME_END: char = '\u{1}';

/// Returns the end of a `BETWEEN` over all keys that begin with `prefix`.
pub fn end_of(prefix: &str) -> String {
    format!("{prefix}{LAST}")
}

/// Returns the smallest key that can follow `key`: keys contain no character before the one that is added.
pub fn after(key: &str) -> String {
    format!("{key}{NAME_END}")
}

/// Tells whether a text can be a sort key of this table.
pub fn is_key(text: &str) -> bool {
    !text.contains(LAST)
}

/// The counter of room numbers.
pub fn room_counter() -> Key {
    Key::new("#", "ROOMS")
}

/// A key that never has an item.
pub fn warm() -> Key {
    Key::new("#", "WARM")
}

/// A room.
pub fn room(room: RoomId) -> Key {
    Key::new(format!("R#{room:08}", room = room.get()), "R")
}

/// A room's place in the index, for its activity at `bump_s` seconds.
pub fn activity(bump_s: i64, room: RoomId) -> String {
    format!("{bump_s:012}#{room:08}", room = room.get())
}

/// The first and the last key of the index.
pub fn activity_range() -> (String, String) {
    ("0".to_owned(), LAST.to_owned())
}

/// Reads the room's number from the end of an index key.
pub fn room_of_activity(key: &str) -> Option<RoomId> {
    RoomId::new(key.rsplit_once('#')?.1.parse().ok()?)
}

/// Partition of a room's messages.
pub fn messages(room: RoomId) -> String {
    format!("M#{room:08}", room = room.get())
}

/// Sort key of a message.
pub fn seq(seq: Seq) -> String {
    format!("{seq:09}", seq = seq.get())
}

/// A message.
pub fn message(room: RoomId, number: Seq) -> Key {
    Key::new(messages(room), seq(number))
}

/// Partition of what stands beside a room's messages.
pub fn annotations(room: RoomId) -> String {
    format!("Y#{room:08}", room = room.get())
}

/// The reactions to a message.
pub fn reactions(room: RoomId, number: Seq) -> Key {
    Key::new(annotations(room), seq(number))
}

/// The replies that were counted in the thread that begins with a message.
pub fn thread(root: MessageId) -> Key {
    Key::new(annotations(root.room()), format!("{}{THREAD}", seq(root.seq())))
}

/// Ends the sort key of the replies that were counted, behind that of the reactions.
const THREAD: &str = "T";

/// The first and the last sort key of what stands beside the messages of a range.
pub fn annotations_of(first: Seq, last: Seq) -> (String, String) {
    (seq(first), format!("{}{THREAD}", seq(last)))
}

/// Partition of the entries of a thread, whose sort keys are the numbers of the replies.
pub fn replies(root: MessageId) -> String {
    format!("T#{room:08}#{root}", room = root.room().get(), root = seq(root.seq()))
}

/// The entry of a reply in its thread.
pub fn reply(root: MessageId, number: Seq) -> Key {
    Key::new(replies(root), seq(number))
}

/// Reads the number of a reply from the sort key of its entry.
pub fn seq_of_reply(sort: &str) -> Option<Seq> {
    Seq::new(sort.parse().ok()?)
}

/// The pins of a room, behind what stands beside its messages.
pub fn pins(room: RoomId) -> Key {
    Key::new(annotations(room), "P")
}

/// The partition with everything about one user.
pub fn user(user: UserId) -> String {
    format!("U#{user:016}", user = user.get())
}

/// Prefix of memberships in a user's partition.
pub const MEMBERSHIPS: &str = "R#";

/// The membership of a user in a room.
pub fn membership(of: UserId, room: RoomId) -> Key {
    Key::new(user(of), format!("{MEMBERSHIPS}{room:08}", room = room.get()))
}

/// The record of a membership that ended, which is not in the list of memberships.
pub fn former_membership(of: UserId, room: RoomId) -> Key {
    Key::new(user(of), format!("E#{room:08}", room = room.get()))
}

/// Prefix of stored notifications in a user's partition.
pub const NOTIFICATIONS: &str = "N#";

/// Sort key of a stored notification: by time, then id.
pub fn notification_sort(created: Time, id: NotificationId) -> String {
    format!("{NOTIFICATIONS}{ms:013}#{id:016}", ms = created.ms(), id = id.get())
}

/// A stored notification.
pub fn notification(of: UserId, created: Time, id: NotificationId) -> Key {
    Key::new(user(of), notification_sort(created, id))
}

/// The mark that a notification about a message was read.
pub fn read_mark(of: UserId, message: MessageId) -> Key {
    Key::new(user(of), format!("X#{id:016}", id = message.get()))
}

/// The mark that all notifications up to a moment were read.
pub fn read_all_mark(of: UserId) -> Key {
    Key::new(user(of), "A")
}

/// Counts the joins of a user near the limit of rooms, so that two cannot join at once.
pub fn rooms_guard(of: UserId) -> Key {
    Key::new(user(of), "L")
}

/// The names that a user's memberships have.
pub fn names(of: UserId) -> Key {
    Key::new(user(of), "P")
}

/// Uploads of a user in the present hour.
pub fn uploads(of: UserId) -> Key {
    Key::new(user(of), "F")
}

/// Direct rooms that a user has made in the present day.
pub fn direct_rooms_made(of: UserId) -> Key {
    Key::new(user(of), "D")
}

/// The direct room of two users.
pub fn direct_room(users: DirectUsers) -> Key {
    let [first, second] = users.both();
    Key::new(format!("D#{first:016}#{second:016}", first = first.get(), second = second.get()), "D")
}

/// Prefix of the blocks in a user's partition.
pub const BLOCKS: &str = "B#";

/// The block of a user by another one, `of`.
pub fn block(of: UserId, blocked: UserId) -> Key {
    Key::new(user(of), format!("{BLOCKS}{blocked:016}", blocked = blocked.get()))
}

/// The number of a user's blocks.
pub fn blocks(of: UserId) -> Key {
    Key::new(user(of), "B")
}

/// Searches of a user in the present minute.
pub fn searches(of: UserId) -> Key {
    Key::new(user(of), "Q")
}

/// Partition of a room's member list and banned list.
pub fn people(room: RoomId) -> String {
    format!("P#{room:08}", room = room.get())
}

/// Prefix of members in a room's people.
pub const MEMBERS: &str = "M#";

/// Prefix of banned users in a room's people.
pub const BANNED: &str = "B#";

/// Prefix of invited users in a room's people, behind the members.
pub const INVITED: &str = "V#";

/// Prefix of the members whose username begins with `prefix`, in any case.
pub fn members_with_prefix(prefix: &str) -> String {
    format!("{MEMBERS}{name}", name = folded(prefix))
}

/// Prefix of the members whose folded username is `name`.
pub fn members_named(name: &str) -> String {
    format!("{MEMBERS}{name}{NAME_END}")
}

/// Sort key of a member: by folded username, then id. Usernames have no control characters.
pub fn member_sort(username: &str, of: UserId) -> String {
    format!("{named}{of:016}", named = members_named(&folded(username)), of = of.get())
}

/// The folded username in a member's sort key.
pub fn name_of_member(sort: &str) -> Option<String> {
    Some(sort.strip_prefix(MEMBERS)?.split_once(NAME_END)?.0.to_owned())
}

/// An entry of a room's member list.
pub fn member(room: RoomId, username: &str, of: UserId) -> Key {
    Key::new(people(room), member_sort(username, of))
}

/// The key that an entry of a room's member list has where an earlier release wrote it, which did not bring
/// usernames into normal form C; none for a username whose key was always [`member`].
pub fn member_not_normalized(room: RoomId, username: &str, of: UserId) -> Option<Key> {
    let named = members_named(&lower_case(username));
    let key = Key::new(people(room), format!("{named}{of:016}", of = of.get()));
    Some(key).filter(|key| *key != member(room, username, of))
}

/// The entry of a room's member list with this sort key.
pub fn member_at(room: RoomId, sort: &str) -> Key {
    Key::new(people(room), sort)
}

/// An entry of a room's banned list.
pub fn banned(room: RoomId, of: UserId) -> Key {
    Key::new(people(room), format!("{BANNED}{of:016}", of = of.get()))
}

/// An invited user among a room's people.
pub fn invited(room: RoomId, of: UserId) -> Key {
    Key::new(people(room), format!("{INVITED}{of:016}", of = of.get()))
}

/// Reads the user from the sort key of an invited user.
pub fn user_of_invited(sort: &str) -> Option<UserId> {
    UserId::new(sort.strip_prefix(INVITED)?.parse().ok()?)
}

/// Partition of a room's connections; `epoch` separates them from those of a process that died.
pub fn room_connections(epoch: &str, room: RoomId) -> String {
    format!("C#{epoch}#R{room:08}", room = room.get())
}

/// Partition of a user's connections to the notification channel, and of the item of their user sockets.
pub fn user_connections(epoch: &str, of: UserId) -> String {
    format!("C#{epoch}#U{of:016}", of = of.get())
}

/// Prefix of one user's connections in a room's.
pub fn connections_of(of: UserId) -> String {
    format!("{of:016}#", of = of.get())
}

/// Sort key of a connection.
pub fn connection_sort(of: UserId, connection: &str) -> String {
    format!("{prefix}{connection}", prefix = connections_of(of))
}

/// The facts about a connection, by its name.
pub fn lookup(connection: &str) -> Key {
    Key::new(format!("X#{connection}"), "X")
}

/// The user sockets of a user, all in one item: what happens in a room asks for those of every member.
pub fn user_sockets(epoch: &str, of: UserId) -> Key {
    Key::new(user_connections(epoch, of), "W")
}

/// Prefix of the subscriptions beside the facts about a user socket.
pub const SUBSCRIPTIONS: &str = "R#";

/// The note that a user socket is subscribed to a room.
pub fn subscription(connection: &str, room: RoomId) -> Key {
    Key::new(lookup(connection).pk, format!("{SUBSCRIPTIONS}{room:08}", room = room.get()))
}

/// Reads the room from the sort key of a subscription.
pub fn room_of_subscription(sort: &str) -> Option<RoomId> {
    RoomId::new(sort.strip_prefix(SUBSCRIPTIONS)?.parse().ok()?)
}

/// Reads the user from the sort key of a member.
pub fn user_of_member(sort: &str) -> Option<UserId> {
    UserId::new(sort.strip_prefix(MEMBERS)?.split_once(NAME_END)?.1.parse().ok()?)
}

/// The pointer to the message of a `client_message_id`. Guests have one per connection.
pub fn idempotency(room: RoomId, sender: &str, client_message_id: &str) -> Key {
    Key::new(format!("K#{room:08}#{sender}", room = room.get()), client_message_id)
}

/// The id assigned to a subject of a token.
pub fn subject(hash: &str) -> Key {
    Key::new(format!("S#{hash}"), "S")
}

/// The random key that assigned ids are made with.
pub fn assigning() -> Key {
    Key::new("S#key", "S")
}

/// The names of a user that no token gives.
pub fn given_names(of: UserId) -> Key {
    Key::new(format!("H#{of:016}", of = of.get()), "H")
}

/// The user who chose a username, by its folded form.
pub fn chosen_name(folded: &str) -> Key {
    Key::new(format!("N#{folded}"), "N")
}

/// The subject that an assigned id belongs to.
pub fn assigned(of: UserId) -> Key {
    Key::new(format!("I#{of:016}", of = of.get()), "I")
}
