//! Reactions: emoji that users put on messages.

use icu_properties::CodePointSetData;
use icu_properties::props::ExtendedPictographic;
use schemars::JsonSchema;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::{EMOJI_CHARS, EMOJI_NAME_CHARS, REACTION_USERS, REACTION_USERS_LIVE, Refusal, Result, UserId};

/// The character that asks for the colourful form of an emoji; people see no difference in what is meant.
const VARIATION_16: char = '\u{fe0f}';
/// The character that puts a key around a digit, `#` or `*`.
const KEYCAP: char = '\u{20e3}';

/// An emoji of one character as people see it, or a name between colons.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Emoji(String);

impl Emoji {
    /// Checks a raw emoji: one grapheme cluster with an `Extended_Pictographic` character (Unicode Technical
    /// Standard #51), a keycap or a flag, or `:name:` of 1..32 of `a-z0-9_+-`.
    pub fn parse(raw: &str) -> Result<Self> {
        if is_name(raw) || is_emoji(raw) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Refusal::field("emoji", "必须是一个表情符号或形如 :name: 的名称"))
        }
    }

    /// Returns the emoji as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a stored emoji is the same one.
    pub fn is(&self, stored: &str) -> bool {
        let meant = |text: &str| text.chars().filter(|c| *c != VARIATION_16).collect::<String>();
        meant(&self.0) == meant(stored)
    }
}

fn is_name(raw: &str) -> bool {
    let Some(name) = raw.strip_prefix(':').and_then(|rest| rest.strip_suffix(':')) else { return false };
    let is_in_name = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_+-".contains(&c);
    (1..=EMOJI_NAME_CHARS).contains(&name.len()) && name.bytes().all(is_in_name)
}

fn is_emoji(raw: &str) -> bool {
    if raw.chars().take(EMOJI_CHARS + 1).count() > EMOJI_CHARS || raw.graphemes(true).count() != 1 {
        return false;
    }
    let chars: Vec<char> = raw.chars().filter(|c| *c != VARIATION_16).collect();
    let is_regional = |c: &char| ('\u{1f1e6}'..='\u{1f1ff}').contains(c);
    match chars[..] {
        [key, KEYCAP] => key.is_ascii_digit() || key == '#' || key == '*',
        [first, second] if is_regional(&first) => is_regional(&second),
        _ => {
            let pictographic = CodePointSetData::new::<ExtendedPictographic>();
            chars.iter().any(|c| pictographic.contains(*c))
        }
    }
}

/// An emoji on a message, and the users who put it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji, as the first of the users gave it.
    pub emoji: String,
    /// The users, by their ids.
    pub users: Vec<UserId>,
}

/// The reactions to a message, in the order of their first use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reactions {
    /// The number of changes up to now.
    pub version: u64,
    /// The reactions.
    pub all: Vec<Reaction>,
}

impl Reactions {
    /// The reactions to a deleted message: none, and no version is greater.
    pub fn of_deleted() -> Self {
        Self { version: crate::ID_MAX, all: Vec::new() }
    }

    /// Makes what REST shows `viewer`.
    pub fn seen_by(&self, viewer: UserId) -> Vec<ReactionView<'_>> {
        let view = |reaction| ReactionView::new(reaction, REACTION_USERS, Some(viewer));
        self.all.iter().map(view).collect()
    }

    /// Makes what frames show.
    pub fn live(&self) -> Vec<ReactionView<'_>> {
        self.all.iter().map(|reaction| ReactionView::new(reaction, REACTION_USERS_LIVE, None)).collect()
    }
}

/// A reaction as clients see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Reaction")]
pub struct ReactionView<'a> {
    /// The emoji.
    emoji: &'a str,
    /// The number of users.
    count: usize,
    /// Some of the users: at most 50, in frames at most 10.
    user_ids: &'a [UserId],
    /// Whether the caller is one of the users; absent in frames.
    #[serde(skip_serializing_if = "Option::is_none")]
    me: Option<bool>,
}

impl<'a> ReactionView<'a> {
    fn new(reaction: &'a Reaction, most: usize, viewer: Option<UserId>) -> Self {
        let Reaction { emoji, users } = reaction;
        Self {
            emoji,
            count: users.len(),
            user_ids: &users[..users.len().min(most)],
            me: viewer.map(|viewer| users.contains(&viewer)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_or_a_name_is_accepted() {
        for good in [
            "👍",
            "👍🏽",
            "❤",
            "❤️",
            "👨‍👩‍👧‍👦",
            "👩🏻‍❤️‍💋‍👨🏿",
            "1️⃣",
            "#⃣",
            "🇨🇳",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "©",
            "🏳️‍🌈",
            ":+1:",
            ":a:",
            ":thumbs-up_2:",
        ] {
            assert!(Emoji::parse(good).is_ok(), "{good}");
        }
        let long = format!(":{}:", "a".repeat(33));
        let stacked = format!("👍{}", "\u{301}".repeat(40));
        for bad in [
            "",
            " ",
            "a",
            "1",
            "#",
            "👍👍",
            "👍 ",
            " 👍",
            "a👍",
            "文",
            "🇨",
            "🇨🇳🇨🇳",
            "::",
            ":A:",
            ":a b:",
            "::a::",
            ":a",
            "a:",
            "\u{fe0f}",
            "\u{20e3}",
            "a\u{20e3}",
            "e\u{301}",
            &long,
            &stacked,
        ] {
            assert!(Emoji::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_colourful_form_is_the_same_emoji() {
        let plain = Emoji::parse("❤").unwrap();
        assert!(plain.is("❤️") && Emoji::parse("❤️").unwrap().is("❤") && !plain.is("💙"));
    }

    #[test]
    fn views_name_some_of_the_users() {
        let users: Vec<UserId> = (1..=60).filter_map(UserId::new).collect();
        let all = vec![Reaction { emoji: "👍".to_owned(), users: users.clone() }];
        let reactions = Reactions { version: 1, all };
        let view = &reactions.seen_by(users[59])[0];
        assert_eq!((view.count, view.user_ids.len(), view.me), (60, 50, Some(true)));
        let live = &reactions.live()[0];
        assert_eq!((live.count, live.user_ids.len(), live.me), (60, 10, None));
    }
}
