//! The locks and counters of what several threads share. With the feature `shuttle` they are those of a
//! scheduler, which runs the threads of a test in an order of its own choice.

#[cfg(feature = "shuttle")]
pub use shuttle::sync::{Mutex, MutexGuard, RwLock, RwLockWriteGuard, atomic};
#[cfg(not(feature = "shuttle"))]
pub use std::sync::{Mutex, MutexGuard, RwLock, RwLockWriteGuard, atomic};
