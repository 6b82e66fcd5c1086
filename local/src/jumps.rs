//! Notices that the system's clock was set, or that the machine slept.

use std::sync::Arc;
use std::time::Duration;

use roomcast_domain::Clock;
use tokio::time::Instant;

use crate::hub::Hub;

/// How often the time that has passed is compared with the clock.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A clock that is only adjusted never goes so far astray between two looks.
const JUMP_MS: i64 = 60_000;

/// Closes all connections when the clock jumps, with 1001: their ends and the ends of their tokens were reckoned
/// by the time before. Their clients come back at once.
pub async fn watch(clock: Clock, hub: Arc<Hub>) {
    let mut before = (clock.now(), Instant::now());
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now = (clock.now(), Instant::now());
        let passed_ms = i64::try_from((now.1 - before.1).as_millis()).unwrap_or(i64::MAX);
        let jump_ms = now.0.ms().saturating_sub(before.0.ms()).saturating_sub(passed_ms);
        if jump_ms.saturating_abs() > JUMP_MS {
            let jump_s = jump_ms / 1_000;
            tracing::warn!(
                jump_s,
                "the clock was set or the machine slept: connections have to be opened again"
            );
            hub.close_all();
        }
        before = now;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use futures_util::FutureExt;
    use roomcast_domain::Time;
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn connections_are_closed_when_the_clock_jumps_in_either_direction_and_not_before() {
        let (offset_ms, start) = (Arc::new(AtomicI64::new(0)), Instant::now());
        let offset = offset_ms.clone();
        let clock = Clock::new(move || {
            let passed_ms = i64::try_from(start.elapsed().as_millis()).unwrap();
            Time(1_800_000_000_000 + passed_ms + offset.load(Ordering::SeqCst))
        });
        let hub = Arc::new(Hub::new(mpsc::unbounded_channel().0));
        tokio::spawn(watch(clock, hub.clone()));
        for day_ms in [86_400_000, 0] {
            let (_, outbox) = hub.register();
            tokio::time::sleep(Duration::from_secs(60)).await;
            assert!(outbox.closed().now_or_never().is_none(), "open while the clock goes on");
            offset_ms.store(day_ms, Ordering::SeqCst);
            tokio::time::sleep(LOOK_EVERY).await;
            assert!(outbox.closed().now_or_never().is_some(), "closed after a jump");
        }
    }
}
