//! The operations on scheduled tasks for options: `…/option-product-orders`.

use std::sync::Arc;

use axum::Router;
use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::admission::guard;
use crate::answer;
use crate::operation::{
    CREATE_OPTION_PRODUCT_ORDER as CREATE, GET_OPTION_PRODUCT_ORDER as GET,
    LIST_OPTION_PRODUCT_ORDERS as LIST,
};
use crate::path_parameters::{DomainId, OptionProductId};
use crate::problem::Problem;
use crate::server::Shared;

pub(crate) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route(
            LIST.path,
            guard(shared, &LIST, get(list_option_product_orders)),
        )
        .route(
            CREATE.path,
            guard(shared, &CREATE, post(create_option_product_order)),
        )
        .route(GET.path, guard(shared, &GET, get(get_option_product_order)))
}

/// Lists the scheduled tasks of a customer; the vendor has no paging here.
async fn list_option_product_orders(
    DomainId(domain_id): DomainId,
    extract::State(shared): extract::State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let state = shared.state.lock();
    let orders = state
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
    let state = shared.state.lock();
    state
        .option_product_orders(domain_id)
        .ok_or_else(Problem::access_denied)?;
    let order = state
        .option_product_order(domain_id, option_id)
        .ok_or_else(Problem::scheduled_task_not_found)?;
    Ok(answer::json(StatusCode::OK, order))
}

/// Schedules a task for a customer, and answers with it. What it says is not checked.
async fn create_option_product_order(
    DomainId(domain_id): DomainId,
    extract::State(shared): extract::State<Arc<Shared>>,
    body: Bytes,
) -> Result<Response, Problem> {
    let order = serde_json::from_slice(&body)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| Problem::invalid_parameter("the body", "a JSON object"))?;
    let mut state = shared.state.lock();
    state
        .option_product_orders(domain_id)
        .ok_or_else(Problem::access_denied)?;
    let response = answer::json(StatusCode::CREATED, &order);
    state.put_option_product_order(domain_id, order);
    Ok(response)
}
