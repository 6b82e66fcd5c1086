//! The caller of a request or a handshake.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use roomcast_domain::{Refusal, User};

use crate::App;
use crate::auth::claims::Subject;
use crate::auth::rejection::{NotVerified, Rejection};
use crate::error::{Error, Result};
use crate::live::job::{Job, Rename};

/// The schemes of the header `Authorization` that bring a token (`JWT` is Django REST framework's old one).
const SCHEMES: [&str; 2] = ["bearer", "jwt"];

/// A user whose token is valid.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user, with the names of now.
    pub user: User,
    /// The time since when the user has these names, in seconds: that of the token, where it gives them.
    pub issued_s: i64,
    /// The time when the token expires, in seconds.
    pub expires_s: i64,
    /// Whether the login gives the username, so that the user cannot choose one.
    pub is_named_by_login: bool,
}

impl Caller {
    /// Returns the caller of a request by its header `Authorization: Bearer <jwt>`.
    pub async fn of_request(app: &App, headers: &HeaderMap) -> Result<Self> {
        Self::of_token(app, bearer(headers)).await
    }

    /// Verifies a token and returns the caller that it names.
    pub async fn of_token(app: &App, token: Option<&str>) -> Result<Self> {
        let now = app.clock.now();
        let verified = match token.filter(|token| !token.is_empty()) {
            Some(token) => app.tokens.verify(token, now).await.map(|identity| (token, identity)),
            None => Err(Rejection::missing().into()),
        };
        let (token, identity) = verified.map_err(|failure| match failure {
            NotVerified::Failed(error) => error,
            NotVerified::Rejected(rejection) => {
                app.rejections.write(&rejection, now);
                rejection.refusal.into()
            }
        })?;
        if !identity.has_role {
            return Err(Refusal::RoleRequired.into());
        }
        let id = match &identity.subject {
            Subject::Number(id) => *id,
            Subject::Other(subject) => app.names.assigned_id(&app.store, &identity.issuer, subject).await?,
        };
        let named = app.profiles.name(&app.store, token, &identity, id, now).await?;
        Ok(Self {
            user: User::named(id, named.names),
            issued_s: named.since_s,
            expires_s: identity.expires_s,
            is_named_by_login: named.by_login,
        })
    }

    /// Propagates the names of the token to the user's memberships by a job, unless the table knows
    /// them (1 RRU, asked once for each user and process).
    pub async fn propagate_names(&self, app: &App) {
        if !app.names.remember(&self.user) {
            return;
        }
        match app.store.members().names_are_known(&self.user, self.issued_s).await {
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

/// Returns the token of the `Authorization` header. Another scheme than `Bearer` and `JWT` brings none.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(token.trim())
}
