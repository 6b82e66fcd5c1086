//! The faults, and the calls that each fits.

use roomcast_tests::engine::{SdkCall, SdkFate};
use roomcast_tests::gate::{Call, Fate};

/// How the chat runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum World {
    /// One process that is the only writer, on the table of one machine.
    One,
    /// A process for each invocation, on DynamoDB; a call that fails is one that failed all its attempts.
    Aws,
    /// A process for each invocation, and the SDK's own attempts at each call.
    AwsWithRetries,
}

/// The fault of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    LoseAnswer,
    Fail,
    /// From this call on the table does not answer, until the client tries again.
    Outage,
    /// The process ends at this call.
    Die {
        /// Whether the call takes effect.
        effect: bool,
    },
    /// The task that makes the call panics; its process goes on.
    Panic {
        /// Whether the call takes effect.
        effect: bool,
    },
    /// The connection of the SDK breaks before the call.
    Cut,
    /// The connection of the SDK breaks before the answer.
    CutAnswer,
    Conflict,
    Throttle,
    LeaveKeys,
    Lag,
}

pub const FAULTS: [Fault; 13] = [
    Fault::LoseAnswer,
    Fault::Fail,
    Fault::Outage,
    Fault::Die { effect: false },
    Fault::Die { effect: true },
    Fault::Panic { effect: false },
    Fault::Panic { effect: true },
    Fault::Cut,
    Fault::CutAnswer,
    Fault::Conflict,
    Fault::Throttle,
    Fault::LeaveKeys,
    Fault::Lag,
];

impl Fault {
    /// Tells whether it befalls such a call of the table or of the wire. Where the SDK is, a call of the table
    /// fails and loses its answer below it.
    pub fn fits(self, world: World, call: &Call) -> bool {
        let fits_call = match self {
            Self::Fail | Self::Die { effect: false } | Self::Panic { effect: false } => true,
            // A read whose answer is lost is a read that failed.
            Self::LoseAnswer | Self::Die { effect: true } | Self::Panic { effect: true } => {
                call.writes() || call.is_wire()
            }
            Self::Outage => !call.is_wire(),
            _ => false,
        };
        let fits_world = match world {
            World::One => true,
            // For an invocation that has a process of its own, a panic is a death.
            World::Aws => match self {
                Self::Panic { .. } => false,
                Self::Fail | Self::LoseAnswer => call.is_wire(),
                _ => true,
            },
            World::AwsWithRetries => false,
        };
        fits_call && fits_world
    }

    /// Tells whether it befalls such a call of the SDK.
    pub fn fits_sdk(self, world: World, call: &SdkCall) -> bool {
        let fits_call = match self {
            Self::Cut => true,
            Self::CutAnswer | Self::Conflict | Self::Throttle => call.writes(),
            Self::LeaveKeys => call.operation == "BatchGetItem",
            Self::Lag => call.is_eventual(),
            _ => false,
        };
        fits_call && (world == World::Aws || self == Self::CutAnswer)
    }

    /// The fate of the call of the table or of the wire that it befalls.
    pub fn fate(self) -> Fate {
        match self {
            Self::LoseAnswer => Fate::LoseAnswer,
            Self::Fail | Self::Outage => Fate::Fail,
            Self::Die { effect } => Fate::Vanish { effect },
            Self::Panic { effect } => Fate::Panic { effect },
            _ => Fate::Answer,
        }
    }

    /// The fate of the call of the SDK that it befalls.
    pub fn sdk_fate(self) -> SdkFate {
        match self {
            Self::Cut => SdkFate::Fail,
            Self::CutAnswer => SdkFate::LoseAnswer,
            Self::Conflict => SdkFate::Conflict,
            Self::Throttle => SdkFate::Refuse("ProvisionedThroughputExceededException"),
            Self::LeaveKeys => SdkFate::LeaveKeys,
            Self::Lag => SdkFate::Lag,
            _ => SdkFate::Answer,
        }
    }
}
