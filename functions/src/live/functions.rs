//! The Lambda functions of the worker jobs.

use crate::live::job::JobName;
use crate::policy::{
    Access, POST, Partition, Policy, READ_ANNOTATIONS, READ_MEMBERSHIPS, READ_MESSAGES, SEE_ROOM, WARM,
};

/// A function that runs one kind of job.
#[derive(Debug)]
pub struct JobFunction {
    /// The job.
    pub job: JobName,
    /// The purpose, in a line.
    pub summary: &'static str,
    /// The permissions.
    pub policy: Policy,
    /// Longest run, in seconds.
    pub timeout_s: u32,
    /// Age in seconds after which a job that waits or failed is given up.
    pub max_age_s: u32,
    /// Whether a parameter of the template sets the memory of this function alone.
    pub has_own_memory: bool,
    /// Whether a parameter of the template reserves concurrency for this function.
    pub has_concurrency: bool,
}

/// Every job's function, in the order of [`JobName::ALL`].
pub const JOB_FUNCTIONS: [JobFunction; 4] = [
    JobFunction {
        job: JobName::Greet,
        summary: "Greet a connection",
        policy: Policy {
            capabilities: &[&WARM, &SEE_ROOM, &READ_MESSAGES, &READ_ANNOTATIONS, &POST],
            table: &[Access::Check(&[Partition::Messages])],
            ..Policy::NONE
        },
        timeout_s: 60,
        max_age_s: 60,
        has_own_memory: false,
        has_concurrency: true,
    },
    JobFunction {
        job: JobName::Deliver,
        summary: "Post a frame to a share of a large room",
        policy: Policy { capabilities: &[&WARM, &POST], ..Policy::NONE },
        timeout_s: 60,
        max_age_s: 60,
        has_own_memory: true,
        has_concurrency: true,
    },
    JobFunction {
        job: JobName::Close,
        summary: "Close connections to a room",
        policy: Policy { capabilities: &[&WARM, &POST], ..Policy::NONE },
        timeout_s: 300,
        max_age_s: 3_600,
        has_own_memory: false,
        has_concurrency: false,
    },
    JobFunction {
        job: JobName::Rename,
        summary: "Give a user's memberships new names",
        policy: Policy {
            capabilities: &[&WARM, &READ_MEMBERSHIPS],
            table: &[
                Access::Get(&[Partition::Users]),
                Access::Update(&[Partition::Users]),
                Access::Put(&[Partition::Users, Partition::People]),
                Access::Delete(&[Partition::People]),
            ],
            ..Policy::NONE
        },
        timeout_s: 300,
        max_age_s: 21_600,
        has_own_memory: false,
        has_concurrency: false,
    },
];
