//! Running the program, and servers for it to talk to.

use std::fmt;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use tokio::runtime::Runtime;
use works_partner_sandbox::{Sandbox, SandboxBuilder, State};

/// The token that every run has in its environment, and none may show.
pub(crate) const TOKEN: &str = "a-token-that-nobody-may-see";

/// The program, in an environment that has nothing of this machine's.
pub(crate) fn works_partner(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_works-partner"));
    command
        .env_clear()
        .env("WORKS_PARTNER_ACCESS_TOKEN", TOKEN)
        // Tests that are about the journal name one.
        .env("WORKS_PARTNER_JOURNAL", "none")
        .args(arguments.split_whitespace());
    for needed in ["SystemRoot", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(needed) {
            command.env(needed, value);
        }
    }
    command
}

/// Runs the program with these arguments.
pub(crate) fn run(arguments: &str) -> Run {
    Run::of(&mut works_partner(arguments))
}

/// How a run went. `Display` is a transcript.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        let run = Self {
            code: status.code().expect("the program ends by itself"),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        };
        assert!(!run.stderr.contains("panicked"), "{run}");
        assert!(!run.stdout.contains(TOKEN), "{run}");
        assert!(!run.stderr.contains(TOKEN), "{run}");
        run
    }

    /// A failure leaves nothing on stdout.
    pub(crate) fn failed(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        assert_eq!(self.stdout, "", "{self}");
        self
    }

    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{self}");
        self
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "exit {}", self.code)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "--- {name}\n{}", text.replace('\r', "␍"))?;
            }
        }
        Ok(())
    }
}

/// Compares with `tests/snapshots/<name>.snap`.
pub(crate) fn snapshot(name: &str, text: impl fmt::Display) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text.to_string()));
}

/// A sandbox that serves until it is dropped.
pub(crate) struct Served {
    pub(crate) sandbox: Sandbox,
    _runtime: Runtime,
}

impl Served {
    pub(crate) fn with(state: State) -> Self {
        Self::by(Sandbox::builder(), state)
    }

    /// One that is asked more often than the service may be.
    pub(crate) fn without_limits(state: State) -> Self {
        Self::by(Sandbox::builder().rate_limit(None), state)
    }

    pub(crate) fn by(builder: SandboxBuilder, state: State) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let sandbox = builder.token(TOKEN).state(state).start();
        Self {
            sandbox: runtime.block_on(sandbox).unwrap(),
            _runtime: runtime,
        }
    }

    /// The demo of a fixed day, unlisted values included.
    pub(crate) fn demo() -> Self {
        Self::with(State::wild_on(jiff::civil::date(2026, 11, 28)))
    }

    /// The arguments, for the sandbox's base URL.
    pub(crate) fn arguments(&self, arguments: &str) -> String {
        format!("{arguments} --base-url {}", self.sandbox.base_url())
    }

    pub(crate) fn run(&self, arguments: &str) -> Run {
        let url = self.sandbox.base_url();
        run(&format!("{arguments} --base-url {url}"))
    }
}

fn body_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length.map_or(0, |length| length.parse().unwrap())
}

/// A server that says the same to everybody, for as long as the test runs.
pub(crate) struct Stub {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl Stub {
    /// Answers with a status line's end, such as `200 OK`, header lines and a body.
    pub(crate) fn answering(status: &str, headers: &[&str], body: &str) -> Self {
        let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let length = body.len();
        Self::sending(format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::answering("200 OK", &["content-type: application/json"], body)
    }

    fn sending(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1.0", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Vec<u8>>>::default();
        let notes = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
                    request.extend(byte);
                }
                let mut body = vec![0; body_length(&request)];
                stream.read_exact(&mut body).unwrap();
                request.extend(body);
                *notes.lock().unwrap() = request;
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { url, seen }
    }

    /// The last request.
    pub(crate) fn seen(&self) -> String {
        String::from_utf8(self.seen.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn run(&self, arguments: &str) -> Run {
        run(&format!("{arguments} --base-url {}", self.url))
    }
}
