//! Hostile text in reports: printable, and short.

use crate::limits::{MAX_QUOTE, MAX_REASON};

/// A cell in quotation marks.
pub fn quote(text: &str) -> String {
    format!("\"{}\"", printable(text, MAX_QUOTE))
}

/// A parser's message, which may repeat hostile input.
pub fn reason(text: &str) -> String {
    printable(text, MAX_REASON)
}

fn printable(text: &str, most: usize) -> String {
    let hidden = |c: char| c.is_control() || !(c.is_ascii() || c.is_alphanumeric());
    let escaped =
        text.chars().take(most).map(|c| if hidden(c) { c.escape_unicode().to_string() } else { c.to_string() });
    let mut printed: String = escaped.collect();
    if text.chars().nth(most).is_some() {
        printed.push('…');
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_and_short() {
        assert_eq!(quote("a\u{1b}[31m\né"), "\"a\\u{1b}[31m\\u{a}é\"");
        assert_eq!(quote("\u{202e}x"), "\"\\u{202e}x\"");
        assert_eq!(quote(&"x".repeat(100)).chars().count(), MAX_QUOTE + 3);
        assert_eq!(reason(&"x".repeat(1_000)).chars().count(), MAX_REASON + 1);
    }
}
