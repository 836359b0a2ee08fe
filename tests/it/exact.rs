//! Numbers come out as they went in, to the last digit: in rows, in sums, in JSON.

use async_graphql::{
    EmptyMutation, EmptySubscription, Object, Request, ScalarType, Schema, Variables,
};
use avtal::graphql::scalar::Decimal;
use entity::exact::{Amount, Quantity};
use entity::ids::{ItemApplicationId, LegalEntityId};
use entity::item_application as line;
use entity::kinds::ApplicationCostBasis;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::{Value, json};

use crate::harness::db::{number, run};
use crate::harness::fill::{fill, id_of, key};
use crate::harness::on_both;

const LINES: u32 = 1_000_000;

/// A day that no other row is of.
const DAY: &str = "2026-01-02";

fn day() -> chrono::NaiveDate {
    DAY.parse().expect("a day")
}

/// Written with the zeros that are expected to be there in the end.
const SUM: &str = "100000.00";

on_both! {
    async fn a_million_dimes_are_a_hundred_thousand(db: TestDb) {
        let db = db.roomy().await;
        let admin = db.admin().await;
        let le = found(&admin).await;
        insert_lines(&admin, le).await;
        let expected: rust_decimal::Decimal = SUM.parse().expect("a decimal");

        // In rows, added up as the program does.
        let amounts: Vec<Amount> = line::Entity::find()
            .select_only()
            .column(line::Column::CreditedCost)
            .filter(line::Column::PostingDate.eq(day()))
            .into_tuple()
            .all(&admin)
            .await
            .expect("rows are read");
        assert_eq!(amounts.len(), 1_000_000);
        let sum = amounts
            .iter()
            .try_fold(Amount::ZERO, |sum, amount| sum.checked_add(*amount))
            .expect("the sum fits");
        assert_eq!(sum.decimal(), expected);

        // In the database. PostgreSQL adds whole numbers up to a numeric.
        let cast = if db.is_postgres() { "::bigint" } else { "" };
        let sql = format!("SELECT SUM(credited_cost){cast} FROM item_application \
             WHERE posting_date = '{DAY}'");
        let aggregate = Amount::from_steps(number(&admin, &sql).await);
        assert_eq!(aggregate.decimal(), expected);

        // In what clients get.
        let shown = Decimal::of(aggregate).to_value().into_json().expect("JSON");
        let text = shown.as_str().expect("decimals are shown as text");
        assert_eq!(text.parse::<rust_decimal::Decimal>().ok(), Some(expected));
    }

    async fn numbers_come_back_from_a_row_as_they_went_in(db: TestDb) {
        let admin = db.admin().await;
        let le = found(&admin).await;
        let cases = [
            ("12345678901.234567", "900719925474.0993"),
            ("0.000001", "0.0001"),
            ("-0.000001", "-0.0001"),
            ("999999999999.999999", "999999999999.9999"),
            ("-999999999999.999999", "-999999999999.9999"),
            ("0", "0"),
            ("9007199254.740993", "0.1"),
        ];
        for (quantity, amount) in cases {
            let decimal = |text: &str| text.parse().expect("a decimal");
            let row = line::Model {
                legal_entity_id: le,
                id: ItemApplicationId(avtal::clock::Clock::system().id()),
                inbound_item_entry_id: id_of(le, "item_entry", 1).into(),
                outbound_item_entry_id: id_of(le, "item_entry", 2).into(),
                posting_date: day(),
                cost_basis: ApplicationCostBasis::Credited,
                quantity: Quantity::try_new(decimal(quantity)).expect("it fits"),
                credited_cost: Some(Amount::try_new(decimal(amount)).expect("it fits")),
            };
            let id = row.id;
            line::Entity::insert(row.clone().into_active_model())
                .exec_without_returning(&admin)
                .await
                .expect("a row is written");
            let read = line::Entity::find_by_id((le, id))
                .one(&admin)
                .await
                .expect("a row is read")
                .expect("the row is there");
            assert_eq!(read, row);
            assert_eq!(read.quantity.to_string(), quantity);
            assert_eq!(read.credited_cost.expect("an amount").to_string(), amount);
        }
    }
}

/// What floating-point numbers would have made of it.
#[test]
fn the_sum_is_one_that_floating_point_misses() {
    let sum: f64 = (0..LINES).map(|_| 0.10_f64).sum();
    assert_ne!(sum.to_bits(), 100_000.0_f64.to_bits());
}

#[test]
fn what_a_column_cannot_hold_exactly_is_refused() {
    for (text, fits) in [
        ("0.0001", true),
        ("0.00001", false),
        ("1.00010", true),
        ("999999999999.9999", true),
        ("1000000000000", false),
        ("-1000000000000", false),
    ] {
        let decimal = text.parse().expect("a decimal");
        assert_eq!(Amount::try_new(decimal).is_ok(), fits, "{text}");
    }
}

