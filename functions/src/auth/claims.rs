//! What a token says of its user, read from its claims.

use roomcast_domain::{Names, SUBJECT_CHARS, UserId, clean_name};
use serde_json::{Map, Value};

/// The claims with a username, in the order in which they are looked at.
const USERNAMES: [&str; 5] = ["username", "preferred_username", "cognito:username", "nickname", "name"];
/// The claims of the metadata of Supabase that have a name.
const METADATA_NAMES: [&str; 2] = ["full_name", "name"];
/// The claims with a given name, and those with a family name.
const FIRST_NAMES: [&str; 2] = ["first_name", "given_name"];
const LAST_NAMES: [&str; 2] = ["last_name", "family_name"];
/// The claims with roles.
const ROLES: [&str; 5] = ["role", "roles", "groups", "cognito:groups", "permissions"];
/// The claims that say what kind of token it is.
const KINDS: [&str; 4] = ["token_type", "token_use", "type", "typ"];

/// The claims of a token, or of a profile.
#[derive(Debug, Clone, Default)]
pub struct Claims(pub Map<String, Value>);

/// The user that a token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A user whose id the token has.
    Number(UserId),
    /// Another subject, which gets an assigned id.
    Other(String),
}

impl Claims {
    /// Returns a claim that is there.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Returns a claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Finds a claim by its exact name, else by a path with dots.
    fn at(&self, path: &str) -> Option<&Value> {
        if let Some(value) = self.get(path) {
            return Some(value);
        }
        let (first, rest) = path.split_once('.')?;
        let found = rest.split('.').try_fold(self.get(first)?, |value, part| value.get(part));
        found.filter(|value| !value.is_null())
    }

    /// Returns a time in whole seconds.
    ///
    /// # Errors
    /// Returns an error for a claim that is no number.
    #[allow(clippy::cast_possible_truncation)] // saturates; claims are seconds since 1970
    pub fn seconds(&self, name: &str) -> Result<Option<i64>, ()> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => value.as_f64().map(|seconds| Some(seconds.floor() as i64)).ok_or(()),
        }
    }

    /// Returns the claim of the user: the named one, or else `user_id`, or else `sub`.
    pub fn user(&self, claim: Option<&str>) -> Option<&Value> {
        match claim {
            Some(claim) => self.at(claim),
            None => self.get("user_id").or_else(|| self.get("sub")),
        }
    }

    /// Returns the user that the claim of the user names.
    pub fn subject(&self, claim: Option<&str>) -> Option<Subject> {
        match self.user(claim)? {
            Value::Number(number) => UserId::from_claim(number.as_u64()?).map(Subject::Number),
            Value::String(text) => subject_of_text(text),
            _ => None,
        }
    }

    /// Returns the kinds that the token says it is of, in lower case; a kind that is no text is empty.
    pub fn kinds(&self) -> impl Iterator<Item = String> {
        let kinds = KINDS.iter().filter_map(|name| self.get(name));
        kinds.map(|kind| kind.as_str().unwrap_or_default().to_lowercase())
    }

    /// Returns the audiences; none where the claim is absent.
    pub fn audiences(&self) -> Option<Vec<&str>> {
        match self.get("aud")? {
            Value::Array(list) => Some(list.iter().filter_map(Value::as_str).collect()),
            value => Some(value.as_str().into_iter().collect()),
        }
    }

    /// Tells whether the token gives its user a role: in the named claim, or else in the usual ones.
    pub fn has_role(&self, role: &str, claim: Option<&str>) -> bool {
        let role = role.trim_start_matches('/');
        let is_it = |text: &str| text.strip_prefix('/').unwrap_or(text) == role;
        let has = |value: &Value, splits: bool| match value {
            Value::String(text) => is_it(text) || (splits && text.split(' ').any(is_it)),
            Value::Array(list) => list.iter().filter_map(Value::as_str).any(is_it),
            _ => false,
        };
        if let Some(claim) = claim {
            return self.at(claim).is_some_and(|value| has(value, true));
        }
        let realm = self.get("realm_access").and_then(|access| access.get("roles"));
        ROLES.iter().filter_map(|name| self.get(name)).chain(realm).any(|value| has(value, false))
    }

    /// Returns the names of the user.
    pub fn names(&self) -> Names {
        let metadata = |name| self.get("user_metadata")?.get(name)?.as_str();
        let usernames = USERNAMES.iter().filter_map(|name| self.text(name));
        let usernames = usernames.chain(METADATA_NAMES.iter().filter_map(|name| metadata(*name)));
        let other = |names: [&str; 2]| names.iter().find_map(|name| clean_name(self.text(name)?));
        Names {
            username: usernames.chain(self.mailbox()).find_map(clean_name),
            first_name: other(FIRST_NAMES).unwrap_or_default(),
            last_name: other(LAST_NAMES).unwrap_or_default(),
        }
    }

    /// Returns the part of the user's address before the `@`, unless its issuer says that nobody verified it.
    fn mailbox(&self) -> Option<&str> {
        let is_unverified = matches!(self.get("email_verified"), Some(Value::Bool(false)))
            || self.text("email_verified") == Some("false");
        let (mailbox, _) = self.text("email")?.split_once('@')?;
        (!is_unverified).then_some(mailbox)
    }
}

