//! Posted receipts and invoices, and the invoices that are being written.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        receipts(manager).await?;
        drafts(manager).await?;
        invoices(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "purchase_invoice_match",
                "purchase_invoice_line",
                "purchase_invoice",
                "purchase_charge_assignment",
                "purchase_invoice_draft_line",
                "purchase_invoice_draft",
                "purchase_receipt_line",
                "purchase_receipt",
            ],
        )
        .await
    }
}

async fn receipts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("purchase_receipt")
        .append_only()
        .column("number", Column::Text(40))
        .column("receipt_type", Column::Kind)
        .belongs_to("vendor_id", "vendor")
        .may_belong_to("purchase_order_id", "purchase_order")
        .column("vendor_shipment_number", Column::TextOrNull(40))
        .column("posting_date", Column::Date)
        .code_of("currency", "currency", Column::Text(3))
        .may_belong_to("voucher_id", "voucher")
        .column("recorded_at", Column::Instant)
        .column("recorded_by", Column::Text(200))
        .unique(&["number"])
        .index(&["posting_date"])
        .make(manager)
        .await?;
    TenantTable::new("purchase_receipt_line")
        .append_only()
        .belongs_to("purchase_receipt_id", "purchase_receipt")
        .column("line_number", Column::Integer)
        .column("document_number", Column::Text(40))
        .column("posting_date", Column::Date)
        .belongs_to("vendor_id", "vendor")
        .may_belong_to("purchase_order_line_id", "purchase_order_line")
        .may_belong_to("agreement_id", "agreement")
        .may_belong_to("agreement_line_id", "agreement_line")
        .may_belong_to("item_id", "item")
        .may_belong_to("procurement_category_id", "procurement_category")
        .column("description", Column::Text(200))
        .column("variant", Column::TextOrNull(40))
        .may_belong_to("warehouse_id", "warehouse")
        .column("quantity", Column::Exact)
        .code_of("unit", "unit", Column::Text(10))
        .column("unit_factor", Column::Exact)
        .column("net_amount", Column::Exact)
        .column("expected_cost", Column::Exact)
        .may_belong_to("undoes_purchase_receipt_line_id", "purchase_receipt_line")
        .may_belong_to("dimension_set_id", "dimension_set")
        .unique_as("number", &["purchase_receipt_id", "line_number"])
        .unique_as("undoes", &["undoes_purchase_receipt_line_id"])
        .make(manager)
        .await
}

async fn drafts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("purchase_invoice_draft")
        .column("document_type", Column::Kind)
        .belongs_to("vendor_id", "vendor")
        .may_belong_to("purchase_order_id", "purchase_order")
        .may_belong_to("agreement_id", "agreement")
        .column("vendor_invoice_number", Column::TextOrNull(40))
        .column("posting_date", Column::DateOrNull)
        .column("document_date", Column::DateOrNull)
        .column("due_date", Column::DateOrNull)
        .column("payment_terms", Column::TextOrNull(40))
        .code_of("currency", "currency", Column::Text(3))
        .column("invoice_discount_percent", Column::Exact)
        .column("invoice_discount_amount", Column::Exact)
        .column("document_total", Column::ExactOrNull)
        .may_belong_to("vendor_entry_id", "vendor_entry")
        .mentions("corrects_purchase_invoice_id")
        .column("approved_by", Column::TextOrNull(200))
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("last_line_number", Column::Integer)
        .column("created_at", Column::Instant)
        .column("created_by", Column::Text(200))
        .column("row_version", Column::Integer)
        .index(&["created_at", "id"])
        .make(manager)
        .await?;
    TenantTable::new("purchase_invoice_draft_line")
        .belongs_to("purchase_invoice_draft_id", "purchase_invoice_draft")
        .column("line_number", Column::Integer)
        .column("line_type", Column::Kind)
        .may_belong_to("purchase_order_line_id", "purchase_order_line")
        .may_belong_to("purchase_receipt_line_id", "purchase_receipt_line")
        .mentions("of_purchase_invoice_line_id")
        .may_belong_to("agreement_line_id", "agreement_line")
        .may_belong_to("item_id", "item")
        .may_belong_to("procurement_category_id", "procurement_category")
        .may_belong_to("gl_account_id", "gl_account")
        .may_belong_to("item_charge_id", "item_charge")
        .column("description", Column::Text(200))
        .column("variant", Column::TextOrNull(40))
        .may_belong_to("warehouse_id", "warehouse")
        .column("quantity", Column::Exact)
        .code_of("unit", "unit", Column::TextOrNull(10))
        .column("unit_factor", Column::Exact)
        .column("unit_price", Column::Exact)
        .column("price_unit", Column::Exact)
        .column("discount_percent", Column::Exact)
        .column("discount_amount", Column::Exact)
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("row_version", Column::Integer)
        .unique_as("number", &["purchase_invoice_draft_id", "line_number"])
        .check("price_unit", "price_unit > 0")
        .check("unit_price", "unit_price >= 0")
        .make(manager)
        .await?;
    TenantTable::new("purchase_charge_assignment")
        .belongs_to(
            "purchase_invoice_draft_line_id",
            "purchase_invoice_draft_line",
        )
        .belongs_to("purchase_receipt_line_id", "purchase_receipt_line")
        .column("weight", Column::Exact)
        .unique_as(
            "pair",
            &["purchase_invoice_draft_line_id", "purchase_receipt_line_id"],
        )
        .check("weight", "weight > 0")
        .make(manager)
        .await
}

