//! What our orders and agreements and those that they go with say differently (ICO-3): nothing
//! where all is well, but for goods on their way.

use std::collections::{BTreeMap, HashMap};

use entity::ids::{AgreementId, LegalEntityId, PurchaseOrderId, SalesOrderId};
use entity::{agreement, purchase_order, sales_order};
use sea_orm::{ActiveEnum, ColumnTrait};
use uuid::Uuid;

use crate::domain::chain::agreement::{self as agreements, Agreement, Commitment, is_on_the_way};
use crate::domain::chain::{self, Difference, Field, Line, differences};
use crate::domain::money::PriceTerms;
use crate::failure::Failure;
use crate::tenancy::{Order, PageAsk, PartnerRead, Position, Scope, TenantRead};
use crate::usecase::sort::OrderBy;

use super::agreed;
use super::documents::{self, Document, Key};

/// Some of our orders and agreements, each compared with the one that it goes with.
pub struct Compared {
    /// Ours, in the order of their ids, with what is said differently of each.
    pub documents: Vec<(Document, Vec<Told>)>,
    /// The place of each.
    pub positions: Vec<Position>,
    /// Whether others follow.
    pub has_next: bool,
}

/// One thing that an order or an agreement and the one that it goes with say differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Our line or commitment; none where it is about the whole, or what only the partner has.
    pub line: Option<Uuid>,
    /// What is said differently.
    pub field: Field,
    /// What ours says.
    pub ours: Option<String>,
    /// What the partner's says.
    pub theirs: Option<String>,
    /// Whether there is nothing that it could go with; else it may go with something else.
    pub twin_missing: bool,
    /// Whether it is about goods that have left the seller and not come to the buyer yet, or an
    /// invoice that the buyer has not posted yet, which is as it should be.
    pub on_the_way: bool,
}

impl Told {
    /// That it has as a whole nothing to be compared with.
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

/// The order in which they are compared. Purchase orders, sales orders and agreements are one list,
/// which is known by the first.
#[must_use]
pub fn order() -> OrderBy<purchase_order::Entity> {
    OrderBy {
        name: "chain".to_owned(),
        columns: vec![(purchase_order::Column::Id, Order::Ascending)],
    }
}

/// Compares a page of our orders and agreements, counted from the front. Both sides are read at one
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
        documents: compared.collect(),
        positions: places,
        has_next,
    })
}

/// A page of ours, their places, and whether others follow. All are one list: no two rows have one
/// id.
async fn own(
    read: &TenantRead,
    ask: &PageAsk,
) -> Result<(Vec<Document>, Vec<Position>, bool), Failure> {
    use {
        agreement::Column as Agreed, purchase_order::Column as Bought, sales_order::Column as Sold,
    };
    let bought = read.find::<purchase_order::Entity>();
    let bought = bought.filter(Bought::ChainSalesOrderId.is_not_null());
    let bought = bought.page(&[(Bought::Id, Order::Ascending)], ask).await?;
    let sold = read.find::<sales_order::Entity>();
    let sold = sold.filter(Sold::ChainPurchaseOrderId.is_not_null());
    let sold = sold.page(&[(Sold::Id, Order::Ascending)], ask).await?;
    let agreed = read.find::<agreement::Entity>();
    let agreed = agreed.filter(Agreed::ChainAgreementId.is_not_null());
    let agreed = agreed.page(&[(Agreed::Id, Order::Ascending)], ask).await?;
    let ids = bought.rows.iter().map(|row| row.id.0);
    let ids = ids.chain(sold.rows.iter().map(|row| row.id.0));
    let ids = ids.chain(agreed.rows.iter().map(|row| row.id.0));
    let positions = bought.positions.into_iter().chain(sold.positions);
    let positions = positions.chain(agreed.positions);
    let all: BTreeMap<Uuid, Position> = ids.zip(positions).collect();
    let size = usize::try_from(ask.size).unwrap_or(usize::MAX);
    let has_next = bought.has_next || sold.has_next || agreed.has_next || all.len() > size;
    let kept: BTreeMap<Uuid, Position> = all.into_iter().take(size).collect();
    let mut rows = (bought.rows, sold.rows, agreed.rows);
    rows.0.retain(|row| kept.contains_key(&row.id.0));
    rows.1.retain(|row| kept.contains_key(&row.id.0));
    rows.2.retain(|row| kept.contains_key(&row.id.0));
    let bought = documents::bought(read, rows.0).await?;
    let sold = documents::sold(read, rows.1).await?;
    let agreed = agreed::agreed(read, rows.2).await?;
    let mut documents: Vec<Document> = bought.into_iter().map(Document::Bought).collect();
    documents.extend(sold.into_iter().map(Document::Sold));
    documents.extend(agreed.into_iter().map(Document::Agreed));
    documents.sort_by_key(|document| document.key().id());
    Ok((documents, kept.into_values().collect(), has_next))
}

