//! One row an attack on the sandbox: by a client, or by what it is set to.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use works_partner_sandbox::{Fault, Sandbox};

use crate::request_bodies;
use crate::support::{self, Outcome};

type Attack = fn() -> Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// What must not happen, and the attack that would make it happen.
const ATTACKS: &[(&str, Attack)] = &[
    ("half a request holds a connection", || {
        Box::pin(request_bodies::connections_that_stay_half_open_end())
    }),
    ("a client that reads nothing holds a connection", || {
        Box::pin(unread())
    }),
    ("what is recorded fills the memory", || Box::pin(recorded())),
    ("a clock is set to the end of time", || {
        Box::pin(request_bodies::a_clock_set_to_the_end_of_time_is_refused_and_a_century_is_not())
    }),
    ("a clock that goes to the end of time blocks", || {
        Box::pin(clock_at_the_end_of_time())
    }),
];

#[tokio::test]
async fn no_attack_succeeds() {
    let mut succeeded = Vec::new();
    for (name, attack) in ATTACKS {
        let ended = async { attack().await.map_err(|error| error.to_string()) };
        let ended = tokio::time::timeout(Duration::from_secs(90), tokio::spawn(ended)).await;
        if !matches!(ended, Ok(Ok(Ok(())))) {
            succeeded.push(*name);
        }
    }
    assert!(succeeded.is_empty(), "{succeeded:#?}");
}

/// On a thread of its own: what blocks would hold up the clock that bounds it, too.
async fn clock_at_the_end_of_time() -> Outcome {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let ended = runtime.block_on(request_bodies::a_clock_at_the_end_of_time_does_not_block());
        let _ = sender.send(ended.map_err(|error| error.to_string()));
        Ok::<(), std::io::Error>(())
    });
    receiver.recv_timeout(Duration::from_secs(60))??;
    Ok(())
}

async fn unread() -> Outcome {
    let builder = Sandbox::builder().read_timeout(Duration::from_millis(100));
    let sandbox = builder.start().await?;
    // More than any buffer between the two has room for.
    sandbox.faults().push(Fault::HugeBody);
    let authority = sandbox.base_url().replace("http://", "");
    let authority = authority.split('/').next().unwrap_or_default().to_owned();
    let mut client = TcpStream::connect(authority).await?;
    let request = format!(
        "GET /v1.0/partners/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        sandbox.token()
    );
    client.write_all(request.as_bytes()).await?;
    while sandbox.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    // It writes until nobody takes any more, and then gives up; whoever goes on writing finds it closed.
    let closed = async {
        while client.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), closed).await?;
    Ok(())
}

async fn recorded() -> Outcome {
    let sandbox = Sandbox::builder().rate_limit(None).start().await?;
    let long = "x".repeat(100_000);
    for _ in 0..200 {
        let method = "GET".parse()?;
        let request = support::anonymous_request(&sandbox, method, "/partners/customers")?;
        request.header("x-long", &long).send().await?;
    }
    let requests = sandbox.requests();
    let kept: usize = requests
        .iter()
        .flat_map(|request| request.headers())
        .map(|(name, value)| name.len() + value.len())
        .sum();
    assert!((1 << 23..=1 << 24).contains(&kept), "{kept}");
    Ok(())
}
