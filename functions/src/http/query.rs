//! Reads query strings.

use std::borrow::Cow;

use roomcast_domain::{Refusal, Result};

/// The parameters of a query string. The first of a repeated parameter counts.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a raw query string.
    pub fn parse(raw: &str) -> Self {
        let own = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Self(form_urlencoded::parse(raw.as_bytes()).map(own).collect())
    }

    /// Returns the value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Returns a parameter that is a whole number from `least` to `most`, or `unset` if it is absent.
    pub fn number(&self, name: &'static str, least: u64, most: u64, unset: u64) -> Result<u64> {
        Ok(self.optional_number(name, least, most)?.unwrap_or(unset))
    }

    /// Returns a parameter that is a whole number from `least` to `most`, in digits only.
    pub fn optional_number(&self, name: &'static str, least: u64, most: u64) -> Result<Option<u64>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten().filter(|n| (least..=most).contains(n));
        number.map(Some).ok_or(Refusal::InvalidQuery { parameter: name })
    }

    /// Returns the choice that a parameter names by one of a few words.
    pub fn choice<T: Copy>(&self, name: &'static str, choices: &[(&str, T)], unset: T) -> Result<T> {
        let Some(text) = self.get(name) else { return Ok(unset) };
        let found = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.ok_or(Refusal::InvalidQuery { parameter: name })
    }

    /// Returns the parameter `limit`: the largest number of items on a page.
    pub fn limit(&self, most: usize, unset: usize) -> Result<usize> {
        let number = self.number("limit", 1, most as u64, unset as u64)?;
        Ok(usize::try_from(number).unwrap_or(most))
    }

    /// Returns the parameter `cursor`, read by `read`.
    pub fn cursor<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>> {
        let Some(text) = self.get("cursor") else { return Ok(None) };
        read(text).map(Some).ok_or(Refusal::InvalidQuery { parameter: "cursor" })
    }
}

/// Reads the form of a cursor: two whole numbers in digits only, with a dash between them.
pub fn number_pair(text: &str) -> Option<(u64, u64)> {
    let [first, second] = numbers(text)?;
    Some((first, second))
}

/// Reads whole numbers in digits only, with dashes between them.
pub fn numbers<const N: usize>(text: &str) -> Option<[u64; N]> {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    text.split('-').map(number).collect::<Option<Vec<_>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_within_bounds() {
        let query = Query::parse("page=0&size=%31%30&x=+1&y=&z=1e3&w=18446744073709551616");
        assert_eq!(query.optional_number("size", 1, 10), Ok(Some(10)));
        assert_eq!(query.optional_number("none", 1, 10), Ok(None));
        for bad in ["page", "x", "y", "z", "w"] {
            let parameter: &'static str = bad;
            assert!(query.optional_number(parameter, 1, u64::MAX).is_err(), "{bad}");
        }
    }
}
