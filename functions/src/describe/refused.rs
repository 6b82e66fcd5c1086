//! The answers of the REST document that refuse a request.

use roomcast_domain::Refusal;
use serde_json::{Map, Value, json};

/// The answers that refuse: one for each set of codes.
#[derive(Default)]
pub(super) struct Refused(pub Map<String, Value>);

impl Refused {
    /// Returns the name of the answer that has this status and these refusals, and adds the answer.
    pub(super) fn name(&mut self, status: u16, refusals: &[Refusal]) -> String {
        let mut codes: Vec<&str> = refusals.iter().map(Refusal::code).collect();
        codes.sort_unstable();
        codes.dedup();
        let name = format!("{status}.{}", codes.join("."));
        self.0.entry(name.clone()).or_insert_with(|| refused(&codes, refusals));
        name
    }
}

fn refused(codes: &[&str], refusals: &[Refusal]) -> Value {
    let about = codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let schema = json!({
        "allOf": [
            {"$ref": "#/components/schemas/Error"},
            {"properties": {"code": {"enum": codes}}},
        ],
    });
    let mut answer = json!({"description": about, "content": {"application/json": {"schema": schema}}});
    if refusals.iter().any(|refusal| refusal.retry_after_s().is_some()) {
        answer["headers"]["Retry-After"] = json!({
            "description": "Seconds after which a retry may help",
            "schema": {"type": "integer", "minimum": 1},
        });
    }
    answer
}
