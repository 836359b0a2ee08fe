//! Why an order line is linked as it is: every commitment looked at, and what spoke against it.

use entity::agreement_line;
use entity::ids::AgreementLineId;
use entity::purchase_order_line::Model;
use entity::{agreement, agreement_classification, purchase_order, vendor};
use sea_orm::ColumnTrait;

use crate::domain::commitment::Buckets;
use crate::domain::matching::candidates;
use crate::domain::pricing::Priced;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts::{self, Header};
use crate::usecase::price::facts::Buying;
use crate::usecase::purchase_order::facts::Around;

use super::row;

/// A commitment that was looked at.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The commitment.
    pub commitment: agreement_line::Model,
    /// Everything that speaks against it.
    pub failures: Vec<Violation>,
    /// The price under it.
    pub priced: Option<Priced>,
    /// Whether it is the one that the line would be linked to.
    pub wins: bool,
    /// Whether the line is linked to it.
    pub linked: bool,
}

/// All commitments of the order's agreement in the order of preference, judged for a line as if it
/// were not linked yet (AGR-9).
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
    let rows = scope
        .find::<agreement::Entity>()
        .filter(agreement::Column::Id.eq(agreement))
        .with_both::<vendor::Entity, agreement_classification::Entity>()
        .await?;
    let Some((row, Some(vendor), Some(classification))) = rows.into_iter().next() else {
        return Err(Failure::Broken("an order's agreement is gone".to_owned()));
    };
    let currency = facts::currency(scope, row.currency).await?;
    let header = Header {
        row,
        vendor,
        classification,
        currency,
    };
    let buying = Buying {
        vendor: order.vendor_id,
        currency: facts::currency(scope, order.currency).await?,
        day: order.order_date,
    };
    let mut around = Around::load(scope, Some(header), buying, line.item_id).await?;
    give_back(&mut around, line)?;
    let own = row::line(line);
    let Some(agreement) = &around.order.agreement else {
        return Ok(Vec::new());
    };
    let prices = around.book.prices(line.item_id);
    // What a commitment gave is no typed value: it would win against every other commitment.
    let typed = own.priced.typed();
    let found = candidates(
        agreement,
        &around.order,
        &around.commitments,
        &own.demand,
        &typed,
        &prices,
    );
    let explained = found.into_iter().filter_map(|candidate| {
        let id: AgreementLineId = candidate.commitment.id;
        Some(Explained {
            commitment: around.row(id)?.clone(),
            failures: candidate.failures,
            priced: candidate.priced,
            wins: candidate.wins,
            linked: line.agreement_line_id == Some(id),
        })
    });
    Ok(explained.collect())
}

/// Takes out of the balances what the line itself holds.
fn give_back(around: &mut Around, line: &Model) -> Result<(), Failure> {
    let Some(id) = line.agreement_line_id else {
        return Ok(());
    };
    let Some(own) = around.commitments.iter().find(|own| own.id == id) else {
        return Ok(());
    };
    let counts = own.promise.counts_quantity();
    let refuse = |violation| Failure::refused("id", violation);
    let held = row::line(line)
        .buckets(counts, around.order.currency)
        .map_err(refuse)?;
    let back = Buckets::default().sub(&held).map_err(refuse)?;
    around.draw(Some(id), &back).map_err(refuse)
}
