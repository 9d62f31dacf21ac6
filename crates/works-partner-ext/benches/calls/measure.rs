//! Times calls, each awaited before the next.

use std::time::Instant;

use cpu_time::ProcessTime;

/// Enough for connections to be open and code to be in the caches.
const WARM_UP: u32 = 50;

/// Prints the CPU and the wall time of this many calls, in nanoseconds.
pub(crate) async fn measure(calls: u32, call: impl AsyncFn()) {
    for _ in 0..WARM_UP {
        call().await;
    }
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    for _ in 0..calls {
        call().await;
    }
    println!("{} {}", cpu.elapsed().as_nanos(), wall.elapsed().as_nanos());
}

/// The customer that all ask for.
pub(crate) const DOMAIN_ID: i64 = 10000001;