/// The documents of a partner that ours go with.
type Theirs = HashMap<Key, Document>;

/// The documents that ours go with, of each partner that names us as we name it.
async fn partners(
    both: &mut PartnerRead,
    ours: &[Document],
) -> Result<BTreeMap<LegalEntityId, Theirs>, Failure> {
    let mut asked: BTreeMap<LegalEntityId, Vec<Key>> = BTreeMap::new();
    for own in ours {
        if let Some(partner) = own.partner() {
            asked.entry(partner).or_default().extend(own.twin());
        }
    }
    let mut found = BTreeMap::new();
    for (partner, keys) in asked {
        let Some(there) = both.of(partner).await? else {
            continue;
        };
        let purchases: Vec<PurchaseOrderId> = keys.iter().filter_map(|k| k.purchase()).collect();
        let sales: Vec<SalesOrderId> = keys.iter().filter_map(|k| k.sale()).collect();
        let agreements: Vec<AgreementId> = keys.iter().filter_map(|k| k.agreement()).collect();
        let bought = documents::purchases(there, purchases).await?.into_iter();
        let sold = documents::sales(there, sales).await?.into_iter();
        let agreed = agreed::agreements(there, agreements).await?.into_iter();
        let theirs = bought.map(Document::Bought).chain(sold.map(Document::Sold));
        let theirs = theirs.chain(agreed.map(Document::Agreed));
        let theirs: Theirs = theirs.map(|own| (own.key(), own)).collect();
        found.insert(partner, theirs);
    }
    Ok(found)
}

/// What one of ours and the one that it goes with say differently; of a partner there is nothing
/// where not both name each other.
fn compare(own: &Document, theirs: Option<&Theirs>) -> Vec<Told> {
    let Some(theirs) = theirs else {
        return vec![Told::alone(Field::Partner, false)];
    };
    let Some(other) = own.twin().and_then(|twin| theirs.get(&twin)) else {
        return vec![Told::alone(Field::Twin, true)];
    };
    // One that goes with another than ours is none of our business.
    if (other.partner(), other.twin()) != (Some(own.legal_entity()), Some(own.key())) {
        return vec![Told::alone(Field::Twin, false)];
    }
    match (own, other) {
        (Document::Bought(a), Document::Sold(b)) => orders(&a.said, &b.said, true),
        (Document::Sold(a), Document::Bought(b)) => orders(&a.said, &b.said, false),
        (Document::Agreed(a), Document::Agreed(b)) => {
            agreed(&a.said, &b.said, a.row.vendor_id.is_some())
        }
        _ => vec![Told::alone(Field::Twin, false)],
    }
}

fn orders(a: &chain::Order, b: &chain::Order, we_buy: bool) -> Vec<Told> {
    let told = differences(a, b).into_iter().map(|found| {
        let ours = found.ours.and_then(|id| a.line(id));
        let theirs = found.theirs.and_then(|id| b.line(id));
        let twin = ours.or(theirs).and_then(|line| line.twin);
        let among = if ours.is_some() { b } else { a };
        let (left, came) = if we_buy {
            (theirs, ours)
        } else {
            (ours, theirs)
        };
        let is_on_the_way = left
            .zip(came)
            .is_some_and(|(left, came)| left.moved > came.moved);
        Told {
            line: found.ours,
            field: found.field,
            ours: said(a, ours, found.field),
            theirs: said(b, theirs, found.field),
            twin_missing: is_missing(found, twin.is_some_and(|id| among.line(id).is_some())),
            on_the_way: found.field == Field::Moved && is_on_the_way,
        }
    });
    told.collect()
}

