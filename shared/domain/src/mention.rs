//! Finds `@username` in a text.

use crate::{MENTIONS_MAX, USER_NAME_CHARS};

/// Folds a name for comparison: lower case, each character by itself, so that the text behind a name
/// does not change how the name is folded. A final sigma becomes a sigma.
pub fn folded(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// Returns the folded text (at most 150 characters) behind each `@` that can begin a mention.
///
/// The caller looks for the longest username that the text begins with: `你好@王小明请看` mentions
/// 王小明. An `@` behind an ASCII letter or digit (a mail address) begins no mention, nor does an `@`
/// after the first 20.
pub fn mention_candidates(content: &str) -> Vec<String> {
    content
        .match_indices('@')
        .take(MENTIONS_MAX)
        .filter(|(at, _)| !content[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        .map(|(at, _)| {
            // Names have no control characters.
            let text = content[at + 1..].chars().take_while(|c| !c.is_control());
            folded(&text.take(USER_NAME_CHARS).collect::<String>())
        })
        .filter(|text| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_begins_behind_any_character_but_an_ascii_letter_or_digit() {
        assert_eq!(mention_candidates("你好@王小明请看"), ["王小明请看"]);
        assert_eq!(mention_candidates("me@example.com"), Vec::<String>::new());
        assert_eq!(mention_candidates("@Alice @"), ["alice @"]);
        assert_eq!(mention_candidates("@bob\u{1}!"), ["bob"]);
        assert!(mention_candidates("@ΟΔΟΣa")[0].starts_with(&folded("ΟΔΟΣ")));
        assert_eq!(mention_candidates(&"@a ".repeat(30)).len(), 20);
    }
}
