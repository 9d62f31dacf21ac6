//! Changes of the generated crate's public API, read off its code.
//!
//! Names, types and signatures are compared as they are written; documentation is not. It is what a
//! program is compiled against, parameter and field types included, which a comparison by name
//! would miss.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Type, Visibility};

use super::{Level, RustChange};
use crate::GenerateError;

/// The files whose items are public, and the module that they are seen in.
const FILES: [(&str, &str); 4] = [
    ("mod.rs", ""),
    ("types.rs", "types::"),
    ("enums.rs", "types::"),
    ("builder.rs", "builder::"),
];

pub(super) fn changes(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Result<Vec<RustChange>, GenerateError> {
    let (old, new) = (read(old)?, read(new)?);
    let mut changes = Vec::new();
    for (item, entry) in &new {
        match old.get(item) {
            None => {
                // What stands in a new item is not told one by one.
                if !within(item, |parent| {
                    new.contains_key(parent) && !old.contains_key(parent)
                }) {
                    changes.push(added(item, entry, &old));
                }
            }
            Some(was) if was.signature != entry.signature => changes.push(RustChange {
                item: item.clone(),
                level: Level::Major,
                reason: format!("{}; it was {}", entry.signature, was.signature),
            }),
            Some(_) => {}
        }
    }
    for (item, entry) in &old {
        if !new.contains_key(item)
            && !within(item, |parent| {
                old.contains_key(parent) && !new.contains_key(parent)
            })
        {
            changes.push(RustChange {
                item: item.clone(),
                level: Level::Major,
                reason: format!("{} is gone", entry.kind),
            });
        }
    }
    changes.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.item.cmp(&b.item)));
    Ok(changes)
}

/// What can be named from outside.
struct Entry {
    kind: &'static str,
    signature: String,
    /// Whether it can grow without breaking programs.
    open: bool,
}

type Entries = BTreeMap<String, Entry>;

fn added(item: &str, entry: &Entry, old: &Entries) -> RustChange {
    let container = item
        .rsplit_once("::")
        .and_then(|(container, _)| old.get(container));
    let closed = container.is_some_and(|container| !container.open);
    let (level, reason) = if closed && ["field", "variant"].contains(&entry.kind) {
        (
            Level::Major,
            format!("{} is new where programs list them all", entry.kind),
        )
    } else {
        (Level::Minor, format!("{} is new", entry.kind))
    };
    RustChange {
        item: item.to_owned(),
        level,
        reason,
    }
}

fn within(item: &str, is: impl Fn(&str) -> bool) -> bool {
    let mut item = item;
    while let Some((parent, _)) = item.rsplit_once("::") {
        if is(parent) {
            return true;
        }
        item = parent;
    }
    false
}

fn read(files: &BTreeMap<String, String>) -> Result<Entries, GenerateError> {
    let mut entries = Entries::new();
    for (name, module) in FILES {
        let Some(text) = files.get(name) else {
            continue;
        };
        let file = syn::parse_file(text)
            .map_err(|error| GenerateError::Output(format!("{name} is not Rust: {error}")))?;
        items(module, &file.items, &mut entries);
    }
    Ok(entries)
}

