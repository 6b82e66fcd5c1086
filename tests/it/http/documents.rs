//! The API documents.

use roomcast_functions::describe;
use roomcast_tests::world::World;
use serde_json::Value;

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("a document is JSON")
}

const STALE: &str = "run `make documents` and commit what it writes";

#[test]
fn the_committed_documents_match_the_code() {
    assert_eq!(read(include_str!("../../../docs/openapi.json")), describe::openapi(), "{STALE}");
    assert_eq!(read(include_str!("../../../docs/asyncapi.json")), describe::asyncapi(), "{STALE}");
}

#[tokio::test]
async fn both_documents_are_served_to_anybody() {
    let world = World::any().await;
    let anybody = world.bearer("");
    for path in ["openapi.json", "openapi.json/"] {
        assert_eq!(anybody.get(path).await.expect(200), describe::openapi());
    }
    assert_eq!(anybody.get("asyncapi.json").await.expect(200), describe::asyncapi());
    anybody.post("openapi.json", Value::Null).await.refused(405, "method_not_allowed");
}
