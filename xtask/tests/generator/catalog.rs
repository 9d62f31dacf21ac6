//! The contract catalog: what it is generated from, and what is said of facts that are wrong.

use serde_json::{Value, json};
use xtask::{Document, Settings};

use crate::binary::xtask;

/// A catalog in small: a disk of three sizes, and a seat with a trial.
const SHOP: &str = "
openapi: 3.0.3
info: { title: Shop, version: '1' }
paths: {}
components:
  schemas:
    ProductId:
      type: string
      enum: [STD_T, STD, ADV, PEN]
      x-enum-descriptions: { STD: Standard }
      x-product-families:
        evidence:
          label: { evidence: documented, source: https://shop/families }
          plans: { evidence: documented, source: https://shop/families }
        values:
          OFFICE: { label: Office, plans: { values: [TRIAL, MONTHLY], complete: true } }
          SCHOOL: { label: School, plans: { values: [], complete: false } }
      x-catalog:
        evidence:
          label: { evidence: documented, source: https://shop/products }
          family: { evidence: documented, source: https://shop/products }
          stage: { evidence: documented, source: https://shop/products }
          paidEquivalent: { evidence: inferred, source: https://shop/products }
        values:
          STD_T: { family: OFFICE, stage: trial, paidEquivalent: STD }
          STD: { family: OFFICE, stage: paid, evidence: { stage: partial } }
          ADV: { family: SCHOOL, stage: paid }
    Plan:
      type: string
      enum: [TRIAL, MONTHLY]
      x-catalog:
        evidence:
          stage: { evidence: documented, source: https://shop/plans }
          term: { evidence: documented, source: https://shop/plans }
        values:
          TRIAL: { stage: trial }
          MONTHLY: { stage: paid, term: monthly }
    OptionProductOrderType: { type: string, enum: [APPLY, CANCEL] }
    OptionProductId:
      type: string
      enum: [DISK, SEAT]
      x-catalog:
        evidence:
          subOptions: { evidence: documented, source: https://shop/options }
          upgrades: { evidence: documented, source: https://shop/options }
          products: { evidence: documented, source: https://shop/options }
          tasks: { evidence: documented, source: https://shop/options }
          quantity: { evidence: documented, source: https://shop/options }
        values:
          DISK:
            subOptions: [DISK1, DISK2, DISK3]
            upgrades: [[DISK1, DISK2, DISK3]]
            products: { values: [STD], undecided: [STD_T] }
            tasks: { values: [APPLY], complete: true }
            quantity: noneOrOne
          SEAT: { subOptions: [SEAT0, SEAT1], quantity: 7 }
    SubOptionId:
      type: string
      enum: [DISK1, DISK2, DISK3, SEAT0, SEAT1, NEW]
      x-enum-descriptions-ja: { DISK1: 一 }
      x-catalog:
        evidence:
          labelJa: { evidence: inferred, source: https://shop/sub-options }
          stage: { evidence: documented, source: https://shop/sub-options }
          paidEquivalent: { evidence: documented, source: https://shop/sub-options }
          size: { evidence: documented, source: https://shop/sub-options }
        values:
          DISK1: { stage: paid, size: { amount: 1, unit: TB } }
          DISK2: { stage: paid, size: { amount: 5, unit: TB } }
          DISK3: { stage: paid, size: { amount: 10, unit: TB } }
          SEAT0:
            stage: trial
            paidEquivalent: SEAT1
            evidence: { paidEquivalent: { evidence: numbering, source: https://shop/old } }
          SEAT1: { stage: paid }
";

const FAMILIES: &str = "ProductId/x-product-families";
const PRODUCTS: &str = "ProductId/x-catalog";
const PLANS: &str = "Plan/x-catalog";
const OPTIONS: &str = "OptionProductId/x-catalog";
const SUB_OPTIONS: &str = "SubOptionId/x-catalog";

fn settings() -> Settings {
    Settings {
        catalog: true,
        ..Settings::any("crate")
    }
}

fn shop() -> Document {
    Document::parse(SHOP, "shop.yaml").unwrap()
}

/// Writes at a place below the schemas; null takes away what is there.
fn write(document: &mut Document, at: &str, value: &Value) {
    let pointer = format!("/components/schemas/{at}");
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.value.pointer_mut(parent).unwrap() {
        Value::Object(parent) if value.is_null() => {
            parent.remove(key).unwrap();
        }
        parent => parent[key] = value.clone(),
    }
}

#[test]
fn facts_become_data_with_their_evidence_and_page() {
    let generated = xtask::generate(&shop(), &settings()).unwrap();
    let catalog = generated.files["catalog.rs"].replace(char::is_whitespace, "");
    let catalog = catalog.replace(",)", ")");
    for part in [
        "pubenumProductFamily{///`OFFICE`Office,///`SCHOOL`School,}",
        r#"stage:known(Stage::Paid,Partial,"https://shop/products")"#,
        "upgrades:known(&[&[SubOptionId::Disk1,SubOptionId::Disk2,SubOptionId::Disk3]],",
        "products:known(CompatibleProducts{values:&[ProductId::Std],undecided:&[ProductId::StdT],},",
        "tasks:known(ValueList{values:&[OptionProductOrderType::Apply],complete:true,},",
        "quantity:known(Quantity::NullOrOne,",
        "quantity:known(Quantity::UpTo(7u32),",
        "size:known(Size{amount:5u32,unit:Unit::Terabytes,}",
        r#"paid_equivalent:known(SubOptionId::Seat1,Numbering,"https://shop/old")"#,
        r#"label:known("Standard",Documented,"https://shop/products")"#,
        r#"label_ja:known("一",Inferred,"#,
        // A value without facts is known by its code alone.
        "SubOptionFacts{id:SubOptionId::New,label:None,label_ja:None,stage:None,",
        "ProductFacts{id:ProductId::Pen,label:None,label_ja:None,family:None,",
    ] {
        assert!(catalog.contains(part), "{part} is not in {catalog}");
    }
}

#[test]
fn a_document_without_facts_has_a_catalog_of_codes() {
    let mut document = shop();
    for at in [FAMILIES, PRODUCTS, PLANS, OPTIONS, SUB_OPTIONS] {
        write(&mut document, at, &Value::Null);
    }
    let generated = xtask::generate(&document, &settings()).unwrap();
    let catalog = &generated.files["catalog.rs"];
    assert!(catalog.contains("id: OptionProductId::Disk"), "{catalog}");
    assert!(!catalog.contains("known("), "{catalog}");
}

/// What is wrong, and the edits that make it so: of which map, where in it, the value there.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str, Value)]);

/// Each kind of wrong fact, and all that is said of it.
#[test]
fn wrong_facts_are_refused() {
    let cases: &[Case<'_>] = &[
        ("an unknown option", &[(OPTIONS, "values/TAPE", json!({}))]),
        (
            "an unknown sub-option",
            &[(OPTIONS, "values/SEAT/subOptions", json!(["SEAT0", "SEAT9"]))],
        ),
        (
            "an unknown product",
            &[(OPTIONS, "values/DISK/products/values", json!(["STD", 5]))],
        ),
        (
            "an unknown task",
            &[(
                OPTIONS,
                "values/DISK/tasks/values",
                json!(["APPLY", "RENT"]),
            )],
        ),
        (
            "an unknown family",
            &[(PRODUCTS, "values/STD/family", json!("GARDEN"))],
        ),
        (
            "an unknown contract type",
            &[(FAMILIES, "values/OFFICE/plans/values", json!(["WEEKLY"]))],
        ),
        (
            "an unknown fact",
            &[(SUB_OPTIONS, "values/DISK1/sise", json!(1))],
        ),
        (
            "a label in the wrong place",
            &[(SUB_OPTIONS, "values/DISK1/label", json!("Disk"))],
        ),
        (
            "an unknown stage",
            &[(PRODUCTS, "values/STD/stage", json!("gratis"))],
        ),
        (
            "an unknown edition",
            &[(PRODUCTS, "values/STD/edition", json!("deluxe"))],
        ),
        (
            "an unknown word for evidence",
            &[(PRODUCTS, "values/STD/evidence/stage", json!("sure"))],
        ),
        (
            "a page that is none",
            &[(PRODUCTS, "evidence/stage/source", json!("the wiki"))],
        ),
        ("no evidence", &[(PLANS, "evidence/stage", Value::Null)]),
        ("no page", &[(PLANS, "evidence/stage/source", Value::Null)]),
        (
            "labels without evidence",
            &[(PRODUCTS, "evidence/label", Value::Null)],
        ),
        (
            "evidence of nothing",
            &[(
                PRODUCTS,
                "values/ADV/evidence",
                json!({ "paidEquivalent": "partial" }),
            )],
        ),
        (
            "a paid equivalent of another option",
            &[(SUB_OPTIONS, "values/SEAT0/paidEquivalent", json!("DISK1"))],
        ),
        (
            "a paid equivalent of another family",
            &[(PRODUCTS, "values/STD_T/paidEquivalent", json!("ADV"))],
        ),
        (
            "a paid equivalent that is not paid",
            &[(SUB_OPTIONS, "values/SEAT0/paidEquivalent", json!("SEAT0"))],
        ),
        (
            "a paid equivalent of another edition",
            &[
                (
                    PRODUCTS,
                    "evidence/edition",
                    json!({ "evidence": "documented", "source": "https://shop/products" }),
                ),
                (PRODUCTS, "values/STD/edition", json!("standard")),
                (PRODUCTS, "values/STD_T/edition", json!("advanced")),
            ],
        ),
        (
            "facts under another name",
            &[("Plan", "x-catalogue", json!({ "values": {} }))],
        ),
        (
            "facts of another enum",
            &[(
                "OptionProductOrderType",
                "x-catalog",
                json!({ "values": {} }),
            )],
        ),
        (
            "a paid equivalent of what is paid",
            &[(SUB_OPTIONS, "values/SEAT1/paidEquivalent", json!("SEAT1"))],
        ),
        (
            "a trial without a paid equivalent",
            &[
                (SUB_OPTIONS, "values/SEAT0/paidEquivalent", Value::Null),
                (SUB_OPTIONS, "values/SEAT0/evidence", Value::Null),
            ],
        ),
        (
            "a size without a unit",
            &[(SUB_OPTIONS, "values/DISK1/size/unit", Value::Null)],
        ),
        (
            "a size of an unknown unit",
            &[(SUB_OPTIONS, "values/DISK1/size/unit", json!("MB"))],
        ),
        (
            "a size of nothing",
            &[(SUB_OPTIONS, "values/DISK1/size/amount", json!(0))],
        ),
        (
            "a size that is a number",
            &[(SUB_OPTIONS, "values/DISK1/size", json!(5))],
        ),
        (
            "a product twice",
            &[(
                OPTIONS,
                "values/DISK/products/values",
                json!(["STD", "STD"]),
            )],
        ),
        (
            "a product decided and undecided",
            &[(OPTIONS, "values/DISK/products/undecided", json!(["STD"]))],
        ),
        (
            "a sub-option of two options",
            &[(
                OPTIONS,
                "values/SEAT/subOptions",
                json!(["SEAT0", "SEAT1", "DISK1"]),
            )],
        ),
        (
            "a sub-option of no option",
            &[(SUB_OPTIONS, "values/NEW", json!({ "stage": "paid" }))],
        ),
        (
            "an order with a gap",
            &[(OPTIONS, "values/DISK/upgrades", json!([["DISK1", "DISK3"]]))],
        ),
        (
            "an order that falls",
            &[(
                OPTIONS,
                "values/DISK/upgrades",
                json!([["DISK2", "DISK1", "DISK3"]]),
            )],
        ),
        (
            "an order with a size missing",
            &[(SUB_OPTIONS, "values/DISK3/size", Value::Null)],
        ),
        (
            "an order of two units",
            &[(SUB_OPTIONS, "values/DISK3/size/unit", json!("seats"))],
        ),
        (
            "an order of another option's",
            &[(OPTIONS, "values/SEAT/upgrades", json!([["SEAT1", "NEW"]]))],
        ),
        (
            "an order of a trial and what is paid",
            &[(OPTIONS, "values/SEAT/upgrades", json!([["SEAT0", "SEAT1"]]))],
        ),
        (
            "an order of one",
            &[(OPTIONS, "values/SEAT/upgrades", json!([["SEAT1"]]))],
        ),
        (
            "a sub-option in two orders",
            &[(
                OPTIONS,
                "values/DISK/upgrades",
                json!([["DISK1", "DISK2", "DISK3"], ["DISK1", "DISK3"]]),
            )],
        ),
        (
            "a quantity of nothing",
            &[(OPTIONS, "values/SEAT/quantity", json!(0))],
        ),
        (
            "a quantity that is a text",
            &[(OPTIONS, "values/SEAT/quantity", json!("seven"))],
        ),
        (
            "a family without contract types",
            &[(FAMILIES, "values/SCHOOL/plans", Value::Null)],
        ),
        (
            "a family of no contract type",
            &[(FAMILIES, "values/SCHOOL/plans/complete", json!(true))],
        ),
        (
            "two families of one name",
            &[(
                FAMILIES,
                "values/Office",
                json!({ "label": "O", "plans": { "values": [], "complete": false } }),
            )],
        ),
        (
            "a product without a family",
            &[(PRODUCTS, "values/STD_T", json!({ "stage": "paid" }))],
        ),
        (
            "a term of what is not paid",
            &[(PLANS, "values/TRIAL/term", json!("annual"))],
        ),
        (
            "facts that are no map",
            &[(PLANS, "values", json!(["TRIAL"]))],
        ),
        (
            "an enum that is gone",
            &[
                ("OptionProductOrderType", "enum", json!([1, 2])),
                ("OptionProductOrderType", "type", json!("integer")),
            ],
        ),
    ];
    let mut said = String::new();
    for (name, edits) in cases {
        let mut document = shop();
        for (table, at, value) in *edits {
            write(&mut document, &format!("{table}/{at}"), value);
        }
        match xtask::generate(&document, &settings()) {
            Ok(_) => panic!("{name} is accepted"),
            Err(error) => {
                assert!(!error.problems().is_empty(), "{name}: {error}");
                for problem in error.problems() {
                    said.push_str(&format!("# {name}\n{problem}\n"));
                }
            }
        }
    }
    insta::assert_snapshot!(said);
}

/// The same from the command line.
#[test]
fn the_catalog_of_another_document_is_checked_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.yaml");
    std::fs::write(&path, SHOP.replace("unit: TB", "unit: MB")).unwrap();
    let out = folder.path().join("generated");
    let (path, out) = (path.to_str().unwrap(), out.to_str().unwrap());
    let arguments = ["generate", "--document", path, "--out", out];
    assert_eq!(xtask(&arguments).code, Some(0));
    let run = xtask(&[&arguments[..], &["--catalog"]].concat());
    assert_eq!(run.code, Some(1));
    let unknown = "\"MB\" is not one of the words that are known here";
    assert!(run.stderr.contains(unknown), "{}", run.stderr);
}
