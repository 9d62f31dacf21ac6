//! From a spreadsheet to an applied and audited change.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Run, run, works_partner};

/// A person's folder, with a sandbox that keeps its state.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn run(&self, arguments: &str) -> Run {
        let mut command = works_partner(arguments);
        command
            .args(["--sandbox-state", "sandbox.json"])
            .current_dir(self.path())
            .env_remove("WORKS_PARTNER_JOURNAL")
            .env("XDG_STATE_HOME", self.path().join("state"));
        Run::of(&mut command)
    }
}

/// 50 rows as a spreadsheet writes them.
fn spreadsheet(wrong: bool) -> String {
    let mut rows = String::from(
        "\u{feff}domainId;# note;operation;optionProductId;subOptionId;applyDate;subscriptionId;customerCode;phoneNumber\r\n",
    );
    let customers = [
        4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 20, 22, 25, 26, 33, 34, 35, 36,
    ];
    for number in customers {
        let (id, subscription) = (10_000_000 + number, 20_000 + number);
        rows.push_str(&format!(
            "{id};code;put-subscription-memo;;;;{subscription};CODE-{number};\r\n"
        ));
    }
    for number in customers {
        rows.push_str(&format!(
            "{};phone;customer update;;;;;;+81-3-1111-{:04}\r\n",
            10_000_000 + number,
            number
        ));
    }
    rows.push_str("10000025;more storage;upgrade;SSTG2;SSTG204;;;;\r\n");
    rows.push_str("１００００１０１;more storage;upgrade;SSTG2;SSTG203;;;;\r\n");
    rows.push_str("10000012;nothing there;withdraw;CST_L;;;;;\r\n");
    for number in [3, 19, 24, 27] {
        rows.push_str(&format!(
            "{};phone;customer update;;;;;;+81-3-2222-{number:04}\r\n",
            10_000_000 + number
        ));
    }
    let last = if wrong { "SSTG9" } else { "SSTG206" };
    rows.push_str(&format!(
        "10000013;more storage;upgrade;SSTG2;{last};;;;\r\n"
    ));
    rows
}

#[test]
fn six_commands_lead_from_a_spreadsheet_to_an_audited_change() {
    let desk = Desk::new();
    desk.write("march.csv", &spreadsheet(true));
    assert_eq!(spreadsheet(true).lines().count(), 51);

    let plan = desk.run("plan march.csv -o plan.json");
    assert_eq!(plan.code, 2, "{plan}");
    assert!(plan.stdout.contains("SSTG9"), "{plan}");
    assert!(plan.stderr.contains("--skip-invalid"), "{plan}");
    assert!(!desk.path().join("plan.json").exists());

    desk.write("march.csv", &spreadsheet(false));
    let plan = desk.run("plan march.csv -o plan.json").succeeded();
    assert!(
        plan.stderr
            .contains("next: works-partner rehearse plan.json"),
        "{}",
        plan.stderr
    );
    let text = desk.read("plan.json");
    assert!(text.contains("\"decision\":\"doneAlready\""), "{text}");

    let rehearse = desk.run("rehearse plan.json").succeeded();
    assert!(
        rehearse.stdout.contains("SSTG202 → SSTG204"),
        "{}",
        rehearse.stdout
    );
    assert!(
        rehearse
            .stderr
            .contains("next: works-partner apply plan.json --dry-run"),
        "{}",
        rehearse.stderr
    );

    let dry = desk.run("apply plan.json --dry-run").succeeded();
    assert!(dry.stderr.contains("49 would be sent"), "{}", dry.stderr);

    // Nobody is there to ask.
    let unasked = desk.run("apply plan.json");
    assert_eq!(unasked.code, 2, "{unasked}");

    let apply = desk.run("apply plan.json --yes").succeeded();
    assert!(
        apply.stderr.contains("49 done, 1 done already"),
        "{}",
        apply.stderr
    );
    assert!(
        apply
            .stderr
            .contains("next: works-partner audit list --plan "),
        "{}",
        apply.stderr
    );
    let result: Value = serde_json::from_str(&desk.read("plan.result.json")).unwrap();
    assert_eq!(result["outcomes"].as_array().unwrap().len(), 50);

    let again = desk.run("apply plan.json --yes");
    assert_eq!(again.code, 2, "{again}");
    assert!(again.stderr.contains("--resume"), "{again}");
    let resumed = desk.run("apply plan.json --yes --resume").succeeded();
    assert!(
        resumed.stderr.contains("49 done, 1 done already"),
        "{}",
        resumed.stderr
    );

    let audit = desk.run("audit list -o json").succeeded();
    let writes: Value = serde_json::from_str(&audit.stdout).unwrap();
    assert_eq!(writes.as_array().unwrap().len(), 49);
    assert!(
        writes[0]["account"]
            .as_str()
            .unwrap()
            .contains("serviceaccount"),
        "{}",
        writes[0]
    );
    desk.run("audit show 1").succeeded();
}

