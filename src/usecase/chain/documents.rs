//! Orders as their twins have to agree with them.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Quantity;
use entity::ids::{
    AgreementId, AgreementLineId, ItemId, LegalEntityId, PurchaseOrderId, SalesOrderId,
};
use entity::kinds::{PurchaseOrderStatus, SalesLineType, SalesOrderStatus};
use entity::{
    agreement_line, item, purchase_order, purchase_order_line, sales_order, sales_order_line,
};
use sea_orm::ColumnTrait;
use uuid::Uuid;

use crate::domain::chain::{Line, Linked, Order};
use crate::domain::money::PriceTerms;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::sales_order_line::{read as sales_lines, wanted};

use super::agreed::Agreed;

/// A purchase order with its lines.
pub struct Bought {
    /// The order.
    pub order: purchase_order::Model,
    /// Its lines, by number.
    pub lines: Vec<purchase_order_line::Model>,
    /// Both, as the twin has to agree with them.
    pub said: Order,
}

/// A sales order with its lines; comments stay on their side.
pub struct Sold {
    /// The order.
    pub order: sales_order::Model,
    /// Its lines, by number.
    pub lines: Vec<sales_order_line::Model>,
    /// Both, as the twin has to agree with them.
    pub said: Order,
}

/// Which order or agreement of a legal entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A purchase order.
    Purchase(PurchaseOrderId),
    /// A sales order.
    Sale(SalesOrderId),
    /// An agreement.
    Agreement(AgreementId),
}

impl Key {
    /// The key alone: no two rows have one.
    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Purchase(id) => id.0,
            Self::Sale(id) => id.0,
            Self::Agreement(id) => id.0,
        }
    }

    /// Of a purchase order.
    #[must_use]
    pub fn purchase(self) -> Option<PurchaseOrderId> {
        match self {
            Self::Purchase(id) => Some(id),
            _ => None,
        }
    }

    /// Of a sales order.
    #[must_use]
    pub fn sale(self) -> Option<SalesOrderId> {
        match self {
            Self::Sale(id) => Some(id),
            _ => None,
        }
    }

    /// Of an agreement.
    #[must_use]
    pub fn agreement(self) -> Option<AgreementId> {
        match self {
            Self::Agreement(id) => Some(id),
            _ => None,
        }
    }
}

/// An order or an agreement on either side of the trade.
pub enum Document {
    /// The buyer's order.
    Bought(Bought),
    /// The seller's order.
    Sold(Sold),
    /// An agreement of either.
    Agreed(Agreed),
}

impl Document {
    /// Which one it is.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Bought(own) => Key::Purchase(own.order.id),
            Self::Sold(own) => Key::Sale(own.order.id),
            Self::Agreed(own) => Key::Agreement(own.row.id),
        }
    }

    /// The legal entity that it belongs to.
    #[must_use]
    pub fn legal_entity(&self) -> LegalEntityId {
        match self {
            Self::Bought(own) => own.order.legal_entity_id,
            Self::Sold(own) => own.order.legal_entity_id,
            Self::Agreed(own) => own.row.legal_entity_id,
        }
    }

    /// The legal entity whose order or agreement it goes with.
    #[must_use]
    pub fn partner(&self) -> Option<LegalEntityId> {
        match self {
            Self::Bought(own) => own.order.chain_legal_entity_id,
            Self::Sold(own) => own.order.chain_legal_entity_id,
            Self::Agreed(own) => own.row.chain_legal_entity_id,
        }
    }

    /// The order or the agreement that it goes with.
    #[must_use]
    pub fn twin(&self) -> Option<Key> {
        match self {
            Self::Bought(own) => own.order.chain_sales_order_id.map(Key::Sale),
            Self::Sold(own) => own.order.chain_purchase_order_id.map(Key::Purchase),
            Self::Agreed(own) => own.row.chain_agreement_id.map(Key::Agreement),
        }
    }
}

/// A purchase order, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn purchase(scope: &impl Scope, id: PurchaseOrderId) -> Result<Option<Bought>, Failure> {
    Ok(purchases(scope, [id]).await?.pop())
}

