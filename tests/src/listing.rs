//! Rust code as lists that a person can review.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Visibility};
use works_partner_api::schema::{Kind, Schema};

/// Structs with their fields, wire names and types, one field a line.
pub fn types(file: &Path) -> String {
    let mut lines = Vec::new();
    for item in parse(file).items {
        let Item::Struct(definition) = item else {
            continue;
        };
        lines.push(format!("{}", definition.ident));
        for field in &definition.fields {
            let name = field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let wire = wire_name(field).unwrap_or_else(|| name.clone());
            let ty = shorten(&field.ty);
            lines.push(match name == wire {
                true => format!("    {name}: {ty}"),
                false => format!("    {name} ({wire}): {ty}"),
            });
        }
    }
    lines.join("\n")
}

/// Enums with their variants, each with the value and the label that its documentation says.
pub fn enums(file: &Path) -> String {
    let mut lines = Vec::new();
    for item in parse(file).items {
        let Item::Enum(definition) = item else {
            continue;
        };
        lines.push(definition.ident.to_string());
        for variant in &definition.variants {
            if variant.fields.is_empty() {
                lines.push(format!("    {}: {}", variant.ident, doc(&variant.attrs)));
            }
        }
    }
    lines.join("\n")
}

/// The first line of an item's documentation.
fn doc(attrs: &[syn::Attribute]) -> String {
    let text = attrs.iter().find_map(|attr| match &attr.meta {
        syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    let text = text.unwrap_or_default();
    text.trim().lines().next().unwrap_or_default().to_owned()
}

/// The public items of a crate's hand-written sources, with signatures and without bodies.
pub fn public_api(source: &Path) -> String {
    let files: Vec<_> = rust_files(source)
        .into_iter()
        .map(|file| (parse(&file), file))
        .collect();
    let mut names = Names::default();
    for (parsed, _) in &files {
        names.declare(&parsed.items);
    }
    let mut lines = Vec::new();
    for (parsed, file) in &files {
        let mut found = Vec::new();
        list_items(&parsed.items, &names, &mut found);
        if !found.is_empty() {
            let name = file.strip_prefix(source).unwrap_or(file);
            lines.push(format!("{}", name.display()));
            lines.extend(found.into_iter().map(|line| format!("    {line}")));
        }
    }
    lines.join("\n")
}

/// The types and traits that a crate declares.
#[derive(Default)]
struct Names {
    public: BTreeSet<String>,
    private: BTreeSet<String>,
}

impl Names {
    fn declare(&mut self, items: &[Item]) {
        for item in items {
            let (name, visibility) = match item {
                Item::Struct(item) => (&item.ident, &item.vis),
                Item::Enum(item) => (&item.ident, &item.vis),
                Item::Union(item) => (&item.ident, &item.vis),
                Item::Trait(item) => (&item.ident, &item.vis),
                Item::Type(item) => (&item.ident, &item.vis),
                Item::Mod(item) => {
                    if let Some((_, items)) = &item.content {
                        self.declare(items);
                    }
                    continue;
                }
                _ => continue,
            };
            let names = match is_public(visibility) {
                true => &mut self.public,
                false => &mut self.private,
            };
            names.insert(name.to_string());
        }
    }

    /// Whether every type or trait of that name is private. What the crate does not declare is not.
    fn is_private(&self, path: &syn::Path) -> bool {
        let name = path.segments.last().map(|last| last.ident.to_string());
        name.is_some_and(|name| self.private.contains(&name) && !self.public.contains(&name))
    }
}

fn list_items(items: &[Item], names: &Names, lines: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Fn(item) if is_public(&item.vis) => lines.push(shorten(&item.sig)),
            Item::Const(item) if is_public(&item.vis) => {
                lines.push(format!("const {}: {}", item.ident, shorten(&item.ty)));
            }
            Item::Static(item) if is_public(&item.vis) => {
                lines.push(format!("static {}: {}", item.ident, shorten(&item.ty)));
            }
            Item::Type(item) if is_public(&item.vis) => {
                lines.push(format!("type {} = {}", item.ident, shorten(&item.ty)));
            }
            Item::Use(item) if is_public(&item.vis) => {
                lines.push(format!("use {}", shorten(&item.tree)));
            }
            Item::Struct(item) if is_public(&item.vis) => {
                lines.push(format!("struct {}{}", item.ident, shorten(&item.generics)));
                if let Fields::Named(fields) = &item.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        let name = field
                            .ident
                            .as_ref()
                            .map(ToString::to_string)
                            .unwrap_or_default();
                        lines.push(format!("    {name}: {}", shorten(&field.ty)));
                    }
                }
                if let Fields::Unnamed(fields) = &item.fields {
                    for (index, field) in fields.unnamed.iter().enumerate() {
                        if is_public(&field.vis) {
                            lines.push(format!("    {index}: {}", shorten(&field.ty)));
                        }
                    }
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                lines.push(format!("enum {}{}", item.ident, shorten(&item.generics)));
                for variant in &item.variants {
                    lines.push(format!("    {}{}", variant.ident, shorten(&variant.fields)));
                }
            }
            Item::Trait(item) if is_public(&item.vis) => {
                lines.push(format!("trait {}{}", item.ident, shorten(&item.generics)));
                for item in &item.items {
                    if let syn::TraitItem::Fn(method) = item {
                        lines.push(format!("    {}", shorten(&method.sig)));
                    }
                }
            }
            Item::Impl(item) => list_impl(item, names, lines),
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content
                    && is_public(&item.vis)
                {
                    list_items(items, names, lines);
                }
            }
            _ => {}
        }
    }
}

