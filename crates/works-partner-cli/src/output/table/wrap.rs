//! How the words of a cell become lines: wrapped into several, or shortened to one. Each costs as much
//! as the text is long, whatever the width.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Cell, GAP};

/// What is not broken where there is a choice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
    pub(super) width: usize,
    /// The spaces before it, which go where a line ends.
    pub(super) gap: usize,
}

impl<'a> Word<'a> {
    pub(super) fn new(text: &'a str, style: Style, gap: usize) -> Self {
        Self {
            text,
            style,
            width: text.width(),
            gap,
        }
    }
}

/// The words of a cell in lines at most so wide. A word that is wider still is broken.
pub(super) fn wrapped(cell: &Cell, width: Option<usize>) -> Vec<Vec<Word<'_>>> {
    let Some(width) = width else {
        return vec![cell.words()];
    };
    let mut lines = Vec::new();
    let mut line: Vec<Word<'_>> = Vec::new();
    let mut used = 0;
    for word in cell.words() {
        let is_first = line.is_empty();
        if !is_first && used + word.gap + word.width > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        let mut rest = word;
        while rest.width > width {
            let (head, tail) = split(rest, width);
            if tail.text.is_empty() {
                break;
            }
            line.push(Word { gap: 0, ..head });
            lines.push(std::mem::take(&mut line));
            rest = tail;
        }
        let gap = if line.is_empty() { 0 } else { rest.gap };
        used += gap + rest.width;
        line.push(Word { gap, ..rest });
    }
    lines.push(line);
    lines
}

/// The most of a word that is at most so wide, one character at least, and what is left of it. Looks at
/// the head only, so that a word of many lines is read once.
fn split(word: Word<'_>, width: usize) -> (Word<'_>, Word<'_>) {
    let mut taken = 0;
    let mut end = word.text.len();
    for (index, char) in word.text.char_indices() {
        let wide = char.width().unwrap_or_default();
        // What has no width belongs to the character before it.
        if index > 0 && wide > 0 && taken + wide > width {
            end = index;
            break;
        }
        taken += wide;
    }
    let (head, tail) = word.text.split_at_checked(end).unwrap_or((word.text, ""));
    let head = Word {
        text: head,
        width: head.width(),
        ..word
    };
    let tail = Word {
        text: tail,
        // Joined characters are narrower together than apart; at the break there is nothing to join.
        width: word.width.saturating_sub(head.width),
        ..word
    };
    (head, tail)
}

/// What stands for the rest of a text. An ellipsis is two columns wide on Japanese terminals.
const CUT: &str = "..";

/// A cell on one line at most so wide, and whether something of it is missing. Its texts are cut, the
/// longest first; codes and ids are not.
pub(super) fn shortened(cell: &Cell, width: usize) -> (Vec<Word<'_>>, bool) {
    let is_whole = cell.width() <= width;
    let limit = match is_whole {
        true => usize::MAX,
        false => (0..=width)
            .rev()
            .find(|limit| cell.width_cut_to(*limit) <= width)
            .unwrap_or_default(),
    };
    let mut words = Vec::new();
    for part in cell.parts_cut_to(limit) {
        let word = Word {
            text: &part.text,
            style: part.style,
            width: part.width,
            gap: if words.is_empty() { 0 } else { GAP },
        };
        let room = part.width_cut_to(limit);
        if part.width <= room {
            words.push(word);
            continue;
        }
        let (head, _) = split(word, room.saturating_sub(CUT.len()));
        words.push(Word::new(head.text.trim_end(), part.style, word.gap));
        words.push(Word::new(CUT, part.style, 0));
    }
    (words, !is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let cell = Cell::text(text);
        let lines = wrapped(&cell, Some(width));
        let line = |line: &Vec<Word<'_>>| {
            let words = line.iter();
            words
                .map(|word| " ".repeat(word.gap) + word.text)
                .collect::<String>()
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn words_that_are_too_wide_are_broken() {
        assert_eq!(lines("ab cdefgh i", 3), ["ab", "cde", "fgh", "i"]);
        assert_eq!(lines("日本語", 3), ["日", "本", "語"]);
        assert_eq!(lines("日本語", 1), ["日", "本", "語"]);
        assert_eq!(
            lines("e\u{301}e\u{301}e\u{301}", 2),
            ["e\u{301}e\u{301}", "e\u{301}"]
        );
        assert_eq!(lines("", 5), [""]);
    }

    /// Compares what 8 times the text costs with 8 times the cost: a square would be 64 times.
    #[test]
    fn the_cost_grows_as_the_text_does() {
        let time = |length: usize| {
            let cells = [
                Cell::text("x".repeat(length)),
                Cell::text("語 ".repeat(length / 4)),
            ];
            let runs = (0..25).map(|_| {
                let begin = std::time::Instant::now();
                for cell in &cells {
                    assert!(wrapped(cell, Some(80)).len() >= length / 160);
                    shortened(cell, 20);
                }
                begin.elapsed()
            });
            runs.min().unwrap_or_default()
        };
        let (short, long) = (time(20_000), time(160_000));
        assert!(long < short * 32, "{short:?} became {long:?}");
    }

    #[test]
    fn texts_are_shortened_and_codes_are_not() {
        let shown = |cell: &Cell, width| {
            let (words, is_cut) = shortened(cell, width);
            let words = words.iter();
            let text: String = words.map(|word| " ".repeat(word.gap) + word.text).collect();
            (text, is_cut)
        };
        let cell = Cell::text("Shared Storage").and_code("SSTG2");
        assert_eq!(
            shown(&cell, 21),
            ("Shared Storage  SSTG2".to_owned(), false)
        );
        assert_eq!(shown(&cell, 19), ("Shared Sto..  SSTG2".to_owned(), true));
        assert_eq!(
            shown(&Cell::text("北の窓商事部"), 11),
            ("北の窓商..".to_owned(), true)
        );
        assert_eq!(
            shown(&Cell::text("12345678901234567890"), 7).0,
            "12345678901234567890"
        );
    }
}
