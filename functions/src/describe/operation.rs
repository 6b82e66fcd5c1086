//! The description of one REST operation: its parameters, body, answers and refusals.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use roomcast_domain::{ID_MAX, Refusal};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::schemas::Schemas;

/// The facts of an operation that its endpoint states outside of its description.
pub(super) struct Facts {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) path: &'static str,
    /// Whether the operation needs a token.
    pub(super) needs_token: bool,
}

/// The description of an operation, which its endpoint completes.
pub struct Operation<'a> {
    facts: Facts,
    schemas: &'a mut Schemas,
    parameters: Vec<Value>,
    body: Option<Value>,
    answers: BTreeMap<u16, Value>,
    refusals: Vec<Refusal>,
    has_cursor: bool,
}

impl<'a> Operation<'a> {
    /// Starts with the parameters and refusals that follow from the path and the need of a token.
    pub(super) fn new(schemas: &'a mut Schemas, facts: Facts) -> Self {
        let Facts { path, needs_token, .. } = facts;
        let mut operation = Self {
            facts,
            schemas,
            parameters: Vec::new(),
            body: None,
            answers: BTreeMap::new(),
            refusals: vec![Refusal::Internal],
            has_cursor: false,
        };
        if needs_token {
            operation.refusals.extend([
                Refusal::TokenMissing,
                Refusal::TokenMalformed,
                Refusal::TokenEncrypted,
                Refusal::TokenAlgorithm,
                Refusal::TokenKey,
                Refusal::TokenSignature,
                Refusal::TokenIssuer,
                Refusal::TokenAudience,
                Refusal::TokenKind,
                Refusal::TokenUser,
                Refusal::TokenExpired,
                Refusal::TokenNotYetValid,
                Refusal::RoleRequired,
                Refusal::StoreUnavailable,
                Refusal::KeysUnavailable,
                Refusal::BodyTooLarge,
            ]);
        }
        for (name, about, unknown) in [
            ("room_id", "A room's id", Refusal::RoomNotFound),
            ("message_id", "A message's id", Refusal::MessageNotFound),
            ("user_id", "A user's id", Refusal::MemberNotFound),
            ("notification_id", "A notification's id", Refusal::NotificationNotFound),
            ("report_id", "A report's id", Refusal::ReportNotFound),
        ] {
            if path.contains(&format!("{{{name}}}")) {
                let schema = json!({"type": "integer", "minimum": 1, "maximum": ID_MAX});
                operation.parameter("path", name, about, &schema);
                operation.refusals.push(unknown);
            }
        }
        operation
    }

    fn parameter(&mut self, place: &str, name: &str, about: &str, schema: &Value) {
        self.parameters.push(json!({
            "name": name, "in": place, "required": place == "path", "description": about, "schema": schema,
        }));
    }

    fn query(mut self, name: &str, about: &str, schema: &Value) -> Self {
        self.parameter("query", name, about, schema);
        self.refuses(&[Refusal::InvalidQuery { parameter: "limit" }])
    }

    /// Adds a query parameter that is a whole number in a range.
    #[must_use]
    pub fn number(self, name: &str, about: &str, range: RangeInclusive<u64>, unset: Option<u64>) -> Self {
        let mut schema = json!({"type": "integer", "minimum": range.start(), "maximum": range.end()});
        if let Some(unset) = unset {
            schema["default"] = json!(unset);
        }
        self.query(name, about, &schema)
    }

    /// Adds a query parameter that is one of these words.
    #[must_use]
    pub fn choice(self, name: &str, about: &str, words: &[&str]) -> Self {
        self.query(name, about, &json!({"type": "string", "enum": words}))
    }

    /// Adds a query parameter that is any text.
    #[must_use]
    pub fn text(self, name: &str, about: &str) -> Self {
        self.query(name, about, &json!({"type": "string"}))
    }

    /// Adds the query parameter `limit`: its largest value, and its value when it is not given.
    #[must_use]
    pub fn limit(self, most: usize, unset: usize) -> Self {
        self.number("limit", "Most items to answer", 1..=most as u64, Some(unset as u64))
    }

