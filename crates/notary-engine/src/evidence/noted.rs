//! What went wrong, counted, with the first few cases: a hostile file must not make a long report.

use crate::limits::MAX_EXAMPLES;

/// A count with examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// How often.
    pub count: u64,
    /// The first [`MAX_EXAMPLES`].
    pub examples: Vec<String>,
}

impl Noted {
    /// Counts one more, described only while examples are collected.
    pub fn note(&mut self, describe: impl FnOnce() -> String) {
        self.count += 1;
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(describe());
        }
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first example, or nothing.
    pub fn first(&self) -> &str {
        self.examples.first().map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_all_and_keeps_few() {
        let mut noted = Noted::default();
        assert!(noted.is_empty());
        for i in 0..100 {
            noted.note(|| i.to_string());
        }
        assert_eq!((noted.count, noted.examples.len(), noted.first()), (100, MAX_EXAMPLES, "0"));
    }
}
