//! The chat on one machine.

/// Every request allocates by the hundred; the system's allocator took a seventh of their time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    roomcast_local::run()
}
