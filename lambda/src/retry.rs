//! The pause between two attempts at a call.

use std::time::Duration;

/// Waits a random while after so many failed attempts: at most 50 ms after the first, 100 ms after the
/// second, up to 800 ms.
pub async fn pause(attempt: u32) {
    let most_ms = 25 << attempt.min(5);
    tokio::time::sleep(Duration::from_millis(rand::random_range(1..=most_ms))).await;
}
