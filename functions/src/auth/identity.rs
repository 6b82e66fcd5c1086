//! Who a valid token stands for.

use roomcast_domain::{Names, Refusal, Time};

use serde_json::Value;

use crate::auth::claims::Subject;

/// Who a valid token stands for, and for how long.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The user.
    pub subject: Subject,
    /// The login that a subject without an id belongs to.
    pub issuer: String,
    /// The user as the token writes it: the claim `sub`, or else the user's own claim. A profile with another
    /// `sub` is somebody else's.
    pub sub: String,
    /// The names that the token gives.
    pub names: Names,
    /// Whether the user has the required role, if one is required.
    pub has_role: bool,
    /// The time of issue, in seconds; the time of the first use where the token names none or a later one.
    pub issued_s: i64,
    /// The time from which the token is valid, in seconds.
    pub not_before_s: i64,
    /// The time when the token expires, in seconds.
    pub expires_s: i64,
}

impl Identity {
    /// Tells whether the `sub` of a profile is the one of the token.
    pub fn is_sub(&self, sub: &Value) -> bool {
        written(sub) == self.sub
    }

    /// Checks the times of the token.
    ///
    /// # Errors
    /// Returns the refusal, and a sentence for the operator.
    pub fn check_times(&self, now: Time) -> Result<(), (Refusal, String)> {
        let now_s = now.s();
        if self.expires_s <= now_s {
            let why = format!("it expired {} s ago", now_s.saturating_sub(self.expires_s));
            return Err((Refusal::TokenExpired, why));
        }
        if self.not_before_s > now_s {
            let why = format!("it is not valid for another {} s", self.not_before_s.saturating_sub(now_s));
            return Err((Refusal::TokenNotYetValid, why));
        }
        Ok(())
    }
}

/// Writes a subject as text: an id may be a number in one place and text in the other.
pub fn written(subject: &Value) -> String {
    subject.as_str().map_or_else(|| subject.to_string(), str::to_owned)
}
