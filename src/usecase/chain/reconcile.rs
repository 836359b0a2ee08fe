//! What our orders and those that they go with say differently (ICO-3): nothing where all is well,
//! but for goods on their way.

use std::collections::{BTreeMap, HashMap};

use entity::ids::{LegalEntityId, PurchaseOrderId, SalesOrderId};
use entity::{purchase_order, sales_order};
use sea_orm::ColumnTrait;
use uuid::Uuid;

use crate::domain::chain::{self, Field, Line, differences};
use crate::failure::Failure;
use crate::tenancy::{Order, PageAsk, PartnerRead, Position, Scope, TenantRead};
use crate::usecase::sort::OrderBy;

use super::documents::{self, Document, Key};

/// Some of our orders, each compared with the order that it goes with.
pub struct Compared {
    /// Our orders, in the order of their ids, with what is said differently of each.
    pub orders: Vec<(Document, Vec<Told>)>,
    /// The place of each order.
    pub positions: Vec<Position>,
    /// Whether orders follow.
    pub has_next: bool,
}

/// One thing that an order and the one that it goes with say differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Our line; none where it is about the orders, or about a line that only the partner has.
    pub line: Option<Uuid>,
    /// What is said differently.
    pub field: Field,
    /// What ours says.
    pub ours: Option<String>,
    /// What the partner's says.
    pub theirs: Option<String>,
    /// Whether there is nothing that it could go with; else it may go with something else.
    pub twin_missing: bool,
    /// Whether it is about goods that have left the seller and not come to the buyer yet, which is
    /// as it should be.
    pub on_the_way: bool,
}

impl Told {
    /// That the order as a whole has nothing to be compared with.
    fn alone(field: Field, twin_missing: bool) -> Self {
        Self {
            line: None,
            field,
            ours: None,
            theirs: None,
            twin_missing,
            on_the_way: false,
        }
    }
}

/// The order in which orders are compared. Purchase orders and sales orders are one list, which is
/// known by the former.
#[must_use]
pub fn order() -> OrderBy<purchase_order::Entity> {
    OrderBy {
        name: "chain".to_owned(),
        columns: vec![(purchase_order::Column::Id, Order::Ascending)],
    }
}

/// Compares a page of our orders, of both kinds, counted from the front. Both sides are read at one
/// moment, so that what somebody changes on both meanwhile is no difference.
///
/// # Errors
/// When the position is none of an order, or when the database fails.
pub async fn page(read: &TenantRead, ask: &PageAsk) -> Result<Compared, Failure> {
    let mut both = read.with_partners();
    let (ours, places, has_next) = own(both.own(), ask).await?;
    let theirs = partners(&mut both, &ours).await?;
    let compared = ours.into_iter().map(|own| {
        let partner = own.partner().and_then(|partner| theirs.get(&partner));
        let told = compare(&own, partner);
        (own, told)
    });
    Ok(Compared {
        orders: compared.collect(),
        positions: places,
        has_next,
    })
}

/// A page of our orders, their places, and whether others follow. Purchase orders and sales orders
/// are one list: no two rows have one id.
async fn own(
    read: &TenantRead,
    ask: &PageAsk,
) -> Result<(Vec<Document>, Vec<Position>, bool), Failure> {
    use {purchase_order::Column as Bought, sales_order::Column as Sold};
    let by_id = [(Bought::Id, Order::Ascending)];
    let bought = read.find::<purchase_order::Entity>();
    let bought = bought.filter(Bought::ChainSalesOrderId.is_not_null());
    let bought = bought.page(&by_id, ask).await?;
    let by_id = [(Sold::Id, Order::Ascending)];
    let sold = read.find::<sales_order::Entity>();
    let sold = sold.filter(Sold::ChainPurchaseOrderId.is_not_null());
    let sold = sold.page(&by_id, ask).await?;
    let ids = bought.rows.iter().map(|row| row.id.0);
    let ids = ids.chain(sold.rows.iter().map(|row| row.id.0));
    let positions = bought.positions.into_iter().chain(sold.positions);
    let all: BTreeMap<Uuid, Position> = ids.zip(positions).collect();
    let size = usize::try_from(ask.size).unwrap_or(usize::MAX);
    let has_next = bought.has_next || sold.has_next || all.len() > size;
    let kept: BTreeMap<Uuid, Position> = all.into_iter().take(size).collect();
    let mut rows = (bought.rows, sold.rows);
    rows.0.retain(|row| kept.contains_key(&row.id.0));
    rows.1.retain(|row| kept.contains_key(&row.id.0));
    let bought = documents::bought(read, rows.0).await?;
    let sold = documents::sold(read, rows.1).await?;
    let bought = bought.into_iter().map(Document::Bought);
    let mut orders: Vec<Document> = bought.chain(sold.into_iter().map(Document::Sold)).collect();
    orders.sort_by_key(|order| match order.key() {
        Key::Purchase(id) => id.0,
        Key::Sale(id) => id.0,
    });
    Ok((orders, kept.into_values().collect(), has_next))
}

