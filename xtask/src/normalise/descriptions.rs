//! Descriptions are Markdown for readers; rustdoc must not run them as code.

use serde_json::Value;

use super::Work;

pub(super) fn plain(work: &mut Work) -> usize {
    rewrite(&mut work.root)
}

fn rewrite(value: &mut Value) -> usize {
    match value {
        Value::Object(object) => object
            .iter_mut()
            .map(|(key, value)| match value {
                Value::String(text) if key == "description" || key == "summary" => {
                    let plain = plain_text(text);
                    let touched = usize::from(plain != *text);
                    *text = plain;
                    touched
                }
                other => rewrite(other),
            })
            .sum(),
        Value::Array(items) => items.iter_mut().map(rewrite).sum(),
        _ => 0,
    }
}

/// Fences say `text`, nothing is indented as far as a code block, and nothing ends a comment.
fn plain_text(text: &str) -> String {
    let mut fenced = false;
    let lines: Vec<String> = text
        .trim_end()
        .lines()
        .map(|line| {
            let bare = line.trim_start();
            if let Some(language) = bare.strip_prefix("```") {
                fenced = !fenced;
                let language = language.trim();
                return match (fenced, language) {
                    (true, "" | "rust" | "rs") => "```text".to_owned(),
                    _ => bare.to_owned(),
                };
            }
            let indent = line.len() - bare.len();
            if !fenced && indent >= 4 {
                format!("   {bare}")
            } else {
                line.to_owned()
            }
        })
        .collect();
    let mut plain = lines.join("\n").replace("*/", "* /").replace("/*", "/ *");
    if fenced {
        plain.push_str("\n```");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn nothing_in_a_description_is_a_doctest() {
        let text = "A:\n\n```\nlet x = 1;\n```\n\n    let y = 2;\n*/ end";
        let plain = "A:\n\n```text\nlet x = 1;\n```\n\n   let y = 2;\n* / end";
        assert_eq!(plain_text(text), plain);
        assert_eq!(plain_text("```\nopen"), "```text\nopen\n```");
    }
}
