//! Peak memory of a sweep.

use std::path::Path;

use works_partner_store::Store;

use super::served::{Served, sweep_of};
use super::{Goal, own, report, runtime};

/// Runs in a process of its own.
pub(super) fn sweep(base_url: &str, token: &str, path: &Path) {
    let sweep = sweep_of(base_url, token).run(Store::open(path).unwrap());
    assert_eq!(runtime().block_on(sweep).unwrap().failed, 0);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or("0").trim().trim_end_matches(" kB"));
}

/// Sweeps a sandbox of so many customers. Gives the peak memory, in kB.
pub(super) fn sweep_of_own_sandbox(customers: u32, path: &Path) -> f64 {
    let served = Served::start(customers);
    let arguments = ["sweep", &served.base_url, &served.token];
    let output = own(&arguments).arg(path).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim().parse().unwrap()
}

pub(super) fn measure(customers: u32, kept: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let few = sweep_of_own_sandbox(customers / 100, &folder.path().join("few.db"));
    let many = sweep_of_own_sandbox(customers, kept);
    report("peak memory of a sweep, kB", many, few, Goal::AtMost(1.1));
}
