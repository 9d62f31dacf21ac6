//! `sandbox`: the emulated Partner API, for other programs to talk to.

use clap::Subcommand;
use works_partner_sandbox::Sandbox;

use crate::arguments::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::block_on;
use crate::signals;
use crate::views::Serving;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Serve an emulated Partner API on this machine until Ctrl-C.
    Serve {
        /// The port to listen on; 0 takes any free one.
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
}

pub(crate) fn run(verb: &Verb, global: &Global) -> Result<(), Failure> {
    match verb {
        Verb::Serve { port } => block_on(serve(*port, global)),
    }
}

async fn serve(port: u16, global: &Global) -> Result<(), Failure> {
    let _own = signals::Own::new();
    let sandbox = Sandbox::builder()
        .port(port)
        .start()
        .await
        .map_err(|error| {
            let message = format!("the sandbox cannot listen on port {port}: {error}");
            Failure::new(Exit::Unexpected, message).hint("without --port it takes any free one")
        })?;
    let serving = Serving {
        base_url: sandbox.base_url(),
        access_token: sandbox.token(),
    };
    // Whoever reads that it serves may stop it: that is listened for first.
    tokio::try_join!(
        async {
            signals::stopped().await;
            Ok(())
        },
        async { global.printer().print(&serving) },
    )?;
    sandbox.shutdown().await;
    Ok(())
}
