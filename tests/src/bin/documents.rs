//! Writes `docs/openapi.json` and `docs/asyncapi.json` from the routing table and the types.

use roomcast_functions::describe;
use serde_json::Value;

fn main() -> std::io::Result<()> {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
    write(&format!("{docs}/openapi.json"), &describe::openapi())?;
    write(&format!("{docs}/asyncapi.json"), &describe::asyncapi())
}

fn write(path: &str, document: &Value) -> std::io::Result<()> {
    std::fs::write(path, format!("{document:#}\n"))
}
