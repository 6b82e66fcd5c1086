//! Runtimes whose time is paused.

/// Runs something in a runtime of its own, whose time is paused: tasks that hang in it end with it.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.expect("a runtime").block_on(work)
}
