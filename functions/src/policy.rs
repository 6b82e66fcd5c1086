//! Policies: the permissions on AWS of a Lambda function, as data beside its endpoint, socket event or
//! job.
//!
//! `make documents` writes the functions of `template.yaml` from them (`lambda/src/template.rs`). A
//! handler that uses the table in a new way needs the access in its policy: `make test-stack` fails for
//! a missing permission, and for one that is never used.

pub use roomcast_store::Partition;

use crate::live::job::JobName;

/// The permissions of a function.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Permissions that several functions share. An endpoint for callers has [`KNOW_CALLER`] besides.
    pub capabilities: &'static [&'static Capability],
    /// The accesses to the table that no capability includes.
    pub table: &'static [Access],
    /// The jobs that the function starts.
    pub starts: &'static [JobName],
    /// Whether the function signs uploads to the bucket.
    pub signs_uploads: bool,
}

impl Policy {
    /// No permission at all.
    pub const NONE: Self = Self { capabilities: &[], table: &[], starts: &[], signs_uploads: false };
}

/// Permissions that several functions share: a managed policy.
#[derive(Debug)]
pub struct Capability {
    /// The name of the managed policy.
    pub name: &'static str,
    /// The purpose, for the comment in the template.
    pub purpose: &'static str,
    /// The accesses to the table.
    pub table: &'static [Access],
    /// Whether it includes posting to connections and closing them.
    pub posts: bool,
    /// The job that it includes to start.
    pub starts: Option<JobName>,
}

/// An operation of DynamoDB on items of these partitions.
#[derive(Debug, Clone, Copy)]
pub enum Access {
    /// Reads one item.
    Get(&'static [Partition]),
    /// Reads several items.
    BatchGet(&'static [Partition]),
    /// Reads a range of a partition.
    Query(&'static [Partition]),
    /// Reads the index of the active public rooms.
    QueryPublicRooms,
    /// Puts an item.
    Put(&'static [Partition]),
    /// Changes an item.
    Update(&'static [Partition]),
    /// Deletes an item.
    Delete(&'static [Partition]),
    /// Checks a condition on an item in a transaction.
    Check(&'static [Partition]),
}

/// Opens the connection to the table at start.
pub const WARM: Capability = Capability {
    name: "Warm",
    purpose: "Reads an item that never exists, to open the connection to the table.",
    table: &[Access::Get(&[Partition::Counters])],
    posts: false,
    starts: None,
};

/// Identifies the caller of a request.
pub const KNOW_CALLER: Capability = Capability {
    name: "KnowCaller",
    purpose: "Reads a caller, assigns an id to a subject that is no number, keeps the names of a profile, \
              starts a rename for new names.",
    table: &[
        Access::Get(&[Partition::Counters, Partition::Subjects, Partition::Users, Partition::GivenNames]),
        Access::Put(&[Partition::Subjects, Partition::AssignedIds]),
        Access::Update(&[Partition::GivenNames]),
    ],
    posts: false,
    starts: Some(JobName::Rename),
};

/// Reads a room and a membership.
pub const SEE_ROOM: Capability = Capability {
    name: "SeeRoom",
    purpose: "Reads a room and the membership of a user in it.",
    table: &[Access::Get(&[Partition::Users]), Access::BatchGet(&[Partition::Rooms, Partition::Users])],
    posts: false,
    starts: None,
};

/// Reads messages.
pub const READ_MESSAGES: Capability = Capability {
    name: "ReadMessages",
    purpose: "Reads the messages of a room.",
    table: &[Access::Get(&[Partition::Messages]), Access::Query(&[Partition::Messages])],
    posts: false,
    starts: None,
};

/// Sends messages: everything but the posts.
pub const SEND: Capability = Capability {
    name: "Send",
    purpose: "Checks, stores and counts a message, lets its sender join, notifies whom it mentions.",
    table: &[
        Access::Get(&[Partition::Users, Partition::Messages, Partition::Repeats, Partition::Annotations]),
        Access::BatchGet(&[Partition::Rooms, Partition::Users, Partition::Messages, Partition::Annotations]),
        Access::Query(&[Partition::Messages, Partition::Users, Partition::People, Partition::Threads]),
        Access::Put(&[
            Partition::Messages,
            Partition::Repeats,
            Partition::Users,
            Partition::People,
            Partition::Threads,
        ]),
        Access::Update(&[Partition::Repeats, Partition::Rooms, Partition::Users, Partition::Annotations]),
        Access::Delete(&[Partition::Users, Partition::People]),
    ],
    posts: false,
    starts: None,
};

/// Reads what stands beside messages.
pub const READ_ANNOTATIONS: Capability = Capability {
    name: "ReadAnnotations",
    purpose: "Reads the reactions and replies to messages.",
    table: &[Access::Query(&[Partition::Annotations]), Access::BatchGet(&[Partition::Annotations])],
    posts: false,
    starts: None,
};

/// Lists the members of a room.
pub const READ_PEOPLE: Capability = Capability {
    name: "ReadPeople",
    purpose: "Lists the members of a room.",
    table: &[Access::Query(&[Partition::People])],
    posts: false,
    starts: None,
};

/// Lists the memberships of a user.
pub const READ_MEMBERSHIPS: Capability = Capability {
    name: "ReadMemberships",
    purpose: "Lists the memberships and notifications of a user.",
    table: &[Access::Query(&[Partition::Users])],
    posts: false,
    starts: None,
};

/// Counts what a user may do only so often.
pub const COUNT: Capability = Capability {
    name: "Count",
    purpose: "Counts what a user may do only so often.",
    table: &[Access::Update(&[Partition::Users]), Access::Put(&[Partition::Users])],
    posts: false,
    starts: None,
};

/// Posts to connections.
pub const POST: Capability = Capability {
    name: "Post",
    purpose: "Posts to connections, closes them, and deletes and announces those that are gone.",
    table: &[
        Access::Query(&[Partition::Connections, Partition::Lookups]),
        Access::Get(&[Partition::Connections, Partition::Lookups, Partition::Users]),
        Access::Put(&[Partition::Connections]),
        Access::Update(&[Partition::Connections]),
        Access::Delete(&[Partition::Connections, Partition::Lookups]),
    ],
    posts: true,
    starts: None,
};

/// Finds the user sockets of a room's members.
pub const FIND_MEMBER_SOCKETS: Capability = Capability {
    name: "FindMemberSockets",
    purpose: "Reads the members of a room, those who are invited to it, and their user sockets.",
    table: &[
        Access::Query(&[Partition::People]),
        Access::BatchGet(&[Partition::Rooms, Partition::Connections]),
    ],
    posts: false,
    starts: None,
};

/// Every capability, in the order of the template.
pub const CAPABILITIES: [&Capability; 11] = [
    &WARM,
    &KNOW_CALLER,
    &SEE_ROOM,
    &READ_MESSAGES,
    &SEND,
    &READ_ANNOTATIONS,
    &READ_PEOPLE,
    &READ_MEMBERSHIPS,
    &COUNT,
    &POST,
    &FIND_MEMBER_SOCKETS,
];
