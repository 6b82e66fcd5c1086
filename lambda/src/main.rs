//! Every Lambda function of the chat.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roomcast_lambda::start().await
}
