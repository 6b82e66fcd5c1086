//! Tokens that were verified before, with their claims. Only what never changes is kept: that the
//! signature is right under the keys, and what the token says. Times are checked at each use.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::auth::identity::Identity;
use crate::auth::keys::KeySet;
use crate::auth::rejection::TokenFacts;
use crate::lock;

/// Most bytes of tokens that are kept; then all are dropped.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// A token that was verified.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The remote key set that the signature was verified with; none where keys never change.
    pub keys: Option<Arc<KeySet>>,
    /// Who the token stands for.
    pub identity: Identity,
    /// How the token names itself.
    pub facts: TokenFacts,
}

impl Verified {
    /// Tells whether these are the keys that the token was verified with.
    pub fn is_by(&self, keys: Option<&Arc<KeySet>>) -> bool {
        match (&self.keys, keys) {
            (None, None) => true,
            (Some(then), Some(now)) => Arc::ptr_eq(then, now),
            _ => false,
        }
    }
}

/// The kept tokens of a process.
#[derive(Debug, Default)]
pub struct KeptTokens(Mutex<Tokens>);

#[derive(Debug, Default)]
struct Tokens {
    verified: HashMap<String, Arc<Verified>>,
    bytes: usize,
}

impl KeptTokens {
    /// Finds a token.
    pub fn find(&self, token: &str) -> Option<Arc<Verified>> {
        lock(&self.0).verified.get(token).cloned()
    }

    /// Keeps a token that was verified.
    pub fn keep(&self, token: &str, verified: Arc<Verified>) {
        let mut tokens = lock(&self.0);
        if tokens.bytes + token.len() > KEPT_BYTES {
            *tokens = Tokens::default();
        }
        if tokens.verified.insert(token.to_owned(), verified).is_none() {
            tokens.bytes += token.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::claims::Subject;
    use roomcast_domain::Names;

    fn verified(keys: Option<&Arc<KeySet>>) -> Arc<Verified> {
        let identity = Identity {
            subject: Subject::Other("a".to_owned()),
            issuer: String::new(),
            sub: String::new(),
            names: Names::default(),
            has_role: true,
            issued_s: 0,
            not_before_s: 0,
            expires_s: 0,
        };
        Arc::new(Verified { keys: keys.cloned(), identity, facts: TokenFacts::default() })
    }

    #[test]
    fn a_token_counts_only_under_the_keys_that_it_was_verified_with() {
        let [first, second] = [(), ()].map(|()| Arc::new(KeySet::default()));
        assert!(verified(None).is_by(None));
        assert!(verified(Some(&first)).is_by(Some(&first)));
        assert!(!verified(Some(&first)).is_by(Some(&second)));
        assert!(!verified(Some(&first)).is_by(None) && !verified(None).is_by(Some(&first)));
    }

    #[test]
    fn the_bytes_of_kept_tokens_are_bounded() {
        let kept = KeptTokens::default();
        for number in 0..10_000 {
            kept.keep(&format!("{number:01000}"), verified(None));
        }
        let tokens = lock(&kept.0);
        assert!(tokens.bytes <= KEPT_BYTES && tokens.bytes == tokens.verified.len() * 1_000);
        drop(tokens);
        assert!(kept.find(&format!("{:01000}", 9_999)).is_some());
        assert!(kept.find(&format!("{:01000}", 0)).is_none());
    }
}
