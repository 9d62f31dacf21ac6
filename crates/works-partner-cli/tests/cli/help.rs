//! The help of every command: what the program promises.

use crate::support::{Run, run, snapshot, works_partner};

#[test]
fn every_command_has_help() {
    for command in [
        "",
        "customer",
        "customer list",
        "customer get",
        "subscription",
        "subscription list",
        "subscription get",
        "subscription add",
        "subscription upgrade",
        "subscription cancel",
        "subscription start-paid-service",
        "subscription renewal",
        "customer create",
        "customer update",
        "customer delete",
        "customer activate",
        "usage-status",
        "usage-status get",
        "usage-status set",
        "sandbox start",
        "sandbox stop",
        "sandbox status",
        "option",
        "option list",
        "option add",
        "option upgrade",
        "option cancel",
        "option-order",
        "option-order get",
        "option-order list",
        "option-order create",
        "option-order update",
        "option-order cancel",
        "sweep",
        "upcoming",
        "deadlines",
        "changes",
        "holdings",
        "totals",
        "calendar",
        "report",
        "report serve",
        "store",
        "store prune",
        "plan",
        "plan from-store",
        "rehearse",
        "apply",
        "audit",
        "audit list",
        "forecast",
        "catalog",
        "api",
        "auth",
        "auth login",
        "auth status",
        "auth token",
        "auth logout",
        "sandbox",
        "sandbox serve",
        "observe",
        "sandbox clock",
        "sandbox snapshot",
        "completion",
    ] {
        let long = run(&format!("{command} --help")).succeeded();
        assert_eq!(long.stderr, "");
        let name = format!("help {command}").trim_end().replace(' ', "-");
        snapshot(&name, long.stdout);
        let short = run(&format!("{command} -h")).succeeded();
        snapshot(&format!("{name}-short"), short.stdout);
    }
}

#[test]
fn no_command_is_without_a_snapshot() {
    let help = run("--help").stdout;
    let commands = help.split("Commands:\n").nth(1).unwrap();
    let commands = commands.split("\n\n").next().unwrap();
    let names: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(
        names,
        [
            "customer",
            "subscription",
            "usage-status",
            "option",
            "option-order",
            "catalog",
            "sweep",
            "upcoming",
            "deadlines",
            "changes",
            "holdings",
            "totals",
            "calendar",
            "report",
            "store",
            "plan",
            "rehearse",
            "apply",
            "audit",
            "forecast",
            "api",
            "auth",
            "sandbox",
            "observe",
            "completion",
            "help"
        ]
    );
}

#[test]
fn help_shows_nothing_of_the_environment() {
    let mut command = works_partner("--help");
    let run = Run::of(command.env("WORKS_PARTNER_BASE_URL", "https://inside.example"));
    assert!(!run.succeeded().stdout.contains("inside.example"));
}

#[test]
fn the_version_is_the_crates() {
    let expected = concat!("works-partner ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(run("--version").succeeded().stdout, expected);
}
