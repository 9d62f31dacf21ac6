//! A sub-option of an option, known to go together.

use std::fmt;

use works_partner_api::types::{OptionProductId, SubOptionId};

use crate::catalog::{OptionProductIdExt, SubOptionIdExt};

/// What the document says of an option and a sub-option together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pairing {
    /// The sub-option is one of this option's.
    Valid,
    /// It is another option's, or not among those that this option is documented to have.
    Invalid,
    /// The document does not say: the option or the sub-option is not listed anywhere.
    Undecided,
}

/// Whether a sub-option belongs to an option.
///
/// ```
/// use works_partner_ext::{Pairing, pairing};
/// use works_partner_ext::api::types::{OptionProductId, SubOptionId};
///
/// assert_eq!(pairing(&OptionProductId::Drv, &SubOptionId::DrvPs), Pairing::Valid);
/// assert_eq!(pairing(&OptionProductId::Drv, &SubOptionId::Sstg201), Pairing::Invalid);
/// // No page shows the sub-options of QTA_M1.
/// assert_eq!(pairing(&OptionProductId::QtaM1, &"QTA_M1_NEW".into()), Pairing::Undecided);
/// ```
pub fn pairing(option: &OptionProductId, sub_option: &SubOptionId) -> Pairing {
    match (sub_option.option(), option.sub_options()) {
        (Some(owner), _) if owner == option => Pairing::Valid,
        (Some(_), _) => Pairing::Invalid,
        // A sub-option that the document lists without an owner may be anybody's.
        (None, Some(_)) if !sub_option.is_known() => Pairing::Invalid,
        (None, _) => Pairing::Undecided,
    }
}

/// An option and one of its sub-options. A pair that the document rules out cannot be built.
///
/// ```
/// use works_partner_ext::Selection;
/// use works_partner_ext::api::types::{OptionProductId, SubOptionId};
///
/// let selection = Selection::of(SubOptionId::DrvPs)?;
/// assert_eq!(selection.option(), &OptionProductId::Drv);
///
/// let error = Selection::new(OptionProductId::Acv2, SubOptionId::Drv01).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "option ACV2 (Archive (Talk)) has no sub-option DRV01; it has ACV200, ACV201"
/// );
/// # Ok::<(), works_partner_ext::InvalidSelection>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selection {
    option: OptionProductId,
    sub_option: SubOptionId,
}

impl Selection {
    /// Pairs an option with a sub-option. Texts will do: `Selection::new("DRV", "DRV01")`.
    ///
    /// # Errors
    ///
    /// Where the document says that the two don't belong together ([`Pairing::Invalid`]); the error
    /// lists the sub-options that the option has.
    pub fn new(
        option: impl Into<OptionProductId>,
        sub_option: impl Into<SubOptionId>,
    ) -> Result<Self, InvalidSelection> {
        let (option, sub_option) = (option.into(), sub_option.into());
        match pairing(&option, &sub_option) {
            Pairing::Valid | Pairing::Undecided => Ok(Self { option, sub_option }),
            Pairing::Invalid => Err(InvalidSelection {
                option: Some(option),
                sub_option,
            }),
        }
    }

    /// The selection that a sub-option makes by itself.
    ///
    /// # Errors
    ///
    /// Where the document does not say which option it belongs to.
    pub fn of(sub_option: SubOptionId) -> Result<Self, InvalidSelection> {
        match sub_option.option() {
            Some(option) => Ok(Self {
                option: option.clone(),
                sub_option,
            }),
            None => Err(InvalidSelection {
                option: None,
                sub_option,
            }),
        }
    }

    /// Pairs an option with a sub-option that the vendor has added since this crate was made.
    ///
    /// # Errors
    ///
    /// Where the document knows both, and that they don't belong together.
    pub fn unlisted(
        option: impl Into<OptionProductId>,
        sub_option: impl Into<SubOptionId>,
    ) -> Result<Self, InvalidSelection> {
        let (option, sub_option) = (option.into(), sub_option.into());
        if sub_option.is_known() {
            return Self::new(option, sub_option);
        }
        Ok(Self { option, sub_option })
    }

    /// The option.
    pub fn option(&self) -> &OptionProductId {
        &self.option
    }

    /// The sub-option.
    pub fn sub_option(&self) -> &SubOptionId {
        &self.sub_option
    }

    /// Both, as requests and responses carry them.
    pub fn into_parts(self) -> (OptionProductId, SubOptionId) {
        (self.option, self.sub_option)
    }
}

/// Two ids that don't go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSelection {
    option: Option<OptionProductId>,
    sub_option: SubOptionId,
}

impl InvalidSelection {
    /// The sub-options that the option has; empty where none are known.
    pub fn valid_sub_options(&self) -> &'static [SubOptionId] {
        self.option
            .as_ref()
            .and_then(|option| option.sub_options())
            .unwrap_or_default()
    }
}

impl fmt::Display for InvalidSelection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sub_option = &self.sub_option;
        let Some(option) = &self.option else {
            return write!(
                f,
                "it is not known which option the sub-option {sub_option} belongs to"
            );
        };
        write!(f, "option {option}")?;
        if let Some(label) = option.description() {
            write!(f, " ({label})")?;
        }
        write!(f, " has no sub-option {sub_option}")?;
        let valid = self.valid_sub_options();
        if valid.is_empty() {
            return match sub_option.option() {
                Some(owner) => write!(f, ", which belongs to {owner}"),
                None => Ok(()),
            };
        }
        let valid: Vec<&str> = valid.iter().map(SubOptionId::as_str).collect();
        write!(f, "; it has {}", valid.join(", "))
    }
}

impl std::error::Error for InvalidSelection {}
