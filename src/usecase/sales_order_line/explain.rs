//! Why a sales line is linked as it is.

use entity::sales_order;
use entity::sales_order_line::Model;

use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::explain::{self, Explained};
use crate::usecase::commitment::facts;
use crate::usecase::sales_order::facts::deal;

use super::row;

/// All commitments of the order's agreement, judged for a line (AGR-9); nothing of lines that are
/// of no item.
///
/// # Errors
/// When the database fails.
pub async fn run(scope: &impl Scope, line: &Model) -> Result<Vec<Explained>, Failure> {
    let order = scope
        .find::<sales_order::Entity>()
        .named("id", line.sales_order_id)
        .await?;
    let Some(agreement) = order.agreement_id.filter(|_| line.item_id.is_some()) else {
        return Ok(Vec::new());
    };
    let header = facts::seen(scope, agreement).await?;
    let gone = || Failure::Broken("an order's agreement is gone".to_owned());
    let deal = deal(&order, facts::currency(scope, order.currency).await?);
    let header = Some(header.ok_or_else(gone)?);
    let mut around = Around::load(scope, header, deal, line.item_id).await?;
    let own = row::must_be_line(line, &around)?;
    explain::run(&mut around, &own)
}
