//! Lists as people and spreadsheets write them.

use serde_json::json;
use works_partner_plan::ChangeList;

/// What is wrong: line, column and kind.
fn mistakes(list: &str) -> Vec<(u64, String, String)> {
    let list = ChangeList::read(list.as_bytes());
    let of = |mistake: &works_partner_plan::Mistake| {
        (
            mistake.line,
            mistake.column.clone().unwrap_or_default(),
            mistake.kind.to_string(),
        )
    };
    list.mistakes().iter().map(of).collect()
}

fn only(list: &str) -> (String, serde_json::Value, serde_json::Value) {
    let list = ChangeList::read(list.as_bytes());
    assert_eq!(list.mistakes(), [], "{:?}", list.mistakes());
    let call = list.changes()[0].call();
    (
        call.operation().id.to_owned(),
        call.parameters().clone().into(),
        call.shown_body().unwrap_or_default(),
    )
}

#[test]
fn what_spreadsheets_write_is_read() {
    let plain = only(
        "domainId,operation,optionProductId,subOptionId,type,quantity,applyDate\n\
         10000001,create_option_product_order,CST_S,CST_S01,APPLY,3,2027-01-09\n",
    );
    for written in [
        // A byte order mark, semicolons, CRLF.
        "\u{feff}domainId;operation;optionProductId;subOptionId;type;quantity;applyDate\r\n\
         10000001;create_option_product_order;CST_S;CST_S01;APPLY;3;2027-01-09\r\n",
        // Tabs, other spellings of headings, full-width digits, Japanese dates, a blank line and a comment.
        "Domain ID\tOperation\tOPTION_PRODUCT_ID\tsubOptionId\ttype\tquantity\tapplyDate\n\n# x,\"y\n\
         １０００００01\tcreate-option-product-order\tCST_S\tＣＳＴ＿Ｓ０１\tAPPLY\t ３ \t2027年1月9日\n",
        // A verb, a column for people, quotation marks, a line of separators alone.
        "domainId,# company,operation,optionProductId,subOptionId,type,quantity,applyDate\n,,,,,,,\n\
         10000001,\"a, \"\"b\"\"\",add,CST_S,CST_S01,,3,2027/1/9\n",
        // What spreadsheets tell each other first, and a separator of which nothing else is told.
        "sep=;\r\ndomainId;operation;optionProductId;subOptionId;type;quantity;applyDate\r\n\
         10000001;create_option_product_order;CST_S;CST_S01;APPLY;3;2027-01-09\r\n",
        "\"sep=,\"\ndomainId,operation,optionProductId,subOptionId,type,quantity,applyDate\n\
         10000001,create_option_product_order,CST_S,CST_S01,APPLY,3,2027-01-09\n",
        "domainId|operation|optionProductId|subOptionId|type|quantity|applyDate\n\
         10000001|create_option_product_order|CST_S|CST_S01|APPLY|3|2027-01-09\n",
        // JSON lines.
        "# {\n{\"domainId\": \"10000001\", \"operation\": \"option-order create\", \"optionProductId\": \"CST_S\", \
         \"subOptionId\": \"CST_S01\", \"type\": \"APPLY\", \"quantity\": 3, \"applyDate\": \"2027-01-09\"}\n",
    ] {
        let found = only(written);
        assert_eq!((&found.0, &found.1), (&plain.0, &plain.1), "{written}");
        for field in [
            "optionProductId",
            "subOptionId",
            "type",
            "quantity",
            "applyDate",
        ] {
            assert_eq!(found.2[field], plain.2[field], "{written}");
        }
    }
    let mut utf16: Vec<u8> = vec![0xff, 0xfe];
    let text = "domainId\toperation\toptionProductId\n10000001\toption cancel\tDRV\n";
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(ChangeList::read(&utf16).changes().len(), 1);
}

#[test]
fn a_file_that_is_not_text_is_refused_as_such() {
    let text = "domainId,operation\n1,customer delete\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&utf16[..], b"PK\x03\x04\x14\0", b"\x89PNG\r\n\x1a\n\0\0"] {
        let list = ChangeList::read(bytes);
        let kinds: Vec<_> = list
            .mistakes()
            .iter()
            .map(|it| it.kind.to_string())
            .collect();
        assert_eq!(kinds, ["ENCODING"], "{bytes:?}");
    }
    // The line of the separator is a line of the file.
    let list = "sep=;\ndomainId;operation\nmany;customer delete\n";
    assert_eq!(mistakes(list)[0].0, 3);
}

