//! What postings stand on: accounts, posting groups and their matrices, terms, periods, settings.

use sea_orm_migration::prelude::*;

use crate::alter::{Addition, add_columns, drop_columns};
use crate::schema::{Column, TenantTable, drop_tables};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        accounts(manager).await?;
        matrices(manager).await?;
        parties(manager).await?;
        codes(manager).await?;
        legal_entity(manager).await?;
        add_columns(manager, "vendor", VENDOR).await?;
        add_columns(manager, "item", ITEM).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "item", ITEM).await?;
        drop_columns(manager, "vendor", VENDOR).await?;
        drop_tables(
            manager,
            &[
                "matching_tolerance",
                "ledger_setup",
                "item_charge",
                "over_receipt_code",
                "posting_period",
                "payment_terms",
                "customer_posting_setup",
                "vendor_posting_setup",
                "tax_posting_setup",
                "inventory_posting_setup",
                "general_posting_setup",
                "posting_group",
                "gl_account",
            ],
        )
        .await
    }
}

/// What a vendor's documents are posted by.
const VENDOR: &[Addition] = &[
    Addition::reference("vendor_posting_group_id", "posting_group"),
    Addition::reference("business_posting_group_id", "posting_group"),
    Addition::reference("tax_business_posting_group_id", "posting_group"),
    Addition::reference("over_receipt_code_id", "over_receipt_code"),
    Addition::column("payment_priority", Column::Integer, "0"),
    Addition::column("payment_tolerance_blocked", Column::Boolean, "false"),
];

/// What an item's lines are posted by, and how its cost is found.
const ITEM: &[Addition] = &[
    Addition::reference("product_posting_group_id", "posting_group"),
    Addition::reference("tax_product_posting_group_id", "posting_group"),
    Addition::reference("inventory_posting_group_id", "posting_group"),
    Addition::reference("over_receipt_code_id", "over_receipt_code"),
    Addition::nullable("costing_method", Column::KindOrNull),
    Addition::column("indirect_cost_percent", Column::Exact, "0"),
    Addition::column("overhead_rate", Column::Exact, "0"),
];

async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("gl_account")
        .column("number", Column::Text(20))
        .column("name", Column::Text(200))
        .column("category", Column::Kind)
        .column("direct_posting", Column::Boolean)
        .column("blocked", Column::Boolean)
        .column("row_version", Column::Integer)
        .unique(&["number"])
        .make(manager)
        .await?;
    TenantTable::new("posting_group")
        .column("group_type", Column::Kind)
        .column("code", Column::Text(20))
        .column("name", Column::Text(200))
        .column("row_version", Column::Integer)
        .unique(&["group_type", "code"])
        .make(manager)
        .await
}

async fn matrices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("general_posting_setup")
        .belongs_to("business_posting_group_id", "posting_group")
        .belongs_to("product_posting_group_id", "posting_group")
        .may_belong_to("purchase_gl_account_id", "gl_account")
        .may_belong_to("line_discount_gl_account_id", "gl_account")
        .may_belong_to("invoice_discount_gl_account_id", "gl_account")
        .may_belong_to("direct_cost_applied_gl_account_id", "gl_account")
        .may_belong_to("overhead_applied_gl_account_id", "gl_account")
        .may_belong_to("purchase_variance_gl_account_id", "gl_account")
        .may_belong_to("accrual_gl_account_id", "gl_account")
        .may_belong_to("adjustment_gl_account_id", "gl_account")
        .may_belong_to("sales_gl_account_id", "gl_account")
        .may_belong_to("sales_cost_gl_account_id", "gl_account")
        .may_belong_to("sales_cost_interim_gl_account_id", "gl_account")
        .column("row_version", Column::Integer)
        .unique_as(
            "pair",
            &["business_posting_group_id", "product_posting_group_id"],
        )
        .make(manager)
        .await?;
    TenantTable::new("inventory_posting_setup")
        .may_belong_to("warehouse_id", "warehouse")
        .belongs_to("inventory_posting_group_id", "posting_group")
        .belongs_to("inventory_gl_account_id", "gl_account")
        .may_belong_to("interim_gl_account_id", "gl_account")
        .column("row_version", Column::Integer)
        .unique_as("pair", &["warehouse_id", "inventory_posting_group_id"])
        .make(manager)
        .await?;
    TenantTable::new("tax_posting_setup")
        .belongs_to("business_posting_group_id", "posting_group")
        .belongs_to("product_posting_group_id", "posting_group")
        .column("percent", Column::Exact)
        .may_belong_to("purchase_tax_gl_account_id", "gl_account")
        .may_belong_to("sales_tax_gl_account_id", "gl_account")
        .column("row_version", Column::Integer)
        .unique_as(
            "pair",
            &["business_posting_group_id", "product_posting_group_id"],
        )
        .make(manager)
        .await
}

