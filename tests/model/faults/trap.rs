//! Waits for the call that a fault befalls.

use std::sync::{Arc, Mutex, MutexGuard};

use futures_util::FutureExt;
use roomcast_tests::engine::{SdkCall, SdkFate};
use roomcast_tests::gate::{Call, Fate};
use roomcast_tests::stage::{Place, Stage};
use tokio::sync::Notify;

use super::fault::{Fault, World};

/// The calls of one attempt.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Those of the table and of the wire.
    pub calls: Vec<Call>,
    /// Those of the SDK.
    pub sdk_calls: Vec<SdkCall>,
}

impl Seen {
    /// The numbers, from 1, of the calls that a fault fits.
    pub fn places(&self, world: World, fault: Fault) -> Vec<(Fault, usize)> {
        let fit = self.calls.iter().map(|call| fault.fits(world, call));
        let sdk_fit = self.sdk_calls.iter().map(|call| fault.fits_sdk(world, call));
        let numbered = fit.enumerate().chain(sdk_fit.enumerate());
        numbered.filter(|(_, fits)| *fits).map(|(at, _)| (fault, at + 1)).collect()
    }
}

/// The call that a fault befell.
#[derive(Debug, Clone)]
pub enum Hit {
    /// One of the table or of the wire.
    Call(Call),
    /// One of the SDK.
    SdkCall(SdkCall),
}

impl Hit {
    /// Whether the wire was called.
    pub fn is_wire(&self) -> bool {
        matches!(self, Self::Call(call) if call.is_wire())
    }

    /// Whether it reads the connections of a room or of a user.
    pub fn is_of_connections(&self) -> bool {
        match self {
            Self::Call(call) => self.reads() && call.text.contains("\"C#"),
            Self::SdkCall(call) => self.reads() && call.body.to_string().contains("\"C#"),
        }
    }

    /// Whether it reads the members of a room, to find their user sockets.
    pub fn is_of_members(&self) -> bool {
        match self {
            Self::Call(call) => {
                self.reads() && (call.text.contains("\"P#") || call.operation == "table.get_many")
            }
            Self::SdkCall(call) => {
                self.reads() && (call.body.to_string().contains("\"P#") || call.operation == "BatchGetItem")
            }
        }
    }

    fn reads(&self) -> bool {
        let (operation, reading) = match self {
            Self::Call(call) => (call.operation.as_str(), ["table.query", "table.get", "table.get_many"]),
            Self::SdkCall(call) => (call.operation.as_str(), ["Query", "GetItem", "BatchGetItem"]),
        };
        reading.contains(&operation)
    }

    /// The call, in short.
    pub fn told(&self) -> String {
        let told = match self {
            Self::Call(call) => format!("{} {}", call.operation, call.text),
            Self::SdkCall(call) => format!("{} {}", call.operation, call.body),
        };
        told.chars().take(300).collect()
    }
}

/// Waits for its call among those of one attempt.
pub struct Trap {
    /// Tells that the process has died.
    pub died: Notify,
    fault: Fault,
    /// The call's number among those of its kind, from 1.
    at: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_over: bool,
    dead: Option<usize>,
    seen: Seen,
    hit: Option<Hit>,
}

impl Trap {
    pub fn new(fault: Fault, at: usize) -> Self {
        Self { died: Notify::new(), fault, at, state: Mutex::default() }
    }

    /// Sets it before the table and the wire of a stage, and before the SDK, if there is one.
    pub fn set_on(self: &Arc<Self>, stage: &Stage) {
        let trap = self.clone();
        stage.gate.set(Some(Arc::new(move |call| std::future::ready(trap.fate(call)).boxed())));
        if let Place::Dynamo(engine, _) = &stage.place {
            let trap = self.clone();
            engine.set(Some(Arc::new(move |call| trap.sdk_fate(call))));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn fate(&self, call: Call) -> Fate {
        let mut state = self.state();
        if state.dead == Some(call.process) {
            return Fate::Vanish { effect: false };
        }
        if state.is_over {
            return Fate::Answer;
        }
        state.seen.calls.push(call.clone());
        let number = state.seen.calls.len();
        let fate = self.fault.fate();
        if fate == Fate::Answer || number < self.at {
            return Fate::Answer;
        }
        if number > self.at {
            return if self.fault == Fault::Outage && !call.is_wire() { fate } else { Fate::Answer };
        }
        if let Fate::Vanish { .. } = fate {
            state.dead = Some(call.process);
            self.died.notify_one();
        }
        state.hit = Some(Hit::Call(call));
        fate
    }

    fn sdk_fate(&self, call: SdkCall) -> SdkFate {
        let mut state = self.state();
        if state.is_over {
            return SdkFate::Answer;
        }
        state.seen.sdk_calls.push(call.clone());
        let fate = self.fault.sdk_fate();
        if fate == SdkFate::Answer || state.seen.sdk_calls.len() != self.at {
            return SdkFate::Answer;
        }
        state.hit = Some(Hit::SdkCall(call));
        fate
    }

    /// From now on nothing befalls a process that has not died.
    pub fn end(&self) {
        self.state().is_over = true;
    }

    /// The calls of the attempt.
    pub fn seen(&self) -> Seen {
        self.state().seen.clone()
    }

    /// The call that it befell.
    pub fn hit(&self) -> Option<Hit> {
        self.state().hit.clone()
    }
}
