//! What a search looks for, and whether a message has it.

use crate::text::searchable;
use crate::{MessageType, Refusal, Result, SEARCH_CHARS, SEARCH_WORDS, UserId};

/// Words, a sender and a kind of message, at least one of them; a message has to have all that are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// Words and phrases in the form in which texts are compared.
    words: Vec<String>,
    sender: Option<UserId>,
    message_type: Option<MessageType>,
}

/// The parts of a message that a search looks at.
#[derive(Debug, Clone, Copy)]
pub struct SearchedMessage<'a> {
    /// The sender.
    pub sender: UserId,
    /// The kind of the message.
    pub message_type: MessageType,
    /// The text.
    pub content: &'a str,
    /// The file's name.
    pub file_name: Option<&'a str>,
    /// Whether the message was deleted.
    pub is_deleted: bool,
}

impl SearchQuery {
    /// Reads the words of `q`, up to ten, of which those between double quotes stay together.
    pub fn parse(q: Option<&str>, sender: Option<UserId>, message_type: Option<MessageType>) -> Result<Self> {
        let words = q.map(parse_words).transpose()?.unwrap_or_default();
        if q.is_none() && sender.is_none() && message_type.is_none() {
            return Err(Refusal::InvalidQuery { parameter: "q" });
        }
        Ok(Self { words, sender, message_type })
    }

    /// Tells whether a message has all that is looked for. A deleted message never has.
    pub fn matches(&self, message: SearchedMessage<'_>) -> bool {
        if message.is_deleted
            || self.sender.is_some_and(|sender| sender != message.sender)
            || self.message_type.is_some_and(|kind| kind != message.message_type)
        {
            return false;
        }
        if self.words.is_empty() {
            return true;
        }
        let content = searchable(message.content);
        let file_name = message.file_name.map(searchable);
        let has = |word: &String| {
            content.contains(word.as_str())
                || file_name.as_ref().is_some_and(|name| name.contains(word.as_str()))
        };
        self.words.iter().all(has)
    }
}

fn parse_words(q: &str) -> Result<Vec<String>> {
    let refusal = || Refusal::InvalidQuery { parameter: "q" };
    if !(1..=SEARCH_CHARS).contains(&q.chars().count()) {
        return Err(refusal());
    }
    let words = split(&searchable(q));
    if (1..=SEARCH_WORDS).contains(&words.len()) { Ok(words) } else { Err(refusal()) }
}

