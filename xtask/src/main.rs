//! `cargo xtask`: see `cargo xtask help`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{Document, GenerateError, Settings, root};

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
    /// Measure what calls cost, beside what others pay for the same; needs valgrind
    Bench {
        /// Measure the build of this commit, too
        #[arg(long, value_name = "COMMIT", num_args = 0..=1, default_missing_value = xtask::bench::BEFORE)]
        before: Option<String>,
        /// Measure the client of openapi-generator, too, which this command runs
        #[arg(long, value_name = "COMMAND", num_args = 0..=1, default_missing_value = "openapi-generator-cli")]
        openapi_generator: Option<String>,
        /// Measure the start and the size of the command, too
        #[arg(long)]
        command: bool,
        /// Rounds of CPU time; 0 counts instructions and allocations alone
        #[arg(long, value_name = "NUMBER", default_value_t = 15)]
        rounds: u32,
        /// Print the tables of earlier runs again, and measure nothing
        #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["before", "openapi_generator", "command"])]
        saved: Vec<PathBuf>,
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
            before,
            openapi_generator,
            command,
            rounds,
            saved,
        } => bench(&xtask::bench::Options {
            before,
            openapi_generator,
            command,
            rounds,
            saved,
        }),
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
    const DOCUMENT: &str = "openapi/works-partner.yaml";
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
