//! The facts of the catalog as the vendor's pages print them. Validation and the sandbox both go by
//! the document, so that a wrong fact in it would make them wrong together; it shows here.
//!
//! What the document adds to the pages of `vendor-catalog.txt` is not held against them.

use works_partner_api::catalog::{
    Basis, Edition, FAMILIES, OPTIONS, Quantity, Recurrence, Size, Stage, Term, Unit,
};
use works_partner_api::types::{OptionProductId, Plan, ProductId, SubOptionId};

/// The lines below a heading.
fn printed(heading: &str) -> Vec<&'static str> {
    let pages = include_str!("../../fixtures/vendor-catalog.txt").lines();
    let lines = pages.skip_while(|line| !line.starts_with(&format!("## {heading}: ")));
    let lines = lines.skip(1).take_while(|line| !line.starts_with("## "));
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    assert!(!lines.is_empty(), "{heading}");
    lines
}

/// `ID, ID: VALUE, VALUE`
fn pairs(heading: &str) -> Vec<(Vec<&'static str>, Vec<&'static str>)> {
    let split = |line: &'static str| line.split_once(": ").unwrap();
    let lines = printed(heading).into_iter().map(split);
    lines
        .map(|(of, values)| (words(of), words(values)))
        .collect()
}

fn words(list: &str) -> Vec<&str> {
    list.split(", ").collect()
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn stage(sub_option: &str) -> Option<Stage> {
    let facts = SubOptionId::from(sub_option).facts().unwrap();
    Some(facts.stage.as_ref()?.value)
}

#[test]
fn sub_options_belong_to_the_options_that_pages_print_them_with() {
    let mut option = "";
    let mut listed = Vec::new();
    for line in printed("sub-options") {
        let line = line.trim_start_matches("- ");
        match line.strip_prefix("If the option ID is ") {
            Some(next) => option = next,
            None => {
                let (id, label) = line.split_once(": ").unwrap();
                let id = SubOptionId::from(id);
                assert_eq!(id.description(), Some(label), "{id}");
                listed.push((option, id));
            }
        }
    }
    assert_eq!(listed.len(), 19);
    for (options, ids) in pairs("more sub-options") {
        listed.extend(ids.into_iter().map(|id| (options[0], id.into())));
    }
    for (option, id) in &listed {
        let facts = OptionProductId::from(*option).facts().unwrap();
        let own = facts.sub_options().unwrap();
        assert!(own.contains(id), "{option} {id}");
        // In the order of the page.
        let printed: Vec<_> = listed.iter().filter(|it| it.0 == *option).collect();
        let known = own
            .iter()
            .filter(|id| printed.iter().any(|it| it.1 == **id));
        assert!(known.eq(printed.iter().map(|it| &it.1)), "{option}");
    }
}

#[test]
fn labels_say_trial_edition_and_size() {
    for line in printed("sub-options") {
        let Some((id, label)) = line.trim_start_matches("- ").split_once(": ") else {
            continue;
        };
        let facts = SubOptionId::from(id).facts().unwrap();
        let is_trial = label.contains("Trial");
        assert_eq!(stage(id) == Some(Stage::Trial), is_trial, "{id}");
        let edition = facts.edition.as_ref().map(|edition| edition.value);
        let said = match label {
            _ if label.contains("(for STD)") => Some(Edition::Standard),
            _ if label.contains("(for ADV)") => Some(Edition::Advanced),
            _ => None,
        };
        assert_eq!(edition, said, "{id}");
        let size = facts.size.as_ref().map(|size| size.value);
        let digits: String = label.chars().filter(char::is_ascii_digit).collect();
        let said = digits.parse().ok().map(|amount| Size {
            amount,
            unit: if label.ends_with(" TB)") {
                Unit::Terabytes
            } else {
                Unit::Contacts
            },
        });
        assert_eq!(size, said, "{id}");
        // A trial is called as what it becomes.
        if let Some(paid) = facts.paid_equivalent.as_ref() {
            let paid = paid.value.description().unwrap();
            assert_eq!(label.replace(" Trial", ""), paid, "{id}");
        }
    }
}

#[test]
fn paid_sub_options_are_those_that_a_trial_can_become() {
    for (options, paid) in pairs("paid sub-options") {
        let facts = OptionProductId::from(options[0]).facts().unwrap();
        let own = texts(facts.sub_options().unwrap());
        let is_paid = |id: &&String| stage(id) == Some(Stage::Paid);
        assert!(own.iter().filter(is_paid).eq(&paid), "{options:?}");
        let becomes = own.iter().filter_map(|id| {
            let facts = SubOptionId::from(id.as_str()).facts()?;
            Some(facts.paid_equivalent.as_ref()?.value.to_string())
        });
        assert_eq!(becomes.collect::<Vec<_>>(), paid);
    }
}

#[test]
fn options_go_with_the_products_that_pages_print() {
    let mut options = Vec::new();
    for line in printed("products of options") {
        let [ids, trial, products] = line.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        for option in words(ids) {
            let facts = OptionProductId::from(option).facts().unwrap();
            let known = facts.products.as_ref().unwrap().value;
            let (values, undecided) = products_of(products);
            assert_eq!(texts(known.values), values, "{option}");
            assert_eq!(texts(known.undecided), undecided, "{option}");
            let subs = texts(facts.sub_options().unwrap_or_default());
            let has_trial = subs.iter().any(|id| stage(id) == Some(Stage::Trial));
            assert_eq!(has_trial, trial == "yes", "{option}");
            options.push(option);
        }
    }
    assert_eq!(options.len(), 16);
}

/// Product ids as they are; names of editions as the products that go by them, whose trials the page
/// may or may not mean.
fn products_of(printed: &'static str) -> (Vec<String>, Vec<String>) {
    let labels: Vec<&str> = FAMILIES.iter().map(|family| family.id.label()).collect();
    let family = labels.iter().find_map(|family| {
        let names = printed.strip_prefix(family)?;
        Some((*family, names.trim_start()))
    });
    let Some((family, names)) = family else {
        return (texts(&words(printed)), Vec::new());
    };
    let called = |label: String| {
        let mut products = ProductId::known_values().iter();
        products
            .find(|id| id.description() == Some(&label))
            .map(ToString::to_string)
    };
    let names = words(names);
    let values = names
        .iter()
        .map(|name| called(format!("{family} {name}")).unwrap());
    let trials = names
        .iter()
        .filter_map(|name| called(format!("{family} {name} Trial")));
    (values.collect(), trials.collect())
}

#[test]
fn tasks_quantities_sizes_and_months_are_those_of_the_pages() {
    for (options, tasks) in pairs("tasks") {
        let facts = OptionProductId::from(options[0]).facts().unwrap();
        let known = facts.tasks.as_ref().unwrap().value;
        assert_eq!((texts(known.values), known.complete), (texts(&tasks), true));
    }
    let one = printed("quantity in responses");
    for (options, most) in pairs("largest quantities") {
        for option in options {
            let facts = OptionProductId::from(option).facts().unwrap();
            let most = Quantity::UpTo(most[0].parse().unwrap());
            assert_eq!(facts.quantity.as_ref().unwrap().value, most, "{option}");
        }
    }
    for option in ["ACV2", "ACV3", "DRV", "SSTG2", "BCT"] {
        let facts = OptionProductId::from(option).facts().unwrap();
        let quantity = facts.quantity.as_ref().unwrap().value;
        let is_one = quantity == Quantity::NullOrOne;
        assert_eq!(is_one, one[0].contains(option), "{option}");
        assert!(is_one || quantity == Quantity::Null, "{option}");
    }
    let once = words(printed("options for one month")[0]);
    for option in OPTIONS {
        let recurrence = option.recurrence.as_ref().map(|fact| fact.value);
        let is_printed = once.contains(&option.id.as_str());
        if is_printed || printed_options().contains(&option.id.to_string()) {
            assert_eq!(
                recurrence == Some(Recurrence::OneMonth),
                is_printed,
                "{}",
                option.id
            );
        }
    }
    for (options, size) in pairs("sizes of options") {
        let facts = OptionProductId::from(options[0]).facts().unwrap();
        let known = facts.size.as_ref().unwrap().value;
        let known = format!("{} {}", known.amount, known.unit.as_str());
        assert_eq!([known.as_str()], size[..], "{options:?}");
    }
}

fn printed_options() -> Vec<String> {
    let lines = printed("products of options").into_iter();
    let ids = lines.flat_map(|line| words(line.split(" | ").next().unwrap()));
    ids.map(str::to_owned).collect()
}

#[test]
fn products_have_the_family_and_the_contract_types_of_the_pages() {
    let paid = words(printed("paid products")[0]);
    for (families, products) in pairs("products") {
        for product in products {
            let facts = ProductId::from(product).facts().unwrap();
            let family = facts.family.as_ref().unwrap().value;
            assert_eq!(family.label(), families[0], "{product}");
            let stage = facts.stage.as_ref().unwrap().value;
            assert_eq!(stage == Stage::Paid, paid.contains(&product), "{product}");
            assert_eq!(stage == Stage::Trial, product.ends_with("_T"), "{product}");
            let becomes = facts
                .paid_equivalent
                .as_ref()
                .map(|paid| paid.value.to_string());
            assert_eq!(becomes.as_deref(), product.strip_suffix("_T"), "{product}");
        }
    }
    for line in printed("contract types") {
        let (label, plans) = line.split_once(": ").unwrap();
        let family = FAMILIES
            .iter()
            .find(|family| family.id.label() == label)
            .unwrap();
        let known = family.plans.as_ref().unwrap().value;
        let complete = !plans.contains('…');
        let plans: Vec<_> = words(plans)
            .into_iter()
            .filter(|plan| *plan != "…")
            .collect();
        assert_eq!(
            (texts(known.values), known.complete),
            (texts(&plans), complete),
            "{label}"
        );
    }
    let paid = words(printed("paid contract types")[0]);
    let printed_plans = pairs("contract types")
        .into_iter()
        .flat_map(|(_, plans)| plans);
    for id in printed_plans.filter(|plan| *plan != "…") {
        let facts = Plan::from(id).facts().unwrap();
        let is_paid = facts.stage.as_ref().unwrap().value == Stage::Paid;
        assert_eq!(is_paid, paid.contains(&id), "{id}");
        let by_license = facts.basis.as_ref().unwrap().value == Basis::License;
        assert_eq!(by_license, id.ends_with("_LICENSE"), "{id}");
        let is_annual = facts.term.as_ref().map(|term| term.value == Term::Annual);
        assert_eq!(is_annual, is_paid.then(|| id.starts_with("ANNUAL")), "{id}");
        let prepaid = facts.prepaid.as_ref().map(|prepaid| prepaid.value);
        assert_eq!(prepaid, is_paid.then(|| id.contains("PREPAY")), "{id}");
    }
}
