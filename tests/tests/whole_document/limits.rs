//! What of an undocumented field is not kept, and how one notices.

use serde_json::Value;
use works_partner_api::types::OptionProductOrder;
use works_partner_tests::reencode;

fn order(undocumented: &str) -> Result<Value, serde_json::Error> {
    let order = format!(
        r#"{{"optionProductId":"DRV","subOptionId":"DRV01","type":"APPLY","applyDate":"2026-12-01",
            "undocumented":{undocumented}}}"#
    );
    reencode::<OptionProductOrder>(&order).map(|mut order| order["undocumented"].take())
}

/// `serde_json::Value` has integers of 64 bits. The server's own bytes are in a `Reply`.
#[test]
fn an_undocumented_integer_beyond_64_bits_becomes_the_nearest_float() {
    for kept in [
        "18446744073709551615",
        "-9223372036854775808",
        "0.1",
        "1.2775004369920241e238",
    ] {
        assert_eq!(order(kept).unwrap(), kept.parse::<Value>().unwrap());
    }
    assert_eq!(
        order("18446744073709551616").unwrap().to_string(),
        "1.8446744073709552e+19"
    );
    assert_eq!(
        order("1e400").unwrap_err().to_string(),
        "number out of range at line 2 column 32"
    );
}

/// serde_json reads 127 levels, ours among them.
#[test]
fn nesting_beyond_what_a_stack_bears_is_an_error() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(order(&nested(126)).is_ok());
    for depth in [127, 100_000] {
        let error = order(&nested(depth)).unwrap_err().to_string();
        assert!(error.starts_with("recursion limit exceeded"), "{error}");
    }
}
