//! The gate before a table: a test's code that every call of the table passes, on either side.
//!
//! The feature `gate` turns it on; no program has it. Without it every call is carried out.

use std::fmt::Debug;
#[cfg(feature = "gate")]
use std::sync::Arc;

#[cfg(feature = "gate")]
use futures_util::future::BoxFuture;

use crate::error::Result;
#[cfg(feature = "gate")]
use crate::error::StoreError;

/// A call of the table.
#[cfg(feature = "gate")]
#[derive(Debug, Clone)]
pub struct TableCall {
    /// The operation: `get`, `get_many`, `query`, `query_activity`, `write`, `write_cache` or `transact`.
    pub operation: &'static str,
    /// The keys, conditions and changes, in Rust's debug format.
    pub text: String,
}

/// Decides what becomes of the calls of a table.
#[cfg(feature = "gate")]
pub trait Gate: Debug + Send + Sync {
    /// Carries out `work`, the call's, now, later or never. Tells whether the caller gets its answer;
    /// otherwise the caller is told that the table is unavailable.
    fn pass<'a>(&'a self, call: TableCall, work: BoxFuture<'a, ()>) -> BoxFuture<'a, bool>;
}

/// The place of a gate, where one may stand.
#[derive(Debug, Clone, Default)]
pub struct Gateway {
    #[cfg(feature = "gate")]
    gate: Option<Arc<dyn Gate>>,
}

/// A call that is about to be made.
#[cfg(feature = "gate")]
pub struct Call(Option<(Arc<dyn Gate>, TableCall)>);

/// A call that is about to be made.
#[cfg(not(feature = "gate"))]
pub struct Call;

#[cfg(feature = "gate")]
impl Gateway {
    /// Makes the place of this gate.
    pub fn of(gate: Arc<dyn Gate>) -> Self {
        Self { gate: Some(gate) }
    }

    /// Describes a call to the gate.
    pub fn call(&self, operation: &'static str, what: &impl Debug) -> Call {
        let described = |gate: &Arc<dyn Gate>| {
            let call = TableCall { operation, text: format!("{what:?}") };
            (gate.clone(), call)
        };
        Call(self.gate.as_ref().map(described))
    }
}

#[cfg(feature = "gate")]
impl Call {
    /// Makes the call, as the gate decides.
    pub async fn pass<T: Send>(self, work: impl Future<Output = Result<T>> + Send) -> Result<T> {
        let Some((gate, call)) = self.0 else { return work.await };
        let mut answer = None;
        let is_told = gate.pass(call, Box::pin(async { answer = Some(work.await) })).await;
        let answer = answer.filter(|_| is_told);
        answer.unwrap_or_else(|| Err(StoreError::Unavailable("the call was cut off".into())))
    }
}

#[cfg(not(feature = "gate"))]
impl Gateway {
    /// Describes a call to the gate: there is none.
    #[allow(clippy::unused_self)] // as where there is a gate
    pub fn call(&self, _: &'static str, _: &impl Debug) -> Call {
        Call
    }
}

#[cfg(not(feature = "gate"))]
impl Call {
    /// Makes the call.
    pub async fn pass<T>(self, work: impl Future<Output = Result<T>>) -> Result<T> {
        work.await
    }
}
