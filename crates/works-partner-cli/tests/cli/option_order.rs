//! `option-order get` and `list`, in every form of output.

use serde_json::json;
use works_partner_sandbox::State;

use crate::support::{Served, Stub, run, snapshot};

/// The vendor's example, key by key in its order.
#[test]
fn the_vendors_example_comes_as_it_stands_on_the_vendors_page() {
    let run = run("--sandbox option-order get 10000001 ACV2 -o json").succeeded();
    let expected = r#"{
  "subscriptionId": 0,
  "optionProductId": "ACV2",
  "subOptionId": "ACV201",
  "type": "APPLY",
  "quantity": null,
  "applyDate": "2019-08-24"
}
"#;
    assert_eq!(run.stdout, expected);
    assert_eq!(run.stderr, "");
}

#[test]
fn every_form_of_what_the_sandbox_has() {
    let subjects = [
        ("seed", "get 10000001 ACV2"),
        ("seed-list", "list 10000001"),
        ("every-option", "list 10000024"),
        ("unknown-sub-option-and-field", "get 10000020 QTA_M1"),
        ("unknown-sub-option-and-field-list", "list 10000020"),
        ("unknown-type", "list 10000021"),
        ("undocumented-fields", "list 10000022"),
        ("nothing-scheduled", "list 10000023"),
        ("subscription-on-order", "list 10000011"),
        ("no-subscription", "list 10000006"),
    ];
    let served = Served::demo();
    for (name, what) in subjects {
        for format in ["table", "json", "jsonl", "csv"] {
            let run = served
                .run(&format!("option-order {what} -o {format}"))
                .succeeded();
            snapshot(&format!("option-order-{name}-{format}"), run);
        }
    }
}

#[test]
fn an_option_may_be_written_small_and_a_flag_anywhere() {
    let expected = run("--sandbox option-order get 10000001 ACV2 -o jsonl").succeeded();
    for arguments in [
        "option-order get 10000001 acv2 --sandbox -o jsonl",
        "option-order --sandbox get -o jsonl 10000001 aCv2",
        "-o table option-order --sandbox get 10000001 ACV2 -o jsonl",
    ] {
        assert_eq!(
            run(arguments).succeeded().stdout,
            expected.stdout,
            "{arguments}"
        );
    }
}

/// What a typed reading would lose: order, spelling, digits, escapes, repetition.
#[test]
fn json_loses_nothing() {
    let task = r#"{"zeta":1.10,"optionProductId":"DRV","big":123456789012345678901234567890,"subOptionId":"DRV01","esc":"\u00e9\/\ud83d\ude00","type":"APPLY","exp":1E+2,"applyDate":"2027-01-01","again":1,"again":2,"empty":[{},[]]}"#;
    let list = format!(
        "{{ \"next\" : \"\\u0061\",\n\t\"optionProductOrders\":[{task},{task}] , \"n\":-0.0 }}"
    );

    let get = Stub::json(task);
    let run = get.run("option-order get 1 DRV -o jsonl").succeeded();
    assert_eq!(run.stdout, format!("{task}\n"));
    snapshot(
        "exact-get-json",
        get.run("option-order get 1 DRV -o json").succeeded(),
    );
    snapshot(
        "exact-get-csv",
        get.run("option-order get 1 DRV -o csv").succeeded(),
    );

    let all = Stub::json(&list);
    let run = all.run("option-order list 1 -o jsonl").succeeded();
    assert_eq!(run.stdout, format!("{task}\n{task}\n"));
    snapshot(
        "exact-list-json",
        all.run("option-order list 1 -o json").succeeded(),
    );
    snapshot(
        "exact-list-table",
        all.run("option-order list 1").succeeded(),
    );
}

#[test]
fn a_list_without_a_list_is_empty() {
    for body in ["{}", r#"{"optionProductOrders":[]}"#] {
        let stub = Stub::json(body);
        let table = stub.run("option-order list 7").succeeded();
        assert_eq!(table.stdout, "");
        assert_eq!(table.stderr, "customer 7 has no scheduled tasks\n");
        assert_eq!(
            stub.run("option-order list 7 -o jsonl").succeeded().stdout,
            ""
        );
    }
}

#[test]
fn what_is_odd_is_noted_below_a_table_and_nowhere_else() {
    let mut state = State::empty();
    state.put_option_product_order(
        7,
        json!({"optionProductId": "DRV", "subOptionId": "SSTG201", "type": "PAUSE", "quantity": 3, "applyDate": "soon"}),
    );
    let served = Served::with(state);
    snapshot(
        "odd-task-table",
        served.run("option-order list 7").succeeded(),
    );
    let json = served.run("option-order list 7 -o json").succeeded();
    assert_eq!(json.stderr, "");
}

#[test]
fn a_logged_call_shows_operation_and_status() {
    let run = run("--sandbox -v option-order list 10000023").succeeded();
    let [token, log, rest] = run.stderr.lines().collect::<Vec<_>>()[..] else {
        unreachable!("{run}");
    };
    assert!(token.contains("token renewed"), "{token}");
    assert!(log.starts_with("→ "), "{log}");
    assert!(log.contains("list_option_product_orders"), "{log}");
    assert!(log.contains("status=200"), "{log}");
    assert_eq!(rest, "customer 10000023 has no scheduled tasks");
}
