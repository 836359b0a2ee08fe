//! Agreements: classifications, headers, commitments, confirmed versions.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        classifications(manager).await?;
        headers(manager).await?;
        commitments(manager).await?;
        TenantTable::new("agreement_version")
            .append_only()
            .belongs_to("agreement_id", "agreement")
            .column("version", Column::Integer)
            .column("confirmed_at", Column::Instant)
            .column("confirmed_by", Column::Text(200))
            .column("content_hash", Column::Text(64))
            .column("snapshot", Column::LongText)
            .unique(&["agreement_id", "version"])
            .check("version", "version >= 1")
            .make(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "agreement_version",
                "agreement_line",
                "agreement",
                "agreement_classification_name",
                "agreement_classification",
            ],
        )
        .await
    }
}

async fn classifications(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("agreement_classification")
        .column("code", Column::Text(20))
        .column("name", Column::Text(200))
        .column("description", Column::TextOrNull(1000))
        .column("external_code", Column::TextOrNull(40))
        .column("require_direct_invoicing", Column::Boolean)
        .column("subcontractors", Column::Boolean)
        .column("certifications", Column::Boolean)
        .column("activities", Column::Boolean)
        .column("primary_worker", Column::TextOrNull(200))
        .column("secondary_worker", Column::TextOrNull(200))
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .make(manager)
        .await?;
    TenantTable::new("agreement_classification_name")
        .belongs_to("agreement_classification_id", "agreement_classification")
        .column("language", Column::Text(10))
        .column("name", Column::Text(200))
        .unique_as("language", &["agreement_classification_id", "language"])
        .make(manager)
        .await
}

async fn headers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    header_table(|table| table.belongs_to("vendor_id", "vendor"))
        .make(manager)
        .await
}

/// The agreements, as this step makes them but for who they are with.
pub(crate) fn header_table(with: impl Fn(TenantTable) -> TenantTable) -> TenantTable {
    let table = TenantTable::new("agreement")
        .column("number", Column::Text(40))
        .column("title", Column::TextOrNull(200));
    with(table)
        .belongs_to("agreement_classification_id", "agreement_classification")
        .code_of("currency", "currency", Column::Text(3))
        .column("status", Column::Kind)
        .column("default_commitment_type", Column::Kind)
        .column("default_effective_date", Column::Date)
        .column("default_expiration_date", Column::Date)
        .column("payment_terms", Column::TextOrNull(40))
        .column("delivery_terms", Column::TextOrNull(40))
        .column("delivery_mode", Column::TextOrNull(40))
        .column("delivery_address", Column::TextOrNull(1000))
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("primary_worker", Column::TextOrNull(200))
        .column("secondary_worker", Column::TextOrNull(200))
        .column("matching_policy", Column::KindOrNull)
        .column("project", Column::TextOrNull(40))
        .column("latest_version", Column::Integer)
        .column("latest_version_hash", Column::TextOrNull(64))
        .column("last_line_number", Column::Integer)
        .column("created_at", Column::Instant)
        .column("created_by", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique(&["number"])
        .index(&["status"])
        .index(&["created_at", "id"])
        .check("dates", "default_effective_date <= default_expiration_date")
}

async fn commitments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("agreement_line")
        .belongs_to("agreement_id", "agreement")
        .column("line_number", Column::Integer)
        .column("commitment_type", Column::Kind)
        .may_belong_to("item_id", "item")
        .may_belong_to("procurement_category_id", "procurement_category")
        .column("variant", Column::TextOrNull(40))
        .may_belong_to("site_id", "site")
        .may_belong_to("warehouse_id", "warehouse")
        .column("quantity", Column::Exact)
        .column("unit", Column::TextOrNull(10))
        .column("unit_factor", Column::Exact)
        .column("unit_price", Column::Exact)
        .column("price_unit", Column::Exact)
        .column("discount_percent", Column::Exact)
        .column("discount_amount", Column::Exact)
        .column("amount", Column::Exact)
        .column("release_amount_min", Column::Exact)
        .column("release_amount_max", Column::Exact)
        .column("max_enforced", Column::Boolean)
        .column("price_fixed", Column::Boolean)
        .column("effective_date", Column::Date)
        .column("expiration_date", Column::Date)
        .column("delivery_address", Column::TextOrNull(1000))
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("text", Column::TextOrNull(1000))
        .column("released_quantity", Column::Exact)
        .column("received_quantity", Column::Exact)
        .column("invoiced_quantity", Column::Exact)
        .column("released_amount", Column::Exact)
        .column("received_amount", Column::Exact)
        .column("invoiced_amount", Column::Exact)
        .column("row_version", Column::Integer)
        .unique(&["agreement_id", "line_number"])
        .index(&["expiration_date"])
        .check("dates", "effective_date <= expiration_date")
        .check("price_unit", "price_unit > 0")
        .check("unit_price", "unit_price >= 0")
        .check(
            "discount_percent",
            "discount_percent BETWEEN 0 AND 100000000",
        )
        .check("discount_amount", "discount_amount >= 0")
        .check("amount", "amount >= 0")
        .check(
            "kind",
            "(commitment_type = 'PRODUCT_QUANTITY' AND item_id IS NOT NULL AND quantity > 0 \
              AND unit IS NOT NULL) \
             OR (commitment_type = 'PRODUCT_VALUE' AND item_id IS NOT NULL AND amount > 0) \
             OR (commitment_type = 'CATEGORY_VALUE' AND procurement_category_id IS NOT NULL \
              AND amount > 0) \
             OR (commitment_type = 'VALUE' AND amount > 0)",
        )
        .make(manager)
        .await
}