fn items(module: &str, items: &[Item], entries: &mut Entries) {
    for item in items {
        match item {
            Item::Mod(inner) if is_public(&inner.vis) => {
                if let Some((_, content)) = &inner.content {
                    self::items(&format!("{module}{}::", inner.ident), content, entries);
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let name = format!("{module}{}", item.ident);
                let all_public = item.fields.iter().all(|field| is_public(&field.vis));
                let entry = Entry {
                    kind: "struct",
                    signature: derives(&item.attrs),
                    open: is_open(&item.attrs) || !all_public,
                };
                entries.insert(name.clone(), entry);
                fields(&name, &item.fields, true, entries);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = format!("{module}{}", item.ident);
                let open = is_open(&item.attrs);
                entries.insert(
                    name.clone(),
                    Entry {
                        kind: "enum",
                        signature: derives(&item.attrs),
                        open,
                    },
                );
                for variant in &item.variants {
                    let name = format!("{name}::{}", variant.ident);
                    let open = is_open(&variant.attrs);
                    let signature = String::new();
                    entries.insert(
                        name.clone(),
                        Entry {
                            kind: "variant",
                            signature,
                            open,
                        },
                    );
                    fields(&name, &variant.fields, false, entries);
                }
            }
            Item::Fn(item) if is_public(&item.vis) => {
                let entry = Entry {
                    kind: "function",
                    signature: tokens(&item.sig),
                    open: true,
                };
                entries.insert(format!("{module}{}", item.sig.ident), entry);
            }
            Item::Impl(item) => implementation(module, item, entries),
            Item::Const(item) if is_public(&item.vis) => {
                let entry = Entry {
                    kind: "constant",
                    signature: tokens(&item.ty),
                    open: true,
                };
                entries.insert(format!("{module}{}", item.ident), entry);
            }
            Item::Static(item) if is_public(&item.vis) => {
                let entry = Entry {
                    kind: "static",
                    signature: tokens(&item.ty),
                    open: true,
                };
                entries.insert(format!("{module}{}", item.ident), entry);
            }
            Item::Type(item) if is_public(&item.vis) => {
                let entry = Entry {
                    kind: "type",
                    signature: tokens(&item.ty),
                    open: true,
                };
                entries.insert(format!("{module}{}", item.ident), entry);
            }
            _ => {}
        }
    }
}

fn fields(container: &str, fields: &Fields, own_visibility: bool, entries: &mut Entries) {
    for (at, field) in fields.iter().enumerate() {
        if own_visibility && !is_public(&field.vis) {
            continue;
        }
        let name = field
            .ident
            .as_ref()
            .map_or_else(|| at.to_string(), ToString::to_string);
        let entry = Entry {
            kind: "field",
            signature: tokens(&field.ty),
            open: true,
        };
        entries.insert(format!("{container}::{name}"), entry);
    }
}

fn implementation(module: &str, item: &syn::ItemImpl, entries: &mut Entries) {
    let Type::Path(path) = item.self_ty.as_ref() else {
        return;
    };
    let Some(segment) = path.path.segments.last() else {
        return;
    };
    // Builders name the types beside them by `super::`.
    let is_outer = path
        .path
        .segments
        .first()
        .is_some_and(|first| first.ident == "super");
    let module = match module.strip_suffix("builder::") {
        Some(outer) if is_outer => outer,
        _ => module,
    };
    let name = format!("{module}{}", segment.ident);
    if let Some((interface, _)) = &item.trait_ {
        let entry = Entry {
            kind: "implementation",
            signature: String::new(),
            open: true,
        };
        entries.insert(format!("{name}::impl {}", tokens(interface)), entry);
        return;
    }
    for inner in &item.items {
        if let ImplItem::Fn(function) = inner
            && is_public(&function.vis)
        {
            let entry = Entry {
                kind: "method",
                signature: tokens(&function.sig),
                open: true,
            };
            entries.insert(format!("{name}::{}", function.sig.ident), entry);
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_open(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"))
}

/// The derives in order, and whether programs may list what is inside.
fn derives(attributes: &[syn::Attribute]) -> String {
    let mut all = BTreeSet::new();
    for attribute in attributes {
        if attribute.path().is_ident("derive") || attribute.path().is_ident("non_exhaustive") {
            all.insert(tokens(&attribute.meta));
        }
    }
    Vec::from_iter(all).join(" ")
}

/// Source text without the spaces that a token stream is printed with, and without long paths.
fn tokens(node: &impl ToTokens) -> String {
    let text = node.to_token_stream().to_string();
    let mut short = text
        .replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" ::", "::");
    for (long, plain) in [
        ("::std::option::", ""),
        ("::std::result::", ""),
        ("::std::string::", ""),
        ("::std::vec::", ""),
        ("::std::convert::", ""),
        ("::works_partner_api::", ""),
    ] {
        short = short.replace(long, plain);
    }
    for (spaced, plain) in [
        (" < ", "<"),
        (" <", "<"),
        (" >", ">"),
        ("< ", "<"),
        (" ,", ","),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" : ", ": "),
    ] {
        short = short.replace(spaced, plain);
    }
    short
}
