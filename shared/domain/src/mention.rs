//! Finds `@username` in a text.

use crate::{MENTIONS_MAX, USER_NAME_CHARS, nfc};

/// The signs that begin a mention: the second is what Chinese and Japanese keyboards type.
const SIGNS: [char; 2] = ['@', '＠'];

/// Folds a name for comparison: normal form C and lower case, each character by itself, so that the text
/// behind a name does not change how the name is folded. A final sigma becomes a sigma.
pub fn folded(name: &str) -> String {
    // A letter without a composed form may have one in lower case.
    nfc(&lower_case(&nfc(name))).into_owned()
}

/// Turns a name into lower case as [`folded`] does, and leaves its normal form as it is.
pub fn lower_case(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// Returns the folded text behind each `@` that can begin a mention, as long as the longest name and one
/// character more.
///
/// The caller looks for the longest username that the text begins with, and that ends there
/// ([`name_ends_in`]): `你好@王小明请看` mentions 王小明. An `@` behind an ASCII letter or digit (a mail
/// address) begins no mention, nor does an `@` after the first 20.
pub fn mention_candidates(content: &str) -> Vec<String> {
    let content = nfc(content);
    content
        .match_indices(SIGNS)
        .take(MENTIONS_MAX)
        .filter(|(at, _)| !content[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        .map(|(at, sign)| {
            // Names have no control characters.
            let text = content[at + sign.len()..].chars().take_while(|c| !c.is_control());
            folded(&text.take(USER_NAME_CHARS + 1).collect::<String>())
        })
        .filter(|text| !text.is_empty())
        .collect()
}

/// Tells whether the folded `name`, with which the folded `text` begins, ends where it does: `@bobby` is
/// no mention of bob. Only behind an ASCII letter, digit or `_` a word goes on: Chinese has no spaces.
pub fn name_ends_in(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.strip_prefix(name).is_some_and(|rest| !(name.ends_with(is_word) && rest.starts_with(is_word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_begins_behind_any_character_but_an_ascii_letter_or_digit() {
        assert_eq!(mention_candidates("你好@王小明请看"), ["王小明请看"]);
        assert_eq!(mention_candidates("你好＠王小明"), ["王小明"]);
        assert_eq!(mention_candidates("me@example.com a＠b"), Vec::<String>::new());
        assert_eq!(mention_candidates("@Alice @"), ["alice @"]);
        assert_eq!(mention_candidates("@bob\u{1}!"), ["bob"]);
        assert!(mention_candidates("@ΟΔΟΣa")[0].starts_with(&folded("ΟΔΟΣ")));
        assert_eq!(mention_candidates(&"@a ＠a ".repeat(15)).len(), 20);
        assert_eq!(mention_candidates(&format!("@{}", "字".repeat(200)))[0].chars().count(), 151);
    }

    #[test]
    fn names_are_compared_in_one_normal_form() {
        assert_eq!(folded("Jose\u{301}"), folded("JOSÉ"));
        assert_eq!(folded("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(mention_candidates("e\u{301}@Jose\u{301}!"), ["josé!"], "an accent is no ASCII letter");
        // W with a ring has no composed form, w with a ring has one.
        assert_eq!(folded("W\u{30a}"), "ẘ");
    }

    #[test]
    fn an_ascii_word_ends_a_name_only_at_its_end() {
        for (text, name, ends) in [
            ("bobby", "bob", false),
            ("bob_x", "bob", false),
            ("bob2", "bob", false),
            ("bob请看", "bob", true),
            ("bobé", "bob", true),
            ("bob-x", "bob", true),
            ("bob", "bob", true),
            ("王小明abc", "王小明", true),
            ("bob. x", "bob.", true),
        ] {
            assert_eq!(name_ends_in(text, name), ends, "{name} in {text}");
        }
    }
}
