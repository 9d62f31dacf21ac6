//! Requests that the document does not allow, sent to the sandbox: it refuses them and never fails.

use works_partner_api::OPERATIONS;
use works_partner_sandbox::{Sandbox, State};

use crate::input::{block_on, now, pick};
use crate::requests;

struct Stage {
    sandbox: Sandbox,
    client: works_partner_ext::Client,
    state: State,
}

pub(crate) fn run(input: &[u8]) {
    thread_local! {
        static STAGE: Stage = stage();
    }
    let Some((operation, json)) = pick(OPERATIONS, input) else {
        return;
    };
    let Some(call) = requests::call(operation, json) else {
        return;
    };
    let call = call.skip_validation();
    if !call.check().is_empty() {
        return;
    }
    STAGE.with(|stage| {
        stage.sandbox.set_state(stage.state.clone());
        if let Err(error) = block_on(stage.client.send(&call)) {
            assert!(
                error.is_unsent() || error.status().is_some_and(|status| status.as_u16() != 500),
                "{call:?}: {error:?}"
            );
        }
    });
}

fn stage() -> Stage {
    let sandbox = block_on(Sandbox::builder().clock(now).rate_limit(None).start());
    let sandbox = sandbox.expect("a sandbox");
    Stage {
        client: crate::states::client(&sandbox),
        state: sandbox.state(),
        sandbox,
    }
}

pub(crate) async fn with(state: State) -> Sandbox {
    let builder = Sandbox::builder().clock(now).rate_limit(None).state(state);
    builder.start().await.expect("a sandbox")
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    requests::seeds()
}
