#!/usr/bin/env bash
# clap_complete_nushell 4.6.2, Nushell 0.115.1.
# Expected: a flag with a dot (`--admin.name`), which clap and every other shell take, is completed, quoted or left out.
# Seen: it is written as it is, which Nushell reads as an error of the whole script: nothing is completed, of any command.
# The generator says nothing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "clap_complete_nushell 4.6.2, Nushell 0.115.1"
npm_packages nushell@0.115.1
program() {
    cat <<RS
use clap::{Arg, Command};
fn main() {
    let mut command = Command::new("tool")
        .subcommand(Command::new("add").arg(Arg::new("name").long("$1")));
    if std::env::args().nth(1).as_deref() == Some("script") {
        clap_complete::generate(clap_complete_nushell::Nushell, &mut command, "tool", &mut std::io::stdout());
    } else {
        command.get_matches();
        println!("ran");
    }
}
RS
}
clap='clap = "=4.6.9"'
complete='clap_complete = "=4.6.11"'
nushell='clap_complete_nushell = "=4.6.2"'
export FINDINGS_TARGET=${FINDINGS_TARGET:-$work/target}
binary() { rm -rf crate && rust "$clap" "$complete" "$nushell" >/dev/null && cp "$FINDINGS_TARGET/debug/finding" tool; }
nushell_says() { PATH=$work:$PATH nu --no-config-file --commands "$1" 2>&1 || true; }
program admin.name | binary
./tool script >dotted.nu
saw "a flag with a dot" "expected valid variable name for this long flag" "$(nushell_says 'source dotted.nu' | grep -o 'expected valid variable name for this long flag' | head -1)"
mv tool dotted
program admin-name | binary
./tool script >plain.nu
saw "tool add --admin.name x, without the script" ran "$(nushell_says '^./dotted add --admin.name x')"
saw "with a hyphen: sourced without a word" "" "$(nushell_says 'source plain.nu')"
verdict
