//! libFuzzer on the target that `FUZZ_TARGET` names; `FUZZ_SEEDS=FOLDER` writes what it starts from instead. See
//! `cargo xtask fuzz`.

#![no_main]
#![allow(
    unsafe_code,
    clippy::expect_used,
    reason = "libFuzzer calls by name, and there is nobody to give an error to"
)]

use std::path::Path;
use std::sync::LazyLock;

use works_partner_fuzz::Target;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
    let target = Target::find(&name).expect("there is a target of this name");
    if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
        for (at, seed) in (target.seeds)().into_iter().enumerate() {
            std::fs::write(Path::new(&folder).join(format!("seed-{at}")), seed)
                .expect("it is written");
        }
        std::process::exit(0);
    }
    target
});

libfuzzer_sys::fuzz_target!(init: drop(*TARGET), |input: &[u8]| (TARGET.run)(input));
