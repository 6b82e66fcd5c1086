//! The statements of IAM policies.

use roomcast_functions::live::job::JobName;
use roomcast_functions::policy::{Access, Partition};
use roomcast_store::{BY_ACTIVITY, PUBLIC};

/// A statement that allows actions on one resource, or on several.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    actions: Vec<String>,
    resources: Vec<String>,
    /// The condition on partition keys, as YAML; empty where the resource is not the table.
    condition: String,
}

impl Statement {
    /// The statements for these accesses to the table. Accesses in a row to the same keys share one.
    pub fn of_table(table: &[Access]) -> Vec<Self> {
        let mut statements: Vec<Self> = Vec::new();
        for access in table {
            let mut next = Self::of_access(*access);
            match statements.last_mut() {
                Some(last) if last.condition == next.condition => last.actions.append(&mut next.actions),
                _ => statements.push(next),
            }
        }
        statements
    }

    fn of_access(access: Access) -> Self {
        let (action, partitions) = match access {
            Access::Get(partitions) => ("GetItem", partitions),
            Access::BatchGet(partitions) => ("BatchGetItem", partitions),
            Access::Query(partitions) => ("Query", partitions),
            Access::Put(partitions) => ("PutItem", partitions),
            Access::Update(partitions) => ("UpdateItem", partitions),
            Access::Delete(partitions) => ("DeleteItem", partitions),
            Access::Check(partitions) => ("ConditionCheckItem", partitions),
            Access::QueryPublicRooms => return Self::query_public_rooms(),
        };
        let keys: Vec<String> =
            partitions.iter().map(|partition| format!("\"{}\"", pattern(*partition))).collect();
        Self {
            actions: vec![format!("dynamodb:{action}")],
            resources: vec!["!GetAtt Table.Arn".to_owned()],
            condition: condition("StringLike", &keys.join(", ")),
        }
    }

    fn query_public_rooms() -> Self {
        Self {
            actions: vec!["dynamodb:Query".to_owned()],
            resources: vec![format!("!Sub \"${{Table.Arn}}/index/{BY_ACTIVITY}\"")],
            condition: condition("StringEquals", &format!("\"{PUBLIC}\"")),
        }
    }

    /// Posts to connections and closes them.
    pub fn posts() -> Self {
        let api = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WebSocketApi}/v1";
        let call = |method| format!("!Sub \"{api}/{method}/@connections/*\"");
        Self {
            actions: vec!["execute-api:ManageConnections".to_owned()],
            resources: vec![call("POST"), call("DELETE")],
            condition: String::new(),
        }
    }

    /// Invokes the function of a job.
    pub fn starts(job: JobName) -> Self {
        Self {
            actions: vec!["lambda:InvokeFunction".to_owned()],
            resources: vec![format!("!GetAtt {}.Arn", super::logical_name(job.as_str()))],
            condition: String::new(),
        }
    }

    /// Puts uploaded files into the bucket, by the requests that the function signs.
    pub fn signs_uploads() -> Self {
        Self {
            actions: vec!["s3:PutObject".to_owned()],
            resources: vec!["!Sub \"${UploadBucket.Arn}/files/*\"".to_owned()],
            condition: String::new(),
        }
    }

    /// The statement as an item of a YAML list.
    pub fn yaml(&self, indent: &str) -> String {
        let resource = match &self.resources[..] {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        let mut text = format!("{indent}- Effect: Allow\n{indent}  Action: [{}]\n", self.actions.join(", "));
        text += &format!("{indent}  Resource: {resource}\n");
        if !self.condition.is_empty() {
            text += &format!("{indent}  Condition: {}\n", self.condition);
        }
        text
    }
}

fn condition(operator: &str, keys: &str) -> String {
    format!("{{ \"ForAllValues:{operator}\": {{ \"dynamodb:LeadingKeys\": [{keys}] }} }}")
}

fn pattern(partition: Partition) -> String {
    let prefix = partition.prefix();
    if partition == Partition::Counters { prefix.to_owned() } else { format!("{prefix}*") }
}
