//! Calls by another build's client, or another generator's, for `cargo xtask bench`.

mod client;
mod measure;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    let [client, calls, url, token] = &arguments[..] else {
        panic!("run CLIENT CALLS URL TOKEN");
    };
    let client = client.strip_prefix("ext-").unwrap_or(client);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(client::run(client, calls.parse().unwrap(), url, token));
}
