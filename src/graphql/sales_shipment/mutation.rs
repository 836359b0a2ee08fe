//! Posting shipments.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::auth::Permission;
use crate::graphql::context::{Answer, Ask};
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::user_error::UserError;
use crate::usecase::outcome::WarnedAll;
use crate::usecase::sales_shipment::{post, undo};

use super::object::SalesShipment;

/// What leaves of a sales line.
#[derive(InputObject, Clone, Debug)]
pub struct SalesShipmentLineInput {
    /// The sales line.
    sales_order_line_id: ID,
    /// How much, in the line's unit.
    quantity: Decimal,
}

/// A shipment.
#[derive(InputObject, Clone, Debug)]
pub struct SalesShipmentPostInput {
    /// The order.
    sales_order_id: ID,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// What leaves; all that is outstanding when left out.
    #[graphql(default)]
    lines: Vec<SalesShipmentLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A shipment that is undone.
#[derive(InputObject, Clone, Debug)]
pub struct SalesShipmentUndoInput {
    /// The shipment.
    id: ID,
    /// Which of its lines; all when left out.
    #[graphql(default)]
    line_ids: Vec<ID>,
    /// The day it is posted for; today when left out.
    posting_date: Option<Date>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// What came of `salesShipmentPost`.
#[derive(SimpleObject)]
pub struct SalesShipmentPostPayload {
    /// The posted shipments: one of what we deliver, and one for each purchase order whose vendor
    /// delivers straight to the customer; none when refused.
    sales_shipments: Vec<SalesShipment>,
    /// Why it was refused; empty when it was done.
    user_errors: Vec<UserError>,
}

impl From<Answer<WarnedAll<entity::sales_shipment::Model>>> for SalesShipmentPostPayload {
    fn from(answer: Answer<WarnedAll<entity::sales_shipment::Model>>) -> Self {
        match answer {
            Answer::Done(done, view) => {
                let shipment = |row| SalesShipment::new(row, view.clone());
                Self {
                    sales_shipments: done.rows.into_iter().map(shipment).collect(),
                    user_errors: Vec::new(),
                }
            }
            Answer::Refused(refusals) => Self {
                sales_shipments: Vec::new(),
                user_errors: refusals.into_iter().map(Into::into).collect(),
            },
        }
    }
}

payload! {
    /// What came of `salesShipmentUndo`.
    SalesShipmentUndoPayload,
    /// The shipment that undoes the other; none when refused.
    sales_shipment: SalesShipment, entity::sales_shipment::Model
}

/// Posting shipments.
#[derive(Default)]
pub struct SalesShipmentMutation;

/// Posting shipments.
#[Object]
impl SalesShipmentMutation {
    /// Posts what has left of a sales order: stock and cost of sales move with it. What a vendor
    /// delivers straight to the customer is received from the vendor in the same moment.
    async fn sales_shipment_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shipment.")] input: SalesShipmentPostInput,
    ) -> Result<SalesShipmentPostPayload> {
        let line = |line: &SalesShipmentLineInput| post::Leaving {
            line: local(&line.sales_order_line_id),
            quantity: line.quantity.0,
        };
        let ask = post::Post {
            order: local(&input.sales_order_id),
            posting_date: input.posting_date.map(|day| day.0),
            lines: input.lines.iter().map(line).collect(),
        };
        Ok(ctx
            .write(Permission::SalesPost, input.preview, ask)
            .await?
            .into())
    }

    /// Undoes a shipment, or some of its lines, that is not invoiced: the goods come back to stock.
    /// What a vendor has delivered is undone with the vendor's receipt.
    async fn sales_shipment_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shipment.")] input: SalesShipmentUndoInput,
    ) -> Result<SalesShipmentUndoPayload> {
        let ask = undo::Undo {
            id: local(&input.id),
            lines: input.line_ids.iter().map(local).collect(),
            posting_date: input.posting_date.map(|day| day.0),
        };
        Ok(ctx
            .write(Permission::SalesPost, input.preview, ask)
            .await?
            .into())
    }
}
