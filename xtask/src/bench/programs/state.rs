//! The state of another build's sandbox, for `cargo xtask bench`.

mod state;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, customers] = &arguments[..] else {
        panic!("memory|restore CUSTOMERS");
    };
    state::run(what, customers.parse().unwrap(), |json| {
        works_partner_sandbox::State::from_json(&serde_json::from_str(json).unwrap()).unwrap()
    });
}
