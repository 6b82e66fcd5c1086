//! The kinds of partitions of the table.

/// Kinds of partitions, for the policies that say which items a function may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partition {
    /// The room counter, and the item that opens the connection to the table.
    Counters,
    /// Rooms.
    Rooms,
    /// The messages of a room.
    Messages,
    /// What stands beside the messages of a room: their reactions, the replies that were counted, and the pins.
    Annotations,
    /// The entries of a thread.
    Threads,
    /// The memberships, notifications and marks of a user.
    Users,
    /// The member list and the banned list of a room.
    People,
    /// The connections of a room or of a user.
    Connections,
    /// The facts about one connection.
    Lookups,
    /// The pointers of `client_message_id`s.
    Repeats,
    /// The ids assigned to subjects of tokens.
    Subjects,
    /// The subjects that assigned ids belong to.
    AssignedIds,
    /// The direct rooms of two users.
    DirectRooms,
    /// The names of users that no token gives.
    GivenNames,
    /// The usernames that users chose.
    ChosenNames,
    /// The reports of a room's messages.
    Reports,
    /// The operator's copies of the reports of a month.
    OperatorReports,
}

impl Partition {
    /// The prefix of the partition keys; the whole key for [`Self::Counters`].
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Counters => "#",
            Self::Rooms => "R#",
            Self::Messages => "M#",
            Self::Annotations => "Y#",
            Self::Threads => "T#",
            Self::Users => "U#",
            Self::People => "P#",
            Self::Connections => "C#",
            Self::Lookups => "X#",
            Self::Repeats => "K#",
            Self::Subjects => "S#",
            Self::AssignedIds => "I#",
            Self::DirectRooms => "D#",
            Self::GivenNames => "H#",
            Self::ChosenNames => "N#",
            Self::Reports => "G#",
            Self::OperatorReports => "O#",
        }
    }
}
