//! Structured logs: one JSON object a line, with the function and the request. No line contains a token
//! or the text of a message.

use std::fmt;
use std::io::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

static FUNCTION: OnceLock<String> = OnceLock::new();
static REQUEST: Mutex<String> = Mutex::new(String::new());

/// Installs the log and sets the name of the function for every line.
pub fn install(function: &str) {
    let _ = FUNCTION.set(function.to_owned());
    let _ = tracing::subscriber::set_global_default(JsonLines);
}

/// Sets the request id for the following lines. A process serves one invocation at a time.
pub fn set_request(id: String) {
    *REQUEST.lock().unwrap_or_else(PoisonError::into_inner) = id;
}

/// Writes the warnings and errors of the crates of this program.
struct JsonLines;

impl Subscriber for JsonLines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("roomcast")
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(Map::new());
        line.0.insert("level".to_owned(), event.metadata().level().as_str().into());
        line.0.insert("function".to_owned(), FUNCTION.get().cloned().unwrap_or_default().into());
        line.0.insert(
            "request_id".to_owned(),
            REQUEST.lock().unwrap_or_else(PoisonError::into_inner).clone().into(),
        );
        event.record(&mut line);
        let _ = writeln!(std::io::stdout(), "{}", Value::Object(line.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Line(Map<String, Value>);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}
