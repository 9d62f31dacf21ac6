//! `cargo xtask`: see `cargo xtask help`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::evolve::Level;
use xtask::{DOCUMENT, Document, GenerateError, Settings, root};

/// Generating code is a million small allocations, which cost the system's allocator a quarter of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "What a maintainer types", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate crates/works-partner-api from openapi/works-partner.yaml
    Generate {
        /// Write nothing; print a diff and fail where the crate is not what the document says
        #[arg(long)]
        check: bool,
        /// Another document, which then needs --out
        #[arg(long, value_name = "FILE", requires = "out")]
        document: Option<PathBuf>,
        /// Where to write the generated module
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
        /// Rely on a component being an enum of the document, as hand-written code does
        #[arg(long, value_name = "COMPONENT")]
        open_enum: Vec<String>,
        /// Check and generate the contract catalog of another document, too
        #[arg(long, requires = "document")]
        catalog: bool,
    },
    /// Measure what the project costs, beside what others pay for the same; needs valgrind and wrk
    ///
    /// Prints one table: each figure beside its baseline's of the same run.
    Bench {
        /// Measure these parts only, instead of all but the builds
        #[arg(value_name = "PART", value_parser = clap::builder::PossibleValuesParser::new(xtask::bench::part_names()))]
        parts: Vec<String>,
        /// Measure clean builds, too, which takes many minutes
        #[arg(long)]
        builds: bool,
        /// Measure clean builds with all tests, too, which takes about an hour
        #[arg(long)]
        tests: bool,
        /// The commit that is measured as the build before
        #[arg(long, value_name = "COMMIT", default_value = xtask::bench::BEFORE)]
        before: String,
        /// Rounds of a call's CPU time; 0 counts instructions and allocations alone
        #[arg(long, value_name = "NUMBER", default_value_t = 15)]
        rounds: u32,
        /// Build what is measured, and measure nothing
        #[arg(long)]
        prepare: bool,
        /// Write the table to docs/figures.md, too
        #[arg(long, conflicts_with = "prepare")]
        page: bool,
        /// Print the figures of earlier runs again, and measure nothing
        #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["parts", "builds", "tests", "prepare"])]
        saved: Vec<PathBuf>,
    },
    /// Tell what a change of the document means: for the wire, the Rust API, the rules and the CLI
    ///
    /// Prints each change with its reasons, the changelog's lines, and the next version.
    Evolve {
        /// The document before: a file, or a revision of this repository, such as v0.1.0
        #[arg(value_name = "OLD")]
        old: String,
        /// The document after: a file, or a revision; the one in the working tree if left out
        #[arg(value_name = "NEW")]
        new: Option<String>,
        /// Fail where the change is greater: patch, minor or major
        #[arg(long, value_name = "LEVEL")]
        at_most: Option<Level>,
        /// Print the changelog's lines alone
        #[arg(long)]
        changelog: bool,
    },
    /// Write the pages that are made from the document: docs/evidence.md, and a browsable reference
    Docs {
        /// Write nothing; fail where docs/evidence.md is not what the document says
        #[arg(long)]
        check: bool,
        /// Build the reference, too: target/site/reference.html, one file without network (needs npm)
        #[arg(long, conflicts_with = "check")]
        reference: bool,
    },
    /// Propose edits of the document from what `works-partner --observe FILE` saw
    Observe {
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Hold everything that must be true before the crates are published
    ///
    /// Publishes nothing.
    Release {
        /// Publish to a registry on this machine, too, and build a program on what was published
        #[arg(long)]
        rehearse: bool,
        /// Rehearse without the checklist
        #[arg(long, requires = "rehearse")]
        no_checklist: bool,
    },
    /// Try the formats, the sandbox and the crates with the tools of others, as interop/ declares them
    Interop {
        /// Run these only, instead of all
        #[arg(value_name = "MEETING")]
        meetings: Vec<String>,
        /// Run only what continuous integration runs
        #[arg(long)]
        short: bool,
        /// Spoil what we give to the tools, and fail where a meeting does not notice
        #[arg(long)]
        broken: bool,
        /// Write docs/works-with.md from what was run, now and before
        #[arg(long)]
        page: bool,
    },
    /// Print the document as a tool needs it, as JSON
    Document {
        #[arg(long = "for", value_name = "TOOL", value_parser = clap::builder::PossibleValuesParser::new(xtask::variant::tools()))]
        tool: String,
        /// Write it to a file
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Have document, sandbox and client judged by the tools of others (needs Node.js and Python)
    Conformance {
        /// Run these parts only, instead of all
        #[arg(value_name = "PART", value_parser = clap::builder::PossibleValuesParser::new(xtask::conformance::part_names()))]
        parts: Vec<String>,
        /// Send 20,000 generated requests to the sandbox rather than 3,000
        #[arg(long)]
        full: bool,
        /// Break document and sandbox on purpose, and fail where a part does not see it
        #[arg(long, conflicts_with = "full")]
        prove: bool,
    },
    /// Give libFuzzer what reads input from outside; on every change, a test does so for seconds
    Fuzz {
        /// Run these targets only, instead of all
        #[arg(value_name = "TARGET")]
        targets: Vec<String>,
        /// How many inputs each target is given
        #[arg(long, value_name = "NUMBER", default_value_t = 100_000)]
        runs: u64,
        /// How many seconds each target may take at most
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        seconds: u64,
    },
    /// Run what continuous integration runs
    Ci {
        /// Run these steps only, instead of all
        #[arg(value_name = "STEP", value_parser = clap::builder::PossibleValuesParser::new(xtask::ci::step_names()))]
        steps: Vec<String>,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Generate {
            check,
            document,
            out,
            open_enum,
            catalog,
        } => generate(
            check,
            document.as_deref(),
            out.as_deref(),
            open_enum,
            catalog,
        ),
        Command::Bench {
            parts,
            builds,
            tests,
            before,
            rounds,
            prepare,
            page,
            saved,
        } => bench(&xtask::bench::Options {
            only: parts,
            builds,
            tests,
            before,
            rounds,
            prepare,
            saved,
            page,
        }),
        Command::Evolve {
            old,
            new,
            at_most,
            changelog,
        } => evolve(&old, new.as_deref(), at_most, changelog),
        Command::Docs { check, reference } => docs(check, reference),
        Command::Observe { files } => observe(&files),
        Command::Release {
            rehearse,
            no_checklist,
        } => release(rehearse, no_checklist),
        Command::Interop {
            meetings,
            short,
            broken,
            page,
        } => xtask::interop::run(
            &root(),
            &xtask::interop::Options {
                only: meetings,
                short,
                broken,
                page,
            },
        ),
        Command::Document { tool, out } => document_for(&tool, out.as_deref()),
        Command::Conformance { parts, full, prove } => xtask::conformance::run(
            &root(),
            &xtask::conformance::Options {
                only: parts,
                full,
                prove,
            },
        ),
        Command::Fuzz {
            targets,
            runs,
            seconds,
        } => xtask::fuzz::run(
            &root(),
            &xtask::fuzz::Options {
                only: targets,
                runs,
                seconds,
            },
        ),
        Command::Ci { steps } => xtask::ci::run(&root(), &steps),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Nobody is left to tell if stderr is closed.
            let _ = writeln!(std::io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn bench(options: &xtask::bench::Options) -> Result<(), String> {
    let table = xtask::bench::run(&root(), options)?;
    let _ = writeln!(std::io::stdout(), "{table}");
    Ok(())
}

fn generate(
    check: bool,
    document: Option<&Path>,
    out: Option<&Path>,
    open_enums: Vec<String>,
    catalog: bool,
) -> Result<(), String> {
    let (path, name, mut settings) = match document {
        None => (
            root().join(DOCUMENT),
            DOCUMENT.to_owned(),
            Settings::project(),
        ),
        Some(path) => (
            path.to_owned(),
            path.display().to_string(),
            Settings::any("crate"),
        ),
    };
    settings.open_enums.extend(open_enums);
    settings.catalog |= catalog;
    let folder = out.map_or_else(
        || root().join("crates/works-partner-api/src/generated"),
        Path::to_owned,
    );

    let told = |error: GenerateError| error.to_string();
    let document = Document::load(&path, &name).map_err(told)?;
    let generated = xtask::generate(&document, &settings).map_err(told)?;
    let mut stdout = std::io::stdout();
    if check {
        let drifts = xtask::drift(&generated, &folder);
        for drift in &drifts {
            let _ = write!(stdout, "{}", drift.diff);
        }
        return match drifts.len() {
            0 => Ok(()),
            files => Err(format!(
                "{files} generated file(s) are not what {name} says; run `cargo xtask generate`"
            )),
        };
    }
    for file in xtask::write(&generated, &folder).map_err(told)? {
        let _ = writeln!(stdout, "{}", folder.join(file).display());
    }
    Ok(())
}

fn document_for(tool: &str, out: Option<&Path>) -> Result<(), String> {
    let document = document(&root().join(DOCUMENT).display().to_string())?;
    let variant = xtask::variant::document_for(tool, &document.value)?;
    match out {
        Some(path) => std::fs::write(path, format!("{variant:#}\n"))
            .map_err(|error| format!("cannot write {}: {error}", path.display())),
        None => {
            let _ = writeln!(std::io::stdout(), "{variant:#}");
            Ok(())
        }
    }
}

fn evolve(
    old: &str,
    new: Option<&str>,
    at_most: Option<Level>,
    changelog: bool,
) -> Result<(), String> {
    let old = document(old)?;
    let new = match new {
        Some(new) => document(new)?,
        None => document(&root().join(DOCUMENT).display().to_string())?,
    };
    let settings = match old
        .value
        .pointer("/components/schemas/OptionProductId/x-catalog")
    {
        Some(_) => Settings::project(),
        None => Settings::any("crate"),
    };
    let evolution =
        xtask::evolve::evolve(&old, &new, &settings).map_err(|error| error.to_string())?;
    let mut stdout = std::io::stdout();
    if changelog {
        let _ = write!(stdout, "{}", evolution.changelog());
    } else {
        let _ = write!(stdout, "{evolution}");
        let version = xtask::workspace_version(&root())?;
        let next = evolution.next_version(&version)?;
        let _ = match evolution.level() {
            None => writeln!(stdout, "Nothing changed; the version stays {version}."),
            Some(level) => writeln!(
                stdout,
                "### Document\n\n{}\n{level}: {version} -> {next}",
                evolution.changelog()
            ),
        };
    }
    match (evolution.level(), at_most) {
        (Some(level), Some(most)) if level > most => Err(format!(
            "the change is {level}, and at most {most} is allowed"
        )),
        _ => Ok(()),
    }
}

/// The document of a file, or of a revision of this repository.
fn document(name: &str) -> Result<Document, String> {
    let path = Path::new(name);
    if path.exists() {
        return Document::load(path, name).map_err(|error| error.to_string());
    }
    let output = std::process::Command::new("git")
        .args(["show", "--end-of-options", &format!("{name}:{DOCUMENT}")])
        .current_dir(root())
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "{name} is neither a file nor a revision of this repository with {DOCUMENT}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|error| format!("{DOCUMENT} of {name} is not UTF-8: {error}"))?;
    Document::parse(&text, name).map_err(|error| error.to_string())
}

fn release(rehearse: bool, no_checklist: bool) -> Result<(), String> {
    let mut tell = |line: &str| {
        let _ = writeln!(std::io::stdout(), "{line}");
    };
    if !no_checklist {
        xtask::release::checklist(&root(), &mut tell)?;
    }
    if rehearse {
        xtask::release::rehearse(&root(), &mut tell)?;
    }
    Ok(())
}

fn docs(check: bool, reference: bool) -> Result<(), String> {
    let document = Document::of_project(&root()).map_err(|error| error.to_string())?;
    let page = xtask::evidence::page(&document);
    let path = root().join(xtask::evidence::PAGE);
    if check {
        return match std::fs::read_to_string(&path) {
            Ok(text) if text == page => Ok(()),
            _ => Err(format!(
                "{} is not what {DOCUMENT} says; run `cargo xtask docs`",
                xtask::evidence::PAGE
            )),
        };
    }
    std::fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
    let _ = writeln!(std::io::stdout(), "{}", path.display());
    if reference {
        let out = xtask::evidence::reference(&root(), &document)?;
        let _ = writeln!(std::io::stdout(), "{}", out.display());
    }
    Ok(())
}

fn observe(files: &[PathBuf]) -> Result<(), String> {
    let document = Document::of_project(&root()).map_err(|error| error.to_string())?;
    let mut text = String::new();
    for file in files {
        let one = std::fs::read_to_string(file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        text.push_str(&one);
        text.push('\n');
    }
    let proposals = xtask::observe::proposals(&document, &text)?;
    let mut stdout = std::io::stdout();
    for proposal in &proposals {
        let _ = write!(stdout, "{proposal}");
    }
    if proposals.is_empty() {
        let _ = writeln!(stdout, "The document says all that was seen.");
    }
    Ok(())
}
