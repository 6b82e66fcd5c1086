//! The generated parts of `template.yaml`: the functions, routes, permissions and policies that follow
//! from the routing table and from the policies beside endpoints, socket events and jobs.
//!
//! `make documents` writes the parts between the lines `# begin …` and `# end …`; a test compares them.
#![allow(clippy::format_push_string, clippy::format_collect)] // the text reads as YAML; no function runs this

mod statement;

use roomcast_functions::http::endpoint::{Endpoint, Handler};
use roomcast_functions::http::router::ENDPOINTS;
use roomcast_functions::live::functions::{JOB_FUNCTIONS, JobFunction};
use roomcast_functions::live::job::JobName;
use roomcast_functions::policy::{CAPABILITIES, Capability, KNOW_CALLER, Policy};
use roomcast_functions::socket::functions::{CONNECT, DISCONNECT, RECEIVE, SocketFunction};
use statement::Statement;

/// A part whose lines `# begin …` and `# end …` are not in the template.
#[derive(Debug, thiserror::Error)]
#[error("template.yaml has no lines `# begin {0}` and `# end {0}`")]
pub struct MissingPart(&'static str);

/// Returns the template with its generated parts written anew.
pub fn generate(template: &str) -> Result<String, MissingPart> {
    let parts = [
        ("job variables", job_variables()),
        ("functions", functions()),
        ("routes of the definition", definition_routes()),
        ("permissions", permissions()),
    ];
    let mut text = template.to_owned();
    for (name, part) in parts {
        text = replace(&text, name, &part).ok_or(MissingPart(name))?;
    }
    Ok(text)
}

fn replace(text: &str, name: &str, part: &str) -> Option<String> {
    let begin = format!("# begin {name}\n");
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&format!("# end {name}\n"))?;
    let indent = before.rsplit('\n').next().unwrap_or_default();
    Some(format!("{before}{begin}{part}{indent}# end {name}\n{after}"))
}

/// The name of a function's resource: `list_rooms` becomes `ListRooms`.
fn logical_name(handler: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    };
    handler.split('_').map(word).collect()
}

/// The path with and without its last slash; first as the routing table has it.
fn spellings(path: &str) -> [String; 2] {
    match path.strip_suffix('/') {
        Some(bare) => [path.to_owned(), bare.to_owned()],
        None => [path.to_owned(), format!("{path}/")],
    }
}

/// The name of the variable that names the function of a job.
fn job_variables() -> String {
    let line = |job: JobName| {
        format!("        {}: !Sub \"${{AWS::StackName}}-{}\"\n", job.function_variable(), job.as_str())
    };
    JobName::ALL.map(line).concat()
}

fn functions() -> String {
    let mut text = "\n  # Capabilities: permissions that several functions share\n".to_owned();
    text.extend(CAPABILITIES.map(capability));
    let started = |job: &JobName| {
        let sockets = [CONNECT, RECEIVE, DISCONNECT].map(|function| function.policy);
        ENDPOINTS
            .iter()
            .map(|endpoint| endpoint.policy)
            .chain(sockets)
            .any(|policy| policy.starts.contains(job))
    };
    text.extend(JobName::ALL.iter().filter(|job| started(job)).map(|job| starting(*job)));
    text += "\n  # Routes of the REST API\n";
    text.extend(ENDPOINTS.iter().map(|endpoint| route_function(endpoint)));
    text += &function("default", "Answer preflights, and requests that no other route serves");
    text += "      Events:\n        Route: { Type: HttpApi, Properties: { ApiId: !Ref HttpApi } }\n";
    text += "\n  # Events of the WebSocket API\n";
    text.extend([CONNECT, RECEIVE, DISCONNECT].iter().map(socket_function));
    text += "\n  # Jobs, invoked asynchronously\n";
    text.extend(JOB_FUNCTIONS.iter().map(job_function));
    text.push('\n');
    text
}

fn capability(capability: &Capability) -> String {
    let mut statements = Statement::of_table(capability.table);
    statements.extend(capability.posts.then(Statement::posts));
    statements.extend(capability.starts.map(Statement::starts));
    managed_policy(capability.name, capability.purpose, &statements)
}

fn starting(job: JobName) -> String {
    let purpose = format!("Starts the job `{}`.", job.as_str());
    managed_policy(&starting_name(job), &purpose, &[Statement::starts(job)])
}

fn starting_name(job: JobName) -> String {
    format!("Start{}", logical_name(job.as_str()))
}

fn managed_policy(name: &str, purpose: &str, statements: &[Statement]) -> String {
    let mut text =
        format!("\n  # {purpose}\n  {name}:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n");
    text += "      PolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n";
    text.extend(statements.iter().map(|statement| statement.yaml("          ")));
    text
}

/// The head of a function; further properties follow it.
fn function(handler: &str, summary: &str) -> String {
    format!(
        "\n  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: {handler}\n      \
         Description: {summary:?}\n",
        name = logical_name(handler),
    )
}

/// The name of a function that others know before it is deployed.
fn function_name(handler: &str) -> String {
    format!("      FunctionName: !Sub \"${{AWS::StackName}}-{handler}\"\n")
}

