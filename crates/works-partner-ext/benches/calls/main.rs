//! What a call costs: `cargo xtask bench` runs this program, counts its instructions and allocations,
//! and prints the table. `calls serve` answers in a process of its own, `calls run CLIENT CALLS URL TOKEN`
//! makes calls one after the other and prints the CPU and wall time that they took, in nanoseconds.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark fails by panicking and tells its result on stdout"
)]

mod by_hand;
mod ext;
mod measure;
mod server;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        match arguments[..] {
            ["serve"] => server::serve().await,
            ["run", client, calls, url, token] => {
                let calls = calls.parse().unwrap();
                match client.strip_prefix("ext-") {
                    Some(client) => ext::run(client, calls, url, token).await,
                    None => by_hand::run(client, calls, url, token).await,
                }
            }
            // `cargo bench` alone: that it runs.
            _ => println!("run `cargo xtask bench`"),
        }
    });
}
