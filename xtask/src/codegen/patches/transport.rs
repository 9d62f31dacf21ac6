//! The generated methods hand their requests to the core's `Transport`, instead of building them with reqwest
//! and taking apart what comes back.

use quote::{ToTokens as _, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprMethodCall, ImplItem, Item, Pat, Stmt};

use super::{module, parse};
use crate::problem::GenerateError;

/// How many methods send through it.
pub(super) fn send_through(code: &mut syn::File, core: &str) -> Result<usize, GenerateError> {
    let core: syn::Path = parse(core)?;
    let mut touched = 0;
    for item in module(code, &["builder"]).into_iter().flatten() {
        let Item::Impl(implementation) = item else {
            continue;
        };
        for item in &mut implementation.items {
            if let ImplItem::Fn(method) = item
                && method.sig.ident == "send"
                && let Some(sent) = sending(&method.block, &core)
            {
                method.block = sent;
                touched += 1;
            }
        }
    }
    Ok(touched)
}

/// The block of a method `send`, or nothing where it has not the shape that progenitor gives it. Statements are
/// known by what they are: where a parameter has its name, a variable gets another.
fn sending(block: &Block, core: &syn::Path) -> Option<Block> {
    let declared = |is_it: fn(&Expr) -> bool| {
        let mut stmts = block.stmts.iter().enumerate();
        stmts.find_map(|(at, statement)| {
            let (name, value) = declaration(statement)?;
            is_it(value).then(|| (at, name.clone()))
        })
    };
    let (url, _) = declared(|value| is_call(value, "format ! (\"{}"))?;
    let (headers, headers_name) =
        declared(|value| is_call(value, ":: reqwest :: header :: HeaderMap"))?;
    let (request, request_name) = declared(|value| {
        value
            .to_token_stream()
            .to_string()
            .ends_with(". build () ?")
    })?;
    let operation_id = block.stmts.iter().find_map(operation_id)?;
    let fetch = fetch(block.stmts.last()?)?;

    let mut block = block.clone();
    block.stmts.truncate(request + 1);
    let client = below_base_url(block.stmts.get_mut(url)?)?;
    let mut draft = WithDraft {
        core,
        operation_id: &operation_id,
        client: quote!(#client.client).to_string(),
        unused: (headers + 1 == request).then_some(headers_name),
        begun: 0,
    };
    draft.visit_stmt_mut(block.stmts.get_mut(request)?);
    if draft.begun != 1 {
        return None;
    }
    if draft.unused.is_some() {
        block.stmts.remove(headers);
    }
    block.stmts.push(Stmt::Expr(
        syn::parse_quote!(
            #client.inner.#fetch(&#client.client, &#client.baseurl, #request_name).await
        ),
        None,
    ));
    Some(block)
}

/// The name and the value of `let name = value;`.
fn declaration(statement: &Stmt) -> Option<(&syn::Ident, &Expr)> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    match &local.pat {
        Pat::Ident(pat) => Some((&pat.ident, &local.init.as_ref()?.expr)),
        _ => None,
    }
}

fn is_call(value: &Expr, begin: &str) -> bool {
    value.to_token_stream().to_string().starts_with(begin)
}

/// `let info = OperationInfo { operation_id: "…" };`
fn operation_id(statement: &Stmt) -> Option<syn::LitStr> {
    let (_, Expr::Struct(info)) = declaration(statement)? else {
        return None;
    };
    let field = info.fields.iter().find(
        |field| matches!(&field.member, syn::Member::Named(name) if name == "operation_id"),
    )?;
    match &field.expr {
        Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Str(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// What reads the response, by what the last `match` makes of a success.
fn fetch(statement: &Stmt) -> Option<syn::Ident> {
    let text = statement.to_token_stream().to_string();
    let ways = [
        ("ResponseValue :: from_response", "fetch"),
        ("ResponseValue :: empty", "fetch_nothing"),
        ("ResponseValue :: stream", "fetch_stream"),
    ];
    let mut found = ways.iter().filter(|(how, _)| text.contains(how));
    match (found.next(), found.next()) {
        (Some((_, fetch)), None) => Some(quote::format_ident!("{fetch}")),
        _ => None,
    }
}

/// Takes the base URL out of `format!("{}/a/{}", client.baseurl, b)`, and gives the client.
fn below_base_url(statement: &mut Stmt) -> Option<Expr> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    let Expr::Macro(format) = &mut *local.init.as_mut()?.expr else {
        return None;
    };
    type Arguments = syn::punctuated::Punctuated<Expr, syn::Token![,]>;
    let arguments = format
        .mac
        .parse_body_with(Arguments::parse_terminated)
        .ok()?;
    let mut arguments = arguments.into_iter();
    let Expr::Lit(template) = arguments.next()? else {
        return None;
    };
    let syn::Lit::Str(template) = template.lit else {
        return None;
    };
    let path = template.value().strip_prefix("{}")?.to_owned();
    let Expr::Field(base_url) = arguments.next()? else {
        return None;
    };
    format.mac.tokens = quote!(#path, #(#arguments),*);
    Some(*base_url.base)
}

/// Begins the chain with a draft instead of reqwest's builder.
struct WithDraft<'a> {
    core: &'a syn::Path,
    operation_id: &'a syn::LitStr,
    /// The chain begins with this.
    client: String,
    /// Headers that nobody has added any to.
    unused: Option<syn::Ident>,
    begun: usize,
}

impl VisitMut for WithDraft<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let Expr::MethodCall(call) = expr else {
            return;
        };
        let receiver = call.receiver.to_token_stream().to_string();
        if receiver == self.client {
            *expr = self.draft(call);
            self.begun += 1;
        } else if call.method == "headers" && self.unused.is_some() {
            *expr = (*call.receiver).clone();
        }
    }
}

impl WithDraft<'_> {
    fn draft(&self, call: &ExprMethodCall) -> Expr {
        let (core, id, url) = (self.core, self.operation_id, &call.args);
        let method = quote::format_ident!("{}", call.method.to_string().to_uppercase());
        syn::parse_quote!(#core::Draft::new(#id, ::reqwest::Method::#method, #url))
    }
}
