//! Validates every answer and frame that a test receives against the API documents.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use roomcast_functions::http::documents::{ASYNCAPI_TEXT, OPENAPI_TEXT};
use serde_json::{Value, json};

use crate::answer::Answer;

static OPENAPI: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(OPENAPI_TEXT).expect("JSON"));
static ASYNCAPI: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(ASYNCAPI_TEXT).expect("JSON"));
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Fails the test unless the OpenAPI document allows this answer; the path is below `/api/chat/`.
pub(crate) fn check_answer(method: &str, path: &str, answer: &Answer) {
    let Answer { asked, status, body, .. } = answer;
    let from_a_gateway = matches!(status, 413 | 429 | 503 | 504) && body.get("code").is_none();
    if method == "OPTIONS" && *status == 204 || method == "HEAD" || from_a_gateway {
        return;
    }
    let path = path.split('?').next().unwrap_or_default();
    let found = operation(method, path);
    let schema = match found {
        // An unknown route or method is answered with a refusal.
        None => json!({"$ref": "#/components/schemas/Error"}),
        Some(operation) => {
            let answer = &operation["responses"][status.to_string()];
            let answer = answer["$ref"].as_str().map_or(answer, |to| resolve(&OPENAPI, to));
            assert!(answer.is_object(), "{asked}: the document has no answer {status} ({body})");
            answer["content"]["application/json"]["schema"].clone()
        }
    };
    let id = found.map_or("unknown", |operation| operation["operationId"].as_str().unwrap_or_default());
    let validator = validator(&format!("{id} {status}"), &OPENAPI, &schema);
    if let Err(error) = validator.validate(body) {
        panic!("{asked} answered {status} {body}, which the document does not allow: {error}");
    }
}

/// Fails the test unless the AsyncAPI document allows this frame.
pub(crate) fn check_frame(frame: &Value) {
    let kind = frame["type"].as_str().unwrap_or_default();
    let message = &ASYNCAPI["components"]["messages"][kind];
    assert!(message.is_object(), "the document has no frame {kind:?}: {frame}");
    let validator = validator(&format!("frame {kind}"), &ASYNCAPI, &message["payload"]);
    if let Err(error) = validator.validate(frame) {
        panic!("the document does not allow this frame: {error}; {frame}");
    }
}

/// Finds the operation of the document that a method and path reach.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let given: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<&str> =
            template.trim_start_matches("/api/chat/").trim_end_matches('/').split('/').collect();
        parts.len() == given.len()
            && parts
                .iter()
                .zip(&given)
                .all(|(part, word)| if part.starts_with('{') { !word.is_empty() } else { part == word })
    };
    let paths = OPENAPI["paths"].as_object().expect("paths");
    // `notifications/{id}/` also fits `notifications/read-all/`: fewer parameters go first.
    let mut fitting: Vec<_> = paths.iter().filter(|(template, _)| fits(template)).collect();
    fitting.sort_by_key(|(template, _)| template.matches('{').count());
    fitting.iter().find_map(|(_, methods)| methods.get(method.to_lowercase()))
}

/// Follows a `$ref` within the document.
fn resolve<'a>(document: &'a Value, to: &str) -> &'a Value {
    document.pointer(to.trim_start_matches('#')).unwrap_or(&Value::Null)
}

/// Compiles a schema of the document once for each name.
fn validator(name: &str, document: &Value, schema: &Value) -> Arc<Validator> {
    let mut known = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let made = known.entry(name.to_owned()).or_insert_with(|| {
        let whole = json!({"components": document["components"], "allOf": [schema]});
        Arc::new(jsonschema::options().build(&whole).unwrap_or_else(|error| panic!("{name}: {error}")))
    });
    made.clone()
}
