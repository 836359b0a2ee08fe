//! What a posting was made by is kept with it, so that what clears or cancels it later goes to the
//! same accounts, whatever the set-up says by then. What is there already keeps none of it, and the
//! set-up is asked.

use sea_orm_migration::prelude::*;

use crate::alter::{Addition, add_columns, drop_columns};
use crate::schema::Column;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "value_entry", VALUE).await?;
        add_columns(manager, "purchase_invoice", INVOICE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "purchase_invoice", INVOICE).await?;
        drop_columns(manager, "value_entry", VALUE).await
    }
}

const VALUE: &[Addition] = &[
    Addition::reference("applied_gl_account_id", "gl_account"),
    Addition::reference("accrual_gl_account_id", "gl_account"),
];

const INVOICE: &[Addition] = &[
    Addition::reference("business_posting_group_id", "posting_group"),
    Addition::nullable("discount_posting", Column::KindOrNull),
];
