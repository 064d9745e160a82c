//! The rows of a file, in each format.

use super::{
    csv::CsvRows,
    fields::RowError,
    jsonl::JsonRows,
    kind::Kind,
    manifest::RowFormat,
    rows::{columns, decode, header, Row, Times},
};
use std::io::{Chain, Cursor, Read};

/// Reads the rows of a file one after the other.
pub struct RowReader<R> {
    kind: Kind,
    rows: Rows<Chain<Cursor<Vec<u8>>, R>>,
}

enum Rows<R> {
    Csv(Box<CsvRows<R>>, Times),
    Json(Box<JsonRows<R>>),
}

/// First bytes of compressed files and archives. They are refused, because a few kilobytes can unpack to any size.
const COMPRESSED: [(&[u8], &str); 7] = [
    (b"\x1f\x8b", "gzip"),
    (b"PK", "zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x04\x22\x4d\x18", "lz4"),
];

impl<R: Read> RowReader<R> {
    /// Rows of `reader`. Reads the header of a CSV file.
    ///
    /// # Errors
    /// [`RowError::File`] for a compressed file and for other columns than the kind's.
    pub fn new(kind: Kind, format: RowFormat, mut reader: R) -> Result<Self, RowError> {
        let mut start = vec![];
        reader.by_ref().take(6).read_to_end(&mut start)?;
        if let Some((_, name)) = COMPRESSED.iter().find(|(magic, _)| start.starts_with(magic)) {
            return Err(RowError::File(format!("compressed with {name}: evidence must be plain")));
        }
        let reader = Cursor::new(start).chain(reader);
        let rows = match format {
            RowFormat::Jsonl => Rows::Json(Box::new(JsonRows::new(reader, columns(kind)))),
            RowFormat::Csv => {
                let mut csv = CsvRows::new(reader);
                let times = csv.next()?.and_then(|fields| header(kind, fields));
                let expected = || RowError::File(format!("the columns are not {}", columns(kind)[0].join(",")));
                Rows::Csv(Box::new(csv), times.ok_or_else(expected)?)
            }
        };
        Ok(Self { kind, rows })
    }

    /// The next row, `None` at the end.
    ///
    /// # Errors
    /// See [`RowError`]; messages name the line.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, RowError> {
        let at = |line: u64, why: String| format!("line {line}: {why}");
        match &mut self.rows {
            Rows::Csv(csv, times) => {
                let line = csv.line();
                let fields = csv.next().map_err(|error| error.described(|why| at(line, why)))?;
                let row = fields.map(|fields| decode(self.kind, *times, fields));
                row.transpose().map_err(|why| RowError::Row(at(line, why)))
            }
            Rows::Json(json) => {
                // The row borrows from `json`, so its line is counted before.
                let line = json.line() + 1;
                let found = json.next().map_err(|error| error.described(|why| at(line, why)))?;
                let row = found.map(|(fields, spelling)| decode(self.kind, Times::ALL[spelling], fields));
                row.transpose().map_err(|why| RowError::Row(at(line, why)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: RowFormat, text: &str) -> Result<Vec<(u32, u64)>, String> {
        let mut reader =
            RowReader::new(Kind::MeteredEnergy, format, text.as_bytes()).map_err(|error| error.to_string())?;
        let mut rows = vec![];
        while let Some(row) = reader.next_row().map_err(|error| error.to_string())? {
            rows.push((row.item, row.amount));
        }
        Ok(rows)
    }

    #[test]
    fn both_formats_and_both_times_say_the_same() {
        let csv = "item,meter,first_day,last_day,amount,unit\n3,m,2020-01-01,2020-01-02,1.5,kWh\n";
        let instants = "item,meter,from,until,amount,unit\n3,m,2020-01-01T00:00:00Z,2020-01-03T00:00:00Z,1.5,kWh\n";
        let json =
            r#"{"item":"3","meter":"m","first_day":"2020-01-01","last_day":"2020-01-02","amount":"1.5","unit":"kWh"}"#;
        for (format, text) in [(RowFormat::Csv, csv), (RowFormat::Csv, instants), (RowFormat::Jsonl, json)] {
            assert_eq!(read(format, text).unwrap(), [(3, 1_500_000)], "{text}");
        }
    }

    #[test]
    fn compressed_files_are_named_and_refused() {
        for (magic, name) in COMPRESSED {
            let bytes = [magic, &[0; 64]].concat();
            for format in [RowFormat::Csv, RowFormat::Jsonl] {
                let error = RowReader::new(Kind::Fuel, format, bytes.as_slice()).err().unwrap();
                assert!(error.to_string().contains(name), "{error}");
            }
        }
    }

    #[test]
    fn other_columns_end_the_file() {
        for text in ["", "\n", "meter,item,first_day,last_day,amount,unit\n", "item,meter,from,last_day,amount,unit\n"]
        {
            assert!(read(RowFormat::Csv, text).unwrap_err().contains("columns"), "{text}");
        }
    }

    #[test]
    fn a_bad_row_names_its_line() {
        let text = "item,meter,first_day,last_day,amount,unit\n1,m,2020-01-01,2020-01-01,-1,kWh\n";
        assert!(read(RowFormat::Csv, text).unwrap_err().starts_with("line 2: amount \"-1\""));
    }
}
