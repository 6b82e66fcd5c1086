//! The names of callers: from the token, else from their profile (`PROFILE_URL`), else as they chose.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, AUTHORIZATION};
use roomcast_domain::{Names, Time, UserId};
use roomcast_store::Store;

use crate::auth::claims::Claims;
use crate::auth::identity::Identity;
use crate::error::Result;
use crate::http::client::{Http, HttpError, Roots};
use crate::lock;

/// The time for which a profile is not read again.
const KEPT_MS: i64 = 10 * 60 * 1000;
/// The largest profile that is read, in bytes.
const PROFILE_MAX_BYTES: usize = 64 * 1024;
/// The longest time of one request.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The time for which a process asks nobody's profile after no answer came, so that calls do not wait.
const REST_MS: i64 = 10_000;
/// The time for which a process does not ask a profile again that was refused.
const REFUSED_MS: i64 = 30_000;
/// The most refused profiles that are remembered; then all are forgotten.
const REFUSED_MAX: usize = 10_000;

/// The names of a caller.
pub struct Named {
    /// The names.
    pub names: Names,
    /// The time since when the user has them, in seconds.
    pub since_s: i64,
    /// Whether the login gives the username.
    pub by_login: bool,
}

/// Why a profile gave no names.
enum NoProfile {
    /// No answer came.
    Silent,
    /// The answer is no profile of the caller.
    Refused,
}

/// The profiles of callers.
#[derive(Default)]
pub struct Profiles {
    url: Option<String>,
    http: Mutex<Option<Http>>,
    /// When the address last did not answer.
    silent: Mutex<Option<Time>>,
    /// When users last got no profile.
    refused: Mutex<HashMap<UserId, Time>>,
}

impl Profiles {
    /// Makes the profiles behind `PROFILE_URL`; without it there are none.
    pub fn new(url: Option<String>) -> Self {
        Self { url, ..Self::default() }
    }

    /// Finds the names of a caller. Where the token gives none, this reads the caller's item of given names
    /// (1 RRU) and, every 10 minutes, the profile (1 WRU).
    ///
    /// # Errors
    /// Returns an error if the table fails; a profile that fails leaves the last known names.
    pub async fn name(
        &self,
        store: &Store,
        token: &str,
        identity: &Identity,
        user: UserId,
        now: Time,
    ) -> Result<Named> {
        if identity.names.username.is_some() {
            return Ok(Named { names: identity.names.clone(), since_s: identity.issued_s, by_login: true });
        }
        let known = store.users().given_names(user).await?;
        if let Some(url) = &self.url {
            let is_fresh = known.profile_read.is_some_and(|read| now.ms_since(read) < KEPT_MS);
            let asked = if is_fresh { None } else { self.ask_now(url, token, identity, user, now).await };
            let profile = match asked {
                Some(names) => Some(store.users().keep_profile(user, &known, names, now).await?),
                None => known.profile.clone(),
            };
            if let Some(profile) = profile.filter(|dated| dated.names.username.is_some()) {
                return Ok(Named { names: profile.names, since_s: profile.since.s(), by_login: true });
            }
        }
        let Some(chosen) = known.chosen else {
            return Ok(Named { names: identity.names.clone(), since_s: identity.issued_s, by_login: false });
        };
        Ok(Named { names: chosen.names, since_s: chosen.since.s(), by_login: false })
    }

    /// Asks for the names of a profile, unless asking failed a moment ago; `None` without an answer.
    async fn ask_now(
        &self,
        url: &str,
        token: &str,
        identity: &Identity,
        user: UserId,
        now: Time,
    ) -> Option<Names> {
        if !self.may_ask(user, now) {
            return None;
        }
        match self.ask(url, token, identity).await {
            Ok(names) => Some(names),
            Err(problem) => {
                self.rest(user, &problem, now);
                None
            }
        }
    }

    fn may_ask(&self, user: UserId, now: Time) -> bool {
        let rests = |since: Option<&Time>, ms| since.is_some_and(|since| now.ms_since(*since) < ms);
        !rests(lock(&self.refused).get(&user), REFUSED_MS) && !rests(lock(&self.silent).as_ref(), REST_MS)
    }

    fn rest(&self, user: UserId, problem: &NoProfile, now: Time) {
        match problem {
            NoProfile::Silent => {
                *lock(&self.silent) = Some(now);
                tracing::warn!(
                    service = "profile",
                    "PROFILE_URL does not answer: the last known names are shown"
                );
            }
            NoProfile::Refused => {
                let mut refused = lock(&self.refused);
                if refused.len() >= REFUSED_MAX {
                    refused.clear();
                }
                refused.insert(user, now);
            }
        }
    }

    /// Asks the address of profiles with the caller's own token. Redirects are not followed.
    async fn ask(
        &self,
        url: &str,
        token: &str,
        identity: &Identity,
    ) -> std::result::Result<Names, NoProfile> {
        let http = self.client().map_err(|_| NoProfile::Silent)?;
        let request = Request::get(url)
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(ACCEPT, "application/json")
            .body(Bytes::new())
            .map_err(|_| NoProfile::Refused)?;
        let answer = tokio::time::timeout(TIMEOUT, http.send(request, PROFILE_MAX_BYTES)).await;
        let answer = answer.map_err(|_| NoProfile::Silent)?.map_err(|error| match error {
            // The answer of one caller says nothing of the others'.
            HttpError::TooLong => NoProfile::Refused,
            _ => NoProfile::Silent,
        })?;
        if answer.status().is_server_error() {
            return Err(NoProfile::Silent);
        }
        let profile = serde_json::from_slice(answer.body()).ok().map(Claims);
        let profile = profile.filter(|_| answer.status().is_success()).ok_or(NoProfile::Refused)?;
        let is_another = profile.get("sub").is_some_and(|sub| !identity.is_sub(sub));
        if is_another { Err(NoProfile::Refused) } else { Ok(profile.names()) }
    }

    /// Returns a client that trusts the certificates of the system, because any host may serve profiles.
    fn client(&self) -> std::io::Result<Http> {
        let mut http = lock(&self.http);
        if let Some(http) = &*http {
            return Ok(http.clone());
        }
        Ok(http.insert(Http::new(Roots::System, TIMEOUT)?).clone())
    }
}
