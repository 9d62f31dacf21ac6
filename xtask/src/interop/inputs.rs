//! What the tools are given: made once a run, by the command under test.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Document, variant};

use super::{Meeting, Places, make_folder, output};

/// Runs `interop/inputs.py`, which asks the sandbox's customers of every command that has a format.
pub(super) fn make(places: &Places) -> Result<(), String> {
    let inputs = places.scratch.join("inputs");
    let _ = fs::remove_dir_all(&inputs);
    make_folder(&inputs)?;
    let script = places.root.join("interop/inputs.py");
    if !script.is_file() {
        return Ok(());
    }
    let mut python = Command::new("python3");
    python
        .arg(script)
        .arg(&places.command)
        .arg(places.root.join("openapi/works-partner.yaml"))
        .current_dir(&inputs)
        .env("XDG_STATE_HOME", inputs.join("xdg/state"))
        .env("XDG_CONFIG_HOME", inputs.join("xdg/config"));
    output(&mut python, "interop/inputs.py")?;
    variants(places, &inputs)
}

/// The document for each tool that needs another.
fn variants(places: &Places, inputs: &Path) -> Result<(), String> {
    let document = Document::of_project(&places.root);
    let document = document.map_err(|error| error.to_string())?;
    for tool in variant::tools() {
        let document = variant::document_for(tool, &document.value)?;
        let file = inputs.join(format!("{tool}.json"));
        fs::write(&file, document.to_string())
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    }
    Ok(())
}

/// Copies of the inputs, and a command in the place of ours, both spoilt as the meeting says.
pub(super) fn spoil(
    places: &Places,
    meeting: &Meeting,
    work: &Path,
) -> Result<(PathBuf, PathBuf), String> {
    const TEXTS: [&str; 6] = ["csv", "ics", "json", "jsonl", "yaml", "sh"];
    let told = |error: std::io::Error| format!("cannot spoil the inputs: {error}");
    let spoilt = work.join("spoilt");
    super::copy(&places.scratch.join("inputs"), &spoilt)?;
    for entry in fs::read_dir(&spoilt).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if meeting.is_broken_by_sed() && TEXTS.contains(&&*extension) {
            let mut sed = Command::new("sed");
            output(sed.args(["-E", "-i", &meeting.broken]).arg(&path), "sed")?;
        }
    }
    if !meeting.is_broken_by_sed() {
        return Ok((spoilt, places.command.clone()));
    }
    let command = work.join("works-partner");
    let wrapper = format!(
        "#!/bin/bash\nset -o pipefail\n'{}' \"$@\" | sed -E \"$INTEROP_BREAK\"\n",
        places.command.display()
    );
    fs::write(&command, wrapper).map_err(told)?;
    fs::set_permissions(&command, fs::Permissions::from_mode(0o755)).map_err(told)?;
    Ok((spoilt, command))
}
