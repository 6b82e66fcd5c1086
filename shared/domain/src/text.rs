//! The characters of a text: which are visible, which must not be in a name, and their normal form.
//!
//! The data is that of Unicode, in the crates that the URL parser brings along.

use std::borrow::Cow;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory, WhiteSpace};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Looks blank, although Unicode counts it among the symbols.
const BRAILLE_BLANK: char = '\u{2800}';

/// Tells whether a reader sees anything of a text: whether it holds a character that is not white
/// space, a control, a format character, or one that Unicode lets a font ignore (Hangul fillers,
/// zero-width characters, variation selectors).
pub fn has_visible_char(text: &str) -> bool {
    text.chars().any(is_visible)
}

fn is_visible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic();
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    !matches!(category, GeneralCategory::Control | GeneralCategory::Format)
        && !CodePointSetData::new::<WhiteSpace>().contains(c)
        && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        && c != BRAILLE_BLANK
}

/// Tells whether a character changes the direction of the text around it (U+061C, U+200E, U+200F,
/// U+202A..U+202E, U+2066..U+2069), so that a name could be made to look like another.
pub fn is_bidi_control(c: char) -> bool {
    CodePointSetData::new::<BidiControl>().contains(c)
}

/// Tells whether a character is a control or ends a line or paragraph.
pub fn is_control_or_line_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Returns a text in Unicode's normal form C: equal texts that were typed in different ways become equal.
pub fn nfc(text: &str) -> Cow<'_, str> {
    const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
    if text.is_ascii() { Cow::Borrowed(text) } else { NFC.normalize(text) }
}

/// Returns a text in the form in which texts are compared: compatibility forms are resolved (NFKC), upper
/// and lower case are alike.
fn nfkc_folded(text: &str) -> String {
    const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // By way of upper case, so that letters with two lower-case forms become one.
    let lower = NFKC.normalize(text);
    let lower: String = lower.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    NFKC.normalize(&lower).into_owned()
}

/// Returns a text in the form in which a search compares it: NFKC, and case folding of whole strings (`ß` is
/// `ss`).
pub(crate) fn searchable(text: &str) -> Cow<'_, str> {
    const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
    const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();
    if text.is_ascii() {
        let has_capital = text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if has_capital { text.to_ascii_lowercase().into() } else { text.into() };
    }
    let normal = NFKC.normalize(text);
    match CASES.fold_string(&normal) {
        Cow::Borrowed(_) => normal,
        Cow::Owned(folded) => NFKC.normalize(&folded).into_owned().into(),
    }
}

/// Returns the folded text without the characters that nobody sees; single spaces stay.
pub(crate) fn folded_visible(text: &str) -> String {
    nfkc_folded(text).chars().filter(|c| *c == ' ' || is_visible(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_texts_of_every_kind_have_no_visible_character() {
        let blanks = "\u{0}\t\n \u{85}\u{a0}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180e}\u{2003}\u{200b}\u{200d}\
                      \u{200e}\u{2028}\u{2029}\u{202e}\u{2060}\u{2064}\u{2066}\u{2800}\u{3000}\u{3164}\u{fe0f}\u{feff}\
                      \u{ffa0}\u{fff9}\u{1d173}\u{e0001}\u{e0100}";
        for blank in blanks.chars() {
            assert!(!has_visible_char(&blank.to_string()), "{}", blank.escape_unicode());
        }
        for visible in ["a", "字", "👍", "é", "e\u{301}", "\u{200b}.", "👨\u{200d}👩", "ｱ", "\u{e000}", "🪿"]
        {
            assert!(has_visible_char(visible), "{visible}");
        }
    }

    #[test]
    fn controls_of_direction_are_exactly_those_of_unicode() {
        let all: Vec<u32> = ('\0'..=char::MAX).filter(|c| is_bidi_control(*c)).map(u32::from).collect();
        let ranges = [0x61c..=0x61c, 0x200e..=0x200f, 0x202a..=0x202e, 0x2066..=0x2069];
        assert_eq!(all, ranges.into_iter().flatten().collect::<Vec<_>>());
    }

    #[test]
    fn line_breaks_and_controls_are_told_from_spaces() {
        assert!("\0\t\n\r\u{b}\u{c}\u{7f}\u{85}\u{2028}\u{2029}".chars().all(is_control_or_line_break));
        assert!(!" a\u{a0}\u{3000}\u{200d}字".chars().any(is_control_or_line_break));
    }

    #[test]
    fn texts_are_composed() {
        assert_eq!(nfc("Jose\u{301}"), "José");
        assert_eq!(nfc("\u{1112}\u{1161}\u{11ab}"), "한");
    }
}
