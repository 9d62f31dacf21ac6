//! The Markdown of the document on a terminal: paragraphs filled, lists with their indent, strong
//! words bold. Code keeps its backticks, by which it is known where there are no styles.

use unicode_width::UnicodeWidthStr as _;

use crate::terminal::HEADING;

/// In lines at most so wide; each paragraph is one line where there is no width.
pub(super) fn rendered(markdown: &str, width: Option<usize>) -> String {
    let blocks = blocks(markdown);
    let mut out = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            // The items of a list stand together.
            let apart = block.starts_paragraph || !block.is_item;
            out.push_str(if apart { "\n\n" } else { "\n" });
        }
        let indent = if block.is_item { "  " } else { "" };
        let first = if block.is_item { "- " } else { "" };
        out.push_str(&strong(&filled(&block.text, first, indent, width)));
    }
    out
}

#[derive(Debug)]
struct Block {
    text: String,
    is_item: bool,
    /// Whether an empty line comes before it.
    starts_paragraph: bool,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut starts_paragraph = true;
    for line in markdown.lines() {
        let line = line.trim();
        if line.is_empty() {
            starts_paragraph = true;
            continue;
        }
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        match blocks
            .last_mut()
            .filter(|_| item.is_none() && !starts_paragraph)
        {
            Some(block) => {
                block.text.push(' ');
                block.text.push_str(line);
            }
            None => blocks.push(Block {
                text: item.unwrap_or(line).to_owned(),
                is_item: item.is_some(),
                starts_paragraph,
            }),
        }
        starts_paragraph = false;
    }
    blocks
}

/// What clap takes the escape for bold to be wide, at most: it would wrap again what is wider.
const ESCAPE: usize = 4;

fn filled(text: &str, first: &str, indent: &str, width: Option<usize>) -> String {
    let mut out = first.to_owned();
    let mut column = first.width();
    let mut is_first = true;
    for word in text.split(' ') {
        // The stars of strong words are not shown, but clap counts a part of the escapes in their place.
        let stars = word.matches("**").count();
        let wide = word.replace("**", "").width() + ESCAPE * stars;
        let fits = width.is_none_or(|width| column + 1 + wide <= width);
        if is_first {
            is_first = false;
        } else if fits {
            out.push(' ');
            column += 1;
        } else {
            out.push('\n');
            out.push_str(indent);
            column = indent.width();
        }
        out.push_str(word);
        column += wide;
    }
    out
}

/// `**strong**` in bold. Stars without a partner stay as they are.
fn strong(text: &str) -> String {
    let parts: Vec<&str> = text.split("**").collect();
    if parts.len().is_multiple_of(2) {
        return text.to_owned();
    }
    let parts = parts.iter().enumerate();
    let styled = parts.map(|(index, part)| match index % 2 {
        0 => (*part).to_owned(),
        _ => format!("{HEADING}{part}{HEADING:#}"),
    });
    styled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_filled_and_lists_keep_their_indent() {
        let markdown =
            "One\ntwo three\nfour.\n\n- first item\n  goes on\n- second\n\n**Bold:** 共有 `code`";
        let expected = "\
One two three
four.

- first item
  goes on
- second

Bold:
共有 `code`";
        let shown = rendered(markdown, Some(13));
        assert_eq!(anstream::adapter::strip_str(&shown).to_string(), expected);
        assert!(shown.contains("\u{1b}[1mBold:"), "{shown:?}");
        assert_eq!(rendered("a\nb **c", None), "a b **c");
        assert_eq!(rendered("", None), "");
    }
}
