//! Descriptions are Markdown for readers; rustdoc must not run them as code, nor rustc stumble.

use serde_json::Value;

use super::Work;

pub(super) fn plain(work: &mut Work) -> usize {
    rewrite("", &mut work.root)
}

fn rewrite(key: &str, value: &mut Value) -> usize {
    match value {
        Value::String(text) if is_prose(key) => {
            let plain = plain_text(text);
            let touched = usize::from(plain != *text);
            *text = plain;
            touched
        }
        Value::Object(object) => {
            let labels = is_labels(key);
            object
                .iter_mut()
                .map(|(inner, value)| rewrite(if labels { "description" } else { inner }, value))
                .sum()
        }
        Value::Array(items) => {
            let labels = is_labels(key);
            items
                .iter_mut()
                .map(|item| rewrite(if labels { "description" } else { "" }, item))
                .sum()
        }
        _ => 0,
    }
}

fn is_labels(key: &str) -> bool {
    matches!(key, "x-enum-descriptions" | "x-enum-descriptions-ja")
}

/// `title` and `version` are those of `info`; elsewhere they are not generated.
fn is_prose(key: &str) -> bool {
    matches!(key, "description" | "summary" | "title" | "version")
}

/// Markdown in which nothing is code to rustdoc, but what is fenced and marked as text.
///
/// A fence that begins deeper than Markdown lets it would be code by indentation; one in a list or a
/// quotation ends with it, wherever its own end stands. So no line is indented beyond three blanks,
/// every line of a fenced block as far as its fence, and a fence right after a bullet is escaped.
pub(super) fn plain_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = Vec::new();
    let mut open: Option<Fence<'_>> = None;
    for line in text.trim_end().lines() {
        let (indent, bare) = indentation(line);
        let fence = Fence::at(indent, bare);
        let plain = match (&open, fence) {
            (Some(began), Some(fence)) if fence.ends(began) => {
                let end = format!("{}{}", blanks(began.indent), fence.run);
                open = None;
                end
            }
            (Some(_), _) if bare.is_empty() => String::new(),
            (Some(began), _) => {
                let deeper = indent.saturating_sub(began.indent_written);
                format!("{}{}{bare}", blanks(began.indent), blanks(deeper))
            }
            (None, Some(fence)) => {
                // Nothing may stand before it on its line, wherever the text is put.
                if lines.is_empty() {
                    lines.push(String::new());
                }
                let begin = format!("{}{}text", blanks(fence.indent), fence.run);
                open = Some(fence);
                begin
            }
            (None, None) => format!("{}{}", blanks(indent.min(DEEPEST)), unnested(bare)),
        };
        lines.push(plain);
    }
    if let Some(began) = open {
        lines.push(format!("{}{}", blanks(began.indent), began.run));
    }
    let plain = lines.join("\n").replace("*/", "* /").replace("/*", "/ *");
    plain.replace(|c| c != '\n' && is_unseen(c), "")
}

/// From four blanks on, Markdown takes a line for code.
const DEEPEST: usize = 3;

/// A line that begins or ends a block of code.
struct Fence<'a> {
    indent: usize,
    indent_written: usize,
    /// Its backticks or tildes.
    run: &'a str,
    /// What follows them.
    info: &'a str,
}

impl<'a> Fence<'a> {
    fn at(indent: usize, bare: &'a str) -> Option<Self> {
        let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = bare.trim_start_matches(mark);
        let (run, info) = bare.split_at_checked(bare.len() - info.len())?;
        let inline = mark == '`' && info.contains('`');
        (run.len() >= 3 && !inline).then_some(Self {
            indent: indent.min(DEEPEST),
            indent_written: indent,
            run,
            info,
        })
    }

    fn ends(&self, began: &Self) -> bool {
        self.run.starts_with(began.run) && self.info.trim().is_empty()
    }
}

/// The width of the blanks before a line, and the line without them.
fn indentation(line: &str) -> (usize, &str) {
    let bare = line.trim_start();
    let blanks = line.strip_suffix(bare).unwrap_or_default();
    let width = blanks.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    (width, bare)
}

/// The rest of a line after its blanks: behind bullets and quotation marks no code begins either.
fn unnested(bare: &str) -> String {
    let Some((mark, rest)) = split_mark(bare) else {
        let html = bare.starts_with('<') && !bare.starts_with("<http");
        let fence = bare.starts_with("```") || bare.starts_with("~~~");
        // Inside of HTML, Markdown sees no fence, and takes the end of one for a beginning.
        let escape = if html || fence { "\\" } else { "" };
        return format!("{escape}{bare}");
    };
    let (indent, rest) = indentation(rest);
    format!("{mark}{}{}", blanks(indent.min(1)), unnested(rest))
}

/// `-`, `*`, `+`, `1.`, `1)` or `>` that begins a line, and what follows.
fn split_mark(bare: &str) -> Option<(&str, &str)> {
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (_, after) = bare.split_at_checked(digits)?;
    let mark = match after.chars().next()? {
        '>' if digits == 0 => 1,
        '-' | '*' | '+' if digits == 0 => 1,
        '.' | ')' if digits > 0 => digits + 1,
        _ => return None,
    };
    let (mark, rest) = bare.split_at_checked(mark)?;
    (mark == ">" || rest.starts_with([' ', '\t'])).then_some((mark, rest))
}

fn blanks(width: usize) -> String {
    " ".repeat(width)
}

/// Control characters, and those that reorder what is read: rustc rejects both in comments.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn nothing_in_a_description_is_a_doctest() {
        for (from, to) in [
            (
                "A:\n\n```\nlet x = 1;\n```\n",
                "A:\n\n```text\nlet x = 1;\n```",
            ),
            ("A:\n\n    let y = 2;", "A:\n\n   let y = 2;"),
            ("A:\n\tlet y = 2;", "A:\n   let y = 2;"),
            ("```no_run\nopen", "\n```text\nopen\n```"),
            ("A\n~~~\n```\n~~~", "A\n~~~text\n```\n~~~"),
            (
                "- a\n  ```json\nb\n    c\n  ```",
                "- a\n  ```text\n  b\n    c\n  ```",
            ),
            ("- ```\n  b\n  ```\n", "- \\```\n  b\n  ```text\n  ```"),
            ("1.     code\n>     code\n> ~~~", "1. code\n> code\n> \\~~~"),
            ("<div>\n<https://a>", "\\<div>\n<https://a>"),
            ("```a``` b", "\\```a``` b"),
            ("---\n**a**", "---\n**a**"),
        ] {
            assert_eq!(plain_text(from), to, "{from}");
        }
    }

    #[test]
    fn nothing_in_a_description_ends_a_comment() {
        assert_eq!(plain_text("a */ b /* c"), "a * / b / * c");
        assert_eq!(plain_text("a\rb\0c\u{202e}d"), "a\nbcd");
    }
}