async fn parties(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("vendor_posting_setup")
        .belongs_to("vendor_posting_group_id", "posting_group")
        .belongs_to("payables_gl_account_id", "gl_account")
        .may_belong_to("payment_discount_gl_account_id", "gl_account")
        .may_belong_to("payment_tolerance_gl_account_id", "gl_account")
        .column("row_version", Column::Integer)
        .unique(&["vendor_posting_group_id"])
        .make(manager)
        .await?;
    TenantTable::new("customer_posting_setup")
        .belongs_to("customer_posting_group_id", "posting_group")
        .belongs_to("receivables_gl_account_id", "gl_account")
        .column("row_version", Column::Integer)
        .unique(&["customer_posting_group_id"])
        .make(manager)
        .await
}

async fn codes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("payment_terms")
        .column("code", Column::Text(40))
        .column("name", Column::Text(200))
        .column("due_formula", Column::Text(20))
        .column("discount_formula", Column::TextOrNull(20))
        .column("discount_percent", Column::Exact)
        .column("discount_on_credit_memos", Column::Boolean)
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .make(manager)
        .await?;
    TenantTable::new("posting_period")
        .column("name", Column::Text(40))
        .column("first_day", Column::Date)
        .column("last_day", Column::Date)
        .column("closed", Column::Boolean)
        .column("inventory_closed", Column::Boolean)
        .column("row_version", Column::Integer)
        .unique(&["first_day"])
        .check("days", "first_day <= last_day")
        .make(manager)
        .await?;
    TenantTable::new("over_receipt_code")
        .column("code", Column::Text(20))
        .column("name", Column::Text(200))
        .column("tolerance_percent", Column::Exact)
        .column("is_default", Column::Boolean)
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .check("tolerance", "tolerance_percent >= 0")
        .make(manager)
        .await?;
    TenantTable::new("item_charge")
        .column("code", Column::Text(20))
        .column("name", Column::Text(200))
        .may_belong_to("product_posting_group_id", "posting_group")
        .may_belong_to("tax_product_posting_group_id", "posting_group")
        .column("row_version", Column::Integer)
        .unique(&["code"])
        .make(manager)
        .await
}

async fn legal_entity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    TenantTable::new("ledger_setup")
        .column("expected_cost_posting", Column::Boolean)
        .column("discount_posting", Column::Kind)
        .column("costing_method", Column::Kind)
        .column("exact_cost_required", Column::Boolean)
        .column("vendor_invoice_number_required", Column::Boolean)
        .column("discount_excluding_tax", Column::Boolean)
        .column("matching_policy", Column::KindOrNull)
        .column("matching_override_allowed", Column::Boolean)
        .column("price_tolerance_percent", Column::ExactOrNull)
        .column("price_tolerance_amount", Column::ExactOrNull)
        .column("total_tolerance_percent", Column::ExactOrNull)
        .column("total_tolerance_amount", Column::ExactOrNull)
        .column("approve_discrepancies", Column::Boolean)
        .column("payment_tolerance_percent", Column::Exact)
        .column("payment_tolerance_amount", Column::Exact)
        .column("discount_grace_formula", Column::TextOrNull(20))
        .may_belong_to("rounding_gl_account_id", "gl_account")
        .may_belong_to("exchange_gain_gl_account_id", "gl_account")
        .may_belong_to("exchange_loss_gl_account_id", "gl_account")
        .may_belong_to("bank_gl_account_id", "gl_account")
        .may_belong_to("business_posting_group_id", "posting_group")
        .may_belong_to("product_posting_group_id", "posting_group")
        .may_belong_to("tax_business_posting_group_id", "posting_group")
        .may_belong_to("tax_product_posting_group_id", "posting_group")
        .may_belong_to("vendor_posting_group_id", "posting_group")
        .may_belong_to("customer_posting_group_id", "posting_group")
        .may_belong_to("inventory_posting_group_id", "posting_group")
        .column("row_version", Column::Integer)
        .make(manager)
        .await?;
    TenantTable::new("matching_tolerance")
        .may_belong_to("vendor_id", "vendor")
        .may_belong_to("item_id", "item")
        .may_belong_to("agreement_id", "agreement")
        .column("matching_policy", Column::KindOrNull)
        .column("price_tolerance_percent", Column::ExactOrNull)
        .column("price_tolerance_amount", Column::ExactOrNull)
        .column("total_tolerance_percent", Column::ExactOrNull)
        .column("total_tolerance_amount", Column::ExactOrNull)
        .column("row_version", Column::Integer)
        .unique_as("subject", &["vendor_id", "item_id", "agreement_id"])
        .check(
            "subject",
            "vendor_id IS NOT NULL OR item_id IS NOT NULL OR agreement_id IS NOT NULL",
        )
        .make(manager)
        .await
}
