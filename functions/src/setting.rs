//! What all readers of settings share.

/// A setting that cannot be used. The process refuses to start with this sentence.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name}: {problem}")]
pub struct ConfigError {
    /// The variable's name.
    pub name: &'static str,
    /// The problem, as the rest of a sentence.
    pub problem: String,
}

impl ConfigError {
    /// Makes the refusal of a setting; `problem` is the rest of the sentence.
    pub fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self { name, problem: problem.into() }
    }
}

/// Reads a setting that is true or false.
pub fn flag(name: &'static str, value: Option<&str>) -> Result<bool, ConfigError> {
    match value.map(|value| value.trim().to_ascii_lowercase()).as_deref() {
        None | Some("false" | "0" | "no") => Ok(false),
        Some("true" | "1" | "yes") => Ok(true),
        Some(_) => Err(ConfigError::new(name, "must be true or false")),
    }
}
