//! A Lambda function's share of a core: 1,769 MB are one (Lambda Developer Guide, "Configure Lambda
//! function memory"), given out in periods of 20 ms.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A period, in microseconds.
const PERIOD_US: u32 = 20_000;
/// Memory that has a whole core, in MiB.
const CORE_MIB: u32 = 1_769;

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A control group with a limited share of a core; removed when dropped.
#[derive(Debug)]
pub struct Quota {
    directory: PathBuf,
    one_file: bool,
    share_us: u32,
}

impl Quota {
    /// The share that so much memory has; none where control groups cannot be made.
    pub fn of_memory(memory_mib: u32) -> Option<Self> {
        let share_us = PERIOD_US * memory_mib / CORE_MIB;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("roomcast-{}-{number}", std::process::id());
        let candidates = [("/sys/fs/cgroup/cpu", false), ("/sys/fs/cgroup", true)];
        candidates.into_iter().find_map(|(root, one_file)| {
            let quota = Self { directory: PathBuf::from(root).join(&name), one_file, share_us };
            fs::create_dir(&quota.directory).ok()?;
            let limit = if one_file { "cpu.max" } else { "cpu.cfs_quota_us" };
            quota.directory.join(limit).exists().then_some(quota)
        })
    }

    /// Puts a process into the group, which does not limit it yet.
    pub fn hold(&self, process: u32) -> bool {
        fs::write(self.directory.join("cgroup.procs"), process.to_string()).is_ok()
    }

    /// From now on the group is limited.
    pub fn limit(&self) -> bool {
        let (period, quota) = (PERIOD_US.to_string(), self.share_us.to_string());
        let write = |file: &str, text: &str| fs::write(self.directory.join(file), text).is_ok();
        if self.one_file {
            return write("cpu.max", &format!("{quota} {period}"));
        }
        write("cpu.cfs_period_us", &period) && write("cpu.cfs_quota_us", &quota)
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        // A process that is still ending keeps the group for a moment.
        for _ in 0..20 {
            if fs::remove_dir(&self.directory).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}
