//! Reading matching policies and tolerances.

use async_graphql::{Context, InputObject, Object, Result};
use entity::ids;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::filter::{IdFilter, field, filter_tree};
use crate::graphql::page::Paging;
use crate::usecase::matching_tolerance::read::{self, Field};

use super::object::MatchingToleranceConnection;

/// Which matching policies and tolerances are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct MatchingToleranceFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By vendor.
    vendor_id: Option<IdFilter>,
    /// By item.
    item_id: Option<IdFilter>,
    /// By agreement.
    agreement_id: Option<IdFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { MatchingToleranceFilter, Field, |this| [
    this.id.iter().flat_map(|t| field(Field::Id, t.tests::<ids::MatchingToleranceId>())).collect(),
    this.vendor_id
        .iter()
        .flat_map(|t| field(Field::VendorId, t.tests::<ids::VendorId>()))
        .collect(),
    this.item_id.iter().flat_map(|t| field(Field::ItemId, t.tests::<ids::ItemId>())).collect(),
    this.agreement_id
        .iter()
        .flat_map(|t| field(Field::AgreementId, t.tests::<ids::AgreementId>()))
        .collect::<Vec<_>>(),
].concat() }

/// Reading matching policies and tolerances.
#[derive(Default)]
pub struct MatchingToleranceQuery;

/// Reading matching policies and tolerances.
#[Object]
impl MatchingToleranceQuery {
    /// Matching policies and tolerances of vendors, items and agreements, in the order of their
    /// making.
    async fn matching_tolerances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<MatchingToleranceFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<MatchingToleranceConnection> {
        let view = ctx.read(Permission::Read).await?;
        let order = read::order();
        let ask = Paging::new(first, after, last, before).ask(&order, &view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page(view.read(), &filter, &order, &ask).await?;
        Ok(MatchingToleranceConnection::new(page, order.name, view))
    }
}
