//! The Rust names that the document's names become. The same rules as progenitor's and typify's,
//! so that a clash is found before they panic on it.

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// `OptionProductOrder`, for components.
pub(crate) fn type_name(name: &str) -> String {
    identifier(name, |text| text.to_pascal_case(), "X")
}

/// Names of types that generated code uses for something else.
const RESERVED_TYPES: [&str; 6] = ["Default", "Err", "None", "Ok", "Some", "String"];

/// Whether a type cannot have this name.
pub(crate) fn is_reserved(type_name: &str) -> bool {
    RESERVED_TYPES.contains(&type_name)
}

/// `option_product_id`, for properties.
pub(crate) fn field_name(name: &str) -> String {
    identifier(name, |text| text.to_snake_case(), "x")
}

/// `get_option_product_order`, for the method of an operation and for parameters.
pub(crate) fn method_name(name: &str) -> String {
    identifier(name, |text| text.to_snake_case(), "_")
}

/// `GetOptionProductOrder`, for the builder of an operation.
pub(crate) fn builder_name(operation_id: &str) -> String {
    identifier(
        &method_name(operation_id),
        |text| text.to_pascal_case(),
        "_",
    )
}

/// The variant of an enum value: `DRV_PS_T` is `DrvPsT`, `Unknown` is `UnknownValue`; `None` where
/// a value has no letter or digit to make a name of.
pub(crate) fn variant_name(value: &str) -> Option<String> {
    if value.is_empty() {
        return Some("Empty".to_owned());
    }
    // `①` is a number to Unicode, but nothing of a name to Rust.
    let in_names = |c: char| c.is_alphanumeric() && is_xid_continue(c);
    let letters = value.trim_start_matches(|c| !in_names(c));
    if letters.is_empty() {
        return None;
    }
    let name = identifier(letters, |text| text.to_pascal_case(), "V");
    Some(match name.as_str() {
        // `Unknown` is the variant for what the document does not list.
        "Unknown" | "Self" | "Self_" => format!("{}Value", name.trim_end_matches('_')),
        _ => name,
    })
}

/// Whether a text is an identifier as it stands.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_xid_start) && chars.all(is_xid_continue) && !is_keyword(text)
}

fn identifier(name: &str, case: impl Fn(&str) -> String, prefix: &str) -> String {
    let mut ident = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => case(&name.replace('\'', "").replace(|c| !is_xid_continue(c), "-")),
    };
    match ident.chars().next() {
        None => ident = case("x"),
        Some(first) if !is_xid_start(first) => ident.insert_str(0, prefix),
        Some(_) => {}
    }
    if is_keyword(&ident) {
        ident.push('_');
    }
    ident
}

fn is_keyword(ident: &str) -> bool {
    // `syn` knows the editions up to 2021.
    ident == "gen" || syn::parse_str::<syn::Ident>(ident).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_rust_names() {
        for (from, to) in [
            ("DRV_PS_T", "DrvPsT"),
            ("1GB", "V1gb"),
            ("+1", "V1"),
            ("UNKNOWN", "UnknownValue"),
            ("self", "SelfValue"),
            ("", "Empty"),
            ("ja_JP", "JaJp"),
        ] {
            assert_eq!(variant_name(from).as_deref(), Some(to), "{from}");
        }
        assert_eq!(variant_name("+"), None);
        assert_eq!(variant_name("①"), None);
        assert_eq!(field_name("a-b"), field_name("a_b"));
        assert_eq!(field_name("type"), "type_");
        assert_eq!(field_name("1st"), "x1st");
        assert_eq!(type_name("OptionProductOrder"), "OptionProductOrder");
        assert_eq!(method_name("2fa"), "_2fa");
        assert_eq!(builder_name("2fa"), "_2fa");
    }

    #[test]
    fn an_identifier_has_nothing_around_it() {
        assert!(is_identifier("Drive") && is_identifier("顧客"));
        for other in ["", "Drive ", "Drive/**/", "1GB", "Self", "①", "r#type"] {
            assert!(!is_identifier(other), "{other}");
        }
    }
}
