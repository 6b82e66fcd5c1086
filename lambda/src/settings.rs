//! The settings of a function: the variables that AWS and `template.yaml` put into its environment. No
//! other module of this binary reads the environment.

use aws_credential_types::Credentials;

use roomcast_functions::config::{Config, ConfigError, Cors, environment};
use roomcast_functions::live::job::JobName;

/// Memory in MiB from which a function has enough of a core for more posts at once.
const LARGE_MIB: u32 = 1_024;

/// Returns `_HANDLER`: the function that this process is.
pub fn handler() -> String {
    environment("_HANDLER").unwrap_or_default()
}

/// Reads the settings of the chat. Without `CORS_ORIGINS`, no page of another origin may call.
pub fn chat() -> Result<Config, ConfigError> {
    Config::from_variables(environment, Cors::None)
}

/// The settings of a function's surroundings on AWS.
#[derive(Debug, Clone)]
pub struct AwsSettings {
    /// `TABLE_NAME`.
    pub table: String,
    /// `AWS_REGION`.
    pub region: String,
    /// The credentials of the function, which are valid as long as the sandbox lives.
    pub credentials: Credentials,
    /// `AWS_ENDPOINT_URL_DYNAMODB`, else `AWS_ENDPOINT_URL`: the address of an emulator.
    pub dynamo_url: Option<String>,
    /// `AWS_ENDPOINT_URL_LAMBDA`, else `AWS_ENDPOINT_URL`, else the address of AWS Lambda.
    pub lambda_url: String,
    /// `AWS_CA_BUNDLE`: a PEM file of the certificates that replace the roots of Amazon.
    pub ca_bundle: Option<String>,
    /// `WS_MGMT_ENDPOINT`: the management address of the WebSocket API, for functions that post.
    pub management_url: Option<String>,
    /// The address of `UPLOADS_BUCKET`, on AWS or on an emulator.
    pub bucket_url: Option<String>,
    /// Number of posts at once (measured: 100 at 512 MiB, 200 from 1,024 MiB on).
    pub posts_at_once: usize,
    /// The names of the functions that run the jobs: `GREET_FUNCTION` and so on.
    pub job_functions: Vec<(JobName, String)>,
}

/// A variable that is unset or empty.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not set")]
pub struct Missing(&'static str);

impl AwsSettings {
    /// Reads the settings from the environment of the process.
    pub fn from_environment() -> Result<Self, Missing> {
        Self::from_variables(environment)
    }

    /// Reads the settings through `variable`. An empty variable counts as unset.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Missing> {
        let environment = |name: &str| variable(name).filter(|value| !value.is_empty());
        let need = |name: &'static str| environment(name).ok_or(Missing(name));
        let region = need("AWS_REGION")?;
        let emulator = |service: &str| {
            let own = environment(&format!("AWS_ENDPOINT_URL_{service}"));
            own.or_else(|| environment("AWS_ENDPOINT_URL"))
        };
        let memory_mib = environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").and_then(|size| size.parse().ok());
        let job_function = |job: JobName| Some((job, environment(&job.function_variable())?));
        Ok(Self {
            table: need("TABLE_NAME")?,
            credentials: Credentials::new(
                need("AWS_ACCESS_KEY_ID")?,
                need("AWS_SECRET_ACCESS_KEY")?,
                environment("AWS_SESSION_TOKEN"),
                None,
                "environment",
            ),
            dynamo_url: emulator("DYNAMODB"),
            lambda_url: emulator("LAMBDA")
                .unwrap_or_else(|| format!("https://lambda.{region}.amazonaws.com")),
            ca_bundle: environment("AWS_CA_BUNDLE"),
            management_url: environment("WS_MGMT_ENDPOINT"),
            bucket_url: environment("UPLOADS_BUCKET").map(|bucket| match emulator("S3") {
                Some(url) => format!("{}/{bucket}", url.trim_end_matches('/')),
                None => format!("https://{bucket}.s3.{region}.amazonaws.com"),
            }),
            posts_at_once: if memory_mib.unwrap_or(0) >= LARGE_MIB { 200 } else { 100 },
            job_functions: JobName::ALL.into_iter().filter_map(job_function).collect(),
            region,
        })
    }
}
