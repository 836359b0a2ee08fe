//! Rows of a file, as the inputs of an import.

use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value as Json};

use crate::graphql::bulk::{Cell, Import};
use crate::graphql::exact_numbers;
use crate::http::cells::unguarded;

use super::csv::Records;

/// How long a line of NDJSON may be, in bytes.
const LINE_MAX: u64 = 1024 * 1024;

/// How many values a row may have, those within values too: an agreement of a thousand lines.
const VALUES_MAX: usize = 20_000;

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

/// A row, or why it is none, and on which line of the file it begins, from 1.
pub type Line = (u64, Result<Json, BadRow>);

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
        import: &'static Import,
    },
}

impl<R: Read> Rows<R> {
    /// Begins a file: of CSV, its head is read.
    ///
    /// # Errors
    /// When the head names what no row has, as text.
    pub fn new(import: &'static Import, form: Form, file: R) -> Result<Self, String> {
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
                import,
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

/// How many values there are in one, itself too.
pub(in crate::http) fn values(json: &Json) -> usize {
    match json {
        Json::Array(all) => all.iter().map(values).sum::<usize>() + 1,
        Json::Object(all) => all.values().map(values).sum::<usize>() + 1,
        _ => 1,
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Line;

    /// The next row; none at the end. Empty lines are passed over.
    fn next(&mut self) -> Option<Line> {
        let (line, row) = self.read()?;
        let row = row.and_then(|row| match values(&row) > VALUES_MAX {
            true => {
                let reason = format!("a row has at most {VALUES_MAX} values");
                Err(BadRow::whole(reason, false))
            }
            false => Ok(row),
        });
        Some((line, row))
    }
}

impl<R: Read> Rows<R> {
    fn read(&mut self) -> Option<Line> {
        match &mut self.0 {
            Source::Csv { records, columns } => loop {
                let line = records.line();
                return match records.next() {
                    Ok(None) => None,
                    Ok(Some(record)) if record.iter().all(Option::is_none) => continue,
                    Ok(Some(record)) => Some((line, row(columns, record))),
                    Err(bad) => {
                        let reason = match bad.line == line {
                            true => bad.reason,
                            false => format!("on line {}: {}", bad.line, bad.reason),
                        };
                        Some((line, Err(BadRow::whole(reason, true))))
                    }
                };
            },
            Source::Ndjson {
                lines,
                line,
                import,
            } => loop {
                *line += 1;
                let mut text = Vec::new();
                return match lines.by_ref().take(LINE_MAX).read_until(b'\n', &mut text) {
                    Ok(0) => None,
                    Ok(_) if text.trim_ascii().is_empty() => continue,
                    Ok(_) => Some((*line, object(import, &text))),
                    Err(error) => {
                        let reason = format!("it cannot be read: {error}");
                        Some((*line, Err(BadRow::whole(reason, true))))
                    }
                };
            },
        }
    }
}

/// A record under its head.
fn row(columns: &[(String, Cell)], record: Vec<Option<String>>) -> Result<Json, BadRow> {
    if record.len() != columns.len() {
        let (has, head) = (record.len(), columns.len());
        let reason = format!("it has {has} cells and the head has {head}");
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
            reason,
            is_last: false,
        })?;
        row.insert(name.clone(), value);
    }
    Ok(Json::Object(row))
}

fn object(import: &Import, text: &[u8]) -> Result<Json, BadRow> {
    let bad = |reason: &str| BadRow::whole(reason.to_owned(), false);
    if text.len() == usize::try_from(LINE_MAX).unwrap_or(usize::MAX) && !text.ends_with(b"\n") {
        let reason = "it is longer than a mebibyte".to_owned();
        return Err(BadRow::whole(reason, true));
    }
    let text = std::str::from_utf8(text).map_err(|_other| bad("it is not in UTF-8"))?;
    if exact_numbers::has_long_number(text) {
        return Err(bad(exact_numbers::REASON));
    }
    match serde_json::from_str(text) {
        Ok(Json::Object(row)) => {
            // The inputs know more than rows do: what is asked of a whole import.
            let unknown = row.keys().find_map(|name| import.field(name).err());
            unknown.map_or(Ok(Json::Object(row)), |why| Err(bad(&why)))
        }
        Ok(_) => Err(bad("it is no JSON object")),
        Err(error) => Err(bad(&format!("it is no JSON: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graphql::bulk::import_named;

    fn read(form: Form, text: &str) -> Result<Vec<Line>, String> {
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
            .map(|(_, row)| row.unwrap())
            .collect();
        let expected = [
            json!({"number": "V-1", "name": "=SUM(A1)", "paymentPriority": 7}),
            json!({"number": "", "name": "'=x", "currency": "EUR"}),
            json!({"name": "'quoted"}),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_row_of_too_many_values_is_none_and_the_next_is_read() {
        // The row itself, the list, and what is in it.
        let row = |n: usize| format!("{{\"name\":{}}}\n", json!(vec![0; n]));
        let text = row(VALUES_MAX - 2) + &row(VALUES_MAX - 1) + &row(1);
        let rows = read(Form::Ndjson, &text).unwrap();
        assert!(rows[0].1.is_ok() && rows[2].1.is_ok());
        let bad = rows[1].1.as_ref().unwrap_err();
        assert!(
            bad.reason.contains("20000 values") && !bad.is_last,
            "{bad:?}"
        );
    }

    #[test]
    fn a_head_that_no_row_has_is_refused_and_a_cell_that_no_field_takes_too() {
        let refused = read(Form::Csv, "name,colour\r\n").unwrap_err();
        assert!(refused.contains("no field \"colour\""), "{refused}");
        assert!(read(Form::Csv, "name,name\r\n").is_err());
        assert!(read(Form::Csv, "").is_err());
        let rows = read(Form::Csv, "name,paymentPriority\nA,x\n\nB\nC,1\n").unwrap();
        let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 4, 5]);
        assert_eq!(rows[0].1.as_ref().unwrap_err().field, "paymentPriority");
        assert!(rows[1].1.as_ref().unwrap_err().reason.contains("1 cells"));
        assert!(rows[2].1.is_ok());
    }

    #[test]
    fn what_is_no_record_is_told_with_the_line_it_begins_on_and_where_it_goes_wrong() {
        let rows = read(Form::Csv, "name\nA\n\"B\nC\" D\n").unwrap();
        let (line, bad) = &rows[1];
        let bad = bad.as_ref().unwrap_err();
        assert_eq!((*line, bad.is_last), (3, true));
        assert!(bad.reason.starts_with("on line 4: "), "{}", bad.reason);
    }

    #[test]
    fn lines_of_json_are_rows_as_they_are() {
        let text = "{\"name\": \"A\"}\n\n[1]\n{\"x\": 1234567890.1234567}\n\
                    {\"name\": \"B\", \"preview\": true}\n{\"name\": \"B\"}";
        let rows = read(Form::Ndjson, text).unwrap();
        let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 4, 5, 6]);
        assert_eq!(rows[0].1, Ok(json!({"name": "A"})));
        assert!(rows[1].1.is_err());
        assert!(rows[2].1.is_err());
        let refused = rows[3].1.as_ref().unwrap_err();
        assert!(
            refused.reason.contains("no field \"preview\""),
            "{refused:?}"
        );
        assert_eq!(rows[4].1, Ok(json!({"name": "B"})));
    }
}
