#!/usr/bin/env bash
# clap_complete 4.6.11, clap 4.6.9.
# Expected: `hide(true)` keeps a flag, a command and a value out of completion as out of help; the values that a flag takes
# are offered in every shell.
# Seen: hidden values are left out, hidden flags and hidden commands are offered by all five shells. PowerShell and Elvish
# offer no values at all, fish none for positional arguments. bash splits a value with a space in two.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "clap_complete 4.6.11: bash zsh fish powershell elvish"
rust 'clap = "=4.6.9"' 'clap_complete = "=4.6.11"' >seen <<'RS'
use clap::{Arg, Command, builder::PossibleValue};
use clap_complete::{Shell, generate};
fn main() {
    let command = || Command::new("demo").subcommand(Command::new("secretcommand").hide(true)).subcommand(Command::new("plain")
        .arg(Arg::new("flag").long("flag").value_parser([PossibleValue::new("flagvalue"), PossibleValue::new("secretvalue").hide(true), PossibleValue::new("two words")]))
        .arg(Arg::new("place").value_parser(["placevalue"]))
        .arg(Arg::new("secretflag").long("secretflag").hide(true)));
    let scripts = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish].map(|shell| {
        let mut script = vec![];
        generate(shell, &mut command(), "demo", &mut script);
        String::from_utf8(script).unwrap()
    });
    for word in ["secretcommand", "secretflag", "secretvalue", "flagvalue", "placevalue"] {
        println!("{}", scripts.each_ref().map(|script| if script.contains(word) { "yes" } else { "no" }).join(" "));
    }
    println!("{}", scripts[0].contains("-W \"flagvalue two words\""));
}
RS
saw "a hidden command is offered" "yes yes yes yes yes" "$(sed -n 1p seen)"
saw "a hidden flag is offered" "yes yes yes yes yes" "$(sed -n 2p seen)"
saw "a hidden value is offered" "no no no no no" "$(sed -n 3p seen)"
saw "a flag's values are offered" "yes yes yes no no" "$(sed -n 4p seen)"
saw "an argument's values are offered" "yes yes no no no" "$(sed -n 5p seen)"
saw "bash: words of 'two words' stand alone" true "$(sed -n 6p seen)"
verdict
