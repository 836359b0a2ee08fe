//! Rows of a file, as the inputs of an import.

use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value as Json};

use crate::graphql::bulk::{Cell, Import};
use crate::graphql::exact_numbers;
use crate::http::cells::unguarded;

use super::csv::Records;

/// How long a line of NDJSON may be, in bytes.
const LINE_MAX: u64 = 1024 * 1024;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values, RFC 4180, with a head.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Form {
    /// The form of a file of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }
}

/// A row that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The field that it is about; empty for the whole row.
    pub field: String,
    /// What is wrong.
    pub reason: String,
    /// Whether nothing can be read after it.
    pub is_last: bool,
}

impl BadRow {
    fn whole(reason: String, is_last: bool) -> Self {
        Self {
            field: String::new(),
            reason,
            is_last,
        }
    }
}

/// The rows of a file, read one by one.
pub struct Rows<R>(Source<R>);

enum Source<R> {
    Csv {
        records: Records<R>,
        columns: Vec<(String, Cell)>,
    },
    Ndjson {
        lines: BufReader<R>,
        line: u64,
    },
}

impl<R: Read> Rows<R> {
    /// Begins a file: of CSV, its head is read.
    ///
    /// # Errors
    /// When the head names what no row has, as text.
    pub fn new(import: &Import, form: Form, file: R) -> Result<Self, String> {
        let mut file = BufReader::new(file);
        let begin = file
            .fill_buf()
            .map_err(|error| format!("it cannot be read: {error}"))?;
        // A byte order mark, which spreadsheets write.
        if begin.starts_with(b"\xEF\xBB\xBF") {
            file.consume(3);
        }
        if form == Form::Ndjson {
            return Ok(Self(Source::Ndjson {
                lines: file,
                line: 0,
            }));
        }
        let mut records = Records::new(file);
        let head = records
            .next()
            .map_err(|bad| format!("line {}: {}", bad.line, bad.reason))?
            .ok_or("it has no head with the names of columns")?;
        let mut columns: Vec<(String, Cell)> = Vec::with_capacity(head.len());
        for name in head {
            let column = import.field(&name.unwrap_or_default())?;
            if columns.iter().any(|(name, _)| *name == column.0) {
                return Err(format!("the column \"{}\" is there twice", column.0));
            }
            columns.push(column);
        }
        Ok(Self(Source::Csv { records, columns }))
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Json, BadRow>;

    /// The next row; none at the end. Empty lines are passed over.
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Csv { records, columns } => loop {
                let line = records.line();
                return match records.next() {
                    Ok(None) => None,
                    Ok(Some(record)) if record.iter().all(Option::is_none) => continue,
                    Ok(Some(record)) => Some(row(columns, record, line)),
                    Err(bad) => {
                        let reason = format!("line {}: {}", bad.line, bad.reason);
                        Some(Err(BadRow::whole(reason, true)))
                    }
                };
            },
            Source::Ndjson { lines, line } => loop {
                *line += 1;
                let mut text = Vec::new();
                return match lines.by_ref().take(LINE_MAX).read_until(b'\n', &mut text) {
                    Ok(0) => None,
                    Ok(_) if text.trim_ascii().is_empty() => continue,
                    Ok(_) => Some(object(&text, *line)),
                    Err(error) => {
                        let reason = format!("line {line}: it cannot be read: {error}");
                        Some(Err(BadRow::whole(reason, true)))
                    }
                };
            },
        }
    }
}

/// A record under its head.
fn row(columns: &[(String, Cell)], record: Vec<Option<String>>, line: u64) -> Result<Json, BadRow> {
    if record.len() != columns.len() {
        let (has, head) = (record.len(), columns.len());
        let reason = format!("line {line}: it has {has} cells and the head has {head}");
        return Err(BadRow::whole(reason, false));
    }
    let mut row = Map::new();
    for ((name, cell), text) in columns.iter().zip(record) {
        let Some(text) = text else { continue };
        let text = match cell {
            Cell::Text => unguarded(&text),
            _ => &text,
        };
        let value = cell.value(text).map_err(|reason| BadRow {
            field: name.clone(),
            reason: format!("line {line}: {reason}"),
            is_last: false,
        })?;
        row.insert(name.clone(), value);
    }
    Ok(Json::Object(row))
}

fn object(text: &[u8], line: u64) -> Result<Json, BadRow> {
    let bad = |reason: &str| BadRow::whole(format!("line {line}: {reason}"), false);
    if text.len() == usize::try_from(LINE_MAX).unwrap_or(usize::MAX) && !text.ends_with(b"\n") {
        let reason = format!("line {line}: it is longer than a mebibyte");
        return Err(BadRow::whole(reason, true));
    }
    let text = std::str::from_utf8(text).map_err(|_other| bad("it is not in UTF-8"))?;
    if exact_numbers::has_long_number(text) {
        return Err(bad(exact_numbers::REASON));
    }
    match serde_json::from_str(text) {
        Ok(Json::Object(row)) => Ok(Json::Object(row)),
        Ok(_) => Err(bad("it is no JSON object")),
        Err(error) => Err(bad(&format!("it is no JSON: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graphql::bulk::import_named;

    fn read(form: Form, text: &str) -> Result<Vec<Result<Json, BadRow>>, String> {
        let rows = Rows::new(import_named("vendors").unwrap(), form, text.as_bytes())?;
        Ok(rows.collect())
    }

    #[test]
    fn a_row_is_what_its_cells_say_and_no_guard_is_left() {
        let text = "\u{FEFF}number,name,paymentPriority,currency\r\n\
                    V-1,'=SUM(A1),7,\r\n\r\n\"\",''=x,,EUR\r\n,'quoted,,\r\n";
        let rows: Vec<Json> = read(Form::Csv, text)
            .unwrap()
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let expected = [
            json!({"number": "V-1", "name": "=SUM(A1)", "paymentPriority": 7}),
            json!({"number": "", "name": "'=x", "currency": "EUR"}),
            json!({"name": "'quoted"}),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_head_that_no_row_has_is_refused_and_a_cell_that_no_field_takes_too() {
        let refused = read(Form::Csv, "name,colour\r\n").unwrap_err();
        assert!(refused.contains("no field \"colour\""), "{refused}");
        assert!(read(Form::Csv, "name,name\r\n").is_err());
        assert!(read(Form::Csv, "").is_err());
        let rows = read(Form::Csv, "name,paymentPriority\nA,x\nB\nC,1\n").unwrap();
        assert_eq!(rows[0].as_ref().unwrap_err().field, "paymentPriority");
        assert!(rows[1].as_ref().unwrap_err().reason.contains("line 3"));
        assert!(rows[2].is_ok());
    }

    #[test]
    fn lines_of_json_are_rows_as_they_are() {
        let text = "{\"name\": \"A\"}\n\n[1]\n{\"x\": 1234567890.1234567}\n{\"name\": \"B\"}";
        let rows = read(Form::Ndjson, text).unwrap();
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0], Ok(json!({"name": "A"})));
        assert!(rows[1].as_ref().unwrap_err().reason.starts_with("line 3"));
        assert!(rows[2].is_err());
        assert_eq!(rows[3], Ok(json!({"name": "B"})));
    }
}
