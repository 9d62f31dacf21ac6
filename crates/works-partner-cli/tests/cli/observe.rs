//! `--observe` and `observe`: what responses look like, and no values.

use crate::support::run;

#[test]
fn what_is_read_is_observed_and_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("observed.jsonl");
    let path = file.display();
    let walked = run(&format!(
        "--sandbox observe run --customers 3 --observe {path}"
    ))
    .succeeded();
    assert!(
        walked.stderr.contains("for 3 customers were observed"),
        "{}",
        walked.stderr
    );
    run(&format!("--sandbox customer get 10000001 --observe {path}")).succeeded();

    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 2, "a line for each run");
    let list = run("--sandbox customer list -o jsonl").succeeded().stdout;
    let customers = list
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    for customer in customers.take(3) {
        for field in [
            "companyName",
            "domain",
            "domainId",
            "tenantId",
            "phoneNumber",
        ] {
            let value = customer[field]
                .as_str()
                .map_or_else(|| customer[field].to_string(), str::to_owned);
            assert!(!text.contains(&value), "{field} {value}");
        }
    }
    let shown = run(&format!("observe show {path} -o json"))
        .succeeded()
        .stdout;
    assert!(shown.contains("\"companyName\""), "{shown}");
}

#[test]
fn off_by_default_and_refused_where_it_cannot_be_written() {
    let unnamed = run("--sandbox observe run");
    assert_eq!(unnamed.code, 2);
    assert!(
        unnamed.stderr.contains("--observe FILE"),
        "{}",
        unnamed.stderr
    );
    let unwritable = run("--sandbox customer get 10000001 --observe /nonexistent/observed.jsonl");
    assert_eq!(unwritable.code, 2);
    assert!(unwritable.stdout.is_empty());
}
