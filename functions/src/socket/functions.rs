//! The Lambda functions of the WebSocket API: one for each of its three events.

use crate::live::job::JobName;
use crate::policy::{
    Access, FIND_MEMBER_SOCKETS, KNOW_CALLER, POST, Partition, Policy, READ_MEMBERSHIPS, READ_MESSAGES,
    READ_PEOPLE, SEE_ROOM, WARM,
};

/// A function of the WebSocket API.
#[derive(Debug)]
pub struct SocketFunction {
    /// The `Handler` of the function.
    pub name: &'static str,
    /// The purpose, in a line.
    pub summary: &'static str,
    /// The permissions.
    pub policy: Policy,
}

/// The function of route `$connect`: [`super::connect()`].
pub const CONNECT: SocketFunction = SocketFunction {
    name: "connect",
    summary: "Answer a handshake",
    policy: Policy {
        capabilities: &[&KNOW_CALLER, &SEE_ROOM],
        starts: &[JobName::Greet],
        table: &[
            Access::Get(&[Partition::Connections]),
            Access::Put(&[Partition::Connections, Partition::Lookups]),
        ],
        ..Policy::NONE
    },
};

/// The function of route `$default`: [`super::receive()`].
pub const RECEIVE: SocketFunction = SocketFunction {
    name: "receive",
    summary: "Handle a frame from a client",
    policy: Policy {
        capabilities: &[
            &WARM,
            &KNOW_CALLER,
            &SEE_ROOM,
            &READ_MESSAGES,
            &READ_PEOPLE,
            &READ_MEMBERSHIPS,
            &POST,
            &FIND_MEMBER_SOCKETS,
        ],
        starts: &[JobName::Deliver, JobName::Greet],
        table: &[
            Access::Get(&[Partition::Repeats]),
            Access::Put(&[
                Partition::Messages,
                Partition::Repeats,
                Partition::Users,
                Partition::People,
                Partition::Lookups,
            ]),
            Access::Delete(&[Partition::Users]),
            Access::Update(&[Partition::Repeats, Partition::Rooms, Partition::Users, Partition::Lookups]),
        ],
        ..Policy::NONE
    },
};

/// The function of route `$disconnect`: [`super::disconnect()`].
pub const DISCONNECT: SocketFunction = SocketFunction {
    name: "disconnect",
    summary: "Delete a connection and announce its user's leave",
    policy: Policy { capabilities: &[&WARM, &POST], ..Policy::NONE },
};
