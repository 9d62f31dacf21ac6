//! Which sub-option belongs to which option: the document's `x-sub-options`, as data.

use crate::OPTION_PRODUCTS;
use crate::types::{OptionProductId, SubOptionId};

/// An option and its sub-options; [`OPTION_PRODUCTS`] lists them all.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OptionProduct {
    /// The option.
    pub option_product_id: OptionProductId,
    /// Its sub-options in the document's order; `None` where no page of the vendor shows them.
    pub sub_options: Option<&'static [SubOptionId]>,
}

/// The entry of an option; `None` for one that the document does not list.
///
/// ```
/// use works_partner_api::{option_product, types::{OptionProductId, SubOptionId}};
///
/// let archive = option_product(&OptionProductId::Acv2).unwrap();
/// assert_eq!(archive.sub_options, Some(&[SubOptionId::Acv200, SubOptionId::Acv201][..]));
/// ```
pub fn option_product(id: &OptionProductId) -> Option<&'static OptionProduct> {
    OPTION_PRODUCTS
        .iter()
        .find(|option| option.option_product_id == *id)
}

/// The option that a sub-option belongs to; `None` where the document does not say.
///
/// ```
/// use works_partner_api::{option_of, types::{OptionProductId, SubOptionId}};
///
/// assert_eq!(option_of(&SubOptionId::DrvPs), Some(&OptionProductId::Drv));
/// assert_eq!(option_of(&"NEW01".into()), None);
/// ```
pub fn option_of(sub_option: &SubOptionId) -> Option<&'static OptionProductId> {
    OPTION_PRODUCTS
        .iter()
        .find(|option| {
            option
                .sub_options
                .is_some_and(|listed| listed.contains(sub_option))
        })
        .map(|option| &option.option_product_id)
}
