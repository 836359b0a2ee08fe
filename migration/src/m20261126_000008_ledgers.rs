//! The ledgers that postings write: vouchers, accounts, vendors, stock and its value, tax.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        general(manager).await?;
        vendors(manager).await?;
        items(manager).await?;
        tax(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "tax_entry",
                "value_entry",
                "item_application",
                "item_entry",
                "vendor_detail_entry",
                "vendor_application",
                "vendor_entry",
                "gl_entry",
                "voucher",
            ],
        )
        .await
    }
}

async fn general(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("voucher")
        .append_only()
        .column("number", Column::Text(40))
        .column("posting_date", Column::Date)
        .column("source", Column::Kind)
        .column("document_number", Column::Text(40))
        .column("text", Column::Text(200))
        .column("recorded_at", Column::Instant)
        .column("recorded_by", Column::Text(200))
        .unique(&["number"])
        .index(&["posting_date"])
        .index(&["document_number"])
        .make(manager)
        .await?;
    TenantTable::new("gl_entry")
        .append_only()
        .belongs_to("voucher_id", "voucher")
        .column("line_number", Column::Integer)
        .column("posting_date", Column::Date)
        .belongs_to("gl_account_id", "gl_account")
        .code_of("currency", "currency", Column::Text(3))
        .column("amount", Column::Exact)
        .column("accounting_amount", Column::Exact)
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("text", Column::Text(200))
        .unique(&["voucher_id", "line_number"])
        .index(&["gl_account_id", "posting_date"])
        .make(manager)
        .await
}

async fn vendors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("vendor_entry")
        .belongs_to("vendor_id", "vendor")
        .belongs_to("voucher_id", "voucher")
        .column("document_type", Column::Kind)
        .column("document_number", Column::Text(40))
        .column("external_number", Column::TextOrNull(40))
        .column("external_key", Column::TextOrNull(40))
        .column("posting_date", Column::Date)
        .column("document_date", Column::Date)
        .column("due_date", Column::Date)
        .column("discount_date", Column::DateOrNull)
        .column("discount_tolerance_date", Column::DateOrNull)
        .code_of("currency", "currency", Column::Text(3))
        .column("amount", Column::Exact)
        .column("accounting_amount", Column::Exact)
        .column("remaining_amount", Column::Exact)
        .column("remaining_accounting_amount", Column::Exact)
        .column("discount_amount", Column::Exact)
        .column("remaining_discount_amount", Column::Exact)
        .column("tolerance_amount", Column::Exact)
        .belongs_to("vendor_posting_group_id", "posting_group")
        .column("on_hold", Column::TextOrNull(3))
        .column("open", Column::Boolean)
        .may_belong_to("dimension_set_id", "dimension_set")
        .column("text", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique_as("external", &["vendor_id", "document_type", "external_key"])
        .index(&["vendor_id", "due_date"])
        .index(&["open", "due_date"])
        .index(&["document_number"])
        .make(manager)
        .await?;
    TenantTable::new("vendor_application")
        .append_only()
        .belongs_to("vendor_id", "vendor")
        .belongs_to("vendor_entry_id", "vendor_entry")
        .may_belong_to("voucher_id", "voucher")
        .column("posting_date", Column::Date)
        .may_belong_to("undoes_vendor_application_id", "vendor_application")
        .column("recorded_at", Column::Instant)
        .column("recorded_by", Column::Text(200))
        .unique(&["undoes_vendor_application_id"])
        .make(manager)
        .await?;
    TenantTable::new("vendor_detail_entry")
        .append_only()
        .belongs_to("vendor_entry_id", "vendor_entry")
        .may_belong_to("vendor_application_id", "vendor_application")
        .may_belong_to("voucher_id", "voucher")
        .column("entry_type", Column::Kind)
        .column("posting_date", Column::Date)
        .code_of("currency", "currency", Column::Text(3))
        .column("amount", Column::Exact)
        .column("accounting_amount", Column::Exact)
        .index(&["vendor_entry_id", "posting_date"])
        .make(manager)
        .await
}

async fn items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("item_entry")
        .belongs_to("item_id", "item")
        .column("entry_type", Column::Kind)
        .column("posting_date", Column::Date)
        .column("document_number", Column::Text(40))
        .may_belong_to("warehouse_id", "warehouse")
        .column("variant", Column::TextOrNull(40))
        .column("quantity", Column::Exact)
        .column("remaining_quantity", Column::Exact)
        .column("costing_method", Column::Kind)
        .mentions("purchase_receipt_line_id")
        .mentions("sales_shipment_line_id")
        .column("row_version", Column::Integer)
        .index(&["item_id", "posting_date"])
        .check(
            "remaining",
            "(quantity > 0 AND remaining_quantity BETWEEN 0 AND quantity) \
             OR (quantity < 0 AND remaining_quantity BETWEEN quantity AND 0)",
        )
        .make(manager)
        .await?;
    TenantTable::new("item_application")
        .append_only()
        .belongs_to("inbound_item_entry_id", "item_entry")
        .belongs_to("outbound_item_entry_id", "item_entry")
        .column("quantity", Column::Exact)
        .column("cost_basis", Column::Kind)
        .column("credited_cost", Column::ExactOrNull)
        .column("posting_date", Column::Date)
        .make(manager)
        .await?;
    TenantTable::new("value_entry")
        .append_only()
        .belongs_to("item_entry_id", "item_entry")
        .belongs_to("item_id", "item")
        .may_belong_to("warehouse_id", "warehouse")
        .column("variant", Column::TextOrNull(40))
        .column("entry_type", Column::Kind)
        .column("posting_date", Column::Date)
        .column("document_number", Column::Text(40))
        .column("invoiced_quantity", Column::Exact)
        .column("expected_cost", Column::Exact)
        .column("actual_cost", Column::Exact)
        .may_belong_to("voucher_id", "voucher")
        .may_belong_to("inventory_gl_account_id", "gl_account")
        .may_belong_to("interim_gl_account_id", "gl_account")
        .mentions("purchase_invoice_line_id")
        .may_belong_to("item_charge_id", "item_charge")
        .index(&["item_id", "posting_date"])
        .make(manager)
        .await
}

async fn tax(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("tax_entry")
        .append_only()
        .belongs_to("voucher_id", "voucher")
        .may_belong_to("vendor_id", "vendor")
        .may_belong_to("customer_id", "customer")
        .column("posting_date", Column::Date)
        .column("document_number", Column::Text(40))
        .belongs_to("business_posting_group_id", "posting_group")
        .belongs_to("product_posting_group_id", "posting_group")
        .column("percent", Column::Exact)
        .code_of("currency", "currency", Column::Text(3))
        .column("base_amount", Column::Exact)
        .column("tax_amount", Column::Exact)
        .column("accounting_base_amount", Column::Exact)
        .column("accounting_tax_amount", Column::Exact)
        .belongs_to("tax_gl_account_id", "gl_account")
        .make(manager)
        .await
}
