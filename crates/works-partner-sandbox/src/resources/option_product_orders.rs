//! Scheduled tasks for options: `…/option-product-orders`.

use crate::answer::Answer;
use crate::call::Call;
use crate::problem::Problem;
use crate::state::{Resource, State, list_of};

const TASK: &str = "Scheduled task";

pub(super) fn list(state: &mut State, call: &Call) -> Result<Answer, Problem> {
    let orders = call.customer(state)?.all(Resource::OptionProductOrder);
    Ok(Answer::ok(list_of(Resource::OptionProductOrder, orders)))
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Answer, Problem> {
    call.customer(state)?
        .find(Resource::OptionProductOrder, call.path("optionProductId"))
        .map(|order| Answer::ok(order.clone()))
        .ok_or_else(|| Problem::missing(TASK))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Answer, Problem> {
    let order = call.body.clone();
    call.customer_mut(state)?
        .put(Resource::OptionProductOrder, order.clone());
    Ok(Answer::created(order))
}
