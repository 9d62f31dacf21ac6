//! From a request that was let in to the handler of its operation.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::routing::{MethodFilter, MethodRouter, on};
use bytes::Bytes;

use crate::answer::Answer;
use crate::call::Call;
use crate::operation::Operation;
use crate::problem::Problem;
use crate::resources;
use crate::server::Shared;

type PathParameters = Result<Path<HashMap<String, String>>, PathRejection>;

/// Leads the requests for an operation to its handler.
pub(crate) fn route(operation: &'static Operation) -> MethodRouter<Arc<Shared>> {
    let method = match operation.method {
        "POST" => MethodFilter::POST,
        "PUT" => MethodFilter::PUT,
        "PATCH" => MethodFilter::PATCH,
        "DELETE" => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    };
    on(
        method,
        async move |State(shared): State<Arc<Shared>>,
                    path: PathParameters,
                    RawQuery(query): RawQuery,
                    body: Bytes| {
            let query = query.unwrap_or_default();
            shared.dispatch(operation, path, query.as_bytes(), &body)
        },
    )
}

impl Shared {
    fn dispatch(
        &self,
        operation: &'static Operation,
        path: PathParameters,
        query: &[u8],
        body: &[u8],
    ) -> Result<Answer, Problem> {
        let handler = resources::handler(operation.id)
            .ok_or_else(|| Problem::not_implemented(operation.id))?;
        let mut today = self.today();
        let call = Call::read(
            operation,
            path,
            query,
            body,
            (today.day(), self.clock.now()),
        )?;
        if call.domain_id != 0 {
            call.customer(today.state())?;
        }
        // A copy, so that a refusal changes nothing, whatever was done before it.
        let mut state = today.state().clone();
        if operation.method == "DELETE" {
            state.remember_ids();
        }
        let answer = handler(&mut state, &call)?;
        today.replace(state);
        Ok(answer)
    }
}
