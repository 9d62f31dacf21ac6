//! How bodies are sent: not at all where one can be left out, and as the media type that the document names.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, ImplItem, ImplItemFn, Item, Type};

use super::{first_argument_mut, is_inherent_of, module};
use crate::document::operations;
use crate::media_type::{in_header, is_json};
use crate::naming::builder_name;

/// Of a document that still says what is required, the bodies that can be left out, by the names of the builders of their operations.
pub(super) fn optional(root: &Value) -> Vec<String> {
    builders(root, |operation| {
        let body = operation.get("requestBody")?;
        (body.get("required") != Some(&Value::Bool(true))).then_some(())
    })
    .into_iter()
    .map(|(builder, ())| builder)
    .collect()
}

/// progenitor asks for every body. One that can be left out is an `Option` in its builder, and sent only
/// where it was given.
pub(super) fn make_optional(code: &mut syn::File, optional: &[String]) -> usize {
    let mut touched = 0;
    for item in module(code, &["builder"]).into_iter().flatten() {
        match item {
            Item::Struct(definition) if optional.iter().any(|name| definition.ident == name) => {
                for field in &mut definition.fields {
                    if field.ident.as_ref().is_some_and(|ident| ident == "body") {
                        touched += wrap_result(&mut field.ty);
                    }
                }
            }
            Item::Impl(implementation)
                if optional.iter().any(|name| is_builder(implementation, name)) =>
            {
                for item in &mut implementation.items {
                    if let ImplItem::Fn(method) = item {
                        touched += method_of_optional(method);
                    }
                }
            }
            _ => {}
        }
    }
    // The field, its setter, its beginning, and what is sent of it.
    if touched % 4 == 0 { touched / 4 } else { 0 }
}

fn method_of_optional(method: &mut ImplItemFn) -> usize {
    match method.sig.ident.to_string().as_str() {
        "new" => {
            struct Begin(usize);
            impl VisitMut for Begin {
                fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
                    if matches!(&field.member, syn::Member::Named(name) if name == "body") {
                        field.expr = syn::parse_quote!(Ok(::std::option::Option::None));
                        self.0 += 1;
                    }
                }
            }
            let mut begin = Begin(0);
            begin.visit_block_mut(&mut method.block);
            begin.0
        }
        "body" => {
            struct Set(usize);
            impl VisitMut for Set {
                fn visit_expr_assign_mut(&mut self, assign: &mut syn::ExprAssign) {
                    let value = &assign.right;
                    assign.right = syn::parse_quote!(#value.map(::std::option::Option::Some));
                    self.0 += 1;
                }
            }
            let mut set = Set(0);
            set.visit_block_mut(&mut method.block);
            set.0
        }
        "body_map" => {
            method.block = syn::parse_quote!({
                self.body = self
                    .body
                    .map(|body| ::std::option::Option::Some(f(body.unwrap_or_default())));
                self
            });
            // Only objects have it.
            0
        }
        "send" => {
            let mut send = SendOptional::default();
            send.visit_block_mut(&mut method.block);
            send.sent
        }
        _ => 0,
    }
}

#[derive(Default)]
struct SendOptional {
    sent: usize,
}