async fn invoices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("purchase_invoice")
        .append_only()
        .column("number", Column::Text(40))
        .column("document_type", Column::Kind)
        .belongs_to("vendor_id", "vendor")
        .may_belong_to("purchase_order_id", "purchase_order")
        .may_belong_to("agreement_id", "agreement")
        .column("vendor_invoice_number", Column::TextOrNull(40))
        .column("posting_date", Column::Date)
        .column("document_date", Column::Date)
        .column("due_date", Column::Date)
        .column("discount_date", Column::DateOrNull)
        .column("payment_terms", Column::TextOrNull(40))
        .code_of("currency", "currency", Column::Text(3))
        .column("exchange_rate", Column::Exact)
        .column("invoice_discount_amount", Column::Exact)
        .column("net_amount", Column::Exact)
        .column("tax_amount", Column::Exact)
        .column("total_amount", Column::Exact)
        .belongs_to("voucher_id", "voucher")
        .belongs_to("vendor_entry_id", "vendor_entry")
        .may_belong_to("cancels_purchase_invoice_id", "purchase_invoice")
        .column("cancellation", Column::KindOrNull)
        .column("stock", Column::KindOrNull)
        .column("reason", Column::TextOrNull(200))
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("recorded_at", Column::Instant)
        .column("recorded_by", Column::Text(200))
        .unique(&["number"])
        .unique_as("cancels", &["cancels_purchase_invoice_id"])
        .index(&["posting_date"])
        .make(manager)
        .await?;
    TenantTable::new("purchase_invoice_line")
        .append_only()
        .belongs_to("purchase_invoice_id", "purchase_invoice")
        .column("line_number", Column::Integer)
        .column("document_number", Column::Text(40))
        .column("posting_date", Column::Date)
        .belongs_to("vendor_id", "vendor")
        .column("line_type", Column::Kind)
        .may_belong_to("purchase_order_line_id", "purchase_order_line")
        .may_belong_to("agreement_id", "agreement")
        .may_belong_to("agreement_line_id", "agreement_line")
        .may_belong_to("item_id", "item")
        .may_belong_to("procurement_category_id", "procurement_category")
        .may_belong_to("gl_account_id", "gl_account")
        .may_belong_to("item_charge_id", "item_charge")
        .column("description", Column::Text(200))
        .column("variant", Column::TextOrNull(40))
        .may_belong_to("warehouse_id", "warehouse")
        .column("quantity", Column::Exact)
        .code_of("unit", "unit", Column::TextOrNull(10))
        .column("unit_factor", Column::Exact)
        .column("unit_price", Column::Exact)
        .column("price_unit", Column::Exact)
        .column("discount_percent", Column::Exact)
        .column("discount_amount", Column::Exact)
        .column("line_discount_amount", Column::Exact)
        .column("invoice_discount_amount", Column::Exact)
        .column("net_amount", Column::Exact)
        .column("tax_percent", Column::Exact)
        .column("tax_amount", Column::Exact)
        .may_belong_to("product_posting_group_id", "posting_group")
        .may_belong_to("tax_product_posting_group_id", "posting_group")
        .may_belong_to("reverses_purchase_invoice_line_id", "purchase_invoice_line")
        .may_belong_to("dimension_set_id", "dimension_set")
        .unique_as("number", &["purchase_invoice_id", "line_number"])
        .make(manager)
        .await?;
    TenantTable::new("purchase_invoice_match")
        .append_only()
        .belongs_to("purchase_invoice_line_id", "purchase_invoice_line")
        .belongs_to("purchase_receipt_line_id", "purchase_receipt_line")
        .column("quantity", Column::Exact)
        .make(manager)
        .await
}
