//! The pause between two attempts at a post, a close or an invocation.

use std::time::Duration;

/// Waits a random time after `attempt` failed attempts: at most 50 ms after the first one, twice as long
/// after each further one, and at most 800 ms. 50 ms is the value of the SDKs for services other than
/// DynamoDB (crate `aws-smithy-types` 1.9, `RetrySpec::v2_1`).
pub async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(rand::random_range(1..=longest_ms(attempt)))).await;
}

fn longest_ms(attempt: u32) -> u64 {
    25 << attempt.min(5)
}

#[cfg(test)]
mod tests {
    use super::longest_ms;

    #[test]
    fn the_pause_grows_from_50_to_800_ms() {
        assert_eq!([1, 2, 3, 4, 5, 6, 100].map(longest_ms), [50, 100, 200, 400, 800, 800, 800]);
    }
}
