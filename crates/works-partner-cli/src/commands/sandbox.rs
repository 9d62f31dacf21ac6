//! `sandbox`: the emulated Partner API, for other programs to talk to.

mod control;
mod record;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use works_partner_ext::{AccessToken, Client, StaticToken};
use works_partner_sandbox::{Faults, Sandbox};

use crate::arguments::{Global, date};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Format;
use crate::printer::Printer;
use crate::session::{block_on, is_about_state, sandbox_builder, unstartable};
use crate::settings::sandbox_record;
use crate::signals;
use crate::views::{Serving, Until};
use record::Record;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Serve an emulated Partner API on this machine until Ctrl-C.
    Serve {
        #[command(flatten)]
        serve: ServeArgs,
        /// Where to say who serves; it ends when that file is removed.
        #[arg(long, hide = true)]
        record: Option<PathBuf>,
    },
    /// Serve one in the background, until `sandbox stop`. With --sandbox-state its state outlives it.
    Start {
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// End the one in the background.
    Stop,
    /// Show whether one serves in the background, and where; exit code 3 where none does.
    Status,
    /// Show the clock of the one in the background, and let time pass there: what falls due happens.
    Clock {
        /// Let so much time pass first, such as 30d, 2months or 36h.
        #[arg(long, value_name = "TIME")]
        advance: Option<String>,
        /// Let it run so many times as fast from now on; 0 stops it.
        #[arg(long, value_name = "TIMES")]
        scale: Option<u32>,
    },
    /// Write the state of the one in the background to a file, for --sandbox-state to read.
    Snapshot {
        /// The file, which is replaced.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The port to listen on; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// Another day than the current one as the sandbox's today; its clock goes on from there.
    #[arg(long, value_name = "DATE", value_parser = date)]
    clock: Option<Date>,

    /// The calls of one operation in a minute before it answers 429, or `none`.
    #[arg(long, value_name = "CALLS", default_value = "240", value_parser = rate_limit)]
    rate_limit: RateLimit,

    /// Serve so many generated customers instead of the demo; their ids begin at 20000001.
    #[arg(long, value_name = "NUMBER")]
    customers: Option<u32>,

    /// Which customers are generated; the same seed gives the same ones.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0,
        requires = "customers"
    )]
    seed: u64,

    /// Limit neither calls a minute nor calls at once.
    #[arg(long, conflicts_with = "rate_limit")]
    no_rate_limit: bool,

    /// Have things go wrong as this file says: a JSON list such as `[{"fault": "gatewayPage", "status": 502,
    /// "for": "list_option_products", "times": 2}]`. `times` is a number or `"always"`.
    #[arg(long, value_name = "FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    faults: Option<PathBuf>,

    /// Let pages of this origin call the sandbox from a browser, such as http://localhost:8080; `*` for all.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    cors: Option<String>,
}

/// `none` is a value of its own, since clap takes an `Option` for an argument that may be absent.
#[derive(Clone, Copy, Debug)]
struct RateLimit(Option<u32>);

fn rate_limit(text: &str) -> Result<RateLimit, String> {
    match text.parse() {
        _ if text == "none" => Ok(RateLimit(None)),
        Ok(calls) if calls > 0 => Ok(RateLimit(Some(calls))),
        _ => Err("it is a number of calls above 0, or `none`".to_owned()),
    }
}

pub(crate) fn run(verb: &Verb, global: &Global) -> Result<(), Failure> {
    let printer = global.printer();
    match verb {
        Verb::Serve { serve, record } => block_on(serve.run(record.as_deref(), global)),
        Verb::Start { serve } => block_on(start(serve, global)),
        Verb::Stop => block_on(stop(printer)),
        Verb::Status => block_on(status(printer)),
        Verb::Clock { advance, scale } => {
            block_on(control::clock(advance.as_deref(), *scale, printer))
        }
        Verb::Snapshot { file } => block_on(control::snapshot(file, printer)),
    }
}

/// How often it is looked whether the record is still there, and for how long an end is waited for.
const LOOK: Duration = Duration::from_millis(100);
const ENDING: Duration = Duration::from_secs(5);

