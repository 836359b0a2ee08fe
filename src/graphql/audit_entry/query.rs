//! Reading the audit trail.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{DateTimeFilter, StringFilter, Tests, field, filter_tree};
use crate::graphql::id::{local, parts};
use crate::graphql::list::page;
use crate::graphql::page::{OrderDirection, Paging};
use crate::usecase::audit_entry::read::{Field, mark};
use crate::usecase::filter::{Scalar, Test};

use super::object::{AuditEntry, AuditEntryConnection};

/// Which entries of the audit trail are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AuditEntryFilter {
    /// By when they were written.
    recorded_at: Option<DateTimeFilter>,
    /// By who wrote.
    subject: Option<StringFilter>,
    /// By the mutation.
    operation: Option<StringFilter>,
    /// By the request.
    request_id: Option<StringFilter>,
    /// About this object.
    object_id: Option<ID>,
    /// Having written this row, whatever they are about. Looks through all entries that the other
    /// conditions let through.
    row_id: Option<ID>,
    /// Having written a row of this table. Looks through all entries that the other conditions let
    /// through.
    table: Option<String>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { AuditEntryFilter, Field, |this| [
    this
        .recorded_at
        .iter()
        .flat_map(|t| field(Field::RecordedAt, t.tests()))
        .collect::<Vec<_>>(),
    this
        .subject
        .iter()
        .flat_map(|t| field(Field::Subject, t.tests()))
        .collect(),
    this
        .operation
        .iter()
        .flat_map(|t| field(Field::Operation, t.tests()))
        .collect(),
    this
        .request_id
        .iter()
        .flat_map(|t| field(Field::RequestId, t.tests()))
        .collect(),
    this
        .object_id
        .iter()
        .flat_map(|id| field(Field::Object, vec![Test::Equals(Scalar::Text(named(id)))]))
        .collect(),
    this
        .row_id
        .iter()
        .flat_map(|id| field(Field::Changes, vec![Test::Contains(of_row(id))]))
        .collect(),
    this
        .table
        .iter()
        .flat_map(|table| field(Field::Changes, vec![Test::Contains(of_table(table))]))
        .collect(),
].concat() }

/// What an object is called in the trail; nothing is called by the empty text.
fn named(id: &ID) -> String {
    parts(id).map_or_else(String::new, |(kind, key)| format!("{kind}:{key}"))
}

fn of_row(id: &ID) -> String {
    mark(parts(id).map(|(_, key)| key).unwrap_or_default())
}

fn of_table(table: &str) -> String {
    format!("\"table\":\"{table}\"")
}

/// What entries of the audit trail can be sorted by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::audit_entry::read::Sort")]
pub enum AuditEntryOrderField {
    /// Their place in the trail.
    Sequence,
}

/// How entries of the audit trail are sorted.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct AuditEntryOrder {
    /// By what.
    field: AuditEntryOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

/// Reading the audit trail.
#[derive(Default)]
pub struct AuditEntryQuery;

/// Reading the audit trail.
#[Object]
impl AuditEntryQuery {
    /// One entry of the audit trail. For auditors and admins.
    async fn audit_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<AuditEntry>> {
        let view = ctx.read(Permission::AuditRead).await?;
        let row = view.load(local::<ids::AuditEntryId>(&id)).await?;
        Ok(row.map(|row| AuditEntry::new((*row).clone(), view)))
    }

    /// The audit trail: one entry for everything that wrote, oldest first unless another order is
    /// asked for. For auditors and admins.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four, a filter and an order"
    )]
    async fn audit_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<AuditEntryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<Vec<AuditEntryOrder>>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AuditEntryConnection> {
        let view = ctx.read(Permission::AuditRead).await?;
        let asked = order_by
            .iter()
            .flatten()
            .map(|o| (o.field.into(), o.direction.into()));
        let paging = Paging::new(first, after, last, before);
        let filter = filter.unwrap_or_default().tree()?;
        let (page, order) = page(&view, &filter, asked, &paging).await?;
        Ok(AuditEntryConnection::new(page, order, view))
    }
}
