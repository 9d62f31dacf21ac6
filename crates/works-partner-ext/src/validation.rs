//! What the vendor's pages allow: facts, rules, and what comes of holding a request against them.
//!
//! Nothing here knows of HTTP, of a client or of its errors. Requests are made in
//! [`requests`](crate::requests); their `assess` and `validate` come here:
//!
//! ```
//! use jiff::civil::date;
//! use works_partner_ext::Selection;
//! use works_partner_ext::requests::option_orders::CreateOptionOrder;
//! use works_partner_ext::validation::Facts;
//!
//! let seats = Selection::new("CST_S", "CST_S01")?;
//! let task = CreateOptionOrder::apply(seats, date(2026, 12, 1)).quantity(51);
//!
//! let violations = task.validate(&Facts::on(date(2026, 12, 1)).product("STD")).unwrap_err();
//! let broken: Vec<(&str, &str)> = violations
//!     .iter()
//!     .map(|violation| (violation.field.as_str(), violation.value.as_str()))
//!     .collect();
//! assert_eq!(broken, [("quantity", "51"), ("applyDate", "2026-12-01")]);
//! # Ok::<(), works_partner_ext::InvalidSelection>(())
//! ```
//!
//! Every rule is one that the vendor documents; [`rules()`] lists them. What no page says, and what
//! the facts at hand do not decide, is left to the server: `assess` of each request says what that
//! is. What a request costs and what cannot be undone, its `warnings` say; [`warnings()`] lists them.

pub(crate) mod assessment;
pub(crate) mod consequences;
pub(crate) mod diagnostic;
pub(crate) mod facts;
pub(crate) mod rules;
pub(crate) mod warnings;
pub(crate) mod windows;

pub use assessment::{Assessment, Decision, Violations};
pub use diagnostic::{Diagnostic, Verdict};
pub use facts::Facts;
pub use rules::{Rule, rules};
pub use warnings::{Warning, warnings, withdrawal_warnings};