/// Splits a text into phrases, which stand between double quotes, and words. A quote that is not closed
/// begins no phrase.
fn split(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('"').collect();
    let is_phrase = |at: usize| at % 2 == 1 && at + 1 < parts.len();
    let words = parts
        .iter()
        .enumerate()
        .flat_map(|(at, part)| if is_phrase(at) { vec![*part] } else { part.split_whitespace().collect() });
    words.filter(|word| !word.trim().is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn message(content: &str) -> SearchedMessage<'_> {
        SearchedMessage {
            sender: UserId::new(7).unwrap(),
            message_type: MessageType::Text,
            content,
            file_name: None,
            is_deleted: false,
        }
    }

    fn finds(q: &str, content: &str) -> bool {
        SearchQuery::parse(Some(q), None, None).unwrap().matches(message(content))
    }

    #[test]
    fn words_are_found_inside_running_text_of_every_script() {
        for (q, content) in [
            ("会议", "明天的会议改到三点"),
            ("ビール", "冷たいビールを飲む"),
            ("น้ำ", "ขอน้ำหนึ่งแก้ว"),
            ("🎉", "做得好🎉🎉"),
            ("port", "the report"),
            ("하루", "좋은하루되세요"),
        ] {
            assert!(finds(q, content), "{q} in {content}");
            assert!(!finds(q, "something else"), "{q}");
        }
    }

    #[test]
    fn case_width_and_normal_form_do_not_matter() {
        for (q, content) in [
            ("HELLO", "say hello"),
            ("ｈｅｌｌｏ", "say Hello"),
            ("hello", "say ＨＥＬＬＯ"),
            ("ﾋﾞｰﾙ", "冷たいビール"),
            ("strasse", "Hauptstraße 1"),
            ("STRAẞE", "hauptstrasse 1"),
            ("οδοσ", "ΟΔΟΣ"),
            ("οδος", "ΟΔΟΣ"),
            ("José", "jose\u{301}"),
            ("①", "step 1"),
            ("fi", "ﬁne"),
            ("ꭰ", "Ꭰ"),
            ("a　b", "b a"),
        ] {
            assert!(finds(q, content), "{q} in {content}");
        }
        assert!(!finds("ısparta", "ISPARTA"), "a dotless i is a letter of its own");
        assert!(!finds("e", "é"), "an accent makes another letter");
    }

    #[test]
    fn every_word_has_to_occur_and_a_phrase_as_a_whole() {
        assert!(finds("two one", "one and two"));
        assert!(!finds("one three", "one and two"));
        assert!(finds("\"and two\" one", "one and two"));
        assert!(!finds("\"one two\"", "one and two"));
        assert!(finds("＂and two＂", "one and two"), "full-width quotes are quotes");
        assert!(finds("5\" pipe", "a 5 inch pipe"), "a quote that is not closed begins no phrase");
    }

    #[test]
    fn words_are_counted_and_blank_ones_are_none() {
        let parse = |q: &str| SearchQuery::parse(Some(q), None, None);
        assert!(parse("1 2 3 4 5 6 7 8 9 10").is_ok());
        assert!(parse("\"1 2\" 3 4 5 6 7 8 9 10 11").is_ok());
        assert!(parse(&"字".repeat(200)).is_ok());
        let refused = Err(Refusal::InvalidQuery { parameter: "q" });
        for bad in ["", " ", "\u{3000}", "\"\"", "\" \"", "\"", "1 2 3 4 5 6 7 8 9 10 11", &"字".repeat(201)]
        {
            assert_eq!(parse(bad), refused, "{bad}");
        }
        assert_eq!(SearchQuery::parse(None, None, None), refused);
    }

    #[test]
    fn sender_and_kind_stand_alone_or_beside_words() {
        let sender = |id| SearchQuery::parse(None, UserId::new(id), None).unwrap();
        assert!(sender(7).matches(message("x")) && !sender(8).matches(message("x")));
        let image = SearchQuery::parse(Some("cat"), None, Some(MessageType::Image)).unwrap();
        let sent = SearchedMessage { message_type: MessageType::Image, ..message("a cat") };
        assert!(image.matches(sent) && !image.matches(message("a cat")));
        assert!(!image.matches(SearchedMessage { content: "a dog", ..sent }));
    }

    #[test]
    fn a_file_name_counts_and_a_deleted_message_never_does() {
        let query = SearchQuery::parse(Some("plan 2026"), None, None).unwrap();
        let sent = SearchedMessage { file_name: Some("Plan.PDF"), ..message("for 2026") };
        assert!(query.matches(sent));
        assert!(!query.matches(SearchedMessage { file_name: None, ..sent }));
        assert!(!query.matches(SearchedMessage { is_deleted: true, ..sent }));
    }

    proptest! {
        #[test]
        fn any_part_of_a_text_is_found_in_it(
            text in "[a-zA-Z0-9 .,а-яА-Яα-ω一-龥ぁ-んァ-ヶก-ฮ가-힣🎉-🎏ａ-ｚ]{1,40}",
            from in 0_usize..40,
            length in 1_usize..40,
        ) {
            let part: String = text.chars().skip(from).take(length).collect();
            prop_assume!(!part.trim().is_empty());
            prop_assert!(finds(&format!("\"{part}\""), &text), "{part:?} in {text:?}");
        }

        #[test]
        fn a_text_without_quotes_is_refused_or_finds_itself(text in "[^\"＂]{0,60}") {
            if let Ok(query) = SearchQuery::parse(Some(&text), None, None) {
                prop_assert!(query.matches(message(&text)), "{text:?}");
            }
        }
    }
}