    /// Adds the query parameter `cursor`, and to the answers the header with the next cursor.
    #[must_use]
    pub fn cursor(mut self) -> Self {
        self.has_cursor = true;
        let about = "The start of the page: the `X-Next-Cursor` of the previous page";
        self.text("cursor", about)
    }

    /// Adds a JSON body.
    #[must_use]
    pub fn body<T: JsonSchema>(mut self) -> Self {
        let schema = self.schemas.read::<T>();
        self.body = Some(json!({"required": true, "content": {"application/json": {"schema": schema}}}));
        self.refuses(&[Refusal::InvalidJson, Refusal::JsonTooDeep, Refusal::field("name", "不能为空")])
    }

    /// Adds an answer.
    #[must_use]
    pub fn answers<T: JsonSchema>(mut self, status: u16, about: &str) -> Self {
        let schema = self.schemas.written::<T>();
        let mut answer = json!({"description": about, "content": {"application/json": {"schema": schema}}});
        if self.has_cursor {
            answer["headers"]["X-Next-Cursor"] = json!({
                "description": "The `cursor` of the next page; absent on the last page",
                "schema": {"type": "string"},
            });
        }
        self.answers.insert(status, answer);
        self
    }

    /// Adds links from the answer with this status to operations that take its id as a parameter.
    #[must_use]
    pub fn links(mut self, status: u16, id: &str, parameter: &str, operations: &[&str]) -> Self {
        let link = |operation: &&str| {
            let parameters = json!({parameter: format!("$response.body#{id}")});
            ((*operation).to_owned(), json!({"operationId": operation, "parameters": parameters}))
        };
        if let Some(answer) = self.answers.get_mut(&status) {
            answer["links"] = operations.iter().map(link).collect::<Map<_, _>>().into();
        }
        self
    }

    /// Adds a success that says one sentence.
    #[must_use]
    pub fn says(self, sentence: &str) -> Self {
        self.says_with(200, sentence)
    }

    /// Adds a success with this status that says one sentence.
    #[must_use]
    pub fn says_with(mut self, status: u16, sentence: &str) -> Self {
        let schema = json!({
            "type": "object", "required": ["message"], "properties": {"message": {"const": sentence}},
        });
        let answer = json!({"description": sentence, "content": {"application/json": {"schema": schema}}});
        self.answers.insert(status, answer);
        self
    }

    /// Adds refusals to those that follow from the path, the query and the body.
    #[must_use]
    pub fn refuses(mut self, refusals: &[Refusal]) -> Self {
        self.refusals.extend_from_slice(refusals);
        self
    }

    /// Makes the operation object of the document.
    pub(super) fn finish(self) -> Value {
        let mut responses: Map<String, Value> =
            self.answers.into_iter().map(|(status, answer)| (status.to_string(), answer)).collect();
        let mut by_status: BTreeMap<u16, Vec<Refusal>> = BTreeMap::new();
        for refusal in self.refusals {
            by_status.entry(refusal.status()).or_default().push(refusal);
        }
        for (status, refusals) in by_status {
            let name = self.schemas.refusals.name(status, &refusals);
            responses.insert(status.to_string(), json!({"$ref": format!("#/components/responses/{name}")}));
        }
        let mut operation = json!({
            "operationId": self.facts.name,
            "summary": self.facts.summary,
            "tags": [tag(self.facts.path)],
            "parameters": self.parameters,
            "responses": responses,
        });
        if let Some(body) = self.body {
            operation["requestBody"] = body;
        }
        if !self.facts.needs_token {
            operation["security"] = json!([]);
        }
        operation
    }
}

/// Returns the tag of an endpoint: `members`, `messages`, or the first word behind `/api/chat/`.
fn tag(path: &str) -> &str {
    let rest = path.trim_start_matches("/api/chat/");
    match rest.split('/').nth(2) {
        Some(part @ ("members" | "messages")) => part,
        _ => rest.split(['/', '.']).next().unwrap_or(rest),
    }
}
