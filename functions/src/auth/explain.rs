//! What the chat makes of a token, in words: for the operator who connects a login.

use roomcast_domain::{Refusal, Time};

use crate::auth::claims::Subject;
use crate::auth::identity::Identity;
use crate::auth::rejection::NotVerified;
use crate::auth::settings::TokenConfig;
use crate::auth::token::Verifier;

/// What the chat makes of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Whether a call with the token is let in.
    pub is_accepted: bool,
    /// The reasons and the user, line by line.
    pub lines: Vec<String>,
}

/// Verifies a token with these settings, and says what comes of it and why.
pub async fn explain(config: &TokenConfig, token: &str, now: Time) -> Explanation {
    let refused = |code: &str, why: &str| format!("refused: {code}: {why}");
    match Verifier::new(config.clone()).verify(token.trim(), now).await {
        Err(NotVerified::Rejected(rejection)) => {
            let line = refused(rejection.refusal.code(), &rejection.why);
            Explanation { is_accepted: false, lines: vec![line] }
        }
        Err(NotVerified::Failed(failure)) => {
            let line = refused(failure.refusal().code(), &failure.to_string());
            Explanation { is_accepted: false, lines: vec![line] }
        }
        Ok(identity) => {
            let is_accepted = identity.has_role;
            let role = config.required_role.as_deref().unwrap_or_default();
            let verdict = if is_accepted {
                "accepted".to_owned()
            } else {
                let why = format!("its claims do not have the role {role:?} (REQUIRED_ROLE, JWT_ROLE_CLAIM)");
                refused(Refusal::RoleRequired.code(), &why)
            };
            Explanation { is_accepted, lines: [vec![verdict], describe(config, &identity, now)].concat() }
        }
    }
}

fn describe(config: &TokenConfig, identity: &Identity, now: Time) -> Vec<String> {
    let user = match &identity.subject {
        Subject::Number(id) => format!("user: {id}, by the number in the token"),
        Subject::Other(subject) => {
            let issuer = &identity.issuer;
            format!("user: {subject:?} of the issuer {issuer:?}, who gets an id of their own from 2^52 on")
        }
    };
    let names = match (&identity.names.username, &config.profile_url) {
        (Some(username), _) => {
            let (first, last) = (&identity.names.first_name, &identity.names.last_name);
            format!("names: username {username:?}, first name {first:?}, last name {last:?}, from the token")
        }
        (None, Some(url)) => {
            format!("names: none in the token; PROFILE_URL ({url}) is asked, else the user chooses")
        }
        (None, None) => {
            "names: none in the token, and PROFILE_URL is not set: the user chooses (PATCH me/)".to_owned()
        }
    };
    vec![user, names, format!("expires: in {} s", identity.expires_s.saturating_sub(now.s()))]
}
