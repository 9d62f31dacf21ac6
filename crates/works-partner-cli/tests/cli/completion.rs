//! `completion`: a script for each shell.

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