fn agreed(a: &Agreement, b: &Agreement, we_buy: bool) -> Vec<Told> {
    let told = agreements::differences(a, b).into_iter().map(|found| {
        let ours = found.ours.and_then(|id| a.commitment(id));
        let theirs = found.theirs.and_then(|id| b.commitment(id));
        let twin = ours.or(theirs).and_then(|own| own.twin);
        let among = if ours.is_some() { b } else { a };
        let both = if we_buy {
            theirs.zip(ours)
        } else {
            ours.zip(theirs)
        };
        let is_on_the_way = both.is_some_and(|(seller, buyer)| is_on_the_way(seller, buyer));
        Told {
            line: found.ours,
            field: found.field,
            ours: promised(a, ours, found.field),
            theirs: promised(b, theirs, found.field),
            twin_missing: is_missing(found, twin.is_some_and(|id| among.commitment(id).is_some())),
            on_the_way: found.field == Field::Fulfillment && is_on_the_way,
        }
    });
    told.collect()
}

/// Whether a difference is that there is nothing to go with, as opposed to something that goes with
/// another.
fn is_missing(found: Difference, twin_is_there: bool) -> bool {
    found.field == Field::Twin && !twin_is_there
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
        Field::UnitFactor => Some(line?.unit_factor.to_string()),
        Field::Price => Some(price(&line?.terms)),
        Field::Discount => Some(discount(&line?.terms)),
        Field::DeliveryDate => Some(line?.delivery_date.to_string()),
        Field::Moved => Some(line?.moved.to_string()),
        // Keys say nothing to anybody: that one draws on a commitment and the other does not.
        Field::Commitment => Some(line?.commitment.is_some().to_string()),
        Field::Status
        | Field::Amount
        | Field::ReleaseAmounts
        | Field::Policies
        | Field::Validity
        | Field::Fulfillment => None,
    }
}

/// What an agreement says in a field, or one of its commitments; none where it says nothing there.
fn promised(agreement: &Agreement, own: Option<&Commitment>, field: Field) -> Option<String> {
    match field {
        Field::Currency => Some(agreement.currency.to_string()),
        Field::Status => Some(agreement.status.to_value()),
        Field::Twin | Field::Item => own?.item.clone(),
        Field::Commitment => {
            let kind = own?.commitment_type.to_value();
            let category = own?.category.as_ref();
            Some(category.map_or(kind.clone(), |code| format!("{kind} {code}")))
        }
        Field::Variant => own?.variant.clone(),
        Field::Quantity => Some(own?.quantity.to_string()),
        Field::Unit => own?.unit.as_ref().map(ToString::to_string),
        Field::Price => Some(price(&own?.terms)),
        Field::Discount => Some(discount(&own?.terms)),
        Field::Amount => Some(own?.amount.to_string()),
        Field::ReleaseAmounts => {
            let (least, most) = own?.release_amounts;
            Some(format!("{least} to {most}"))
        }
        Field::Policies => {
            let (most, fixed) = (own?.max_enforced, own?.price_fixed);
            Some(format!("maximum {most}, price {fixed}"))
        }
        Field::Validity => {
            let days = own?.validity;
            Some(format!("{} to {}", days.first, days.last))
        }
        Field::Fulfillment => {
            let used = &own?.used;
            let (quantity, amount) = (used.used_quantity(), used.used_amount());
            Some(format!("{quantity} and {amount}"))
        }
        Field::Partner
        | Field::Cancelled
        | Field::UnitFactor
        | Field::DeliveryDate
        | Field::Moved => None,
    }
}

fn price(terms: &PriceTerms) -> String {
    format!("{} per {}", terms.unit_price, terms.price_unit)
}

fn discount(terms: &PriceTerms) -> String {
    let (percent, amount) = terms.discount();
    format!("{percent} % and {amount}")
}
