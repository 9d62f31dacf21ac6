//! `cargo xtask bench`: what the project costs, beside what others pay for the same, in one table.
//!
//! Instructions decide where a call is measured, since they repeat to 0.01 %: callgrind counts those of a
//! program that makes some calls and of the same that makes more, and the difference is that of the calls.
//! Times are medians of rounds in which the programs take turns. Every figure is compared with one of the
//! same run.

mod builds;
mod callgrind;
mod calls;
mod command;
mod comparisons;
mod figures;
mod generation;
mod processes;
mod programs;
mod sandbox;
mod server;
mod sweep;
mod tenfold;
mod throughput;
mod trees;

use std::path::{Path, PathBuf};

use figures::Figures;
use trees::Trees;

/// What to measure, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Parts to measure, instead of the short ones.
    pub only: Vec<String>,
    /// The parts that build from nothing, too.
    pub builds: bool,
    /// The part that takes longest, too: all tests, of two builds.
    pub tests: bool,
    /// The commit of the build before.
    pub before: String,
    /// Rounds of CPU time; 0 for instructions alone.
    pub rounds: u32,
    /// Build what is measured, and measure nothing.
    pub prepare: bool,
    /// Files of earlier runs to print instead of measuring.
    pub saved: Vec<PathBuf>,
    /// Write `docs/figures.md`.
    pub page: bool,
}

/// The build that things must not cost more than: before the client was held against its rules.
pub const BEFORE: &str = "118aeb0";

/// The page that `--page` writes.
const PAGE: &str = "docs/figures.md";

struct Part {
    name: &'static str,
    /// Whether it takes so long that it has to be asked for.
    when: When,
    /// Builds what it measures.
    prepare: fn(&Trees) -> Result<(), String>,
    measure: fn(&Trees, &Options, &mut Figures) -> Result<(), String>,
}

/// When a part is measured that is not named.
#[derive(PartialEq)]
enum When {
    Always,
    Builds,
    Tests,
}

const PARTS: &[Part] = &[
    Part {
        name: "calls",
        when: When::Always,
        prepare: calls::prepare,
        measure: calls::measure,
    },
    Part {
        name: "sandbox",
        when: When::Always,
        prepare: sandbox::prepare,
        measure: sandbox::measure,
    },
    Part {
        name: "throughput",
        when: When::Always,
        prepare: throughput::prepare,
        measure: throughput::measure,
    },
    Part {
        name: "command",
        when: When::Always,
        prepare: command::prepare,
        measure: command::measure,
    },
    Part {
        name: "generation",
        when: When::Always,
        prepare: generation::prepare,
        measure: generation::measure,
    },
    Part {
        name: "restore",
        when: When::Always,
        prepare: sandbox::prepare_restore,
        measure: sandbox::measure_restore,
    },
    Part {
        name: "sweep",
        when: When::Always,
        prepare: sweep::prepare,
        measure: sweep::measure,
    },
    Part {
        name: "crate",
        when: When::Builds,
        prepare: builds::prepare_crate,
        measure: builds::measure_crate,
    },
    Part {
        name: "tests",
        when: When::Tests,
        prepare: builds::prepare_tests,
        measure: builds::measure_tests,
    },
];

pub fn part_names() -> Vec<&'static str> {
    PARTS.iter().map(|part| part.name).collect()
}

/// Measures, saves the figures below `target/bench`, and gives the table.
pub fn run(root: &Path, options: &Options) -> Result<String, String> {
    if !options.saved.is_empty() {
        let saved = options.saved.iter().map(|file| Figures::load(file));
        let figures = Figures::together(saved.collect::<Result<_, _>>()?);
        return told(root, options, &figures);
    }
    let trees = Trees::new(root, &options.before)?;
    let chosen: Vec<&Part> = PARTS
        .iter()
        .filter(|part| match options.only.is_empty() {
            true => match part.when {
                When::Always => true,
                When::Builds => options.builds,
                When::Tests => options.tests,
            },
            false => options.only.iter().any(|name| name == part.name),
        })
        .collect();
    let mut figures = Figures::new();
    figures.note(machine(&options.before));
    for part in chosen {
        tell(&format!("{}: building", part.name));
        let mut outcome = (part.prepare)(&trees);
        if outcome.is_ok() && !options.prepare {
            tell(&format!("{}: measuring", part.name));
            outcome = (part.measure)(&trees, options, &mut figures);
        }
        // The rest is worth having all the same, and so is what was measured when somebody stops the run.
        if let Err(error) = outcome {
            figures.fail(format!("{} failed: {error}", part.name));
        }
        if !options.prepare {
            let file = figures.save(&trees.folder)?;
            tell(&format!("{}: saved as {}", part.name, file.display()));
        }
    }
    if options.prepare && figures.is_whole() {
        return Ok(format!("built below {}", trees.folder.display()));
    }
    told(root, options, &figures)
}

fn told(root: &Path, options: &Options, figures: &Figures) -> Result<String, String> {
    let table = figures.table();
    // A page that says what failed is of more use than none after an hour.
    if options.page {
        let page = format!("{PAGE_HEAD}{table}\n");
        std::fs::write(root.join(PAGE), page).map_err(|error| format!("{PAGE}: {error}"))?;
    }
    if !figures.is_whole() {
        return Err(format!("not all was measured\n{table}"));
    }
    Ok(table)
}

const PAGE_HEAD: &str = "<!-- Written by `cargo xtask bench --page`; do not edit. -->

# Figures

What the project costs, beside what others pay for the same, from one run of

```console
$ cargo xtask bench --builds --page
```

`--tests` adds the tests of two builds, which take longest; `cargo xtask bench calls` measures one part. Instructions and
allocations are counted by callgrind, and repeat; times are medians of rounds in which the programs take turns, and
CPU times include the kernel's. Prism runs as it does by default, its log in a file. *The build before* is a commit of this repository from before the engine, the
sandbox's state and the command were made fast. It needs valgrind, curl, wrk, Node.js, Python and Java.

";

/// What a reader of the figures asks first.
fn machine(before: &str) -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let cpuinfo = read("/proc/cpuinfo");
    let models = cpuinfo
        .lines()
        .filter(|line| line.starts_with("model name"));
    let model = models
        .clone()
        .next()
        .and_then(|line| line.split(": ").nth(1));
    let load = read("/proc/loadavg");
    format!(
        "The build before is {before}. {} × {}; load when it began: {}.",
        models.count(),
        model.unwrap_or("unknown processor"),
        load.split(' ').next().unwrap_or("unknown")
    )
}

/// The value in the middle.
fn median(mut values: Vec<f64>) -> Result<f64, String> {
    values.sort_by(f64::total_cmp);
    let middle = values.get(values.len() / 2).copied();
    middle.ok_or_else(|| "nothing was measured".to_owned())
}

fn tell(line: &str) {
    use std::io::Write as _;
    // A closed stderr is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{line}");
}
