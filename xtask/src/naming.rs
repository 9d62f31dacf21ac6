//! The Rust names that the document's names become. The same rules as progenitor's and typify's,
//! so that a clash is found before they panic on it.

use heck::{ToPascalCase, ToSnakeCase};

/// `OptionProductOrder`, for types and for the builder of an operation.
pub(crate) fn type_name(name: &str) -> String {
    identifier(name, |text| text.to_pascal_case(), "X")
}

/// `option_product_id`, for fields, parameters and the method of an operation.
pub(crate) fn field_name(name: &str) -> String {
    identifier(name, |text| text.to_snake_case(), "x")
}

/// The variant of an enum value: `DRV_PS_T` is `DrvPsT`, `Unknown` is `UnknownValue`; `None` where
/// a value has no letter or digit to make a name of.
pub(crate) fn variant_name(value: &str) -> Option<String> {
    if value.is_empty() {
        return Some("Empty".to_owned());
    }
    if !value.chars().any(char::is_alphanumeric) {
        return None;
    }
    let name = identifier(value, |text| text.to_pascal_case(), "V");
    Some(match name.as_str() {
        // `Unknown` is the variant for what the document does not list.
        "Unknown" | "Self" | "Self_" => format!("{}Value", name.trim_end_matches('_')),
        _ => name,
    })
}

fn identifier(name: &str, case: impl Fn(&str) -> String, prefix: &str) -> String {
    let parts: String = name
        .chars()
        .filter(|c| *c != '\'')
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let mut ident = case(&parts);
    if !ident.starts_with(|c: char| c.is_alphabetic()) {
        ident.insert_str(0, prefix);
    }
    // Keywords, and the few words that are identifiers to `syn` but not to a reader of Rust 2024.
    if syn::parse_str::<syn::Ident>(&ident).is_err() || ident == "gen" {
        ident.push('_');
    }
    ident
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_rust_names() {
        for (from, to) in [
            ("DRV_PS_T", "DrvPsT"),
            ("1GB", "V1gb"),
            ("UNKNOWN", "UnknownValue"),
            ("self", "SelfValue"),
            ("", "Empty"),
            ("ja_JP", "JaJp"),
        ] {
            assert_eq!(variant_name(from).as_deref(), Some(to), "{from}");
        }
        assert_eq!(variant_name("+"), None);
        assert_eq!(field_name("a-b"), field_name("a_b"));
        assert_eq!(field_name("type"), "type_");
        assert_eq!(type_name("OptionProductOrder"), "OptionProductOrder");
    }
}
