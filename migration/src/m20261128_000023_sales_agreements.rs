//! Agreements are made with customers too, sales orders draw on them, and trading partners'
//! agreements know of each other (ICO-3).
//!
//! SQLite cannot let a column be empty that was not: there the agreements are kept aside while
//! their table is made anew, with what points at them left pointing until the step is done.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::alter::{Addition, add_columns, drop_columns, make_anew};
use crate::m20261121_000003_agreements::header_table;
use crate::schema::{Column, TenantTable};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Sqlite {
            connection.execute_unprepared(LATER).await?;
            let table = header_table(|table| table.may_belong_to("vendor_id", "vendor"));
            let table = table.additions(AGREEMENT);
            make_anew(manager, table.check(CHECK.0, CHECK.1), AGREEMENT).await?;
        } else {
            add_columns(manager, "agreement", AGREEMENT).await?;
            for statement in [
                "ALTER TABLE agreement ALTER vendor_id DROP NOT NULL".to_owned(),
                format!(
                    "ALTER TABLE agreement ADD CONSTRAINT agreement_{}_check CHECK ({})",
                    CHECK.0, CHECK.1
                ),
            ] {
                connection.execute_unprepared(&statement).await?;
            }
        }
        for (table, additions) in TABLES {
            add_columns(manager, table, additions).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, additions) in TABLES.iter().rev() {
            drop_columns(manager, table, additions).await?;
        }
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Sqlite {
            connection.execute_unprepared(LATER).await?;
            let table = header_table(|table: TenantTable| table.belongs_to("vendor_id", "vendor"));
            return make_anew(manager, table, &[]).await;
        }
        for statement in [
            format!(
                "ALTER TABLE agreement DROP CONSTRAINT agreement_{}_check",
                CHECK.0
            ),
            "ALTER TABLE agreement ALTER vendor_id SET NOT NULL".to_owned(),
        ] {
            connection.execute_unprepared(&statement).await?;
        }
        drop_columns(manager, "agreement", AGREEMENT).await
    }
}

/// Foreign keys are asked when the transaction ends.
const LATER: &str = "PRAGMA defer_foreign_keys = ON";

/// An agreement is with a vendor or with a customer.
const CHECK: (&str, &str) = (
    "counterparty",
    "(vendor_id IS NULL) <> (customer_id IS NULL)",
);

const AGREEMENT: &[Addition] = &[
    Addition::reference("customer_id", "customer"),
    Addition::nullable("chain_origin", Column::KindOrNull),
    Addition::nullable("chain_legal_entity_id", Column::UuidOrNull),
    Addition::mention("chain_agreement_id"),
];

const TABLES: &[(&str, &[Addition])] = &[
    (
        "agreement_line",
        &[Addition::mention("chain_agreement_line_id")],
    ),
    (
        "sales_order",
        &[Addition::reference("agreement_id", "agreement")],
    ),
    (
        "sales_order_line",
        &[
            Addition::reference("agreement_line_id", "agreement_line"),
            Addition::column("price_source", Column::Kind, "'TYPED'"),
            Addition::column("discount_percent_source", Column::Kind, "'TYPED'"),
            Addition::column("discount_amount_source", Column::Kind, "'TYPED'"),
            Addition::mention("price_agreement_line_id"),
            Addition::column("price_agreement_version", Column::Integer, "0"),
            Addition::nullable("match_trace", Column::TextOrNull(1000)),
            Addition::column("cancelled_quantity", Column::Exact, "0"),
            Addition::column("invoiced_amount", Column::Exact, "0"),
        ],
    ),
    (
        "commitment_entry",
        &[
            Addition::mention("sales_order_id"),
            Addition::mention("sales_order_line_id"),
        ],
    ),
    (
        "trading_partner",
        &[Addition::column(
            "agreement_changes_allowed",
            Column::Boolean,
            "false",
        )],
    ),
];
