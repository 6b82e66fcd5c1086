//! Writes `docs/openapi.json` and `docs/asyncapi.json` from the routing table and the types, and the
//! generated parts of `template.yaml`.

use roomcast_functions::describe;
use roomcast_lambda::template;
use serde_json::Value;

fn main() -> std::io::Result<()> {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
    write(&format!("{docs}/openapi.json"), &describe::openapi())?;
    write(&format!("{docs}/asyncapi.json"), &describe::asyncapi())?;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../template.yaml");
    let text = template::generate(&std::fs::read_to_string(path)?).map_err(std::io::Error::other)?;
    std::fs::write(path, text)
}

fn write(path: &str, document: &Value) -> std::io::Result<()> {
    std::fs::write(path, format!("{document:#}\n"))
}