/// Some purchase orders, as far as they are there; in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn purchases(
    scope: &impl Scope,
    ids: impl IntoIterator<Item = PurchaseOrderId>,
) -> Result<Vec<Bought>, Failure> {
    let orders = scope.find::<purchase_order::Entity>().by_ids(ids).await?;
    bought(scope, orders).await
}

/// Purchase orders together with their lines, in the same order; two statements for all.
///
/// # Errors
/// When the database fails.
pub async fn bought(
    scope: &impl Scope,
    orders: Vec<purchase_order::Model>,
) -> Result<Vec<Bought>, Failure> {
    use purchase_order_line::{Column, Entity};
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let own = Column::PurchaseOrderId.is_in(orders.iter().map(|order| order.id));
    let lines = scope.find::<Entity>().filter(own);
    let lines = lines.order_by(Column::LineNumber).all().await?;
    let names = Names {
        items: numbers(scope, lines.iter().filter_map(|line| line.item_id)).await?,
        linked: linked(
            scope,
            lines.iter().filter_map(|line| line.agreement_line_id),
        )
        .await?,
    };
    let mut of: HashMap<PurchaseOrderId, Vec<purchase_order_line::Model>> = HashMap::new();
    for line in lines {
        of.entry(line.purchase_order_id).or_default().push(line);
    }
    let whole = |order: purchase_order::Model| {
        let lines = of.remove(&order.id).unwrap_or_default();
        let said = lines.iter().map(|line| bought_line(line, &names));
        let said = Order {
            currency: order.currency,
            cancelled: order.status == PurchaseOrderStatus::Cancelled,
            lines: said.collect(),
        };
        Bought { order, lines, said }
    };
    Ok(orders.into_iter().map(whole).collect())
}

fn bought_line(line: &purchase_order_line::Model, names: &Names) -> Line {
    Line {
        id: line.id.0,
        twin: line.chain_sales_order_line_id.map(|id| id.0),
        item: line.item_id.and_then(|id| names.items.get(&id).cloned()),
        description: line.description.clone(),
        variant: line.variant.clone(),
        quantity: less(line.quantity, line.cancelled_quantity),
        given_up: line.cancelled_quantity,
        commitment: names.linked(line.agreement_line_id),
        unit: Some(line.unit.clone()),
        unit_factor: line.unit_factor,
        terms: PriceTerms {
            unit_price: line.unit_price,
            price_unit: line.price_unit,
            discount_percent: line.discount_percent,
            discount_amount: line.discount_amount,
        },
        delivery_date: line.delivery_date,
        moved: line.received_quantity,
    }
}

/// A sales order, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn sale(scope: &impl Scope, id: SalesOrderId) -> Result<Option<Sold>, Failure> {
    Ok(sales(scope, [id]).await?.pop())
}

/// Some sales orders, as far as they are there; in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn sales(
    scope: &impl Scope,
    ids: impl IntoIterator<Item = SalesOrderId>,
) -> Result<Vec<Sold>, Failure> {
    let orders = scope.find::<sales_order::Entity>().by_ids(ids).await?;
    sold(scope, orders).await
}

/// Sales orders together with their lines, in the same order; two statements for all.
///
/// # Errors
/// When the database fails.
pub async fn sold(
    scope: &impl Scope,
    orders: Vec<sales_order::Model>,
) -> Result<Vec<Sold>, Failure> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<SalesOrderId> = orders.iter().map(|order| order.id).collect();
    let lines = sales_lines::of_orders(scope, &ids).await?;
    let names = Names {
        items: numbers(scope, lines.iter().filter_map(|line| line.item_id)).await?,
        linked: linked(
            scope,
            lines.iter().filter_map(|line| line.agreement_line_id),
        )
        .await?,
    };
    let mut of: HashMap<SalesOrderId, Vec<sales_order_line::Model>> = HashMap::new();
    for line in lines {
        of.entry(line.sales_order_id).or_default().push(line);
    }
    let whole = |order: sales_order::Model| {
        let lines = of.remove(&order.id).unwrap_or_default();
        let cancelled = order.status == SalesOrderStatus::Cancelled;
        let said = lines
            .iter()
            .filter(|line| line.line_type != SalesLineType::Comment)
            .map(|line| sold_line(line, cancelled, &names));
        let said = Order {
            currency: order.currency,
            cancelled,
            lines: said.collect(),
        };
        Sold { order, lines, said }
    };
    Ok(orders.into_iter().map(whole).collect())
}

