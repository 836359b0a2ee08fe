//! Rows as JSON and back: keys, exact numbers, days and instants are text, counts are numbers.
//!
//! What a column is, its entity says; nothing here knows a table.

use chrono::{DateTime, NaiveDate, Utc};
use entity::catalogue::{Column, Table};
use rust_decimal::Decimal;
use sea_orm::sea_query::ColumnType;
use sea_orm::{DbErr, QueryResult, Value};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::tenancy::changes::json;

/// A row by its columns.
pub type Row = Map<String, Json>;

/// A row of a select that names all columns of the table in their order.
pub(super) fn read(table: &Table, row: &QueryResult) -> Result<Row, DbErr> {
    let columns = table.columns.iter().enumerate();
    let values = columns.map(|(at, column)| {
        let value = value(row, at, &column.kind)?;
        Ok((column.name.clone(), json(value, &column.kind)))
    });
    values.collect()
}

fn value(row: &QueryResult, at: usize, kind: &ColumnType) -> Result<Value, DbErr> {
    Ok(match kind {
        ColumnType::Uuid => Value::Uuid(row.try_get_by_index(at)?),
        ColumnType::Char(_)
        | ColumnType::String(_)
        | ColumnType::Text
        | ColumnType::Enum { .. } => Value::String(row.try_get_by_index(at)?),
        ColumnType::Decimal(_) | ColumnType::BigInteger => Value::BigInt(row.try_get_by_index(at)?),
        ColumnType::Integer => Value::Int(row.try_get_by_index(at)?),
        ColumnType::Boolean => Value::Bool(row.try_get_by_index(at)?),
        ColumnType::Date => Value::ChronoDate(row.try_get_by_index(at)?),
        ColumnType::TimestampWithTimeZone => Value::ChronoDateTimeUtc(row.try_get_by_index(at)?),
        other => return Err(DbErr::Type(format!("no rows with {other:?} are read"))),
    })
}

/// A value of a row as its column takes it.
///
/// # Errors
/// Why it does not, as text.
pub(super) fn parse(row: &Row, column: &Column) -> Result<Value, String> {
    let wrong = || format!("{} is no {:?}", column.name, column.kind);
    let given = match row.get(&column.name) {
        None => return Err(format!("{} is missing", column.name)),
        Some(Json::Null) if column.nullable => None,
        Some(Json::Null) => return Err(format!("{} may not be null", column.name)),
        Some(given) => Some(given),
    };
    let text = || {
        given
            .map(|given| given.as_str().ok_or_else(wrong))
            .transpose()
    };
    let number = || {
        given
            .map(|given| given.as_i64().ok_or_else(wrong))
            .transpose()
    };
    Ok(match &column.kind {
        ColumnType::Uuid => Value::Uuid(parsed::<Uuid>(text()?, wrong)?),
        ColumnType::Char(_)
        | ColumnType::String(_)
        | ColumnType::Text
        | ColumnType::Enum { .. } => Value::String(text()?.map(str::to_owned)),
        ColumnType::Decimal(Some((_, scale))) => {
            let number = parsed::<Decimal>(text()?, wrong)?;
            let steps = number.map(|number| steps(number, *scale).ok_or_else(wrong));
            Value::BigInt(steps.transpose()?)
        }
        ColumnType::BigInteger => Value::BigInt(number()?),
        ColumnType::Integer => {
            let small = number()?.map(|number| i32::try_from(number).map_err(|_other| wrong()));
            Value::Int(small.transpose()?)
        }
        ColumnType::Boolean => {
            let given = given.map(|given| given.as_bool().ok_or_else(wrong));
            Value::Bool(given.transpose()?)
        }
        ColumnType::Date => Value::ChronoDate(parsed::<NaiveDate>(text()?, wrong)?),
        ColumnType::TimestampWithTimeZone => {
            Value::ChronoDateTimeUtc(parsed::<DateTime<Utc>>(text()?, wrong)?)
        }
        other => return Err(format!("no rows with {other:?} are written")),
    })
}

fn parsed<T: std::str::FromStr>(
    text: Option<&str>,
    wrong: impl Fn() -> String,
) -> Result<Option<T>, String> {
    text.map(|text| text.parse().map_err(|_other| wrong()))
        .transpose()
}

/// A decimal as the whole number of smallest steps that is stored; none where it does not fit.
fn steps(number: Decimal, scale: u32) -> Option<i64> {
    let number = number.normalize();
    if number.scale() > scale {
        return None;
    }
    let factor = Decimal::from(10_i64.checked_pow(scale)?);
    i64::try_from(number.checked_mul(factor)?).ok()
}

#[cfg(test)]
mod tests {
    use entity::catalogue::tables;
    use serde_json::json;

    use super::*;

    /// What a value of each kind of column is written as.
    fn sample(kind: &ColumnType) -> Option<Json> {
        Some(match kind {
            ColumnType::Uuid => json!("019ab3c4-0000-7000-8000-000000000001"),
            ColumnType::Char(_)
            | ColumnType::String(_)
            | ColumnType::Text
            | ColumnType::Enum { .. } => json!("ö \u{0}\u{1F600}"),
            ColumnType::Decimal(Some((_, scale))) => json!(Decimal::new(-1, *scale).to_string()),
            ColumnType::BigInteger => json!(i64::MAX),
            ColumnType::Integer => json!(i32::MIN),
            ColumnType::Boolean => json!(true),
            ColumnType::Date => json!("2024-02-29"),
            ColumnType::TimestampWithTimeZone => json!("2026-06-15T12:00:00.000001+00:00"),
            _ => return None,
        })
    }

    #[test]
    fn a_value_of_every_column_that_there_is_comes_back_as_it_went() {
        for table in tables() {
            for column in &table.columns {
                let at = format!("{}.{}", table.name, column.name);
                let sample = sample(&column.kind).expect(&at);
                let row = Row::from_iter([(column.name.clone(), sample.clone())]);
                let value = parse(&row, column).expect(&at);
                assert_eq!(json(value, &column.kind), sample, "{at}");
                let none = Row::from_iter([(column.name.clone(), Json::Null)]);
                match parse(&none, column) {
                    Ok(value) => {
                        assert!(column.nullable, "{at}");
                        assert_eq!(json(value, &column.kind), Json::Null, "{at}");
                    }
                    Err(_) => assert!(!column.nullable, "{at}"),
                }
            }
        }
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        let column = |kind: ColumnType| Column {
            name: "x".to_owned(),
            kind,
            nullable: true,
        };
        let amount = column(ColumnType::Decimal(Some((19, 4))));
        let of = |column: &Column, value: Json| {
            parse(&Row::from_iter([("x".to_owned(), value)]), column).ok()
        };
        assert_eq!(of(&amount, json!("1.2345")), Some(12_345_i64.into()));
        let most = json!("922337203685477.5807");
        assert_eq!(of(&amount, most), Some(i64::MAX.into()));
        for wrong in [
            json!("1.23456"),
            json!("922337203685477.5808"),
            json!(1),
            json!("x"),
        ] {
            assert_eq!(of(&amount, wrong.clone()), None, "{wrong}");
        }
        assert_eq!(
            of(&column(ColumnType::Integer), json!(2_147_483_648_i64)),
            None
        );
        assert_eq!(of(&column(ColumnType::Boolean), json!(1)), None);
        assert!(parse(&Row::new(), &amount).is_err());
    }
}
