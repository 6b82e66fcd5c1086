//! Users, as others see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::folded_visible;
use crate::{USER_NAME_CHARS, UserId, has_visible_char, is_bidi_control, is_control_or_line_break};

/// The username of visitors without a token.
const GUEST_NAME: &str = "guest";
/// The username of users whose names were erased.
const DELETED_NAME: &str = "deleted user";

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
            username: GUEST_NAME.to_owned(),
            first_name: String::new(),
            last_name: String::new(),
        }
    }

    /// Makes the user with this id and these names; the default username is `user<id>`.
    pub fn named(id: UserId, names: Names) -> Self {
        let Names { username, first_name, last_name } = names;
        Self { id, username: username.unwrap_or_else(|| format!("user{id}")), first_name, last_name }
    }
}

/// The names of a user, clean: the chat shows them as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The username; `None` where nothing gives one.
    pub username: Option<String>,
    /// First name, possibly empty.
    pub first_name: String,
    /// Last name, possibly empty.
    pub last_name: String,
}

impl Names {
    /// Cleans names. One without a visible character is none.
    pub fn clean(username: Option<&str>, first_name: Option<&str>, last_name: Option<&str>) -> Self {
        let other = |name: Option<&str>| name.and_then(clean_name).unwrap_or_default();
        Self {
            username: username.and_then(clean_name),
            first_name: other(first_name),
            last_name: other(last_name),
        }
    }
}

/// Removes controls, line breaks and bidirectional controls from a name and cuts it at 150 characters; a
/// name without a visible character is none. U+10FFFF, which is no character of any script, is removed
/// too: nothing may sort behind it.
pub fn clean_name(name: &str) -> Option<String> {
    let is_removed = |c: &char| is_control_or_line_break(*c) || is_bidi_control(*c) || *c == char::MAX;
    let clean: String = name.chars().filter(|c| !is_removed(c)).take(USER_NAME_CHARS).collect();
    has_visible_char(&clean).then_some(clean)
}

/// Returns the form of a username by which two are told apart: without regard to case, width and characters
/// that nobody sees.
pub fn folded_name(username: &str) -> String {
    folded_visible(username.trim())
}

/// Tells whether nobody may choose a username, because the chat gives it: `user<digits>`, `guest` and
/// `deleted user`.
pub fn is_reserved_name(username: &str) -> bool {
    let folded = folded_name(username);
    let is_made = folded
        .strip_prefix("user")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    is_made || folded == GUEST_NAME || folded == DELETED_NAME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_a_missing_one_is_made() {
        let id = UserId::new(7).unwrap();
        let long = "长".repeat(200);
        let names = Names::clean(Some("a\u{0}\u{10FFFF}\u{202e}\u{2028}b\n"), None, Some(&long));
        let user = User::named(id, names);
        assert_eq!((user.username.as_str(), user.last_name.chars().count()), ("ab", 150));
        assert_eq!(User::named(id, Names::clean(Some(" \n\u{200b}"), None, None)).username, "user7");
    }

    #[test]
    fn names_that_look_alike_are_the_same_and_made_names_are_reserved() {
        assert_eq!(folded_name("ＡＬİce "), folded_name("aLİCE"));
        assert_eq!(folded_name("STRASSE"), folded_name("straße"));
        assert_eq!(folded_name("al\u{200b}ice"), "alice");
        for reserved in ["user7", "USER０12", "Guest", "deleted user", "gu\u{200d}est"] {
            assert!(is_reserved_name(reserved), "{reserved}");
        }
        for free in ["user", "user7a", "guests", "alice", "deleteduser"] {
            assert!(!is_reserved_name(free), "{free}");
        }
    }
}
