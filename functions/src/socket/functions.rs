//! The Lambda functions of the WebSocket API: one for each of its three events.

use crate::live::job::JobName;
use crate::policy::{
    Access, FIND_MEMBER_SOCKETS, KNOW_CALLER, POST, Partition, Policy, SEE_ROOM, SEND, WARM,
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
        capabilities: &[&WARM, &KNOW_CALLER, &SEND, &POST, &FIND_MEMBER_SOCKETS],
        starts: &[JobName::Deliver, JobName::Greet],
        table: &[Access::Put(&[Partition::Lookups]), Access::Update(&[Partition::Lookups])],
        ..Policy::NONE
    },
};

/// The function of route `$disconnect`: [`super::disconnect()`].
pub const DISCONNECT: SocketFunction = SocketFunction {
    name: "disconnect",
    summary: "Delete a connection and announce its user's leave",
    policy: Policy { capabilities: &[&WARM, &POST], ..Policy::NONE },
};
