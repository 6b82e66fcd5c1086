//! Pauses between attempts.

use std::time::Duration;

/// Waits a random while that grows with the attempt, up to a quarter second.
pub async fn pause(attempt: u32) {
    let most_ms = 12 * u64::from(attempt.min(20) + 1);
    tokio::time::sleep(Duration::from_millis(rand::random_range(1..=most_ms))).await;
}
