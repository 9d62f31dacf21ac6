//! What a token allows.

use std::fmt;

/// Which of `partner` and `partner.read` a token has. `partner` covers reading too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scopes {
    partner: bool,
    partner_read: bool,
}

impl Scopes {
    pub(crate) const ALL: Self = Self {
        partner: true,
        partner_read: true,
    };

    /// The scopes that a request names, with spaces between them; at least one, and no other.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut scopes = Self::default();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            match name {
                "partner" => scopes.partner = true,
                "partner.read" => scopes.partner_read = true,
                _ => return None,
            }
        }
        (scopes != Self::default()).then_some(scopes)
    }

    /// Whether one of these is among them.
    pub(crate) fn include_any_of(self, names: &[&str]) -> bool {
        (self.partner && names.contains(&"partner"))
            || (self.partner_read && names.contains(&"partner.read"))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.partner, self.partner_read) {
            (true, true) => "partner partner.read",
            (true, false) => "partner",
            (false, true) => "partner.read",
            (false, false) => "",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_names_with_spaces_between() {
        for (text, shown) in [
            ("partner", Some("partner")),
            ("partner.read", Some("partner.read")),
            ("partner.read partner", Some("partner partner.read")),
            ("partner  partner", Some("partner")),
            ("", None),
            (" ", None),
            ("partner,partner.read", None),
            ("partner bot", None),
            ("PARTNER", None),
        ] {
            let scopes = Scopes::parse(text).map(|scopes| scopes.to_string());
            assert_eq!(scopes.as_deref(), shown, "{text:?}");
        }
    }
}
