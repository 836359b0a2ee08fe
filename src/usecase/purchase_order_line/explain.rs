//! Why an order line is linked as it is.

use entity::purchase_order;
use entity::purchase_order_line::Model;

use crate::domain::matching::Counterparty;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::explain::{self, Explained};
use crate::usecase::commitment::facts;
use crate::usecase::price::facts::Deal;

use super::row;

/// All commitments of the order's agreement, judged for a line (AGR-9).
///
/// # Errors
/// When the database fails.
pub async fn run(scope: &impl Scope, line: &Model) -> Result<Vec<Explained>, Failure> {
    let order = scope
        .find::<purchase_order::Entity>()
        .named("id", line.purchase_order_id)
        .await?;
    let Some(agreement) = order.agreement_id else {
        return Ok(Vec::new());
    };
    let header = facts::seen(scope, agreement).await?;
    let gone = || Failure::Broken("an order's agreement is gone".to_owned());
    let deal = Deal {
        counterparty: Counterparty::Vendor(order.vendor_id),
        currency: facts::currency(scope, order.currency).await?,
        day: order.order_date,
    };
    let header = Some(header.ok_or_else(gone)?);
    let mut around = Around::load(scope, header, deal, line.item_id).await?;
    explain::run(&mut around, &row::line(line))
}
