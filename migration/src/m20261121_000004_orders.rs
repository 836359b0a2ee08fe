//! Purchase orders, their confirmed versions, and the commitment ledger that they move.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        headers(manager).await?;
        lines(manager).await?;
        TenantTable::new("purchase_order_version")
            .append_only()
            .belongs_to("purchase_order_id", "purchase_order")
            .column("version", Column::Integer)
            .column("confirmed_at", Column::Instant)
            .column("confirmed_by", Column::Text(200))
            .column("content_hash", Column::Text(64))
            .column("snapshot", Column::LongText)
            .unique(&["purchase_order_id", "version"])
            .check("version", "version >= 1")
            .make(manager)
            .await?;
        commitment_ledger(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "commitment_entry",
                "purchase_order_version",
                "purchase_order_line",
                "purchase_order",
            ],
        )
        .await
    }
}

async fn headers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("purchase_order")
        .column("number", Column::Text(40))
        .belongs_to("vendor_id", "vendor")
        .may_belong_to("agreement_id", "agreement")
        .code_of("currency", "currency", Column::Text(3))
        .column("status", Column::Kind)
        .column("source", Column::Kind)
        .column("order_date", Column::Date)
        .column("delivery_date", Column::DateOrNull)
        .column("payment_terms", Column::TextOrNull(40))
        .column("delivery_terms", Column::TextOrNull(40))
        .column("delivery_mode", Column::TextOrNull(40))
        .column("delivery_address", Column::TextOrNull(1000))
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("latest_version", Column::Integer)
        .column("latest_version_hash", Column::TextOrNull(64))
        .column("last_line_number", Column::Integer)
        .column("created_at", Column::Instant)
        .column("created_by", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique(&["number"])
        .index(&["status"])
        .index(&["created_at", "id"])
        .make(manager)
        .await
}

/// The checks of an order line's quantities, as this step makes them.
pub(crate) const LINE_CHECKS: &[(&str, &str)] = &[
    ("quantity", "quantity > 0"),
    (
        "cancelled",
        "cancelled_quantity >= 0 AND cancelled_quantity <= quantity",
    ),
    ("invoiced", "invoiced_quantity <= received_quantity"),
];

async fn lines(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    line_table(LINE_CHECKS).make(manager).await
}

/// Order lines, under some checks of their quantities.
pub(crate) fn line_table(checks: &[(&'static str, &'static str)]) -> TenantTable {
    let table = TenantTable::new("purchase_order_line")
        .belongs_to("purchase_order_id", "purchase_order")
        .column("line_number", Column::Integer)
        .may_belong_to("item_id", "item")
        .may_belong_to("procurement_category_id", "procurement_category")
        .column("description", Column::Text(200))
        .column("variant", Column::TextOrNull(40))
        .may_belong_to("site_id", "site")
        .may_belong_to("warehouse_id", "warehouse")
        .column("quantity", Column::Exact)
        .code_of("unit", "unit", Column::Text(10))
        .column("unit_factor", Column::Exact)
        .column("unit_price", Column::Exact)
        .column("price_unit", Column::Exact)
        .column("discount_percent", Column::Exact)
        .column("discount_amount", Column::Exact)
        .column("net_amount", Column::Exact)
        .column("delivery_date", Column::Date)
        .column("delivery_address", Column::TextOrNull(1000))
        .may_belong_to("dimension_set_id", "dimension_set")
        .may_belong_to("agreement_line_id", "agreement_line")
        .column("price_source", Column::Kind)
        .column("discount_percent_source", Column::Kind)
        .column("discount_amount_source", Column::Kind)
        .mentions("price_agreement_line_id")
        .column("price_agreement_version", Column::Integer)
        .mentions("price_trade_agreement_id")
        .mentions("discount_trade_agreement_id")
        .column("match_trace", Column::TextOrNull(1000))
        .column("cancelled_quantity", Column::Exact)
        .column("received_quantity", Column::Exact)
        .column("invoiced_quantity", Column::Exact)
        .column("invoiced_amount", Column::Exact)
        .column("created_at", Column::Instant)
        .column("created_by", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique(&["purchase_order_id", "line_number"])
        .index(&["agreement_line_id", "created_at", "id"])
        .index(&["delivery_date"])
        .check(
            "subject",
            "item_id IS NOT NULL OR procurement_category_id IS NOT NULL",
        )
        .check("price_unit", "price_unit > 0")
        .check("unit_price", "unit_price >= 0")
        .check(
            "discount_percent",
            "discount_percent BETWEEN 0 AND 100000000",
        )
        .check("discount_amount", "discount_amount >= 0");
    checks.iter().fold(table, |table, (name, condition)| {
        table.check(name, condition)
    })
}

async fn commitment_ledger(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    commitment_table().make(manager).await
}

/// The commitment ledger, as this step makes it.
pub(crate) fn commitment_table() -> TenantTable {
    let table = TenantTable::new("commitment_entry").append_only();
    let table = table
        .belongs_to("agreement_id", "agreement")
        .belongs_to("agreement_line_id", "agreement_line")
        .belongs_to("purchase_order_id", "purchase_order")
        .column("purchase_order_line_id", Column::Uuid)
        .index(&["purchase_order_line_id"]);
    commitment_measures(table)
}

/// What every form of the commitment ledger has besides its keys.
pub(crate) fn commitment_measures(table: TenantTable) -> TenantTable {
    table
        .column("entry_type", Column::Kind)
        .column("released_quantity", Column::Exact)
        .column("received_quantity", Column::Exact)
        .column("invoiced_quantity", Column::Exact)
        .column("released_amount", Column::Exact)
        .column("received_amount", Column::Exact)
        .column("invoiced_amount", Column::Exact)
        .column("recorded_at", Column::Instant)
        .column("recorded_by", Column::Text(200))
        .column("reason", Column::Text(200))
        .index(&["agreement_line_id", "recorded_at"])
}
