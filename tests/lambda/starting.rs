//! Functions that refuse to start.

use std::time::Duration;

use roomcast_tests::cloud::Cloud;
use serde_json::Value;

/// Starts a function with this value of a variable and returns the error that it logs.
async fn refusal(variable: &str, value: Option<&str>) -> String {
    let cloud = Cloud::new().await;
    let mut command = cloud.command("list_rooms");
    match value {
        Some(value) => command.env(variable, value),
        None => command.env_remove(variable),
    };
    let ended = tokio::time::timeout(Duration::from_secs(10), command.output()).await;
    let ended = ended.expect("it ends").unwrap();
    assert_eq!(ended.status.code(), Some(1), "{variable}");
    let log = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(log.lines().count(), 1, "one line: {log}");
    let line: Value = serde_json::from_str(&log).unwrap();
    line["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_function_without_its_settings_does_not_start() {
    assert_eq!(refusal("_HANDLER", Some("dance")).await, "there is no function \"dance\"");
    assert_eq!(refusal("_HANDLER", None).await, "there is no function \"\"");
    assert_eq!(refusal("JWT_SECRET", Some("short")).await, "JWT_SECRET: must have at least 32 bytes");
    assert_eq!(refusal("TABLE_NAME", None).await, "TABLE_NAME is not set");
    assert_eq!(refusal("AWS_REGION", Some("")).await, "AWS_REGION is not set");
}