/// The orders of a partner that ours go with.
type Theirs = HashMap<Key, Document>;

/// The orders that ours go with, of each partner that names us as we name it.
async fn partners(
    both: &mut PartnerRead,
    ours: &[Document],
) -> Result<BTreeMap<LegalEntityId, Theirs>, Failure> {
    let mut asked: BTreeMap<LegalEntityId, (Vec<PurchaseOrderId>, Vec<SalesOrderId>)> =
        BTreeMap::new();
    for own in ours {
        let Some(partner) = own.partner() else {
            continue;
        };
        let (purchases, sales) = asked.entry(partner).or_default();
        match own.twin() {
            Some(Key::Purchase(id)) => purchases.push(id),
            Some(Key::Sale(id)) => sales.push(id),
            None => {}
        }
    }
    let mut found = BTreeMap::new();
    for (partner, (purchases, sales)) in asked {
        let Some(there) = both.of(partner).await? else {
            continue;
        };
        let bought = documents::purchases(there, purchases).await?;
        let sold = documents::sales(there, sales).await?;
        let bought = bought.into_iter().map(Document::Bought);
        let orders = bought.chain(sold.into_iter().map(Document::Sold));
        let orders: Theirs = orders.map(|order| (order.key(), order)).collect();
        found.insert(partner, orders);
    }
    Ok(found)
}

/// What an order of ours and the one that it goes with say differently; of a partner there is
/// nothing where not both name each other.
fn compare(own: &Document, theirs: Option<&Theirs>) -> Vec<Told> {
    let Some(theirs) = theirs else {
        return vec![Told::alone(Field::Partner, false)];
    };
    let Some(other) = own.twin().and_then(|twin| theirs.get(&twin)) else {
        return vec![Told::alone(Field::Twin, true)];
    };
    // An order that goes with another than ours is none of our business.
    if (other.partner(), other.twin()) != (Some(own.legal_entity()), Some(own.key())) {
        return vec![Told::alone(Field::Twin, false)];
    }
    let (a, b) = (own.said(), other.said());
    let told = differences(a, b).into_iter().map(|found| {
        let ours = found.ours.and_then(|id| a.line(id));
        let theirs = found.theirs.and_then(|id| b.line(id));
        let twin_missing = found.field == Field::Twin && {
            let twin = ours.or(theirs).and_then(|line| line.twin);
            let among = if ours.is_some() { b } else { a };
            twin.is_none_or(|twin| among.line(twin).is_none())
        };
        Told {
            line: found.ours,
            field: found.field,
            ours: said(a, ours, found.field),
            theirs: said(b, theirs, found.field),
            twin_missing,
            on_the_way: found.field == Field::Moved && is_on_the_way(own, ours, theirs),
        }
    });
    told.collect()
}

/// Whether more has left the seller than has come to the buyer, and not the other way round.
fn is_on_the_way(own: &Document, ours: Option<&Line>, theirs: Option<&Line>) -> bool {
    let (left, came) = match own {
        Document::Bought(_) => (theirs, ours),
        Document::Sold(_) => (ours, theirs),
    };
    left.zip(came)
        .is_some_and(|(left, came)| left.moved > came.moved)
}

/// What an order says in a field, or one of its lines; none where it says nothing there.
fn said(order: &chain::Order, line: Option<&Line>, field: Field) -> Option<String> {
    match field {
        Field::Partner => None,
        Field::Currency => Some(order.currency.to_string()),
        Field::Cancelled => Some(order.cancelled.to_string()),
        // Both call the item the same, so that it says which line there is none for.
        Field::Twin | Field::Item => line?.item.clone(),
        Field::Variant => line?.variant.clone(),
        Field::Quantity => Some(line?.quantity.to_string()),
        Field::Unit => line?.unit.as_ref().map(ToString::to_string),
        Field::Price => {
            let terms = &line?.terms;
            Some(format!("{} per {}", terms.unit_price, terms.price_unit))
        }
        Field::Discount => {
            let terms = &line?.terms;
            let (percent, amount) = (terms.discount_percent, terms.discount_amount);
            Some(format!("{percent} % and {amount}"))
        }
        Field::DeliveryDate => Some(line?.delivery_date.to_string()),
        Field::Moved => Some(line?.moved.to_string()),
    }
}
