//! `/docs`: the API documents as a page to read.

use std::sync::LazyLock;

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use maud::{DOCTYPE, Markup, html};
use roomcast_functions::http::documents;
use serde_json::Value;

const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

static PAGE: LazyLock<Bytes> = LazyLock::new(|| {
    let read = |text| serde_json::from_str(text).unwrap_or_default();
    let (rest, live): (Value, Value) = (read(documents::OPENAPI_TEXT), read(documents::ASYNCAPI_TEXT));
    render(&rest, &live).into_string().into()
});

/// Answers `GET /docs`.
pub fn page() -> Response<Bytes> {
    answer(PAGE.clone(), "text/html; charset=utf-8")
}

/// Answers `GET /docs/style.css`.
pub fn style() -> Response<Bytes> {
    answer(Bytes::from_static(include_bytes!("docs.css")), "text/css; charset=utf-8")
}

fn answer(body: Bytes, content_type: &'static str) -> Response<Bytes> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn render(rest: &Value, live: &Value) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Roomcast API" }
                link rel="stylesheet" href="/docs/style.css";
            }
            body {
                header {
                    h1 { "Roomcast API " small { (text(&rest["info"]["version"])) } }
                    p { (text(&rest["info"]["description"])) }
                    nav {
                        a href="#rest" { "REST" } " " a href="#say" { "Frames to the server" } " "
                        a href="#hear" { "Frames from the server" } " " a href="#schemas" { "Schemas" } " "
                        a href="#codes" { "Error codes" } " "
                        a href="/api/chat/openapi.json" { "openapi.json" } " "
                        a href="/api/chat/asyncapi.json" { "asyncapi.json" }
                    }
                }
                main {
                    h2 id="rest" { "REST" }
                    @for (path, methods) in fields(&rest["paths"]) {
                        @for (method, operation) in fields(methods) { (endpoint(rest, path, method, operation)) }
                    }
                    h2 { "Live events" }
                    p { (text(&live["info"]["description"])) }
                    h3 id="say" { "Frames to the server" }
                    @for (name, message) in fields(&live["components"]["messages"]) {
                        @if name.starts_with("say_") { (frame(message)) }
                    }
                    h3 id="hear" { "Frames from the server" }
                    @for (name, message) in fields(&live["components"]["messages"]) {
                        @if !name.starts_with("say_") { (frame(message)) }
                    }
                    h2 id="schemas" { "Schemas" }
                    @for (name, schema) in fields(&schemas(rest, live)) {
                        section id={ "schema-" (name) } { h3 { (name) } (shape(schema)) }
                    }
                    h2 id="codes" { "Error codes" }
                    pre { (text(&rest["components"]["schemas"]["Error"]["properties"]["code"]["description"])) }
                }
            }
        }
    }
}

/// Collects the named schemas of both documents.
fn schemas(rest: &Value, live: &Value) -> Value {
    let mut all = live["components"]["schemas"].as_object().cloned().unwrap_or_default();
    all.extend(rest["components"]["schemas"].as_object().cloned().unwrap_or_default());
    Value::Object(all)
}

fn endpoint(document: &Value, path: &str, method: &str, operation: &Value) -> Markup {
    html! {
        section {
            h3 { code.method { (method.to_uppercase()) } " " code { (path) } }
            p { (text(&operation["summary"])) }
            @if let Some(parameters) = operation["parameters"].as_array().filter(|p| !p.is_empty()) {
                dl {
                    @for parameter in parameters {
                        dt { code { (text(&parameter["name"])) } " " (kind(&parameter["schema"])) }
                        dd { (text(&parameter["description"])) }
                    }
                }
            }
            @if operation["requestBody"].is_object() {
                p { "Body: " (kind(&operation["requestBody"]["content"]["application/json"]["schema"])) }
            }
            dl {
                @for (status, answer) in fields(&operation["responses"]) {
                    @let answer = resolve(document, answer);
                    dt { code { (status) } " " (kind(&answer["content"]["application/json"]["schema"])) }
                    dd { (text(&answer["description"])) }
                }
            }
        }
    }
}

fn frame(message: &Value) -> Markup {
    html! {
        section { h4 { code { (text(&message["name"])) } } p { (text(&message["summary"])) } (shape(&message["payload"])) }
    }
}

/// Renders the fields of an object, or the type of any other schema.
fn shape(schema: &Value) -> Markup {
    let is_required =
        |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|n| n == name));
    html! {
        @if schema["properties"].is_object() {
            dl {
                @for (name, field) in fields(&schema["properties"]) {
                    dt {
                        code { (name) } " " (kind(field)) @if !is_required(name) { " " i { "optional" } }
                    }
                    dd { (text(&field["description"])) }
                }
            }
        } @else {
            p { (kind(schema)) " " (text(&schema["description"])) }
        }
    }
}

/// Renders the type of a value in a few words.
fn kind(schema: &Value) -> Markup {
    let either = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array());
    html! {
        @if let Some(name) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
            a href={ "#schema-" (name) } { (name) }
        } @else if let Some(parts) = schema["allOf"].as_array() {
            @if let Some(first) = parts.first() { (kind(first)) }
        } @else if let Some(parts) = either {
            @for (n, part) in parts.iter().enumerate() { @if n > 0 { " | " } (kind(part)) }
        } @else if !schema["const"].is_null() {
            code { (schema["const"]) }
        } @else if schema["type"] == "array" {
            "list of " (kind(&schema["items"]))
        } @else if let Some(kinds) = schema["type"].as_array() {
            (kinds.iter().map(text).collect::<Vec<_>>().join(" | "))
        } @else {
            (text(&schema["type"]))
        }
    }
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|to| document.pointer(to.trim_start_matches('#')));
    target.unwrap_or(value)
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
