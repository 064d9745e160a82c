//! JSON rows: one flat object of strings a line, so that a row is bounded and amounts are never converted to binary fractions.

use super::{
    fields::{Fields, RowError},
    quote::reason,
};
use crate::limits::{BUFFER, MAX_COLUMNS, MAX_ROW};
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use std::{
    borrow::Cow,
    fmt,
    io::{BufRead, BufReader, Read},
};

/// The keys of a row in either way of writing time, index by index.
pub type Spellings = [&'static [&'static str]; 2];

/// Reads rows one after the other.
pub struct JsonRows<R> {
    reader: BufReader<R>,
    columns: Spellings,
    line: Vec<u8>,
    lines: u64,
    text: String,
    ends: [usize; MAX_COLUMNS],
}

impl<R: Read> JsonRows<R> {
    /// Rows of `reader` with exactly the keys of one spelling, in any order.
    pub fn new(reader: R, columns: Spellings) -> Self {
        let reader = BufReader::with_capacity(BUFFER, reader);
        Self { reader, columns, line: vec![], lines: 0, text: String::new(), ends: [0; MAX_COLUMNS] }
    }

    /// Line of the row read last.
    pub fn line(&self) -> u64 {
        self.lines
    }

    /// The next row in the order of the columns, and which spelling it has; `None` at the end. Blank lines are skipped.
    ///
    /// # Errors
    /// See [`RowError`].
    pub fn next(&mut self) -> Result<Option<(Fields<'_>, usize)>, RowError> {
        while self.read_line()? {
            if self.line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut json = serde_json::Deserializer::from_slice(&self.line);
            let (cells, spelling) = Row(self.columns)
                .deserialize(&mut json)
                .and_then(|row| json.end().map(|()| row))
                .map_err(|error| RowError::Row(reason(&error.to_string())))?;
            self.text.clear();
            for (end, cell) in self.ends.iter_mut().zip(&cells) {
                self.text.push_str(cell);
                *end = self.text.len();
            }
            return Ok(Some((Fields::new(&self.text, &self.ends[..cells.len()]), spelling)));
        }
        Ok(None)
    }

    /// Reads a line of bounded length; false at the end.
    fn read_line(&mut self) -> Result<bool, RowError> {
        self.line.clear();
        self.lines += 1;
        let read = self.reader.by_ref().take(MAX_ROW as u64 + 1).read_until(b'\n', &mut self.line)?;
        if self.line.len() > MAX_ROW {
            return Err(RowError::File(format!("a row is longer than {MAX_ROW} bytes")));
        }
        Ok(read > 0)
    }
}

/// Reads an object into cells in the order of the columns.
struct Row(Spellings);

impl<'de> DeserializeSeed<'de> for Row {
    type Value = (Vec<Cow<'de, str>>, usize);

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row {
    type Value = (Vec<Cow<'de, str>>, usize);

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "an object of strings with the keys {}", self.0[0].join(", "))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let error = |what: &str| serde::de::Error::custom(what);
        let mut cells = vec![None; self.0[0].len()];
        // Whether each spelling has all the keys so far.
        let mut fits = [true; 2];
        while let Some(Text(key)) = map.next_key()? {
            let places = self.0.map(|columns| columns.iter().position(|column| *column == key));
            let index = places[0].or(places[1]).ok_or_else(|| error("an unknown key"))?;
            fits = [fits[0] && places[0].is_some(), fits[1] && places[1].is_some()];
            let Text(cell) = map.next_value()?;
            if cells[index].replace(cell).is_some() {
                return Err(error("a key stands twice"));
            }
        }
        let cells = cells.into_iter().collect::<Option<_>>().ok_or_else(|| error("a key is missing"))?;
        let spelling = fits.iter().position(|fits| *fits).ok_or_else(|| error("days and instants in one row"))?;
        Ok((cells, spelling))
    }
}

/// A string, borrowed unless it has escapes.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
        let mut reader = JsonRows::new(bytes, [&["a", "b"], &["a", "c"]]);
        let mut rows = vec![];
        while let Some((fields, _)) = reader.next().map_err(|error| error.to_string())? {
            rows.push((0..fields.len()).map(|i| fields.get(i).unwrap().to_string()).collect());
        }
        Ok(rows)
    }

    #[test]
    fn keys_in_any_order() {
        let text = b"{\"a\":\"1\",\"b\":\"x\"}\n\n{\"b\":\"\\u00e9\\n\",\"a\":\"\"}";
        assert_eq!(rows(text).unwrap(), [["1", "x"], ["", "é\n"]]);
        assert!(rows(b"").unwrap().is_empty());
    }

    #[test]
    fn anything_but_a_flat_object_of_strings_is_refused() {
        for text in [
            r#"{"a":1,"b":"x"}"#,
            r#"{"a":null,"b":"x"}"#,
            r#"{"a":["1"],"b":"x"}"#,
            r#"{"a":"1"}"#,
            r#"{"a":"1","b":"x","d":"y"}"#,
            r#"{"a":"1","b":"x","c":"y"}"#,
            r#"{"a":"1","a":"1","b":"x"}"#,
            r#"{"a":"1","b":"x"} {}"#,
            r#"["1","x"]"#,
            r#"{"a":"1","b":"#,
            "{\"a\":\"\\ud800\",\"b\":\"x\"}",
            "x",
        ] {
            rows(text.as_bytes()).expect_err(text);
        }
        rows(b"{\"a\":\"\xff\",\"b\":\"x\"}").expect_err("not UTF-8");
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!("{{\"a\":{}", "[".repeat(MAX_ROW - 10));
        rows(deep.as_bytes()).expect_err("nested");
        let long = format!("{{\"a\":\"{}\",\"b\":\"x\"}}", "1".repeat(MAX_ROW));
        assert!(rows(long.as_bytes()).unwrap_err().contains("longer"));
        let mut endless = JsonRows::new(std::io::repeat(b'['), [&["a"], &["b"]]);
        assert!(matches!(endless.next(), Err(RowError::File(_))));
    }
}
