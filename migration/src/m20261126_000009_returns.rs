//! Orders learn to be returns and to be raised by over-receipts; commitments to be invoiced without
//! an order. The two tables of posted lines go, which nothing has written so far; the next step
//! makes them anew, with headers.
//!
//! SQLite cannot change the checks of a table: there its rows are kept aside while it is made anew.
//! On PostgreSQL, where row-level security would hide the rows from such a copy, it is altered.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::alter::{Addition, add_columns, drop_columns, make_anew};
use crate::m20261121_000004_orders as orders;
use crate::m20261121_000005_documents as documents;
use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, POSTED).await?;
        add_columns(manager, "purchase_order", ORDER).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            let line = orders::line_table(LINE_CHECKS).additions(LINE);
            make_anew(manager, line, LINE).await?;
            return make_anew(manager, entry_table(), ENTRY).await;
        }
        add_columns(manager, "purchase_order_line", LINE).await?;
        add_columns(manager, "commitment_entry", ENTRY).await?;
        let connection = manager.get_connection();
        for statement in changed_checks(LINE_CHECKS) {
            connection.execute_unprepared(&statement).await?;
        }
        for column in ORDER_KEYS {
            let statement = format!("ALTER TABLE commitment_entry ALTER {column} DROP NOT NULL");
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            make_anew(manager, orders::line_table(orders::LINE_CHECKS), &[]).await?;
            make_anew(manager, orders::commitment_table(), &[]).await?;
        } else {
            let connection = manager.get_connection();
            for statement in changed_checks(orders::LINE_CHECKS) {
                connection.execute_unprepared(&statement).await?;
            }
            for column in ORDER_KEYS {
                let statement = format!("ALTER TABLE commitment_entry ALTER {column} SET NOT NULL");
                connection.execute_unprepared(&statement).await?;
            }
            drop_columns(manager, "commitment_entry", ENTRY).await?;
            drop_columns(manager, "purchase_order_line", LINE).await?;
        }
        drop_columns(manager, "purchase_order", ORDER).await?;
        documents::posted_lines(manager).await
    }
}

const POSTED: &[&str] = &["purchase_invoice_line", "purchase_receipt_line"];

/// What a movement of a commitment without an order has not.
const ORDER_KEYS: [&str; 2] = ["purchase_order_id", "purchase_order_line_id"];

const ORDER: &[Addition] = &[
    Addition::column("order_type", Column::Kind, "'PURCHASE'"),
    Addition::nullable("rma_number", Column::TextOrNull(40)),
];

const LINE: &[Addition] = &[
    Addition::column("over_receipt_quantity", Column::Exact, "0"),
    Addition::reference("sales_order_line_id", "sales_order_line"),
    Addition::mention("returned_purchase_receipt_line_id"),
];

const ENTRY: &[Addition] = &[Addition::mention("purchase_invoice_line_id")];

/// A return's quantities are below zero, all of them.
const LINE_CHECKS: &[(&str, &str)] = &[
    ("quantity", "quantity <> 0"),
    (
        "cancelled",
        "(quantity > 0 AND cancelled_quantity BETWEEN 0 AND quantity) \
         OR (quantity < 0 AND cancelled_quantity BETWEEN quantity AND 0)",
    ),
    (
        "invoiced",
        "(quantity > 0 AND invoiced_quantity BETWEEN 0 AND received_quantity) \
         OR (quantity < 0 AND invoiced_quantity BETWEEN received_quantity AND 0)",
    ),
];

fn entry_table() -> TenantTable {
    let table = TenantTable::new("commitment_entry").append_only();
    let table = table
        .belongs_to("agreement_id", "agreement")
        .belongs_to("agreement_line_id", "agreement_line")
        .may_belong_to("purchase_order_id", "purchase_order")
        .mentions("purchase_order_line_id")
        .additions(ENTRY);
    orders::commitment_measures(table)
}

fn changed_checks(checks: &[(&str, &str)]) -> Vec<String> {
    let statement = |(name, condition): &(&str, &str)| {
        let name = format!("purchase_order_line_{name}_check");
        format!(
            "ALTER TABLE purchase_order_line DROP CONSTRAINT {name}, \
             ADD CONSTRAINT {name} CHECK ({condition})"
        )
    };
    checks.iter().map(statement).collect()
}
