//! The cells of a row, borrowed from a buffer of fixed size.

/// The cells of one row.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    /// Cells that end at `ends` in `text`.
    pub fn new(text: &'a str, ends: &'a [usize]) -> Self {
        Self { text, ends }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell; `None` outside, and where a cell would begin inside a character.
    pub fn get(&self, index: usize) -> Option<&'a str> {
        let start = match index {
            0 => 0,
            _ => *self.ends.get(index - 1)?,
        };
        self.text.get(start..*self.ends.get(index)?)
    }
}

/// Reason why reading a file stops or skips a row.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// This row is wrong; the next may be right.
    #[error("{0}")]
    Row(String),
    /// The rest of the file cannot be read.
    #[error("{0}")]
    File(String),
    /// The source of the bytes failed. This is no finding about the evidence.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl RowError {
    /// The same error with another text.
    pub fn described(self, describe: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Row(why) => Self::Row(describe(why)),
            Self::File(why) => Self::File(describe(why)),
            Self::Io(error) => Self::Io(error),
        }
    }
}
