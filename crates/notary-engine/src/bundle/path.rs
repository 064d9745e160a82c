//! Paths inside a bundle: a few plain names that mean the same to every file system and URL.

use crate::limits::MAX_PATH;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A relative path of plain names: `[A-Za-z0-9_-][A-Za-z0-9._-]*`, joined by `/`, at most eight deep.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RelPath(String);

/// Most names in a path.
const MAX_DEPTH: usize = 8;

impl RelPath {
    /// `None` for anything that is absolute, climbs, hides, or needs quoting anywhere.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |name: &str| {
            !name.is_empty()
                && !name.starts_with('.')
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let fits = text.len() <= MAX_PATH && text.split('/').count() <= MAX_DEPTH;
        (fits && text.split('/').all(plain)).then(|| Self(text.to_string()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its names, outermost first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RelPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a plain relative path"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_pass() {
        for text in ["a", "rows/gas.csv", "2020/leeds-works/gas_1.csv", "a/b/c/d/e/f/g/h"] {
            assert_eq!(RelPath::parse(text).expect(text).as_str(), text);
        }
    }

    #[test]
    fn every_way_out_is_refused() {
        let long = "a".repeat(MAX_PATH + 1);
        for text in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../../x",
            "a//b",
            "a/",
            "./a",
            ".ssh",
            "a/.git",
            "a\\b",
            "c:a",
            "a%2e",
            "a b",
            "a\0b",
            "http://x",
            "ａ",
            "a?b",
            "a#b",
            "a/b/c/d/e/f/g/h/i",
            long.as_str(),
        ] {
            assert_eq!(RelPath::parse(text), None, "{text}");
        }
    }
}