impl ServeArgs {
    async fn run(&self, path: Option<&std::path::Path>, global: &Global) -> Result<(), Failure> {
        let _own = signals::Own::new();
        let port = self.port;
        let mut builder = sandbox_builder(global)
            .port(port)
            .rate_limit(self.rate_limit.0);
        if let Some(customers) = self.customers {
            builder = builder.customers(customers).seed(self.seed);
        }
        if self.no_rate_limit {
            builder = builder.rate_limit(None).concurrency_limit(None);
        }
        if let Some(date) = self.clock {
            let ahead = ahead(date)?;
            builder = builder.clock(move || {
                let now = Timestamp::now();
                now.checked_add(ahead).unwrap_or(now)
            });
        }
        if let Some(origin) = &self.cors {
            builder = builder.cors(origin);
        }
        if let Some(file) = &self.faults {
            builder = builder.faults(faults(file)?);
        }
        let sandbox = builder.start().await.map_err(|error| {
            if is_about_state(&error) {
                return unstartable(&error);
            }
            let message = format!("the sandbox cannot serve on port {port}: {error}");
            Failure::new(Exit::Unexpected, message).hint("without --port it takes any free one")
        })?;
        let record = Record::of(&sandbox, global.sandbox_state.as_deref());
        if let Some(path) = path {
            record.write(path)?;
        }
        let serving = record.serving(Until::Stopped);
        let ended = async {
            tokio::select! {
                () = signals::stopped() => {}
                () = removed(path, &record) => {}
            }
            Ok(())
        };
        // Whoever reads that it serves may stop it: that is listened for first.
        tokio::try_join!(ended, async { global.printer().print(&serving) })?;
        if let Some(path) = path {
            record.remove(path);
        }
        sandbox.shutdown().await;
        Ok(())
    }
}

/// The faults of a file. Everything that is wrong with it is told at once.
fn faults(file: &std::path::Path) -> Result<Faults, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}", file.display());
        Failure::new(Exit::Usage, message)
    })?;
    Faults::from_json(&text).map_err(|error| {
        let wrong = error.to_string().replace('\n', "; ");
        let message = format!("{} is not a plan of faults: {wrong}", file.display());
        Failure::new(Exit::Usage, message)
    })
}

/// Waits until a record is there no more, or is another's.
async fn removed(path: Option<&std::path::Path>, record: &Record) {
    let Some(path) = path else {
        return std::future::pending().await;
    };
    while Record::read(path).is_some_and(|now| now == *record) {
        tokio::time::sleep(LOOK).await;
    }
}

/// What a browser sends as `Origin`: a scheme, a host and a port.
fn origin(text: &str) -> Result<String, &'static str> {
    let host = text
        .strip_prefix("http://")
        .or(text.strip_prefix("https://"));
    let is_host = |host: &str| {
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'/')
    };
    match text == "*" || host.is_some_and(is_host) {
        true => Ok(text.to_owned()),
        false => Err(
            "an origin is a scheme and a host, such as http://localhost:8080, without a path; or *",
        ),
    }
}

/// How far a day is ahead of today, in Japan.
fn ahead(date: Date) -> Result<jiff::SignedDuration, Failure> {
    let japan = TimeZone::fixed(Offset::constant(9));
    let now = Timestamp::now();
    let then = now
        .to_zoned(japan.clone())
        .time()
        .on(date.year(), date.month(), date.day());
    let then = then.to_zoned(japan).map_err(|error| {
        let message = format!("the clock cannot be set to {date}: {error}");
        Failure::new(Exit::Usage, message)
    })?;
    Ok(then.timestamp().duration_since(now))
}

