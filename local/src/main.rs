//! The chat on one machine.

fn main() -> std::process::ExitCode {
    roomcast_local::run()
}