fn policies(first: Option<&Capability>, policy: &Policy) -> String {
    let capabilities = first.into_iter().chain(policy.capabilities.iter().copied());
    let shared = capabilities.map(|capability| capability.name.to_owned());
    let shared = shared.chain(policy.starts.iter().map(|job| starting_name(*job)));
    let shared: String = shared.map(|name| format!("        - !Ref {name}\n")).collect();
    let mut own = Statement::of_table(policy.table);
    own.extend(policy.signs_uploads.then(Statement::signs_uploads));
    let own: String = own.iter().map(|statement| statement.yaml("            ")).collect();
    let own = if own.is_empty() { own } else { format!("        - Statement:\n{own}") };
    if shared.is_empty() && own.is_empty() {
        String::new()
    } else {
        format!("      Policies:\n{shared}{own}")
    }
}

/// Whether the routes of an endpoint are in the definition of the REST API. The environment of a
/// function that signs uploads names the distribution, which needs this API: so the API must not need
/// the function, as it does for the events of a function.
fn is_in_definition(endpoint: &Endpoint) -> bool {
    endpoint.policy.signs_uploads
}

fn route_function(endpoint: &Endpoint) -> String {
    let caller = matches!(endpoint.handler, Handler::Caller(_)).then_some(&KNOW_CALLER);
    let policies = policies(caller, &endpoint.policy);
    let mut text = function(endpoint.name, endpoint.summary);
    if is_in_definition(endpoint) {
        text += &function_name(endpoint.name);
        text += &policies;
        text += "      Environment:\n        Variables:\n          UPLOADS_BUCKET: !Ref UploadBucket\n          \
                 FILES_BASE_URL: !If [Named, !Sub \"https://${DomainName}\", !Sub \"https://${Distribution.DomainName}\"]\n";
        return text;
    }
    text += &policies;
    text += "      Events:\n";
    for (event, path) in ["Route", "OtherSpelling"].iter().zip(spellings(endpoint.path)) {
        text += &format!(
            "        {event}: {{ Type: HttpApi, Properties: {{ ApiId: !Ref HttpApi, Method: {}, Path: \"{path}\" }} }}\n",
            endpoint.method,
        );
    }
    text
}

fn socket_function(socket: &SocketFunction) -> String {
    function(socket.name, socket.summary) + &policies(None, &socket.policy)
}

fn job_function(job: &JobFunction) -> String {
    let (handler, name) = (job.job.as_str(), logical_name(job.job.as_str()));
    let mut text = function(handler, job.summary) + &function_name(handler);
    text += &format!("      Timeout: {}\n", job.timeout_s);
    if job.has_own_memory {
        text += &format!("      MemorySize: !Ref {name}Memory\n");
    }
    if job.has_concurrency {
        text += &format!(
            "      ReservedConcurrentExecutions: !If [Reserve{name}, !Ref {name}Concurrency, !Ref AWS::NoValue]\n"
        );
    }
    text += &policies(None, &job.policy);
    text += &format!(
        "      EventInvokeConfig:\n        MaximumEventAgeInSeconds: {}\n        MaximumRetryAttempts: 2\n        \
         DestinationConfig:\n          OnFailure: {{ Type: SQS, Destination: !GetAtt DeadJobs.Arn }}\n",
        job.max_age_s,
    );
    text
}

fn definition_routes() -> String {
    let mut text = String::new();
    for endpoint in ENDPOINTS.iter().filter(|endpoint| is_in_definition(endpoint)) {
        for path in spellings(endpoint.path) {
            text += &format!(
                "          {path}:\n            {}:\n              x-amazon-apigateway-integration: {{ type: \
                 aws_proxy, httpMethod: POST, payloadFormatVersion: \"2.0\", uri: !Sub \"{FUNCTION_ARN}-{}/invocations\" }}\n",
                endpoint.method.as_str().to_lowercase(),
                endpoint.name,
            );
        }
    }
    text
}

/// The address of a function as an integration names it, up to the dash after the name of the stack.
const FUNCTION_ARN: &str = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/\
arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}";

/// The permissions of events name a path without its last slash. Where no wildcard of a parameter ends
/// the path and covers the other spelling, these permissions do.
fn permissions() -> String {
    let plain = ENDPOINTS.iter().filter(|endpoint| !endpoint.path.trim_end_matches('/').ends_with('}'));
    let permission = |endpoint: &&Endpoint| {
        let name = logical_name(endpoint.name);
        format!(
            "\n  {name}AnySpelling:\n    Type: AWS::Lambda::Permission\n    Properties:\n      Action: \
             lambda:InvokeFunction\n      FunctionName: !Ref {name}\n      Principal: \
             apigateway.amazonaws.com\n      SourceArn: !Sub \"arn:${{AWS::Partition}}:execute-api:\
             ${{AWS::Region}}:${{AWS::AccountId}}:${{HttpApi}}/*\"\n"
        )
    };
    plain.map(permission).chain(["\n".to_owned()]).collect()
}
