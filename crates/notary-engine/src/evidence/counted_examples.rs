//! A count of errors with the first few examples: a hostile file must not make a long report.

use crate::limits::MAX_EXAMPLES;

/// A count with examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedExamples {
    /// Number of errors.
    pub count: u64,
    /// The first [`MAX_EXAMPLES`].
    pub examples: Vec<String>,
}

impl CountedExamples {
    /// Counts one more error. Calls `describe` only while examples are collected.
    pub fn add(&mut self, describe: impl FnOnce() -> String) {
        self.count += 1;
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(describe());
        }
    }

    /// Whether the count is zero.
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
        let mut counted = CountedExamples::default();
        assert!(counted.is_empty());
        for i in 0..100 {
            counted.add(|| i.to_string());
        }
        assert_eq!((counted.count, counted.examples.len(), counted.first()), (100, MAX_EXAMPLES, "0"));
    }
}
