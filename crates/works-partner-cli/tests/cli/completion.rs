//! `completion`: a script for each shell.

use std::process::Command;

use crate::support::run;

#[test]
fn every_shell_has_a_script_that_knows_the_options() {
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let run = run(&format!("completion {shell}")).succeeded();
        assert_eq!(run.stderr, "");
        assert!(run.stdout.contains("option-order"), "{shell}");
        assert!(run.stdout.contains("upgrade-option-product"), "{shell}");
        assert!(run.stdout.contains("administrator.last-name"), "{shell}");
    }
    for shell in ["bash", "nushell", "zsh"] {
        let run = run(&format!("completion {shell}")).succeeded();
        assert!(run.stdout.contains("JP_AIS_M"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    run(&format!("man {}", pages.display())).succeeded();
    let page = |name: &str| std::fs::read_to_string(pages.join(name)).unwrap();
    assert!(page("works-partner.1").contains("Exit codes"));
    assert!(page("works-partner-option-order-create.1").contains("apply\\-date"));
    assert!(page("works-partner-api-get-option-product-order.1").contains("domain\\-id"));
}

/// What bash offers: the function of the script, asked as bash asks it.
#[cfg(unix)]
fn offers(script: &std::path::Path, words: &str) -> Vec<String> {
    let file = script.display();
    // A file that bash would offer where it is left to its own devices.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a-file.json"), "{}").unwrap();
    let asked = format!(
        "source {file}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
         complete -p works-partner | grep -q default && echo falls-back-to-files\n\
         _works__partner works-partner \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\" 2>&1\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let told = Command::new("bash")
        .args(["-c", &asked])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let told = told.lines().filter(|line| !line.contains("compopt"));
    told.filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(unix)]
fn bash_script() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), run("completion bash").succeeded().stdout).unwrap();
    file
}

#[cfg(unix)]
#[test]
fn bash_completes_below_the_first_word() {
    let script = bash_script();
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
        assert_eq!(offers(script.path(), words), [expected], "{words}");
    }
}

/// A profile may be called as a command is.
#[cfg(unix)]
#[test]
fn values_of_options_are_not_commands() {
    let script = bash_script();
    for (words, expected) in [
        ("works-partner --profile auth cust", "customer"),
        ("works-partner --profile = auth cust", "customer"),
        (
            "works-partner --config api --profile customer option-order cr",
            "create",
        ),
        ("works-partner -o json customer li", "list"),
        ("works-partner -vo json customer li", "list"),
        ("works-partner customer --profile list ge", "get"),
        ("works-partner -v customer li", "list"),
        ("works-partner --output js", "json"),
        ("works-partner --output = cs", "csv"),
    ] {
        assert_eq!(
            offers(script.path(), words).first().unwrap(),
            expected,
            "{words}"
        );
    }
}

#[cfg(unix)]
#[test]
fn files_are_offered_where_a_file_belongs() {
    let script = bash_script();
    for words in [
        "works-partner customer get a-f",
        "works-partner option-order get a-f",
        "works-partner option-order create 1 DRV --apply-date a-f",
        "works-partner --profile a-f",
    ] {
        let offered = offers(script.path(), words);
        assert!(
            !offered.contains(&"a-file.json".to_owned()),
            "{words}: {offered:?}"
        );
        assert!(!offered.contains(&"falls-back-to-files".to_owned()));
    }
    for words in [
        "works-partner --config a-f",
        "works-partner --config = a-f",
        "works-partner api create-customer --json-body a-f",
    ] {
        assert_eq!(offers(script.path(), words), ["a-file.json"], "{words}");
    }
}

#[test]
fn the_help_has_an_installation_for_each_shell() {
    let help = run("completion --help").succeeded().stdout;
    for shell in ["bash", "zsh", "fish", "powershell", "nushell", "elvish"] {
        let line = format!("works-partner completion {shell}");
        assert!(help.contains(&line), "{help}");
    }
}
