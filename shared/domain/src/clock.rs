//! Moments, and the clock that code is given as an argument.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// Clocks differ by less. A moment further ahead was noted before the clock was set back.
const SKEW_MS: i64 = 60_000;

/// A moment in milliseconds since 1970 (UTC). Clients see it as RFC 3339 with a `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

impl Time {
    /// Makes the moment of a whole second since 1970.
    pub fn of_s(s: i64) -> Self {
        Self(s.saturating_mul(1000))
    }

    /// Returns the milliseconds since 1970.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// Returns the whole seconds since 1970, rounded down: the unit of DynamoDB's TTL and of token claims.
    pub fn s(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Returns the milliseconds since `then`. Where `then` lies more than a minute ahead, the clock has been set
    /// back since: it counts as long ago, so that nobody waits for that time to come again.
    pub fn ms_since(self, then: Self) -> i64 {
        let ms = self.0.saturating_sub(then.0);
        if ms < -SKEW_MS { i64::MAX } else { ms }
    }

    /// Gives the whole seconds, rounded up, until `within_ms` milliseconds from `then` on are over; `None` if they
    /// are. Clocks differ: where `then` lies a little ahead, that is the whole time and no more.
    pub fn wait_s(self, then: Self, within_ms: i64) -> Option<u32> {
        let left_ms = within_ms.saturating_sub(self.ms_since(then)).min(within_ms);
        (left_ms > 0).then(|| u32::try_from((left_ms + 999) / 1000).unwrap_or(u32::MAX))
    }

    /// Returns the last moment that can be the present one, though clocks differ.
    #[must_use]
    pub fn latest(self) -> Self {
        self.plus_ms(SKEW_MS)
    }

    fn rfc3339(self) -> String {
        let time = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        time.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// Returns this moment moved by `ms` milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// Writes RFC 3339. Nothing reads it back: rows store the number ([`Time::ms`]).
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "pattern": "Z$",
            "description": "A moment, RFC 3339 in UTC with milliseconds and a `Z`."
        })
    }
}

/// A source of the time: the system's clock in production, a clock that the test moves in tests.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Time + Send + Sync>);

impl Clock {
    /// Makes a clock that reads the system's time.
    pub fn system() -> Self {
        Self::new(|| {
            #[allow(clippy::disallowed_methods)] // the only reader of the system's time
            let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Time(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// Makes a clock that calls `now`.
    pub fn new(now: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the present moment.
    pub fn now(&self) -> Time {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_in_utc_with_milliseconds() {
        assert_eq!(Time(1_735_123_456_789).to_string(), "2024-12-25T10:44:16.789Z");
        assert_eq!(Time(-1).s(), -1);
    }

    #[test]
    fn what_was_noted_before_the_clock_was_set_back_counts_as_long_ago() {
        let now = Time::of_s(1_000_000);
        for (then, since) in [
            (now.plus_ms(-5), 5),
            (now.plus_ms(5), -5),
            (now.latest(), -60_000),
            (now.latest().plus_ms(1), i64::MAX),
            (now.plus_ms(86_400_000), i64::MAX),
        ] {
            assert_eq!(now.ms_since(then), since, "{then}");
        }
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_longer_than_the_time_that_is_waited_for() {
        let then = Time(1_000_000);
        let wait = |ms: i64| then.plus_ms(ms).wait_s(then, 10_000);
        assert_eq!([0, 1, 9_000, 9_001, 9_999].map(wait), [10, 10, 1, 1, 1].map(Some));
        assert_eq!([10_000, 60_000].map(wait), [None, None]);
        // Noted a moment ahead, by another clock; and before the clock was set back.
        assert_eq!([-1, -60_000, -60_001].map(wait), [Some(10), Some(10), None]);
        assert_eq!(then.wait_s(then, 0), None);
    }
}
