//! The caller of a request or a handshake.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use roomcast_domain::SUBJECT_CHARS;
use roomcast_domain::{Refusal, User, UserId};
use serde_json::Value;

use crate::App;
use crate::auth::claims::Claims;
use crate::error::{Error, Result};
use crate::live::job::{Job, Rename};

/// A user whose token is valid.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user, with the names of the token.
    pub user: User,
    /// The time when the token was issued, in seconds; 0 if the token does not say.
    pub issued_s: i64,
    /// The time when the token expires, in seconds.
    pub expires_s: i64,
}

impl Caller {
    /// Returns the caller of a request by its header `Authorization: Bearer <jwt>`.
    pub async fn of_request(app: &App, headers: &HeaderMap) -> Result<Self> {
        let token = bearer(headers)?.ok_or(Refusal::TokenMissing)?;
        Self::of_token(app, token).await
    }

    /// Verifies a token and returns the caller that it names.
    pub async fn of_token(app: &App, token: &str) -> Result<Self> {
        let claims = app.tokens.verify(token, app.clock.now()).await?;
        let subject = subject(&claims)?;
        if let Some(role) = &app.config.required_role
            && !has_role(&claims, role)
        {
            return Err(Refusal::RoleRequired.into());
        }
        let id = match subject {
            Subject::Number(id) => id,
            Subject::Other(subject) => {
                let issuer = claims.iss.as_ref().and_then(Value::as_str).unwrap_or_default();
                app.names.assigned_user(&app.store, issuer, subject).await?
            }
        };
        Ok(Self { user: user(id, &claims), issued_s: seconds(claims.iat), expires_s: seconds(claims.exp) })
    }

    /// Propagates the names of the token to the user's memberships by a job, unless the table knows
    /// them (1 RRU, asked once for each user and process).
    pub async fn propagate_names(&self, app: &App) {
        if !app.names.remember(&self.user) {
            return;
        }
        match app.store.names_are_known(&self.user, self.issued_s).await {
            Ok(true) => {}
            Ok(false) => {
                let job = Job::Rename(Rename { user: self.user.clone(), issued_s: self.issued_s });
                if let Err(error) = app.wire.start(job).await {
                    app.names.forget(self.user.id);
                    Error::from(error).log("propagate_names");
                }
            }
            Err(failure) => {
                app.names.forget(self.user.id);
                Error::from(failure).log("propagate_names");
            }
        }
    }
}

/// Returns the token of the `Authorization` header, if there is one. Another scheme is refused.
pub fn bearer(headers: &HeaderMap) -> std::result::Result<Option<&str>, Refusal> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let text = header.to_str().map_err(|_| Refusal::TokenInvalid)?;
    let (scheme, token) = text.trim().split_once(' ').ok_or(Refusal::TokenInvalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(Refusal::TokenInvalid);
    }
    Ok(Some(token.trim()))
}

/// The user that a token names.
enum Subject<'a> {
    Number(UserId),
    Other(&'a str),
}

/// Returns the subject of a token: claim `user_id`, or else `sub`.
fn subject(claims: &Claims) -> std::result::Result<Subject<'_>, Refusal> {
    let given = |claim: &'_ Option<Value>| claim.as_ref().is_some_and(|value| !value.is_null());
    if given(&claims.user_id) {
        return claims.user_id.as_ref().and_then(number).map(Subject::Number).ok_or(Refusal::TokenInvalid);
    }
    match claims.sub.as_ref() {
        Some(value) if number(value).is_some() => {
            number(value).map(Subject::Number).ok_or(Refusal::TokenInvalid)
        }
        Some(Value::String(text)) if is_other_subject(text) => Ok(Subject::Other(text)),
        _ => Err(Refusal::TokenInvalid),
    }
}

/// Reads an id of a claim: an integer from 1 to 2^52-1, or the same in canonical decimal.
fn number(value: &Value) -> Option<UserId> {
    match value {
        Value::Number(number) => UserId::from_claim(number.as_u64()?),
        Value::String(text) => {
            let id: u64 = text.parse().ok()?;
            (id.to_string() == *text).then(|| UserId::from_claim(id)).flatten()
        }
        _ => None,
    }
}

/// Returns whether a subject gets an assigned id: not empty, not too long, no number in any spelling.
fn is_other_subject(text: &str) -> bool {
    let number = text.trim().trim_start_matches(['+', '-']);
    let is_number =
        number.starts_with(|c: char| c.is_ascii_digit() || c == '.') && number.parse::<f64>().is_ok();
    !text.is_empty() && !is_number && text.chars().count() <= SUBJECT_CHARS
}

fn user(id: UserId, claims: &Claims) -> User {
    fn first<'a>(claims: &[&'a Option<Value>]) -> Option<&'a str> {
        claims.iter().filter_map(|claim| claim.as_ref()?.as_str()).find(|name| !name.trim().is_empty())
    }
    User::named(
        id,
        first(&[&claims.username, &claims.preferred_username, &claims.cognito_username]),
        first(&[&claims.first_name, &claims.given_name]),
        first(&[&claims.last_name, &claims.family_name]),
    )
}

fn has_role(claims: &Claims, role: &str) -> bool {
    [&claims.role, &claims.roles, &claims.groups, &claims.cognito_groups].into_iter().flatten().any(|claim| {
        match claim {
            Value::String(text) => text == role,
            Value::Array(list) => list.iter().any(|value| value.as_str() == Some(role)),
            _ => false,
        }
    })
}

#[allow(clippy::cast_possible_truncation)] // saturates; claims are seconds since 1970
fn seconds(claim: Option<f64>) -> i64 {
    claim.unwrap_or(0.0) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn who(claims: &Value) -> Option<String> {
        let claims: Claims = serde_json::from_value(claims.clone()).unwrap();
        match subject(&claims) {
            Ok(Subject::Number(id)) => Some(id.to_string()),
            Ok(Subject::Other(text)) => Some(format!("other {text}")),
            Err(_) => None,
        }
    }

    #[test]
    fn a_user_is_a_canonical_number_or_another_subject() {
        assert_eq!(who(&json!({"user_id": 7, "sub": "x"})).as_deref(), Some("7"));
        assert_eq!(who(&json!({"user_id": "7"})).as_deref(), Some("7"));
        for other in ["b7c1-x", "7-x", "1e5e", "nan", "infinity", "."] {
            assert_eq!(who(&json!({"sub": other})), Some(format!("other {other}")));
        }
        for bad in [
            json!({}),
            json!({"user_id": 0}),
            json!({"user_id": "07", "sub": "5"}),
            json!({"user_id": -1}),
            json!({"user_id": 1.5}),
            json!({"user_id": 4_503_599_627_370_496_u64}),
            json!({"user_id": " 7"}),
            json!({"sub": ""}),
            json!({"sub": "0"}),
            json!({"sub": "+7"}),
            json!({"sub": "-7"}),
            json!({"sub": "007"}),
            json!({"sub": "1.5"}),
            json!({"sub": "1e5"}),
            json!({"sub": " 7 "}),
            json!({"sub": "4503599627370496"}),
            json!({"sub": true}),
            json!({"sub": "x".repeat(256)}),
            json!({"user_id": "abc", "sub": "5"}),
        ] {
            assert_eq!(who(&bad), None, "{bad}");
        }
    }
}