/// Reads a user from text: an id in canonical decimal is that user, other text a subject of its own. `0`,
/// the id of guests, names nobody.
fn subject_of_text(text: &str) -> Option<Subject> {
    let id = text.parse().ok().filter(|id: &u64| id.to_string() == text);
    match id {
        Some(0) => None,
        Some(id) if UserId::from_claim(id).is_some() => UserId::from_claim(id).map(Subject::Number),
        _ => {
            let is_subject = !text.is_empty() && text.chars().count() <= SUBJECT_CHARS;
            is_subject.then(|| Subject::Other(text.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: &Value) -> Claims {
        Claims(value.as_object().unwrap().clone())
    }

    #[test]
    fn a_user_is_an_id_or_another_subject() {
        let who = |value: Value| match claims(&value).subject(None) {
            Some(Subject::Number(id)) => Some(id.to_string()),
            Some(Subject::Other(text)) => Some(format!("other {text}")),
            None => None,
        };
        assert_eq!(who(json!({"user_id": 7, "sub": "x"})).as_deref(), Some("7"));
        assert_eq!(who(json!({"user_id": null, "sub": "7"})).as_deref(), Some("7"));
        for other in [
            "b7c1-x",
            "07",
            "+7",
            "-7",
            " 7",
            "1.5",
            "1e5",
            "4503599627370496",
            "18446744073709551616",
            "a@b.example",
        ] {
            assert_eq!(who(json!({"sub": other})), Some(format!("other {other}")));
            assert_eq!(who(json!({"user_id": other, "sub": "5"})), Some(format!("other {other}")));
        }
        let long = "x".repeat(256);
        for bad in [
            json!({}),
            json!({"user_id": 0}),
            json!({"user_id": -1}),
            json!({"user_id": 1.5, "sub": "5"}),
            json!({"user_id": 4_503_599_627_370_496_u64}),
            json!({"sub": ""}),
            json!({"sub": "0"}),
            json!({"sub": true}),
            json!({"sub": {}}),
            json!({"user_id": [7]}),
            json!({"sub": long}),
        ] {
            assert_eq!(who(bad.clone()), None, "{bad}");
        }
        let path = claims(&json!({"user_id": 7, "app": {"uid": "9"}, "a.b": 8, "a": {"b": 1}}));
        assert_eq!(path.subject(Some("app.uid")), subject_of_text("9"));
        assert_eq!(path.subject(Some("a.b")), subject_of_text("8"));
        assert_eq!(path.subject(Some("sub")), None);
    }

    #[test]
    fn the_first_username_that_can_be_seen_counts() {
        let username = |value: Value| claims(&value).names().username;
        assert_eq!(username(json!({"username": " \u{200b}", "name": "Alice"})).as_deref(), Some("Alice"));
        assert_eq!(username(json!({"nickname": "al", "name": "Alice"})).as_deref(), Some("al"));
        let metadata = json!({"user_metadata": {"full_name": "A L", "name": "B"}, "email": "x@y.example"});
        assert_eq!(username(metadata).as_deref(), Some("A L"));
        assert_eq!(username(json!({"email": "ann@y.example"})).as_deref(), Some("ann"));
        for none in [
            json!({"email": "ann@y.example", "email_verified": false}),
            json!({"email": "ann@y.example", "email_verified": "false"}),
            json!({"email": "ann"}),
            json!({"username": 7, "user_metadata": "x"}),
        ] {
            assert_eq!(username(none.clone()), None, "{none}");
        }
        let names = claims(&json!({"given_name": "A\u{202e}\n", "family_name": "L"})).names();
        assert_eq!((names.first_name.as_str(), names.last_name.as_str()), ("A", "L"));
    }

    #[test]
    fn a_role_is_found_whole_in_the_usual_claims_or_in_the_named_one() {
        let has = |value: Value, claim: Option<&str>| claims(&value).has_role("developer", claim);
        for good in [
            json!({"role": "developer"}),
            json!({"groups": ["/developer"]}),
            json!({"permissions": ["x", "developer"]}),
            json!({"realm_access": {"roles": ["developer"]}}),
        ] {
            assert!(has(good.clone(), None), "{good}");
        }
        assert!(!has(json!({"roles": "admin developer", "scope": "developer"}), None));
        assert!(has(json!({"scope": "admin developer"}), Some("scope")));
        assert!(has(
            json!({"resource_access": {"chat": {"roles": ["developer"]}}}),
            Some("resource_access.chat.roles")
        ));
        assert!(!has(json!({"role": "developer"}), Some("scope")));
        assert!(claims(&json!({"groups": ["developer"]})).has_role("/developer", None));
    }
}