#[test]
fn a_single_change_is_in_the_journal_too() {
    let desk = Desk::new();
    desk.run("option cancel 10000036 DRV --yes").succeeded();
    // One that the service refuses is there as well.
    let refused = desk.run("option cancel 10000036 DRV --yes --skip-validation");
    assert_ne!(refused.code, 0, "{refused}");
    let export = desk.run("audit export").succeeded();
    let lines: Vec<Value> = export
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| {
            (
                line["operation"].as_str().unwrap(),
                line["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("delete_option_product", "done"),
            ("delete_option_product", "refused")
        ]
    );
}

#[test]
fn a_change_that_is_in_no_journal_says_so_unless_that_is_wanted() {
    let desk = Desk::new();
    let change = |journal: &str, format: &str| {
        let line = format!("option cancel 10000036 DRV --yes --skip-validation {format}");
        let mut command = works_partner(&line);
        command
            .args(["--sandbox-state", "sandbox.json"])
            .current_dir(desk.path())
            .env("WORKS_PARTNER_JOURNAL", journal);
        Run::of(&mut command)
    };
    let said = change("", "").succeeded();
    assert!(
        said.stderr.contains("WORKS_PARTNER_JOURNAL to a file"),
        "{said}"
    );
    let declined = change("none", "");
    assert!(!declined.stderr.contains("journal"), "{declined}");
    let said = change("", "-o json");
    let note: Value = serde_json::from_str(said.stderr.lines().next().unwrap()).unwrap();
    assert!(note["note"]["message"].is_string(), "{said}");

    let mut audit = works_partner("audit list");
    let refused = Run::of(audit.env("WORKS_PARTNER_JOURNAL", "")).failed(2);
    assert!(refused.stderr.contains("no state folder"), "{refused}");
    let refused = Run::of(&mut works_partner("audit list")).failed(2);
    assert!(refused.stderr.contains("`none`"), "{refused}");
}

#[test]
fn what_a_sweep_sees_is_told_to_be_by_us() {
    let desk = Desk::new();
    desk.run("sweep").succeeded();
    desk.run("option cancel 10000036 DRV --yes").succeeded();
    desk.run("sweep").succeeded();
    let changes = desk.run("changes -o json").succeeded();
    let changes: Value = serde_json::from_str(&changes.stdout).unwrap();
    let by: Vec<&Value> = changes
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["key"] == "DRV")
        .map(|change| &change["by"])
        .collect();
    assert_eq!(by, ["us (1)"]);

    // The store makes a list, and a plan of it, without a call.
    let plan = desk.run("plan from-store --option SSTG2 --sub-option SSTG202 --set subOptionId=SSTG205 --write-list list.csv -o plan.json --skip-invalid");
    let plan = plan.succeeded();
    assert!(
        desk.read("list.csv").lines().count() >= 4,
        "{}",
        desk.read("list.csv")
    );
    assert!(plan.stderr.contains("are to be sent"), "{}", plan.stderr);
    let one = desk.run("forecast tsukushi-net.example --facts store -o json");
    let live = desk.run("forecast tsukushi-net.example --until 2027-02-26 -o json");
    assert!(one.succeeded().stdout.contains("10000036"));
    assert!(live.succeeded().stdout.contains("10000036"));
    let forecast = desk.run("forecast --until 2027-03-01").succeeded();
    assert!(
        forecast.stdout.contains("documented"),
        "{}",
        forecast.stdout
    );
}

#[test]
fn a_contract_ends_by_its_customers_domain_alone() {
    let desk = Desk::new();
    desk.write(
        "list.csv",
        "domainId,operation,subscriptionId\n10000025,subscription cancel,20025\n",
    );
    desk.run("plan list.csv -o plan.json").succeeded();
    let refused = desk.run("apply plan.json --yes");
    assert_eq!(refused.code, 2, "{refused}");
    assert!(refused.stderr.contains("unkai-photo.example"), "{refused}");
    desk.run("apply plan.json --yes --confirm unkai-photo.example")
        .succeeded();
}

/// The document leaves the sub-option open; the rules that need none hold all the same.
#[test]
fn an_option_without_a_sub_option_is_held_against_the_product() {
    let desk = Desk::new();
    desk.write(
        "list.csv",
        "domainId,operation,optionProductId\n10000032,add,DRV\n10000026,add,CST_S\n",
    );
    let plan = desk.run("plan list.csv --skip-invalid -o json");
    let plan = plan.succeeded();
    assert!(plan.stdout.contains("OPTION_PRODUCT"), "{plan}");
    assert!(plan.stdout.contains("ROG_STD_T"), "{plan}");
    assert!(!plan.stdout.contains("CST_S goes with"), "{plan}");
}

#[test]
fn what_is_wrong_with_a_whole_list_cannot_be_skipped() {
    let line = "10000036,cancel,CST_M,2027-03-01";
    for (list, wrong) in [
        (
            format!("domainId,operation,optionProductId,applyDat\n{line}\n"),
            "applyDat",
        ),
        (
            format!("domainId,operation,optionProductId,domainId\n{line}\n"),
            "twice",
        ),
        (
            format!("domainId,what,optionProductId,applyDate\n{line}\n"),
            "operation",
        ),
        ("domainId,operation\n".to_owned(), "no change"),
        ("[]".to_owned(), "JSON array"),
    ] {
        let desk = Desk::new();
        desk.write("list.csv", &list);
        for more in ["", " --skip-invalid"] {
            let plan = desk.run(&format!("plan list.csv -o plan.json{more}"));
            assert_eq!(plan.code, 2, "{plan}");
            assert!(plan.stdout.contains(wrong), "{plan}");
            assert!(!plan.stderr.contains("--skip-invalid"), "{plan}");
            assert!(!desk.path().join("plan.json").exists());
        }
    }
}

#[test]
fn a_forecast_has_a_record_for_each_event() {
    let forecast = |more: &str| {
        let arguments = format!("--sandbox forecast 10000036 {more}");
        run(&arguments).succeeded().stdout
    };
    let events = forecast("-o jsonl");
    let csv = forecast("-o csv --columns date,key");
    assert_eq!(csv.lines().next(), Some("date,key"));
    assert_eq!(csv.lines().count(), events.lines().count() + 1, "{csv}");
    for line in events.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert!(
            event["date"].is_string() && event["domainId"] == 10000036,
            "{event}"
        );
    }
    let nothing = forecast("--until tomorrow -o csv");
    assert!(nothing.starts_with("date,domainId,"), "{nothing}");
}