#[test]
fn a_verb_means_what_the_line_is_about() {
    for (line, operation, kind) in [
        ("upgrade,SSTG2,SSTG203,,", "upgrade_option_product", None),
        (
            "upgrade,SSTG2,SSTG203,2027-01-01,",
            "create_option_product_order",
            Some("MODIFY"),
        ),
        ("upgrade,,,,20001", "upgrade_subscription", None),
        (
            "cancel,DRV,,2027-01-01,",
            "create_option_product_order",
            Some("CANCEL"),
        ),
        ("cancel,DRV,,,", "delete_option_product", None),
        ("cancel,,,,20001", "delete_subscription", None),
        ("withdraw,DRV,,,", "delete_option_product_order", None),
    ] {
        let product = if operation == "upgrade_subscription" {
            "ADV"
        } else {
            ""
        };
        let list = format!(
            "operation,optionProductId,subOptionId,applyDate,subscriptionId,domainId,productId\n{line},7,{product}\n"
        );
        let (found, _, body) = only(&list);
        assert_eq!(found, operation, "{line}");
        assert_eq!(
            body.get("type"),
            kind.map(|kind| json!(kind)).as_ref(),
            "{line}"
        );
    }
}

#[test]
fn all_mistakes_are_told_at_once_with_line_and_column() {
    let found = mistakes(
        "domainId,operation,optionProductId,subOptionID,applyDate,qantity\n\
         10000001,cancel,DRV,,31/12/2026,\n\
         \n\
         1E+07,cancel,DRV,,2027-02-30,\n\
         10000001,fly,DRV,,,\n\
         10000001,cancel,dvr,,46388,\n\
         10000001,cancel,DRV\n\
         ,cancel,DRV,,,\n\
         10000001,,DRV,,,\n\
         10000001,list_customers,,,,\n\
         10000001,cancel,,,,\n\
         #N/A,cancel,DRV,,,\n",
    );
    let expected = [
        (1, "qantity", "UNKNOWN_COLUMN"),
        (2, "applyDate", "DATE_AMBIGUOUS"),
        (4, "domainId", "NUMBER_SHORTENED"),
        (4, "applyDate", "DATE_NOT_THERE"),
        (5, "operation", "UNKNOWN_OPERATION"),
        (6, "applyDate", "DATE_SERIAL"),
        (7, "", "CELL_COUNT"),
        (8, "domainId", "MISSING"),
        (9, "operation", "NO_OPERATION"),
        (10, "operation", "OPERATION_READS"),
        (11, "operation", "VERB_WITHOUT_SUBJECT"),
        (12, "domainId", "FORMULA_ERROR"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(line, column, kind)| (*line, column.to_string(), kind.to_string()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn what_is_no_list_is_told_as_such() {
    for (list, kind) in [
        ("", "EMPTY_LIST"),
        ("# nothing\n\n", "EMPTY_LIST"),
        ("[{}]", "JSON_ARRAY"),
        ("Changes for March\ndomainId,operation\n", "UNKNOWN_COLUMN"),
        (
            "{\"domainId\": 1, \"operation\": \"customer delete\"\n",
            "JSON",
        ),
        (
            "domainId,operation,optionProductId\n1,cancel,\"DRV\n",
            "OPEN_QUOTE",
        ),
        (
            "{\"domainId\": 1, \"domainId\": 2, \"operation\": \"customer delete\"}",
            "REPEATED_MEMBER",
        ),
    ] {
        let found = mistakes(list);
        assert_eq!(
            found.first().map(|found| found.2.as_str()),
            Some(kind),
            "{list}: {found:?}"
        );
    }
    let shift_jis = b"domainId,operation,companyName\n1,customer update,\x83\x65\x83\x58\x83\x67\n";
    let list = ChangeList::read(shift_jis);
    assert_eq!(
        (list.mistakes()[0].line, &*list.mistakes()[0].kind),
        (2, "ENCODING")
    );
    let workbook = ChangeList::read(b"PK\x03\x04\x14\x00\x06\x00domainId,operation");
    let mistake = &workbook.mistakes()[0];
    assert!(mistake.problem.contains(".xlsx"), "{mistake:?}");
    assert_eq!(workbook.mistakes().len(), 1);
}

#[test]
fn a_secret_is_never_shown() {
    let list = ChangeList::read(
        b"domainId,operation,domain,administrator.password\n,customer create,a.example,\"#REF!pass\"\n",
    );
    assert!(!format!("{:?}", list).contains("pass\""), "{list:?}");
    assert!(
        list.mistakes()
            .iter()
            .all(|mistake| mistake.value.as_deref() != Some("#REF!pass"))
    );
}