async fn start(serve: &ServeArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer();
    let path = sandbox_record().ok_or_else(no_folder)?;
    if let Some(record) = running(&path).await {
        printer.say("a sandbox serves already; `works-partner sandbox stop` ends it");
        return printer.print(&record.serving(Until::StopCommand));
    }
    let unexpected = |error: &dyn std::fmt::Display| {
        let message = format!("the sandbox cannot be started: {error}");
        Failure::new(Exit::Unexpected, message)
    };
    let program = std::env::current_exe().map_err(|error| unexpected(&error))?;
    let mut command = Command::new(program);
    command.args([
        "sandbox",
        "serve",
        "-o",
        "jsonl",
        "--port",
        &serve.port.to_string(),
    ]);
    command.arg("--record").arg(&path);
    if let Some(date) = serve.clock {
        command.args(["--clock", &date.to_string()]);
    }
    if !serve.no_rate_limit {
        let calls = serve.rate_limit.0.map(|calls| calls.to_string());
        command.args(["--rate-limit", calls.as_deref().unwrap_or("none")]);
    }
    if let Some(customers) = serve.customers {
        command.args(["--customers", &customers.to_string()]);
        command.args(["--seed", &serve.seed.to_string()]);
    }
    if serve.no_rate_limit {
        command.arg("--no-rate-limit");
    }
    if let Some(origin) = &serve.cors {
        command.args(["--cors", origin]);
    }
    if let Some(file) = &serve.faults {
        // What is wrong with it is told here, and not by a process that nobody sees.
        faults(file)?;
        command.arg("--faults");
        command.arg(std::path::absolute(file).unwrap_or_else(|_| file.clone()));
    }
    if global.wild {
        command.arg("--wild");
    }
    if let Some(file) = &global.sandbox_state {
        command.arg("--sandbox-state");
        command.arg(std::path::absolute(file).unwrap_or_else(|_| file.clone()));
    }
    detach(&mut command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| unexpected(&error))?;
    // It says where it serves in one line, or ends with what is wrong.
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let said = tokio::task::spawn_blocking(move || {
        use std::io::{BufRead as _, BufReader, Read as _};
        let mut line = String::new();
        if let Some(stdout) = stdout {
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        let mut error = String::new();
        if let (true, Some(mut stderr)) = (line.is_empty(), stderr) {
            let _ = stderr.read_to_string(&mut error);
        }
        error
    });
    let error = said.await.map_err(|error| unexpected(&error))?;
    if let Some(record) = running(&path).await {
        return printer.print(&record.serving(Until::StopCommand));
    }
    let Some(message) = said_message(&error) else {
        return Err(unexpected(&"it ended at once"));
    };
    let code = child.wait().ok().and_then(|status| status.code());
    let exit = match code == Some(i32::from(Exit::Usage.code())) {
        true => Exit::Usage,
        false => Exit::Unexpected,
    };
    Err(Failure::new(exit, message))
}

/// The message of an error in JSON.
fn said_message(error: &str) -> Option<String> {
    let error: serde_json::Value = serde_json::from_str(error.lines().next()?).ok()?;
    Some(error.get("error")?.get("message")?.as_str()?.to_owned())
}

/// Lets it live on when the terminal's programs are stopped.
fn detach(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        const DETACHED_PROCESS: u32 = 0x0000_0008;
        command.creation_flags(DETACHED_PROCESS);
    }
}

async fn stop(printer: Printer) -> Result<(), Failure> {
    let path = sandbox_record().ok_or_else(no_folder)?;
    let Some(record) = running(&path).await else {
        return Err(none());
    };
    record.remove(&path);
    let ended = async {
        while record.serves().await {
            tokio::time::sleep(LOOK).await;
        }
    };
    if tokio::time::timeout(ENDING, ended).await.is_err() {
        let message = format!("the sandbox (process {}) does not end", record.pid);
        return Err(Failure::new(Exit::Unexpected, message));
    }
    if matches!(printer.format, Format::Table | Format::Csv) {
        printer.say(&format!("the sandbox at {} has ended", record.base_url));
    }
    Ok(())
}

async fn status(printer: Printer) -> Result<(), Failure> {
    let path = sandbox_record().ok_or_else(no_folder)?;
    match running(&path).await {
        Some(record) => printer.print(&record.serving(Until::StopCommand)),
        None => Err(none()),
    }
}

fn none() -> Failure {
    let message = "no sandbox serves in the background";
    Failure::new(Exit::NotFound, message).hint("`works-partner sandbox start` starts one")
}

fn no_folder() -> Failure {
    let message = "there is no folder to record in where the sandbox serves";
    Failure::new(Exit::Usage, message).hint("set HOME, or XDG_STATE_HOME to an absolute path")
}

/// The sandbox that a record names, where it serves. A record of one that has ended without removing it
/// is removed.
async fn running(path: &std::path::Path) -> Option<Record> {
    let record = Record::read(path)?;
    if record.serves().await {
        return Some(record);
    }
    record.remove(path);
    None
}

impl Record {
    /// Whether the sandbox answers there and knows its token, so that it is no other server.
    async fn serves(&self) -> bool {
        let answer = async {
            let token = StaticToken::new(AccessToken::new(&self.access_token).ok()?);
            let client = Client::builder()
                .base_url(&self.base_url)
                .credentials(token)
                .attempts(1)
                .timeout(ENDING);
            let client = client.build().ok()?;
            let customers = client.call(|api| async move { api.list_customers().send().await });
            match customers.await {
                Ok(_) => Some(()),
                // It may be told to answer so.
                Err(error) => (error.status().is_some() && !error.is_auth()).then_some(()),
            }
        };
        answer.await.is_some()
    }

    fn serving(&self, until: Until) -> Serving<'_> {
        Serving {
            base_url: &self.base_url,
            access_token: &self.access_token,
            auth_url: &self.auth_url,
            pid: self.pid,
            state_file: self.state_file.as_deref(),
            until,
        }
    }

    fn of(sandbox: &Sandbox, state_file: Option<&std::path::Path>) -> Self {
        Self {
            pid: std::process::id(),
            base_url: sandbox.base_url().to_owned(),
            auth_url: sandbox.auth_url().to_owned(),
            access_token: sandbox.token().to_owned(),
            state_file: state_file.map(|path| path.display().to_string()),
        }
    }
}
