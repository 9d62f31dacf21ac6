//! The commands that READMEs show: those on the sandbox run, and the others have the commands and flags that they name.

use crate::support::works_partner;

const READMES: [(&str, &str); 3] = [
    ("README.md", include_str!("../../../../README.md")),
    ("works-partner-cli", include_str!("../../README.md")),
    (
        "works-partner-sandbox",
        include_str!("../../../works-partner-sandbox/README.md"),
    ),
];

#[test]
fn the_commands_of_the_readmes_are_there() {
    let home = tempfile::tempdir().unwrap();
    let (mut ran, mut wrong) = (0, Vec::new());
    for (name, text) in READMES {
        for arguments in commands(text) {
            let is_run = arguments.starts_with("--sandbox ");
            let help = if is_run { "" } else { "--help" };
            let output = works_partner(&format!("{arguments} {help}"))
                .env("HOME", home.path())
                .env("LOCALAPPDATA", home.path())
                .current_dir(home.path())
                .output()
                .unwrap();
            ran += usize::from(is_run);
            if !output.status.success() {
                let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
                wrong.push(format!("{name}: works-partner {arguments}: {stderr}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran > 3, "{ran} commands ran");
}

/// The arguments of each command in the fences of shells.
fn commands(text: &str) -> Vec<&str> {
    let fences = text.split("```console\n").skip(1);
    let lines = fences.flat_map(|rest| rest.split("```").next().unwrap().lines());
    let commands = lines.filter_map(|line| {
        let line = line.strip_prefix("$ ")?;
        let line = line
            .strip_prefix("works-partner ")
            .or_else(|| line.strip_prefix("cargo run -p works-partner-cli -- "))?;
        Some(line.split("  #").next().unwrap().trim())
    });
    commands.filter(|line| !line.ends_with("--help")).collect()
}
