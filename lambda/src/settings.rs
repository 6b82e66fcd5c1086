//! What AWS and `template.yaml` put into a function's environment.

use aws_credential_types::Credentials;

use roomcast_functions::config::environment;
use roomcast_functions::live::job::JobName;

/// Memory from which a function has enough of a core for more posts at once, in MiB.
const LARGE_MIB: u32 = 1_024;

/// The surroundings of a function.
#[derive(Debug, Clone)]
pub struct AwsSettings {
    /// `TABLE_NAME`.
    pub table: String,
    /// `AWS_REGION`.
    pub region: String,
    /// The function's own credentials; they are good as long as the sandbox lives.
    pub credentials: Credentials,
    /// `AWS_ENDPOINT_URL_DYNAMODB`, else `AWS_ENDPOINT_URL`: an emulator.
    pub dynamo_url: Option<String>,
    /// `AWS_ENDPOINT_URL_LAMBDA`, else `AWS_ENDPOINT_URL`, else AWS's own.
    pub lambda_url: String,
    /// `AWS_CA_BUNDLE`: a file with the certificates to trust instead of Amazon's own, in PEM.
    pub ca_bundle: Option<String>,
    /// `WS_MGMT_ENDPOINT`: the WebSocket API's management address, for functions that post.
    pub management_url: Option<String>,
    /// `UPLOADS_BUCKET`, as an address: of AWS, or below an emulator's.
    pub bucket_url: Option<String>,
    /// Posts at once (measured: 100 at 512 MiB, 200 from 1,024 MiB on).
    pub posts_at_once: usize,
    /// The functions of the jobs that this one starts: `GREET_FUNCTION` and so on.
    pub job_functions: Vec<(JobName, String)>,
}

/// A variable that is not there.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not set")]
pub struct Missing(&'static str);

impl AwsSettings {
    /// Reads them from the process's environment; an empty variable counts as unset.
    pub fn from_environment() -> Result<Self, Missing> {
        let environment = |name: &str| environment(name).filter(|value| !value.is_empty());
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
