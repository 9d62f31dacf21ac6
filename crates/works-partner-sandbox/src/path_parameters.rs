//! The path parameters, parsed before a handler runs.
//!
//! They are checked in the order of a handler's arguments.

use std::collections::HashMap;

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::problem::Problem;

/// `{domainId}`: an integer of at least 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DomainId(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for DomainId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        const NAME: &str = "domainId";
        let text = path_parameter(NAME, parts, state).await?;
        // Digits only: `str::parse` would take a plus sign too.
        Some(text)
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .filter(|id| *id >= 1)
            .map(Self)
            .ok_or_else(|| Problem::invalid_parameter(NAME, "an integer of at least 1"))
    }
}

/// `{optionProductId}`: one of the allowed values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OptionProductId(pub(crate) &'static str);

impl<S: Send + Sync> FromRequestParts<S> for OptionProductId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        const NAME: &str = "optionProductId";
        let text = path_parameter(NAME, parts, state).await?;
        allowed_option_product_ids()
            .find(|id| *id == text)
            .map(Self)
            .ok_or_else(|| {
                let allowed: Vec<_> = allowed_option_product_ids().collect();
                Problem::invalid_parameter(NAME, &format!("one of {}", allowed.join(", ")))
            })
    }
}

/// The options that can be asked for in a path, in documented order.
pub(crate) fn allowed_option_product_ids() -> impl Iterator<Item = &'static str> {
    [
        "ACV2", "ACV3", "SSTG2", "DRV", "BCT", "CST_S", "CST_M", "CST_L", "QTA_O1", "QTA_O2",
        "QTA_M1", "QTA_M2", "JP_PPO_O", "JP_PPO_M", "JP_AIS_O", "JP_AIS_M",
    ]
    .into_iter()
}

/// One parameter of the matched path, percent-decoded.
async fn path_parameter<S: Send + Sync>(
    name: &str,
    parts: &mut Parts,
    state: &S,
) -> Result<String, Problem> {
    let undecodable = |name: &str| Problem::invalid_parameter(name, "percent-encoded UTF-8");
    // All parameters are decoded at once, so it may be another one that does not decode.
    let Path(mut parameters) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
        .await
        .map_err(|rejection| undecodable(culprit(&rejection).unwrap_or(name)))?;
    parameters.remove(name).ok_or_else(|| undecodable(name))
}

fn culprit(rejection: &PathRejection) -> Option<&str> {
    let PathRejection::FailedToDeserializePathParams(failure) = rejection else {
        return None;
    };
    match failure.kind() {
        ErrorKind::InvalidUtf8InPathParam { key } => Some(key),
        _ => None,
    }
}