/// What a type can do; a trait that it implements is one line, so that a lost `From` is seen. Private types and traits
/// are nobody's API.
fn list_impl(item: &syn::ItemImpl, names: &Names, lines: &mut Vec<String>) {
    if let Some((of, _)) = &item.trait_ {
        let self_type = match &*item.self_ty {
            syn::Type::Path(path) => Some(&path.path),
            _ => None,
        };
        if names.is_private(of) || self_type.is_some_and(|path| names.is_private(path)) {
            return;
        }
        lines.push(format!(
            "impl {} for {}",
            shorten(of),
            shorten(&item.self_ty)
        ));
        return;
    }
    let members = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if is_public(&method.vis) => Some(shorten(&method.sig)),
        ImplItem::Const(value) if is_public(&value.vis) => {
            Some(format!("const {}: {}", value.ident, shorten(&value.ty)))
        }
        _ => None,
    });
    let members: Vec<String> = members.collect();
    if !members.is_empty() {
        lines.push(format!("impl {}", shorten(&item.self_ty)));
        lines.extend(members.into_iter().map(|line| format!("    {line}")));
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Every `.rs` file below a folder but generated ones, sorted.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("generated") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn parse(file: &Path) -> syn::File {
    let parsed = std::fs::read_to_string(file).map(|text| syn::parse_file(&text));
    match parsed {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => panic_with(&format!("{}: {error}", file.display())),
        Err(error) => panic_with(&format!("{}: {error}", file.display())),
    }
}

#[allow(clippy::panic)]
fn panic_with(message: &str) -> ! {
    panic!("{message}")
}

/// `serde(rename = "…")` of a field; `…` for a flattened one.
fn wire_name(field: &syn::Field) -> Option<String> {
    let attrs = field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("serde"));
    attrs
        .map(|attr| attr.to_token_stream().to_string())
        .find_map(|text| {
            if text.contains("flatten") {
                return Some("…".to_owned());
            }
            let (_, rest) = text.split_once("rename = \"")?;
            rest.split_once('"').map(|(name, _)| name.to_owned())
        })
}

/// Code on one line, without the paths that only a generator writes out.
fn shorten(code: &impl ToTokens) -> String {
    let mut text = code.to_token_stream().to_string();
    for path in [
        ":: std :: option :: ",
        ":: std :: vec :: ",
        ":: std :: string :: ",
        ":: std :: result :: ",
        ":: std :: collections :: ",
        ":: serde_json :: ",
        ":: works_partner_api :: types :: ",
        ":: works_partner_api :: ",
    ] {
        text = text.replace(path, "");
    }
    for (spaced, tight) in [
        (" :: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" : ", ": "),
        ("& ", "&"),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        (" <", "<"),
    ] {
        text = text.replace(spaced, tight);
    }
    text
}

/// What a request's value may be, on one line.
pub fn schema(schema: &Schema) -> String {
    let mut text = match schema.kind {
        Kind::Enum(known) => known.name.to_owned(),
        Kind::List(inner) => format!("[{}]", self::schema(inner)),
        Kind::Map(inner) => format!("{{*: {}}}", self::schema(inner)),
        Kind::Object(object) => {
            let properties: Vec<String> = object
                .properties
                .iter()
                .map(|property| {
                    let star = if property.required { "*" } else { "" };
                    let inferred = if property.inferred { " inferred" } else { "" };
                    let schema = self::schema(&property.schema);
                    format!("{}{star}: {schema}{inferred}", property.name)
                })
                .collect();
            format!("{} {{{}}}", object.name, properties.join(", "))
        }
        other => format!("{other:?}"),
    };
    if let Some(format) = schema.format {
        text.push_str(&format!(" {format}"));
    }
    let limits = &schema.limits;
    let mut limit = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!(" {name}={value}"));
        }
    };
    limit("min_length", limits.min_length.map(|n| n.to_string()));
    limit("max_length", limits.max_length.map(|n| n.to_string()));
    for pattern in limits.patterns {
        limit("pattern", Some((*pattern).to_owned()));
    }
    for (inclusive, exclusive, bound) in [
        ("minimum", "above", limits.minimum),
        ("maximum", "below", limits.maximum),
    ] {
        if let Some(bound) = bound {
            let name = if bound.exclusive {
                exclusive
            } else {
                inclusive
            };
            limit(name, Some(bound.value.to_owned()));
        }
    }
    limit("min_items", limits.min_items.map(|n| n.to_string()));
    limit("max_items", limits.max_items.map(|n| n.to_string()));
    if schema.nullable {
        text.push_str(" or null");
    }
    text
}
