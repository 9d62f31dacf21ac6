//! An evolution as a maintainer reads it, with the changelog's part on the document.

use std::fmt::{self, Write as _};

use super::{Change, Evolution};

/// How the line of a change ends that only people read.
const REWORDED: &str = "is worded anew.";

impl Evolution {
    /// The lines for `### Document` of the changelog.
    pub fn changelog(&self) -> String {
        let mut text = String::new();
        let mut reworded = 0_usize;
        for change in &self.changes {
            if change.text.ends_with(REWORDED) {
                reworded = reworded.saturating_add(1);
                continue;
            }
            // Writing to a String does not fail.
            let _ = writeln!(text, "- {}", change.text);
        }
        if reworded > 0 {
            let _ = writeln!(text, "- {reworded} description(s) are worded anew.");
        }
        text
    }
}

impl fmt::Display for Evolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            write_change(f, change)?;
        }
        if !self.rust.is_empty() {
            writeln!(f, "The generated crate")?;
            for change in &self.rust {
                writeln!(
                    f,
                    "  {:<6} {}: {}",
                    change.level, change.item, change.reason
                )?;
            }
        }
        Ok(())
    }
}

fn write_change(f: &mut fmt::Formatter<'_>, change: &Change) -> fmt::Result {
    writeln!(f, "{:<6} {}", change.level(), change.text)?;
    writeln!(f, "       {}", change.pointer)?;
    for effect in &change.effects {
        writeln!(
            f,
            "       {:<8} {:<6} {}",
            effect.aspect, effect.level, effect.reason
        )?;
    }
    writeln!(f)
}
