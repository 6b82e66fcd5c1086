//! Finding `@username` in a text.

use crate::{MENTIONS_MAX, USER_NAME_CHARS};

/// A name as it is compared: lower case, each character by itself, so that a name is folded alike
/// whatever follows it. A final sigma is a sigma.
pub fn folded(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// For each `@` that may begin a mention, the folded text behind it (at most 150 characters).
///
/// The username is the longest one that this text begins with, so that `你好@王小明请看` finds
/// 王小明. An `@` behind an ASCII letter or digit (a mail address) begins none; only the first 20
/// `@` of a message count.
pub fn mention_candidates(content: &str) -> Vec<String> {
    content
        .match_indices('@')
        .take(MENTIONS_MAX)
        .filter(|(at, _)| !content[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        .map(|(at, _)| {
            // No name has a control character.
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
    fn mentions_begin_behind_anything_but_an_ascii_letter_or_digit() {
        assert_eq!(mention_candidates("你好@王小明请看"), ["王小明请看"]);
        assert_eq!(mention_candidates("me@example.com"), Vec::<String>::new());
        assert_eq!(mention_candidates("@Alice @"), ["alice @"]);
        assert_eq!(mention_candidates("@bob\u{1}!"), ["bob"]);
        assert!(mention_candidates("@ΟΔΟΣa")[0].starts_with(&folded("ΟΔΟΣ")));
        assert_eq!(mention_candidates(&"@a ".repeat(30)).len(), 20);
    }
}