impl VisitMut for SendOptional {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "and_then" && is_variable(&call.receiver, "body") {
            // `body.and_then(|v| T::try_from(v).map_err(…))`, of what is there.
            if let Some(convert) = call.args.first_mut() {
                *convert = syn::parse_quote!(|body| body.map(#convert).transpose());
            }
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        // `.json(&body)` or `.form_urlencoded(&body)?`, in the midst of a chain.
        let (call, question) = match &*expr {
            Expr::MethodCall(call) => (call, TokenStream::new()),
            Expr::Try(question) => match &*question.expr {
                Expr::MethodCall(call) => (call, quote!(?)),
                _ => return,
            },
            _ => return,
        };
        let is_form = call.method == "form_urlencoded";
        if !is_body_call(call) || is_form == question.is_empty() {
            return;
        }
        let (request, method) = (&call.receiver, &call.method);
        let optional: syn::ExprBlock = syn::parse_quote!({
            let request = #request;
            match &body {
                ::std::option::Option::Some(body) => request.#method(body) #question,
                ::std::option::Option::None => request,
            }
        });
        *expr = Expr::Block(optional);
        self.sent += 1;
    }
}

/// What operations accept and send, by the names of their builders, where that is not plain JSON.
pub(super) struct MediaTypes {
    accept: Vec<(String, String)>,
    send: Vec<(String, String)>,
}

impl MediaTypes {
    /// Of the document before media types were given their plain names.
    pub(super) fn of(described: &Value) -> Self {
        Self {
            accept: builders(described, super::super::requests::accept),
            send: builders(described, |operation| {
                let content = operation.get("requestBody")?.get("content")?.as_object()?;
                let media_type = in_header(content.keys().find(|kind| is_json(kind))?);
                (media_type != "application/json").then_some(media_type)
            }),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.accept.len() + self.send.len()
    }
}

/// JSON of another media type is asked for and sent as such.
pub(super) fn send_media_types(code: &mut syn::File, media_types: &MediaTypes) -> usize {
    let mut touched = 0;
    for item in module(code, &["builder"]).into_iter().flatten() {
        let Item::Impl(implementation) = item else {
            continue;
        };
        let find = |all: &[(String, String)]| {
            let found = all
                .iter()
                .find(|(name, _)| is_builder(implementation, name));
            found.map(|(_, media_type)| media_type.clone())
        };
        let mut visitor = SendMediaTypes {
            accept: find(&media_types.accept),
            send: find(&media_types.send),
            touched: 0,
        };
        if visitor.accept.is_some() || visitor.send.is_some() {
            visitor.visit_item_impl_mut(implementation);
        }
        touched += visitor.touched;
    }
    touched
}

struct SendMediaTypes {
    accept: Option<String>,
    send: Option<String>,
    touched: usize,
}

impl VisitMut for SendMediaTypes {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        let header = call.args.first().map(|name| quote!(#name).to_string());
        if call.method == "header" && header.is_some_and(|name| name.ends_with(":: ACCEPT")) {
            if let (Some(accept), Some(value)) = (&self.accept, call.args.last_mut()) {
                *value = syn::parse_quote!(::reqwest::header::HeaderValue::from_static(#accept));
                self.touched += 1;
            }
        } else if let (true, "json", Some(send)) = (
            is_body_call(call),
            call.method.to_string().as_str(),
            &self.send,
        ) {
            // reqwest leaves a content type alone that is there already.
            let request = &call.receiver;
            call.receiver = syn::parse_quote!(#request.header(
                ::reqwest::header::CONTENT_TYPE,
                ::reqwest::header::HeaderValue::from_static(#send),
            ));
            self.touched += 1;
        }
    }
}

/// The operations of which something is so, by the names of their builders.
fn builders<T>(root: &Value, what: impl Fn(&Value) -> Option<T>) -> Vec<(String, T)> {
    let named = |operation: &Value| {
        let id = operation.get("operationId")?.as_str()?;
        Some((builder_name(id), what(operation)?))
    };
    operations(root)
        .filter_map(|(.., operation)| named(operation))
        .collect()
}

/// `impl<'a> Name<'a>`, without a trait.
fn is_builder(implementation: &syn::ItemImpl, name: &str) -> bool {
    if is_inherent_of(implementation, name) {
        return true;
    }
    let Type::Path(ty) = &*implementation.self_ty else {
        return false;
    };
    let last = ty.path.segments.last();
    implementation.trait_.is_none() && last.is_some_and(|segment| segment.ident == name)
}

/// Takes `Result<T, String>` to `Result<Option<T>, String>`.
fn wrap_result(ty: &mut Type) -> usize {
    let Some(inner) = first_argument_mut(ty, "Result") else {
        return 0;
    };
    *inner = syn::parse_quote!(::std::option::Option<#inner>);
    1
}

fn is_body_call(call: &ExprMethodCall) -> bool {
    let is_body = |argument: &Expr| match argument {
        Expr::Reference(reference) => is_variable(&reference.expr, "body"),
        other => is_variable(other, "body"),
    };
    ["json", "form_urlencoded"]
        .iter()
        .any(|method| call.method == method)
        && call.args.first().is_some_and(is_body)
}

fn is_variable(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident(name))
}