#[tokio::test]
async fn a_decimal_is_read_back_as_it_was_sent() {
    for text in [
        "9007199254740993",
        "12345678901.234567",
        "-12345678901.234567",
        "0.10",
        "0",
        "79228162514264337593543950335",
        "0.0000000000000000000000000001",
    ] {
        assert_eq!(echo(&json!(text)).await, Ok(json!(text)));
        assert_eq!(echo_literal(&format!("{text:?}")).await, Ok(json!(text)));
    }
    for (number, text) in [
        (json!(1), "1"),
        (json!(-12.5), "-12.5"),
        (json!(999_999_999_999_999_i64), "999999999999999"),
    ] {
        assert_eq!(echo(&number).await, Ok(json!(text)));
    }
}

#[tokio::test]
async fn what_is_no_plain_decimal_is_refused() {
    for text in [
        "123456789012345678901234567890",
        "0.00000000000000000000000000001",
        "1e3",
        "1E3",
        "1_000",
        "1,000",
        "",
        " 1",
        "1 ",
        "+1",
        "--1",
        "-",
        ".",
        ".5",
        "5.",
        "1.2.3",
        "0x10",
        "NaN",
        "Infinity",
        "-inf",
        "\u{0661}",
    ] {
        assert!(echo(&json!(text)).await.is_err(), "{text:?} was taken");
    }
    for value in [json!(true), json!([1]), json!({"a": 1})] {
        assert!(echo(&value).await.is_err(), "{value} was taken");
    }
}

#[tokio::test]
async fn a_number_that_a_client_cannot_carry_is_refused_rather_than_rounded() {
    // As variables, and as they stand in the text of a request.
    for value in [
        json!(9_007_199_254_740_993_i64),
        json!(12_345_678_901.234_567),
    ] {
        assert!(echo(&value).await.is_err(), "{value} was taken");
    }
    for literal in [
        "9007199254740993",
        "12345678901.234567",
        "0.30000000000000004",
        "1e400",
    ] {
        let taken = echo_literal(literal).await;
        assert!(taken.is_err(), "{literal} was taken as {taken:?}");
    }
}

#[tokio::test]
async fn digits_beyond_those_of_a_float_are_not_dropped_in_silence() {
    for literal in ["1.00000000000000001", "0.1000000000000000055", "1e-30"] {
        if let Ok(taken) = echo_literal(literal).await {
            assert_eq!(taken, json!(literal));
        }
    }
}

/// A graph of one field, which says what it heard.
struct Echo;

/// Says what it heard.
#[Object]
impl Echo {
    /// The same value.
    async fn echo(&self, value: Decimal) -> Decimal {
        value
    }
}

async fn echo(value: &Value) -> Result<Value, String> {
    let query = "query($value: Decimal!) { echo(value: $value) }";
    let variables = Variables::from_json(json!({ "value": value }));
    answer(Request::new(query).variables(variables)).await
}

async fn echo_literal(literal: &str) -> Result<Value, String> {
    answer(Request::new(format!("{{ echo(value: {literal}) }}"))).await
}

async fn answer(request: Request) -> Result<Value, String> {
    let schema = Schema::build(Echo, EmptyMutation, EmptySubscription)
        .extension(avtal::graphql::exact_numbers::ExactNumbers)
        .finish();
    let response = schema.execute(request).await;
    let mut answer = serde_json::to_value(&response).expect("a response is JSON");
    match answer.get("errors") {
        Some(errors) => Err(errors.to_string()),
        None => Ok(answer["data"]["echo"].take()),
    }
}

/// A legal entity.
async fn found(admin: &DatabaseConnection) -> LegalEntityId {
    let le = LegalEntityId(avtal::clock::Clock::system().id());
    let key = key(admin.get_database_backend(), le.0);
    let sql = format!(
        "INSERT INTO legal_entity VALUES ({key}, 'A', 'A', 'EUR', 'WARN', 'LOWEST_NUMBER', false, \
         1)"
    );
    run(admin, &sql).await;
    fill(admin, le, "A").await;
    le
}

/// A million lines of 0.10, made by the database itself and without the indexes, which are not what
/// this is about.
async fn insert_lines(admin: &DatabaseConnection, le: LegalEntityId) {
    let dime = Amount::try_new("0.10".parse().expect("a decimal")).expect("it fits");
    let backend = admin.get_database_backend();
    for column in ["inbound_item_entry_id", "outbound_item_entry_id"] {
        run(admin, &format!("DROP INDEX item_application_{column}_idx")).await;
    }
    let (id, numbers) = if backend == DbBackend::Sqlite {
        (
            "CAST(printf('%016d', n) AS BLOB)",
            format!(
                "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
                 WHERE n < {LINES}) "
            ),
        )
    } else {
        (
            "lpad(n::text, 32, '0')::uuid",
            format!("WITH numbers(n) AS (SELECT generate_series(1, {LINES})) "),
        )
    };
    let sql = format!(
        "{numbers}INSERT INTO item_application (legal_entity_id, id, inbound_item_entry_id, \
         outbound_item_entry_id, quantity, cost_basis, credited_cost, posting_date) \
         SELECT {}, {id}, {}, {}, 1000000, 'CREDITED', {}, '{DAY}' FROM numbers",
        key(backend, le.0),
        key(backend, id_of(le, "item_entry", 1)),
        key(backend, id_of(le, "item_entry", 2)),
        dime.steps()
    );
    run(admin, &sql).await;
}
