# Completion of works-partner. Each command, with the words and options that can follow it, and the values of options.
let works_partner = (r##'COMMANDS'## | from json)
let works_partner_otherwise = $env.config.completions.external.completer?
$env.config.completions.external.enable = true
$env.config.completions.external.completer = {|spans|
    if ($spans | first) != 'works-partner' {
        return (if $works_partner_otherwise != null { do $works_partner_otherwise $spans })
    }
    # The command that the words so far name, and the option whose value comes next.
    let before = $spans | drop 1 | skip 1 | reduce --fold {command: 'works-partner' option: null} {|word before|
        let command = $works_partner | get $before.command
        if $before.option != null {
            $before | update option null
        } else if $word in $command.values {
            $before | update option $word
        } else if $'($before.command) ($word)' in $works_partner {
            $before | update command $'($before.command) ($word)'
        } else {
            $before
        }
    }
    let command = $works_partner | get $before.command
    let word = $spans | last
    let offered = if $before.option != null {
        $command.values | get $before.option
    } else if ($word | str starts-with '-') {
        $command.options
    } else {
        $command.words
    }
    # Nushell offers files where there is null.
    if $offered != null { $offered | where value starts-with $word }
}
