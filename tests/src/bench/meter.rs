//! Counts what clients do while a load runs, and sets it against the server's processor time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::server::Server;

/// The time that a load runs before it is measured.
pub(super) const WARM_UP: Duration = Duration::from_millis(500);

/// Operations and latencies of all clients of a load.
#[derive(Default)]
pub(super) struct Meter {
    operations: AtomicU64,
    latencies: Mutex<Vec<Duration>>,
}

/// What a load showed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) per_s: f64,
    /// Microseconds of the server's processor time for each operation.
    pub(super) cpu_us: f64,
    /// The latencies that half and 99 of 100 operations keep within.
    pub(super) latency: Option<(Duration, Duration)>,
}

impl Meter {
    /// Counts an operation.
    pub(super) fn count(&self) {
        self.operations.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes how long an operation took.
    pub(super) fn note(&self, latency: Duration) {
        self.latencies.lock().expect("no panic").push(latency);
    }

    fn take(&self) -> (u64, Vec<Duration>) {
        let latencies = std::mem::take(&mut *self.latencies.lock().expect("no panic"));
        (self.operations.swap(0, Ordering::Relaxed), latencies)
    }

    /// Lets clients run for a warm-up and then for `seconds`, which are measured, and ends them.
    pub(super) async fn measure(&self, server: &Server, seconds: f64, mut clients: JoinSet<()>) -> Measured {
        tokio::time::sleep(WARM_UP).await;
        self.take();
        let (cpu_us, start) = (server.cpu_us(), Instant::now());
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        let measured = self.since(server, cpu_us, start);
        if let Some(ended) = clients.try_join_next() {
            ended.expect("no client fails");
            panic!("a client ended before the load");
        }
        clients.shutdown().await;
        measured
    }

    /// What was counted since this moment, when the server had used `cpu_us`.
    pub(super) fn since(&self, server: &Server, cpu_us: f64, start: Instant) -> Measured {
        let (cpu_us, elapsed) = (server.cpu_us() - cpu_us, start.elapsed());
        let (operations, latencies) = self.take();
        assert!(operations > 0, "the load did nothing");
        Measured {
            per_s: operations as f64 / elapsed.as_secs_f64(),
            cpu_us: cpu_us / operations as f64,
            latency: percentiles(latencies),
        }
    }
}

fn percentiles(mut latencies: Vec<Duration>) -> Option<(Duration, Duration)> {
    latencies.sort_unstable();
    let at = |part: usize| latencies.get(latencies.len() * part / 100).copied();
    Some((at(50)?, at(99)?))
}
