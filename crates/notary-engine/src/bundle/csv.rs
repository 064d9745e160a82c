//! CSV rows (RFC 4180) through buffers of fixed size: a row that does not fit ends the file.

use super::fields::{Fields, RowError};
use crate::limits::{BUFFER, MAX_COLUMNS, MAX_ROW};
use csv_core::ReadRecordResult;
use std::io::Read;

/// Reads rows one after the other.
pub struct CsvRows<R> {
    reader: R,
    core: csv_core::Reader,
    input: Box<[u8]>,
    /// Part of `input` not yet parsed.
    start: usize,
    end: usize,
    output: Box<[u8]>,
    ends: [usize; MAX_COLUMNS],
}

impl<R: Read> CsvRows<R> {
    /// Rows of `reader`, the header first.
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            core: csv_core::Reader::new(),
            input: vec![0; BUFFER].into_boxed_slice(),
            start: 0,
            end: 0,
            output: vec![0; MAX_ROW].into_boxed_slice(),
            ends: [0; MAX_COLUMNS],
        }
    }

    /// Line on which the next row starts.
    pub fn line(&self) -> u64 {
        self.core.line()
    }

    /// The next row, `None` at the end.
    ///
    /// # Errors
    /// See [`RowError`].
    pub fn next(&mut self) -> Result<Option<Fields<'_>>, RowError> {
        let (mut written, mut cells) = (0, 0);
        loop {
            if self.start == self.end {
                self.start = 0;
                self.end = self.reader.read(&mut self.input)?;
            }
            let input = &self.input[self.start..self.end];
            let (result, read, wrote, ended) =
                self.core.read_record(input, &mut self.output[written..], &mut self.ends[cells..]);
            self.start += read;
            written += wrote;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    return Err(RowError::File(format!("a row is longer than {MAX_ROW} bytes")));
                }
                ReadRecordResult::OutputEndsFull => {
                    return Err(RowError::File(format!("a row has {MAX_COLUMNS} columns or more")));
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        match std::str::from_utf8(&self.output[..written]) {
            Ok(text) => Ok(Some(Fields::new(text, &self.ends[..cells]))),
            Err(_) => Err(RowError::Row("not UTF-8".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
        let mut reader = CsvRows::new(bytes);
        let mut rows = vec![];
        while let Some(fields) = reader.next().map_err(|error| error.to_string())? {
            rows.push((0..fields.len()).map(|i| fields.get(i).unwrap_or("?").to_string()).collect());
        }
        Ok(rows)
    }

    #[test]
    fn quotes_line_ends_and_blank_lines() {
        assert_eq!(
            rows(b"a,b\r\n\"1,5\",\"say \"\"x\"\"\"\n\nlast,").unwrap(),
            [["a", "b"], ["1,5", "say \"x\""], ["last", ""]]
        );
        assert!(rows(b"").unwrap().is_empty());
    }

    #[test]
    fn a_row_across_buffers_is_one_row() {
        let long = "x".repeat(100);
        let text = format!("{long},{long}\n").repeat(BUFFER / 150);
        let rows = rows(text.as_bytes()).unwrap();
        assert_eq!(rows.len(), BUFFER / 150);
        assert!(rows.iter().all(|row| *row == [long.as_str(), long.as_str()]));
    }

    #[test]
    fn what_does_not_fit_ends_the_file() {
        assert!(rows(&b"1,".repeat(1_000_000)).unwrap_err().contains("columns"));
        assert!(rows(&vec![b'1'; MAX_ROW + 1]).unwrap_err().contains("longer"));
        let open_quote = [b"\"".as_slice(), &b"\n".repeat(MAX_ROW + 1)].concat();
        assert!(rows(&open_quote).unwrap_err().contains("longer"), "line ends inside a quotation count too");
        assert_eq!(rows(&vec![b'1'; MAX_ROW - 1]).unwrap().len(), 1);
        assert_eq!(rows(&b"1,".repeat(MAX_COLUMNS - 2)).unwrap()[0].len(), MAX_COLUMNS - 1);
    }

    #[test]
    fn a_character_is_not_split_between_cells() {
        assert_eq!(rows(b"\xc3,\xa9\n").unwrap(), [["?", "?"]]);
        assert!(rows(b"\xff\n").unwrap_err().contains("UTF-8"));
    }

    #[test]
    fn an_endless_row_ends_at_once() {
        let mut reader = CsvRows::new(std::io::repeat(b'1'));
        assert!(matches!(reader.next(), Err(RowError::File(_))));
    }
}
