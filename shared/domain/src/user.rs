//! Users, as others see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{USER_NAME_CHARS, UserId};

/// A user as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The user's name; need not be unique.
    pub username: String,
    /// First name, possibly empty.
    #[serde(default)]
    pub first_name: String,
    /// Last name, possibly empty.
    #[serde(default)]
    pub last_name: String,
}

impl User {
    /// Makes the anonymous visitor.
    pub fn guest() -> Self {
        Self {
            id: UserId::GUEST,
            username: "guest".to_owned(),
            first_name: String::new(),
            last_name: String::new(),
        }
    }

    /// Makes the user with this id and these names, cleaned; the default username is `user<id>`.
    pub fn named(
        id: UserId,
        username: Option<&str>,
        first_name: Option<&str>,
        last_name: Option<&str>,
    ) -> Self {
        let clean = |name: Option<&str>| name.map(clean_name).unwrap_or_default();
        let username = Some(clean(username))
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| format!("user{id}"));
        Self { id, username, first_name: clean(first_name), last_name: clean(last_name) }
    }
}

/// Removes control characters from a name and cuts it at 150 characters. U+10FFFF, which is no
/// character of any script, is removed too: nothing may sort behind it.
pub fn clean_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && *c != char::MAX).take(USER_NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_a_missing_one_is_made() {
        let id = UserId::new(7).unwrap();
        let user = User::named(id, Some("a\u{0}\u{10FFFF}b\n"), None, Some(&"长".repeat(200)));
        assert_eq!((user.username.as_str(), user.last_name.chars().count()), ("ab", 150));
        assert_eq!(User::named(id, Some(" \n"), None, None).username, "user7");
    }
}
