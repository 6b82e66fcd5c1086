//! Lambda events as API Gateway writes them (API Gateway Developer Guide, "Create AWS Lambda proxy
//! integrations for HTTP APIs", payload format 2.0, and "Set up WebSocket API integration requests").

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::stage::SECRET;
use crate::tokens::now_s;

/// Signs an access token for a user id.
pub fn token(user: u64) -> String {
    let claims = json!({"user_id": user, "username": format!("u{user}"), "exp": now_s() + 3_600});
    encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}

/// Returns the event of an HTTP request.
pub fn http(method: &str, path: &str, query: &str, token: Option<&str>, body: Option<Value>) -> Value {
    let mut event = json!({
        "version": "2.0",
        "routeKey": format!("{method} {path}"),
        "rawPath": path,
        "rawQueryString": query,
        "headers": {
            "accept": "*/*",
            "content-type": "application/json",
            "host": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
            "user-agent": "test",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https"
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "domainName": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "abcdefghij",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": format!("{method} {path}"),
            "stage": "$default",
            "time": "24/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1_795_521_600_000_i64
        },
        "isBase64Encoded": false
    });
    if let Some(token) = token {
        event["headers"]["authorization"] = json!(format!("Bearer {token}"));
    }
    if let Some(body) = body {
        event["body"] = json!(body.to_string());
    }
    event
}

/// Returns the event of a `WebSocket` connection: `CONNECT`, `MESSAGE` or `DISCONNECT`.
pub fn socket(
    kind: &str,
    connection: &str,
    query: Value,
    protocols: Option<&str>,
    body: Option<&str>,
) -> Value {
    let route = match kind {
        "CONNECT" => "$connect",
        "DISCONNECT" => "$disconnect",
        _ => "$default",
    };
    let mut event = json!({
        "requestContext": {
            "routeKey": route,
            "eventType": kind,
            "extendedRequestId": "JKJbCFj2vHcFdaQ=",
            "requestTime": "24/Nov/2026:12:00:00 +0000",
            "stage": "v1",
            "connectedAt": 1_795_521_600_000_i64,
            "requestTimeEpoch": 1_795_521_600_000_i64,
            "identity": {"sourceIp": "192.0.2.1"},
            "requestId": "JKJbCFj2vHcFdaQ=",
            "domainName": "zyxwvutsrq.execute-api.eu-central-1.amazonaws.com",
            "connectionId": connection,
            "apiId": "zyxwvutsrq"
        },
        "isBase64Encoded": false
    });
    if kind == "CONNECT" {
        event["headers"] = json!({"Host": "zyxwvutsrq.execute-api.eu-central-1.amazonaws.com", "Sec-WebSocket-Version": "13", "X-Forwarded-Proto": "https"});
        if let Some(protocols) = protocols {
            event["headers"]["Sec-WebSocket-Protocol"] = json!(protocols);
        }
    }
    if !query.is_null() {
        event["queryStringParameters"] = query;
    }
    if let Some(body) = body {
        event["body"] = json!(body);
        event["requestContext"]["messageDirection"] = json!("IN");
        event["requestContext"]["messageId"] = json!("JKJbDe2QPHcCLcw=");
    }
    event
}
