//! How a table is made, so that no step can forget what every table needs.
//!
//! A tenant table has the key `(legal_entity_id, id)`; its unique keys and its foreign keys begin
//! with the legal entity; on PostgreSQL forced row-level security compares the row's legal entity
//! with the transaction's setting `app.legal_entity`, and the role `avtal_app`, which owns nothing,
//! gets no more than it needs. An append-only table gets no update and no delete: by grant on
//! PostgreSQL, by trigger on SQLite, which has no grants. No foreign key sets null or cascades, no
//! policy holds a sub-select, every constraint has a name.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The role that the server works under on PostgreSQL.
pub const APP_ROLE: &str = "avtal_app";

/// How a table may be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Free,
    AppendOnly,
}

/// A tenant table in the making.
pub struct TenantTable {
    pub(crate) name: &'static str,
    create: TableCreateStatement,
    indexes: Vec<(String, Vec<&'static str>, bool)>,
    writing: Writing,
}

impl TenantTable {
    /// A table whose rows belong to a legal entity.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let mut create = Table::create();
        create
            .table(name)
            .col(ColumnDef::new("legal_entity_id").uuid().not_null())
            .col(ColumnDef::new("id").uuid().not_null())
            .primary_key(
                Index::create()
                    .name(format!("{name}_pkey"))
                    .col("legal_entity_id")
                    .col("id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .name(format!("{name}_legal_entity_id_fkey"))
                    .from(name, "legal_entity_id")
                    .to("legal_entity", "id"),
            );
        Self {
            name,
            create,
            indexes: Vec::new(),
            writing: Writing::Free,
        }
    }

    /// Rows are written once and stay.
    #[must_use]
    pub fn append_only(mut self) -> Self {
        self.writing = Writing::AppendOnly;
        self
    }

    /// Adds a column; `Column` says which kinds there are.
    #[must_use]
    pub fn column(mut self, name: &'static str, column: Column) -> Self {
        self.create.col(column.define(name));
        self
    }

    /// A key of another row of the same legal entity.
    #[must_use]
    pub fn belongs_to(mut self, column: &'static str, table: &'static str) -> Self {
        self.reference(column, table);
        self.column(column, Column::Uuid).index(&[column])
    }

    /// A key of another row of the same legal entity, or none.
    #[must_use]
    pub fn may_belong_to(mut self, column: &'static str, table: &'static str) -> Self {
        self.reference(column, table);
        self.column(column, Column::Uuid.or_null()).index(&[column])
    }

    /// A key of a row that may be removed later (or is kept as a remark): indexed, not enforced.
    #[must_use]
    pub fn mentions(self, column: &'static str) -> Self {
        self.column(column, Column::Uuid.or_null()).index(&[column])
    }

    /// A code of a table that all legal entities share.
    #[must_use]
    pub fn code_of(mut self, column: &'static str, table: &'static str, kind: Column) -> Self {
        self.create.foreign_key(
            ForeignKey::create()
                .name(format!("{}_{column}_fkey", self.name))
                .from(self.name, column)
                .to(table, "code"),
        );
        self.column(column, kind)
    }

