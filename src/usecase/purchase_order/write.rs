//! Writing a decided order: header, lines, and what they draw on commitments, in that order, so
//! that the contended rows come last.

use entity::ids::{DimensionSetId, PurchaseOrderLineId, PurchaseReceiptLineId, SalesOrderLineId};
use entity::kinds::{ChainOrigin, NumberSequenceScope, PurchaseOrderType};
use entity::{purchase_order, purchase_order_line};

use crate::domain::commitment::{Buckets, Commitment};
use crate::domain::money::Currency;
use crate::domain::pricing::{Demand, Priced};
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::chain::{Twin, partner};
use crate::usecase::commitment::post::{self, Movement, Mover};
use crate::usecase::number_sequence::draw;

/// A line as the rules decided it, with what the rules do not look at.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// Which of the lines asked for.
    pub element: Option<usize>,
    /// What is ordered.
    pub demand: Demand,
    /// At what price.
    pub priced: Priced,
    /// The commitment that it is linked to.
    pub link: Option<entity::ids::AgreementLineId>,
    /// What it takes of that commitment.
    pub buckets: Buckets,
    /// How the commitment was found, or why none was.
    pub trace: Option<String>,
    /// The receipt line that it sends back; returns only.
    pub returns: Option<PurchaseReceiptLineId>,
    /// The trading partner's line that it follows from.
    pub twin: Option<Twin>,
    /// In words.
    pub description: String,
    /// Where it is delivered to.
    pub delivery_address: Option<String>,
    /// Its dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
}

impl NewLine {
    /// The row of the line.
    #[must_use]
    pub fn row(
        &self,
        tx: &TenantTx,
        order: &purchase_order::Model,
        line_number: i32,
    ) -> purchase_order_line::Model {
        let (demand, priced) = (&self.demand, &self.priced);
        let (id, twin) = match self.twin {
            Some(Twin { own, of }) => (PurchaseOrderLineId(own), Some(SalesOrderLineId(of))),
            // The partner's line is made when the act is done; its key is known before.
            None => (tx.id(), order.chain_origin.map(|_| tx.id())),
        };
        purchase_order_line::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id,
            purchase_order_id: order.id,
            line_number,
            item_id: demand.item,
            procurement_category_id: demand.category,
            description: self.description.clone(),
            variant: demand.variant.clone(),
            site_id: demand.site,
            warehouse_id: demand.warehouse,
            quantity: demand.quantity,
            unit: demand.unit.clone(),
            unit_factor: demand.unit_factor,
            unit_price: priced.terms.unit_price,
            price_unit: priced.terms.price_unit,
            discount_percent: priced.terms.discount_percent,
            discount_amount: priced.terms.discount_amount,
            net_amount: priced.net_amount,
            delivery_date: demand.delivery_date,
            delivery_address: self.delivery_address.clone(),
            dimension_set_id: self.dimension_set_id,
            agreement_line_id: self.link,
            price_source: priced.price_source,
            discount_percent_source: priced.discount_percent_source,
            discount_amount_source: priced.discount_amount_source,
            price_agreement_line_id: priced.agreement_line,
            price_agreement_version: priced.agreement_version,
            price_trade_agreement_id: priced.price_trade_agreement,
            discount_trade_agreement_id: priced.discount_trade_agreement,
            match_trace: self.trace.as_deref().map(shortened),
            cancelled_quantity: Default::default(),
            received_quantity: Default::default(),
            invoiced_quantity: Default::default(),
            invoiced_amount: Default::default(),
            over_receipt_quantity: Default::default(),
            sales_order_line_id: None,
            returned_purchase_receipt_line_id: self.returns,
            chain_sales_order_line_id: twin,
            created_at: tx.instant(),
            created_by: tx.grant().subject().to_owned(),
            row_version: 1,
        }
    }
}

/// As much of a trace as is kept.
#[must_use]
pub fn shortened(trace: &str) -> String {
    trace.chars().take(1000).collect()
}

/// Writes an order whose number is still to be drawn, its lines, and what they draw.
///
/// # Errors
/// When a maximum is exceeded meanwhile, or the number is used; or when the database fails.
pub async fn order(
    tx: &TenantTx,
    order: purchase_order::Model,
    typed_number: Option<&str>,
    lines: &[NewLine],
    around: (&[Commitment], Currency),
    reason: &'static str,
) -> Result<purchase_order::Model, Failure> {
    let scope = match order.order_type {
        PurchaseOrderType::Purchase => NumberSequenceScope::PurchaseOrder,
        PurchaseOrderType::Return => NumberSequenceScope::PurchaseReturnOrder,
    };
    let order = traded(tx, order).await?;
    let number = match (typed_number, order.chain_origin) {
        (Some(number), Some(ChainOrigin::Derived)) => draw::given(number)?,
        _ => draw::run(tx, scope, typed_number).await?,
    };
    let order = purchase_order::Model {
        last_line_number: i32::try_from(lines.len()).unwrap_or(i32::MAX),
        number: number.clone(),
        ..order
    };
    let used = |failure: Failure| failure.or_already_used("number", &number);
    let order = tx.insert(order).await.map_err(used)?;
    add_lines(tx, &order, 1, lines, around, reason).await?;
    Ok(order)
}

/// The order with the sales order that is to go with it, where the vendor is a legal entity that
/// ours trades with. One that follows from such a sales order knows it already.
async fn traded(
    tx: &TenantTx,
    mut order: purchase_order::Model,
) -> Result<purchase_order::Model, Failure> {
    let is_new = order.chain_origin.is_none() && order.order_type == PurchaseOrderType::Purchase;
    if is_new && let Some(partner) = partner::of_vendor(tx, order.vendor_id).await? {
        order.chain_origin = Some(ChainOrigin::Source);
        order.chain_legal_entity_id = Some(partner);
        order.chain_sales_order_id = Some(tx.id());
    }
    Ok(order)
}

/// Writes further lines of an order, and what they draw.
///
/// # Errors
/// When a maximum is exceeded meanwhile; or when the database fails.
pub async fn add_lines(
    tx: &TenantTx,
    order: &purchase_order::Model,
    first_number: i32,
    lines: &[NewLine],
    (commitments, currency): (&[Commitment], Currency),
    reason: &'static str,
) -> Result<Vec<purchase_order_line::Model>, Failure> {
    let rows: Vec<_> = (first_number..)
        .zip(lines)
        .map(|(number, line)| line.row(tx, order, number))
        .collect();
    tx.insert_all(rows.clone()).await?;
    let drawn = lines.iter().zip(&rows).filter_map(|(line, row)| {
        let by = Mover::OrderLine(order.id, row.id);
        let drawn = (line.link, line.buckets);
        post::of_new(order.agreement_id, by, drawn, line.element, reason)
    });
    let movements: Vec<Movement> = drawn.collect();
    post::run(tx, commitments, currency, &movements).await?;
    Ok(rows)
}