fn sold_line(line: &sales_order_line::Model, cancelled: bool, names: &Names) -> Line {
    Line {
        id: line.id.0,
        twin: line.chain_purchase_order_line_id.map(|id| id.0),
        item: line.item_id.and_then(|id| names.items.get(&id).cloned()),
        description: line.description.clone(),
        variant: line.variant.clone(),
        // Orders that were cancelled before lines could be given up keep what they were of.
        quantity: match cancelled {
            true => Quantity::ZERO,
            false => less(line.quantity, line.cancelled_quantity),
        },
        given_up: line.cancelled_quantity,
        commitment: names.linked(line.agreement_line_id),
        unit: line.unit.clone(),
        unit_factor: line.unit_factor,
        terms: wanted::terms(line),
        delivery_date: line.delivery_date,
        moved: line.shipped_quantity,
    }
}

/// Reads the partner's purchase order.
pub(super) struct ReadPurchase(pub PurchaseOrderId);

impl Act for ReadPurchase {
    type Out = Option<Bought>;

    async fn run(&self, tx: &TenantTx) -> Result<Option<Bought>, Failure> {
        purchase(tx, self.0).await
    }
}

/// Reads the partner's sales order.
pub(super) struct ReadSale(pub SalesOrderId);

impl Act for ReadSale {
    type Out = Option<Sold>;

    async fn run(&self, tx: &TenantTx) -> Result<Option<Sold>, Failure> {
        sale(tx, self.0).await
    }
}

/// Items of our legal entity, by the numbers that both call them by.
pub(super) async fn items(
    tx: &TenantTx,
    numbers: impl Iterator<Item = String>,
) -> Result<HashMap<String, item::Model>, Failure> {
    let numbers: BTreeSet<String> = numbers.collect();
    let items = tx.find::<item::Entity>();
    let items = items.filter(item::Column::Number.is_in(numbers)).all();
    let items = items.await?.into_iter();
    Ok(items.map(|row| (row.number.clone(), row)).collect())
}

/// What lines are told by to the other legal entity.
struct Names {
    items: HashMap<ItemId, String>,
    linked: HashMap<AgreementLineId, Linked>,
}

impl Names {
    fn linked(&self, commitment: Option<AgreementLineId>) -> Option<Linked> {
        self.linked.get(&commitment?).copied()
    }
}

/// Of some commitments those that go with one of a trading partner's.
async fn linked(
    scope: &impl Scope,
    commitments: impl Iterator<Item = AgreementLineId>,
) -> Result<HashMap<AgreementLineId, Linked>, Failure> {
    let commitments: BTreeSet<AgreementLineId> = commitments.collect();
    let rows = scope.find::<agreement_line::Entity>().by_ids(commitments);
    let rows = rows.await?.into_iter().filter_map(|row| {
        let twin = row.chain_agreement_line_id?;
        let (own, twin) = (row.id.0, twin.0);
        Some((row.id, Linked { own, twin }))
    });
    Ok(rows.collect())
}

/// What two legal entities call some items by.
pub(super) async fn numbers(
    scope: &impl Scope,
    items: impl Iterator<Item = ItemId>,
) -> Result<HashMap<ItemId, String>, Failure> {
    let items: BTreeSet<ItemId> = items.collect();
    let items = scope.find::<item::Entity>().by_ids(items).await?;
    Ok(items.into_iter().map(|row| (row.id, row.number)).collect())
}

/// What of an ordered quantity was not given up.
fn less(ordered: Quantity, given_up: Quantity) -> Quantity {
    let left = ordered.decimal() - given_up.decimal();
    // Both have the column's scale, and so has what is between them.
    Quantity::try_new(left).unwrap_or(Quantity::ZERO)
}
