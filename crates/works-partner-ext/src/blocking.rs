//! Calls without `async`, for programs that have no runtime of their own.

use std::future::Future;
use std::sync::Arc;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::client::Client as AsyncClient;
use crate::error::Error;

/// A client whose calls wait for their outcome. Cheap to clone; clones share everything.
///
/// It drives the async [`Client`](crate::Client) on a runtime of its own, so limits, retries and tokens are
/// the same, and so are the operations:
///
/// ```no_run
/// use works_partner_ext::{Client, blocking};
///
/// let client = Client::builder().access_token("a-token").build()?;
/// let client = blocking::Client::new(client)?;
/// let tasks = client.run(async |client| client.option_orders(10000001.try_into().unwrap()).await)?;
/// println!("{} tasks", tasks.len());
/// # Ok::<(), works_partner_ext::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    client: AsyncClient,
    runtime: Arc<Owned>,
}

/// A runtime that may be dropped anywhere, within another one, too.
#[derive(Debug)]
struct Owned(Option<Runtime>);

impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Client {
    /// Wraps a client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) where the system has no resources for
    /// a runtime.
    pub fn new(client: AsyncClient) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| {
            Error::configuration(format!("a Tokio runtime cannot be started: {error}"))
        })?;
        Ok(Self {
            client,
            runtime: Arc::new(Owned(Some(runtime))),
        })
    }

    /// Makes calls, and waits for what comes of them.
    ///
    /// # Errors
    ///
    /// Those of the calls; [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) within a Tokio
    /// runtime, whose thread must not be blocked.
    pub fn run<T, F>(&self, calls: impl FnOnce(AsyncClient) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        if Handle::try_current().is_ok() {
            return Err(Error::configuration(
                "the blocking client cannot be used within a Tokio runtime; await the calls of the \
                 async client there",
            ));
        }
        match &self.runtime.0 {
            Some(runtime) => runtime.block_on(calls(self.client.clone())),
            None => Err(Error::no_runtime()),
        }
    }
}
