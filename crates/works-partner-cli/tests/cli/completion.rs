//! `completion`: a script for each shell.

use std::process::Command;

use crate::support::run;

#[test]
fn every_shell_has_a_script_that_knows_the_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = run(&format!("completion {shell}")).succeeded();
        assert_eq!(run.stderr, "");
        assert!(run.stdout.contains("option-order"), "{shell}");
        assert!(run.stdout.contains("upgrade-option-product"), "{shell}");
        assert!(run.stdout.contains("administrator.last-name"), "{shell}");
    }
    for shell in ["bash", "zsh"] {
        let run = run(&format!("completion {shell}")).succeeded();
        assert!(run.stdout.contains("JP_AIS_M"), "{shell}");
    }
}

/// The function of the script, asked as bash asks it.
#[cfg(unix)]
#[test]
fn bash_completes_below_the_first_word() {
    let script = run("completion bash").succeeded().stdout;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), script).unwrap();
    let file = file.path().display();
    for (words, expected) in [
        ("works-partner option-order cr", "create"),
        (
            "works-partner api get-option-product-or",
            "get-option-product-order",
        ),
        (
            "works-partner api get-option-product-order --option",
            "--option-product-id",
        ),
        (
            "works-partner option-order create --type start",
            "start-paid-service",
        ),
    ] {
        let asked = format!(
            "source {file}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _works__partner works-partner \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let told = Command::new("bash").args(["-c", &asked]).output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        assert_eq!(told.trim(), expected, "{words}");
    }
}
