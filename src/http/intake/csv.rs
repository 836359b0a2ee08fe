//! Lines of CSV as their cells: RFC 4180, in UTF-8, one record in memory at a time.

use std::io::{BufReader, Bytes, Read};

/// How long a record may be, in bytes.
const RECORD_MAX: usize = 1024 * 1024;

/// What is wrong with a file, and on which of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) line: u64,
    pub(super) reason: String,
}

/// A record: its cells; one without characters is none, and two quotation marks are an empty text.
pub(super) type Record = Vec<Option<String>>;

/// Reads records.
pub(super) struct Records<R> {
    bytes: Bytes<BufReader<R>>,
    next: Option<u8>,
    line: u64,
}

/// Where in a cell the reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Begin,
    Plain,
    Quoted,
    AfterQuote,
}

impl<R: Read> Records<R> {
    /// Begins; a byte order mark is passed over by whoever gives the bytes.
    pub(super) fn new(file: BufReader<R>) -> Self {
        Self {
            bytes: file.bytes(),
            next: None,
            line: 1,
        }
    }

    /// On which line the next record begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next record; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Bad> {
        let mut record = Vec::new();
        let mut cell = Vec::new();
        let mut at = At::Begin;
        let mut length = 0;
        loop {
            let byte = self.take()?;
            length += 1;
            if length > RECORD_MAX {
                return Err(self.bad("a row is longer than a mebibyte"));
            }
            match (at, byte) {
                (At::Quoted, None) => return Err(self.bad("a quotation mark is not closed")),
                (At::Quoted, Some(b'"')) => at = At::AfterQuote,
                (At::Quoted, Some(byte)) => cell.push(byte),
                (At::AfterQuote, Some(b'"')) => {
                    cell.push(b'"');
                    at = At::Quoted;
                }
                (At::Begin, None) if record.is_empty() => return Ok(None),
                (_, None | Some(b'\n')) => {
                    self.end_cell(&mut record, &mut cell, at)?;
                    return Ok(Some(record));
                }
                (_, Some(b'\r')) => match self.peek()? {
                    None | Some(b'\n') => {}
                    Some(_) => return Err(self.bad("a line ends with half a line end")),
                },
                (_, Some(b',')) => {
                    self.end_cell(&mut record, &mut cell, at)?;
                    at = At::Begin;
                }
                (At::Begin, Some(b'"')) => at = At::Quoted,
                (At::Plain, Some(b'"')) => {
                    return Err(self.bad("a quotation mark stands within a cell without them"));
                }
                (At::AfterQuote, Some(_)) => {
                    return Err(self.bad("a quotation mark within a cell is not doubled"));
                }
                (At::Begin | At::Plain, Some(byte)) => {
                    cell.push(byte);
                    at = At::Plain;
                }
            }
        }
    }

    fn end_cell(&self, record: &mut Record, cell: &mut Vec<u8>, at: At) -> Result<(), Bad> {
        let text = String::from_utf8(std::mem::take(cell));
        let text = text.map_err(|_other| self.bad("it is not in UTF-8"))?;
        record.push((at != At::Begin).then_some(text));
        Ok(())
    }

    fn take(&mut self) -> Result<Option<u8>, Bad> {
        let byte = self.peek()?;
        self.next = None;
        if byte == Some(b'\n') {
            self.line += 1;
        }
        Ok(byte)
    }

    fn peek(&mut self) -> Result<Option<u8>, Bad> {
        if self.next.is_none() {
            let byte = self.bytes.next().transpose();
            self.next = byte.map_err(|error| self.bad(&format!("it cannot be read: {error}")))?;
        }
        Ok(self.next)
    }

    fn bad(&self, reason: &str) -> Bad {
        Bad {
            line: self.line,
            reason: reason.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<Option<String>>>, Bad> {
        let mut records = Records::new(BufReader::new(text.as_bytes()));
        let mut all = Vec::new();
        while let Some(record) = records.next()? {
            all.push(record);
        }
        Ok(all)
    }

    fn cells(cells: &[&str]) -> Vec<Option<String>> {
        let of = |cell: &&str| (*cell != "-").then(|| (*cell).to_owned());
        cells.iter().map(of).collect()
    }

    #[test]
    fn records_are_read_by_the_standard() {
        let text = "a,b,c\r\n1,\"x, \"\"y\"\"\r\nz\",\r\n,\"\",ö\n\"last\",,";
        let expected = [
            cells(&["a", "b", "c"]),
            cells(&["1", "x, \"y\"\r\nz", "-"]),
            cells(&["-", "", "ö"]),
            cells(&["last", "-", "-"]),
        ];
        assert_eq!(read(text).unwrap(), expected);
        assert_eq!(read("").unwrap(), Vec::<Record>::new());
        assert_eq!(
            read("a\n\nb\n").unwrap(),
            [cells(&["a"]), cells(&["-"]), cells(&["b"])]
        );
    }

    #[test]
    fn what_is_no_csv_is_told_with_its_line() {
        for (text, line) in [
            ("a\nb\"c", 2),
            ("a\n\"b\nc", 3),
            ("\"a\" ,b", 1),
            ("a\rb", 1),
        ] {
            assert_eq!(read(text).unwrap_err().line, line, "{text}");
        }
        let mut bad = Records::new(BufReader::new(&b"a,\xff\n"[..]));
        assert!(bad.next().is_err());
        let long = format!("\"{}\"", "x".repeat(RECORD_MAX));
        assert!(read(&long).is_err());
    }
}
