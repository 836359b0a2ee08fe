//! How a table is changed by a later step: columns that come, checks that change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::schema::{Column, TenantTable};

impl TenantTable {
    /// Columns that were added to the table since it was first made.
    #[must_use]
    pub fn additions(self, additions: &[Addition]) -> Self {
        additions.iter().fold(self, |table, addition| {
            let name = addition.name;
            match addition.kind {
                AdditionKind::Reference(of) => table.may_belong_to(name, of),
                AdditionKind::Mention => table.mentions(name),
                AdditionKind::Column(column, _) => table.column(name, column),
            }
        })
    }
}

/// A column that a later step adds to a table.
#[derive(Clone, Copy)]
pub struct Addition {
    name: &'static str,
    kind: AdditionKind,
}

#[derive(Clone, Copy)]
enum AdditionKind {
    Reference(&'static str),
    Mention,
    Column(Column, Option<&'static str>),
}

impl Addition {
    /// A key of another row of the same legal entity, or none. SQLite adds no foreign key of two
    /// columns to a table that is there; the acts look the row up before they name it.
    #[must_use]
    pub const fn reference(name: &'static str, table: &'static str) -> Self {
        let kind = AdditionKind::Reference(table);
        Self { name, kind }
    }

    /// A key of a row that is kept as a remark: indexed, not enforced.
    #[must_use]
    pub const fn mention(name: &'static str) -> Self {
        let kind = AdditionKind::Mention;
        Self { name, kind }
    }

    /// A value, or none.
    #[must_use]
    pub const fn nullable(name: &'static str, column: Column) -> Self {
        let kind = AdditionKind::Column(column, None);
        Self { name, kind }
    }

    /// A value; rows that are there already get `existing`, as it is written in SQL.
    #[must_use]
    pub const fn column(name: &'static str, column: Column, existing: &'static str) -> Self {
        let kind = AdditionKind::Column(column, Some(existing));
        Self { name, kind }
    }

    /// What rows that are there already get, as it is written in SQL.
    fn existing(self) -> &'static str {
        match self.kind {
            AdditionKind::Column(_, Some(existing)) => existing,
            _ => "NULL",
        }
    }

    fn define(self) -> ColumnDef {
        match self.kind {
            AdditionKind::Reference(_) | AdditionKind::Mention => {
                Column::UuidOrNull.define(self.name)
            }
            AdditionKind::Column(column, existing) => {
                let mut definition = column.define(self.name);
                if let Some(existing) = existing {
                    definition.default(Expr::cust(existing));
                }
                definition
            }
        }
    }
}

/// Adds columns to a tenant table. No default stays on PostgreSQL: the program makes every value.
///
/// # Errors
/// When the database refuses.
pub async fn add_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    additions: &[Addition],
) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    for addition in additions {
        let name = addition.name;
        let alter = Table::alter()
            .table(table)
            .add_column(addition.define())
            .to_owned();
        manager.alter_table(alter).await?;
        let mut statements = Vec::new();
        match addition.kind {
            AdditionKind::Column(_, Some(_)) => {
                statements.push(format!("ALTER TABLE {table} ALTER {name} DROP DEFAULT"));
            }
            AdditionKind::Reference(of) => statements.push(format!(
                "ALTER TABLE {table} ADD CONSTRAINT {table}_{name}_fkey \
                 FOREIGN KEY (legal_entity_id, {name}) REFERENCES {of} (legal_entity_id, id)"
            )),
            AdditionKind::Column(_, None) | AdditionKind::Mention => {}
        }
        for statement in statements.iter().filter(|_| postgres) {
            manager
                .get_connection()
                .execute_unprepared(statement)
                .await?;
        }
        if !matches!(addition.kind, AdditionKind::Column(..)) {
            let mut index = Index::create();
            index
                .name(format!("{table}_{name}_idx"))
                .table(table)
                .col("legal_entity_id")
                .col(name);
            manager.create_index(index).await?;
        }
    }
    Ok(())
}

/// Takes added columns away again.
///
/// # Errors
/// When the database refuses.
pub async fn drop_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    additions: &[Addition],
) -> Result<(), DbErr> {
    for addition in additions.iter().rev() {
        let name = addition.name;
        let index = format!("DROP INDEX IF EXISTS {table}_{name}_idx");
        manager.get_connection().execute_unprepared(&index).await?;
        let alter = Table::alter().table(table).drop_column(name).to_owned();
        manager.alter_table(alter).await?;
    }
    Ok(())
}

/// Makes a table of SQLite anew in another form and gives it its rows back. Columns that only the
/// new form has get what the additions say, those that only the old one had go.
///
/// # Errors
/// When the database refuses; rows that the new form forbids are among the reasons.
pub async fn make_anew(
    manager: &SchemaManager<'_>,
    table: TenantTable,
    additions: &[Addition],
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let name = table.name;
    for statement in [
        format!("CREATE TABLE kept AS SELECT * FROM {name}"),
        format!("DROP TABLE {name}"),
    ] {
        connection.execute_unprepared(&statement).await?;
    }
    table.make(manager).await?;
    let kept = columns_of(manager, "kept").await?;
    let mut columns = Vec::new();
    let mut values = Vec::new();
    for column in columns_of(manager, name).await? {
        let addition = additions.iter().find(|addition| addition.name == column);
        match addition {
            _ if kept.contains(&column) => values.push(column.clone()),
            Some(addition) => values.push(addition.existing().to_owned()),
            None => return Err(DbErr::Migration(format!("what is in {name}.{column}?"))),
        }
        columns.push(column);
    }
    for statement in [
        format!(
            "INSERT INTO {name} ({}) SELECT {} FROM kept",
            columns.join(", "),
            values.join(", ")
        ),
        "DROP TABLE kept".to_owned(),
    ] {
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

async fn columns_of(manager: &SchemaManager<'_>, table: &str) -> Result<Vec<String>, DbErr> {
    let statement = format!("SELECT name FROM pragma_table_info('{table}')");
    let rows = manager
        .get_connection()
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, statement))
        .await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}
