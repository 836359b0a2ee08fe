//! What clients see of a difference between an order and the partner's order that it goes with.

use std::sync::Arc;

use async_graphql::{Enum, Object, Result, SimpleObject};
use entity::purchase_order;

use crate::graphql::agreement::object::Agreement;
use crate::graphql::agreement_line::object::AgreementLine;
use crate::graphql::page::PageInfo;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::purchase_order_line::object::PurchaseOrderLine;
use crate::graphql::sales_order::object::SalesOrder;
use crate::graphql::sales_order_line::object::SalesOrderLine;
use crate::graphql::view::View;
use crate::tenancy::Position;
use crate::usecase::chain::documents::Document;
use crate::usecase::chain::reconcile::{self, Compared, Told};

/// What two orders that go with each other, or two of their lines, say differently.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::domain::chain::Field")]
pub enum ChainDifferenceField {
    /// The two legal entities do not both name each other as trading partners; nothing of the
    /// partner's was looked at.
    Partner,
    /// There is no order or line that it goes with, or that one goes with another.
    Twin,
    /// The currency.
    Currency,
    /// Whether the order was given up.
    Cancelled,
    /// The item, by its number.
    Item,
    /// The product variant.
    Variant,
    /// What is ordered and was not given up.
    Quantity,
    /// The unit.
    Unit,
    /// How many base units are in the unit.
    UnitFactor,
    /// The unit price, or how many units it is for.
    Price,
    /// The discount in percent, or as an amount.
    Discount,
    /// The requested delivery day.
    DeliveryDate,
    /// What has left the seller, and what has come to the buyer.
    Moved,
    /// Where the agreement stands.
    Status,
    /// Whether an order line draws on a commitment; of a commitment its type or its category.
    Commitment,
    /// The promised amount.
    Amount,
    /// The least or the largest net amount of an order line.
    ReleaseAmounts,
    /// Whether the maximum is enforced, or prices are fixed.
    Policies,
    /// The delivery days that the commitment holds for.
    Validity,
    /// What was used of the commitment.
    Fulfillment,
}

/// One thing that an order or agreement of ours and the trading partner's that it goes with say
/// differently.
pub struct ChainDifference {
    order: Arc<Document>,
    told: Told,
    view: View,
}

/// One thing that an order or agreement of ours and the trading partner's that it goes with say
/// differently.
#[Object]
impl ChainDifference {
    /// Our order, where we buy.
    async fn purchase_order(&self) -> Option<PurchaseOrder> {
        match &*self.order {
            Document::Bought(own) => Some(PurchaseOrder::new(own.order.clone(), self.view.clone())),
            _ => None,
        }
    }

    /// Its line, where one line differs that we have.
    async fn purchase_order_line(&self) -> Option<PurchaseOrderLine> {
        let Document::Bought(own) = &*self.order else {
            return None;
        };
        let mut lines = own.lines.iter();
        let row = lines.find(|row| Some(row.id.0) == self.told.line)?;
        Some(PurchaseOrderLine::new(row.clone(), self.view.clone()))
    }

    /// Our order, where we sell.
    async fn sales_order(&self) -> Option<SalesOrder> {
        match &*self.order {
            Document::Sold(own) => Some(SalesOrder::new(own.order.clone(), self.view.clone())),
            _ => None,
        }
    }

    /// Its line, where one line differs that we have.
    async fn sales_order_line(&self) -> Option<SalesOrderLine> {
        let Document::Sold(own) = &*self.order else {
            return None;
        };
        let mut lines = own.lines.iter();
        let row = lines.find(|row| Some(row.id.0) == self.told.line)?;
        Some(SalesOrderLine::new(row.clone(), self.view.clone()))
    }

    /// Our agreement, where it is about one.
    async fn agreement(&self) -> Option<Agreement> {
        match &*self.order {
            Document::Agreed(own) => Some(Agreement::new(own.row.clone(), self.view.clone())),
            _ => None,
        }
    }

    /// Its commitment, where one differs that we have.
    async fn agreement_line(&self) -> Option<AgreementLine> {
        let Document::Agreed(own) = &*self.order else {
            return None;
        };
        let mut lines = own.lines.iter();
        let row = lines.find(|row| Some(row.id.0) == self.told.line)?;
        Some(AgreementLine::new(row.clone(), self.view.clone()))
    }

    /// What is said differently.
    async fn field(&self) -> ChainDifferenceField {
        self.told.field.into()
    }

    /// What ours says: a price as in `12.5 per 1`, discounts as in `10 % and 0`, `true` where the
    /// order was given up; the item's number of a line that has none to go with.
    async fn own_value(&self) -> Option<&str> {
        self.told.ours.as_deref()
    }

    /// What the partner's says, in the same form.
    async fn partner_value(&self) -> Option<&str> {
        self.told.theirs.as_deref()
    }

    /// Whether there is nothing at all that it could go with, as opposed to something that goes
    /// with another.
    async fn twin_missing(&self) -> bool {
        self.told.twin_missing
    }

    /// Whether it is about goods that have left the seller and not come to the buyer yet, or an
    /// invoice that the buyer has not posted yet, which is as it should be.
    async fn on_the_way(&self) -> bool {
        self.told.on_the_way
    }
}

/// What some of our orders and those that they go with say differently.
#[derive(SimpleObject)]
pub struct ChainDifferencePage {
    /// The differences, by order; none where all is well.
    nodes: Vec<ChainDifference>,
    /// Where the orders that were compared stand within all. A page may have orders and no
    /// differences.
    page_info: PageInfo,
}

impl ChainDifferencePage {
    /// What was compared, after others or from the beginning, and the view to show it from.
    ///
    /// # Errors
    /// When a place cannot be written down, which no order of ours brings about.
    pub fn new(compared: Compared, is_first: bool, view: &View) -> Result<Self> {
        let places = &compared.positions;
        let order = reconcile::order();
        let cursor = |place: &Position| {
            let read = view.read();
            read.cursor::<purchase_order::Entity>(&order.name, place)
        };
        let page_info = PageInfo {
            has_next_page: compared.has_next,
            has_previous_page: !is_first,
            start_cursor: places.first().map(cursor).transpose()?,
            end_cursor: places.last().map(cursor).transpose()?,
        };
        let nodes = compared.documents.into_iter().flat_map(|(order, told)| {
            let order = Arc::new(order);
            told.into_iter().map(move |told| ChainDifference {
                order: Arc::clone(&order),
                told,
                view: view.clone(),
            })
        });
        Ok(Self {
            nodes: nodes.collect(),
            page_info,
        })
    }
}
