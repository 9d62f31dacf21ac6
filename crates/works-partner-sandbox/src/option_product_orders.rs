//! The operations on scheduled tasks for options: `…/option-product-orders`.

use std::sync::Arc;

use axum::Router;
use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use crate::answer;
use crate::path_parameters::{DomainId, OptionProductId};
use crate::problem::Problem;
use crate::server::Shared;

pub(crate) fn routes() -> Router<Arc<Shared>> {
    const LIST: &str = "/partners/customers/{domainId}/option-product-orders";
    const ONE: &str = "/partners/customers/{domainId}/option-product-orders/{optionProductId}";
    Router::new()
        .route(LIST, get(list_option_product_orders))
        .route(ONE, get(get_option_product_order))
}

/// Lists the scheduled tasks of a customer; the vendor has no paging here.
async fn list_option_product_orders(
    DomainId(domain_id): DomainId,
    extract::State(shared): extract::State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let orders = shared
        .state
        .option_product_orders(domain_id)
        .ok_or_else(Problem::access_denied)?;
    Ok(answer::json(
        StatusCode::OK,
        &json!({"optionProductOrders": orders}),
    ))
}

/// Gets the scheduled task of a customer for one option.
async fn get_option_product_order(
    DomainId(domain_id): DomainId,
    OptionProductId(option_id): OptionProductId,
    extract::State(shared): extract::State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let state = &shared.state;
    state
        .option_product_orders(domain_id)
        .ok_or_else(Problem::access_denied)?;
    let order = state
        .option_product_order(domain_id, option_id)
        .ok_or_else(Problem::scheduled_task_not_found)?;
    Ok(answer::json(StatusCode::OK, order))
}
