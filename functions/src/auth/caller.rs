//! Who is calling: the one extractor of every route and handshake.

use std::collections::HashMap;
use std::sync::Mutex;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use roomcast_domain::SUBJECT_CHARS;
use roomcast_domain::{Refusal, User, UserId};
use serde_json::Value;

use crate::auth::token::Claims;
use crate::error::{Error, Result};
use crate::live::job::Job;
use crate::live::job::Rename;
use crate::{App, lock};

/// Users whose names a process remembers at most.
const NAMES_KEPT: usize = 50_000;

/// A logged-in user.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user, with the names of the token.
    pub user: User,
    /// When the token was issued, in seconds; 0 where it does not say.
    pub issued_s: i64,
    /// When the token expires, in seconds.
    pub expires_s: i64,
}

impl Caller {
    /// The caller of a request: `Authorization: Bearer <jwt>`.
    pub async fn of_request(app: &App, headers: &HeaderMap) -> Result<Self> {
        let token = bearer(headers)?.ok_or(Refusal::TokenMissing)?;
        Self::of_token(app, token).await
    }

    /// The caller that a token names.
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
                app.names.assigned_user(app, issuer, subject).await?
            }
        };
        Ok(Self { user: user(id, &claims), issued_s: seconds(claims.iat), expires_s: seconds(claims.exp) })
    }

    /// Has member lists follow the names of a newer token: looks, on a user's first use of them in
    /// this process, whether they are known (1 RRU), and has a job pass them on if not.
    pub async fn pass_names_on(&self, app: &App) {
        if !app.names.is_new(self) {
            return;
        }
        match app.store.names_are_known(&self.user, self.issued_s).await {
            Ok(true) => {}
            Ok(false) => {
                let job = Job::Rename(Rename { user: self.user.clone(), issued_s: self.issued_s });
                if let Err(error) = app.wire.start(job).await {
                    app.names.forget(self);
                    Error::from(error).log("pass_names_on");
                }
            }
            Err(failure) => {
                app.names.forget(self);
                Error::from(failure).log("pass_names_on");
            }
        }
    }
}

/// The token of an `Authorization` header; one of another scheme is no token of ours.
pub fn bearer(headers: &HeaderMap) -> std::result::Result<Option<&str>, Refusal> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let text = header.to_str().map_err(|_| Refusal::TokenInvalid)?;
    let (scheme, token) = text.trim().split_once(' ').ok_or(Refusal::TokenInvalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(Refusal::TokenInvalid);
    }
    Ok(Some(token.trim()))
}

/// Whom a token names.
enum Subject<'a> {
    Number(UserId),
    Other(&'a str),
}

/// Claim `user_id`, else `sub`.
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

/// An integer from 1 to 2^52-1, or the same in canonical decimal.
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

/// Whether a subject gets an id of ours: not empty, not too long, and not a number in any spelling.
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

/// What a process remembers of its callers: assigned ids, and whose names it has passed on.
#[derive(Default)]
pub struct Names {
    assigned: Mutex<HashMap<(String, String), UserId>>,
    passed_on: Mutex<HashMap<UserId, User>>,
}

impl Names {
    async fn assigned_user(&self, app: &App, issuer: &str, subject: &str) -> Result<UserId> {
        let key = (issuer.to_owned(), subject.to_owned());
        if let Some(known) = lock(&self.assigned).get(&key) {
            return Ok(*known);
        }
        let id = app.store.assigned_user(issuer, subject).await?;
        let mut assigned = lock(&self.assigned);
        if assigned.len() >= NAMES_KEPT {
            assigned.clear();
        }
        assigned.insert(key, id);
        Ok(id)
    }

    fn forget(&self, caller: &Caller) {
        lock(&self.passed_on).remove(&caller.user.id);
    }

    /// Whether these names were not passed on by this process last.
    fn is_new(&self, caller: &Caller) -> bool {
        let mut passed_on = lock(&self.passed_on);
        if passed_on.len() >= NAMES_KEPT {
            passed_on.clear();
        }
        passed_on.insert(caller.user.id, caller.user.clone()).as_ref() != Some(&caller.user)
    }
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
