//! Master data: vendors, items, categories, places, prices, dimensions, numbers.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        places(manager).await?;
        parties_and_items(manager).await?;
        prices(manager).await?;
        dimensions(manager).await?;
        TenantTable::new("number_sequence")
            .column("scope", Column::Kind)
            .column("prefix", Column::Text(16))
            .column("digits", Column::Integer)
            .column("next", Column::BigInteger)
            .column("maximum", Column::BigInteger)
            .column("continuous", Column::Boolean)
            .column("manual", Column::Boolean)
            .column("row_version", Column::Integer)
            .unique(&["scope"])
            .check("digits", "digits BETWEEN 1 AND 18")
            .check("next", "next >= 1")
            .make(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "number_sequence",
                "dimension_set_entry",
                "dimension_set",
                "dimension_value",
                "dimension",
                "trade_agreement",
                "exchange_rate",
                "item_unit",
                "item",
                "procurement_category",
                "vendor",
                "warehouse",
                "site",
            ],
        )
        .await
    }
}

async fn places(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("site")
        .column("code", Column::Text(20))
        .column("name", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .make(manager)
        .await?;
    TenantTable::new("warehouse")
        .column("code", Column::Text(20))
        .column("name", Column::Text(200))
        .belongs_to("site_id", "site")
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .make(manager)
        .await
}

async fn parties_and_items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("vendor")
        .column("number", Column::Text(40))
        .column("name", Column::Text(200))
        .code_of("currency", "currency", Column::Text(3))
        .column("payment_terms", Column::TextOrNull(40))
        .column("delivery_terms", Column::TextOrNull(40))
        .column("delivery_mode", Column::TextOrNull(40))
        .column("blocked", Column::Kind)
        .column("row_version", Column::Integer)
        .unique(&["number"])
        .index(&["name"])
        .make(manager)
        .await?;
    TenantTable::new("procurement_category")
        .column("code", Column::Text(40))
        .column("name", Column::Text(200))
        .may_belong_to("parent_id", "procurement_category")
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .make(manager)
        .await?;
    TenantTable::new("item")
        .column("number", Column::Text(40))
        .column("name", Column::Text(200))
        .column("item_type", Column::Kind)
        .code_of("base_unit", "unit", Column::Text(10))
        .code_of("purchase_unit", "unit", Column::Text(10))
        .may_belong_to("procurement_category_id", "procurement_category")
        .may_belong_to("default_vendor_id", "vendor")
        .column("purchase_price", Column::ExactOrNull)
        .code_of("price_currency", "currency", Column::Text(3))
        .column("price_unit", Column::Exact)
        .column("order_multiple", Column::ExactOrNull)
        .column("order_quantity_min", Column::ExactOrNull)
        .column("order_quantity_max", Column::ExactOrNull)
        .column("blocked", Column::Boolean)
        .column("row_version", Column::Integer)
        .unique(&["number"])
        .index(&["name"])
        .check("price_unit", "price_unit > 0")
        .check("purchase_price", "purchase_price >= 0")
        .make(manager)
        .await?;
    TenantTable::new("item_unit")
        .belongs_to("item_id", "item")
        .code_of("unit", "unit", Column::Text(10))
        .column("factor", Column::Exact)
        .unique(&["item_id", "unit"])
        .check("factor", "factor > 0")
        .make(manager)
        .await
}

async fn prices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("exchange_rate")
        .code_of("currency", "currency", Column::Text(3))
        .column("valid_from", Column::Date)
        .column("rate", Column::Exact)
        .column("quoted_units", Column::Integer)
        .unique(&["currency", "valid_from"])
        .check("rate", "rate > 0")
        .check("quoted_units", "quoted_units > 0")
        .make(manager)
        .await?;
    TenantTable::new("trade_agreement")
        .column("trade_agreement_type", Column::Kind)
        .may_belong_to("vendor_id", "vendor")
        .may_belong_to("item_id", "item")
        .may_belong_to("procurement_category_id", "procurement_category")
        .column("unit", Column::TextOrNull(10))
        .code_of("currency", "currency", Column::Text(3))
        .column("quantity_min", Column::Exact)
        .column("valid_from", Column::Date)
        .column("valid_to", Column::DateOrNull)
        .column("unit_price", Column::ExactOrNull)
        .column("price_unit", Column::Exact)
        .column("discount_percent", Column::Exact)
        .column("discount_amount", Column::Exact)
        .column("row_version", Column::Integer)
        .check("price_unit", "price_unit > 0")
        .check("quantity_min", "quantity_min >= 0")
        .check("valid", "valid_to IS NULL OR valid_from <= valid_to")
        .make(manager)
        .await
}

async fn dimensions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("dimension")
        .column("code", Column::Text(40))
        .column("name", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .make(manager)
        .await?;
    TenantTable::new("dimension_value")
        .belongs_to("dimension_id", "dimension")
        .column("code", Column::Text(40))
        .column("name", Column::Text(200))
        .column("blocked", Column::Boolean)
        .column("row_version", Column::Integer)
        .unique(&["dimension_id", "code"])
        .make(manager)
        .await?;
    TenantTable::new("dimension_set")
        .append_only()
        .column("value_count", Column::Integer)
        .make(manager)
        .await?;
    TenantTable::new("dimension_set_entry")
        .append_only()
        .belongs_to("dimension_set_id", "dimension_set")
        .belongs_to("dimension_id", "dimension")
        .belongs_to("dimension_value_id", "dimension_value")
        .unique(&["dimension_set_id", "dimension_id"])
        .make(manager)
        .await
}
