//! The secret that this installation seals cursors with.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, drop_tables, readable};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// How many random bytes the secret has.
const SECRET_BYTES: usize = 32;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = Table::create();
        create
            .table("seal")
            .col(Column::Integer.define("id").primary_key())
            .col(Column::Text(64).define("secret"))
            .check((Alias::new("seal_id_check"), Expr::cust("id = 1")));
        manager.create_table(create).await?;
        let mut secret = [0; SECRET_BYTES];
        // Of the system, since what databases call random differs, and may be guessed.
        getrandom::fill(&mut secret).map_err(|error| DbErr::Custom(error.to_string()))?;
        let mut insert = Query::insert();
        insert
            .into_table("seal")
            .columns(["id", "secret"])
            .values_panic([1.into(), hex::encode(secret).into()]);
        manager.execute(insert).await?;
        readable(manager, "seal").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["seal"]).await
    }
}
