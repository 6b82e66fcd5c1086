use std::process::Command;

/// Crates that the Lambda binary must not link, because they cost start-up time or size.
#[test]
fn the_functions_link_no_second_and_no_slow_tls_library() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "roomcast-lambda",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--locked",
            "--offline",
        ])
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("ring v"), "the tree is read: {tree}");
    for unwanted in [
        "aws-lc-rs",
        "aws-lc-sys",
        "aws-config",
        "hyper v0.",
        "rustls v0.21",
        "openssl-sys",
        "dynoxide",
        "rusqlite",
        "tracing-subscriber",
        "aws-smithy-http-client",
        "h2 v",
        "p256",
        "rsa v",
    ] {
        assert!(!tree.contains(unwanted), "{unwanted} is linked");
    }
}