    /// Values that no two rows of a legal entity share.
    #[must_use]
    pub fn unique(mut self, columns: &[&'static str]) -> Self {
        let name = format!("{}_{}_key", self.name, columns.join("_"));
        self.indexes.push((name, columns.to_vec(), true));
        self
    }

    /// The same under a name of its own, where the columns' names are too long for one.
    #[must_use]
    pub fn unique_as(mut self, short: &str, columns: &[&'static str]) -> Self {
        let name = format!("{}_{short}_key", self.name);
        self.indexes.push((name, columns.to_vec(), true));
        self
    }

    /// Columns that rows are looked up by.
    #[must_use]
    pub fn index(mut self, columns: &[&'static str]) -> Self {
        let name = format!("{}_{}_idx", self.name, columns.join("_"));
        self.indexes.push((name, columns.to_vec(), false));
        self
    }

    /// A promise that the database keeps as well.
    #[must_use]
    pub fn check(mut self, name: &str, condition: &'static str) -> Self {
        let name = format!("{}_{name}_check", self.name);
        self.create.check((Alias::new(name), Expr::cust(condition)));
        self
    }

    fn reference(&mut self, column: &'static str, table: &'static str) {
        self.create.foreign_key(
            ForeignKey::create()
                .name(format!("{}_{column}_fkey", self.name))
                .from(self.name, ("legal_entity_id", column))
                .to(table, ("legal_entity_id", "id")),
        );
    }

    /// Makes the table, its indexes and its protection.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn make(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.create).await?;
        for (name, columns, unique) in self.indexes {
            let mut index = Index::create();
            index.name(name).table(self.name).col("legal_entity_id");
            for column in columns {
                index.col(column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        protect(manager, self.name, "legal_entity_id", self.writing).await
    }
}

/// The kinds of column, each exact on both databases.
#[derive(Clone, Copy)]
pub enum Column {
    /// A key.
    Uuid,
    /// A key, or none.
    UuidOrNull,
    /// Text of at most so many characters.
    Text(u32),
    /// Text of at most so many characters, or none.
    TextOrNull(u32),
    /// Text of any length.
    LongText,
    /// A member of a closed set.
    Kind,
    /// A member of a closed set, or none.
    KindOrNull,
    /// An exact number: a whole number of smallest steps.
    Exact,
    /// An exact number, or none.
    ExactOrNull,
    /// A count.
    Integer,
    /// A large count.
    BigInteger,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A day, or none.
    DateOrNull,
    /// An instant.
    Instant,
    /// An instant, or none.
    InstantOrNull,
}

impl Column {
    /// The same kind, with none allowed.
    #[must_use]
    pub fn or_null(self) -> Self {
        match self {
            Self::Uuid => Self::UuidOrNull,
            Self::Text(n) => Self::TextOrNull(n),
            Self::Kind => Self::KindOrNull,
            Self::Exact => Self::ExactOrNull,
            Self::Date => Self::DateOrNull,
            Self::Instant => Self::InstantOrNull,
            other => other,
        }
    }

    pub(crate) fn define(self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        match self {
            Self::Uuid | Self::UuidOrNull => column.uuid(),
            Self::Text(n) | Self::TextOrNull(n) => column.string_len(n),
            Self::LongText => column.text(),
            Self::Kind | Self::KindOrNull => column.string_len(32),
            Self::Exact | Self::ExactOrNull | Self::BigInteger => column.big_integer(),
            Self::Integer => column.integer(),
            Self::Boolean => column.boolean(),
            Self::Date | Self::DateOrNull => column.date(),
            Self::Instant | Self::InstantOrNull => column.timestamp_with_time_zone(),
        };
        let nullable = matches!(
            self,
            Self::UuidOrNull
                | Self::TextOrNull(_)
                | Self::KindOrNull
                | Self::ExactOrNull
                | Self::DateOrNull
                | Self::InstantOrNull
        );
        if nullable {
            column.null();
        } else {
            column.not_null();
        }
        column
    }
}

/// Row-level security and grants on PostgreSQL, refusing triggers for append-only tables on SQLite.
async fn protect(
    manager: &SchemaManager<'_>,
    table: &str,
    tenant: &str,
    writing: Writing,
) -> Result<(), DbErr> {
    let statements = match (manager.get_database_backend(), writing) {
        (DbBackend::Postgres, writing) => {
            let rights = match writing {
                Writing::Free => "SELECT, INSERT, UPDATE, DELETE",
                Writing::AppendOnly => "SELECT, INSERT",
            };
            vec![
                format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
                format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
                format!(
                    "CREATE POLICY {table}_tenant ON {table} USING \
                     ({tenant} = NULLIF(current_setting('app.legal_entity', true), '')::uuid)"
                ),
                format!("GRANT {rights} ON {table} TO {APP_ROLE}"),
            ]
        }
        (DbBackend::Sqlite, Writing::AppendOnly) => ["UPDATE", "DELETE"]
            .iter()
            .map(|act| {
                let name = format!("{table}_no_{}", act.to_lowercase());
                format!(
                    "CREATE TRIGGER {name} BEFORE {act} ON {table} \
                     BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            })
            .collect(),
        _ => Vec::new(),
    };
    for statement in statements {
        manager
            .get_connection()
            .execute_unprepared(&statement)
            .await?;
    }
    Ok(())
}

/// The protection of the legal entities' own table: each sees itself.
///
/// # Errors
/// When the database refuses.
pub async fn protect_legal_entity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    protect(manager, "legal_entity", "id", Writing::Free).await
}

/// Lets the server's role read a shared table.
///
/// # Errors
/// When the database refuses.
pub async fn readable(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        let statement = format!("GRANT SELECT ON {table} TO {APP_ROLE}");
        manager
            .get_connection()
            .execute_unprepared(&statement)
            .await?;
    }
    Ok(())
}

/// Makes the server's role where it does not exist, and lets whoever migrates become it. Roles
/// belong to the whole cluster, so two databases may try at once: the loser of that race is
/// content. From PostgreSQL 16 on, who made a role is its member and may not become it. Where the
/// migrating user may not grant the role, the server needs a user of its own.
///
/// # Errors
/// When the database refuses.
pub async fn make_role(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        let statement = format!(
            "DO $$ BEGIN \
               IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN \
                 CREATE ROLE {APP_ROLE} NOLOGIN; \
               END IF; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; \
             END $$; \
             DO $$ DECLARE may_become boolean; BEGIN \
               IF current_setting('server_version_num')::int >= 160000 THEN \
                 may_become := pg_has_role(current_user, '{APP_ROLE}', 'SET'); \
               ELSE \
                 may_become := pg_has_role(current_user, '{APP_ROLE}', 'MEMBER'); \
               END IF; \
               IF NOT may_become THEN \
                 EXECUTE 'GRANT {APP_ROLE} TO ' || quote_ident(current_user); \
               END IF; \
             EXCEPTION WHEN insufficient_privilege OR unique_violation THEN NULL; \
             END $$"
        );
        manager
            .get_connection()
            .execute_unprepared(&statement)
            .await?;
        let schema = format!("GRANT USAGE ON SCHEMA public TO {APP_ROLE}");
        manager.get_connection().execute_unprepared(&schema).await?;
    }
    Ok(())
}

/// Drops tables, the last named first made.
///
/// # Errors
/// When the database refuses.
pub async fn drop_tables(
    manager: &SchemaManager<'_>,
    tables: &[&'static str],
) -> Result<(), DbErr> {
    for table in tables {
        manager
            .drop_table(Table::drop().table(*table).to_owned())
            .await?;
    }
    Ok(())
}
