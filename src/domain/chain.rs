//! What two legal entities that trade with each other both have, and which has to say the same: a
//! purchase order of one and a sales order of the other (ICO-1, ICO-2), agreements (ICO-3),
//! invoices (ICO-4).

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::{Quantity, Rate};
use uuid::Uuid;

use super::money::PriceTerms;

pub mod agreement;
pub mod invoice;
#[cfg(test)]
mod tests;

/// One of the two orders, as the other has to agree with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Whether it was given up.
    pub cancelled: bool,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Order {
    /// The line of a key, if there is one.
    #[must_use]
    pub fn line(&self, id: Uuid) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }
}

/// A line of one of the two orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub id: Uuid,
    /// The other order's line that it goes with; none where that is still to come.
    pub twin: Option<Uuid>,
    /// The number of the item, by which both legal entities call it; none of what has no item.
    pub item: Option<String>,
    /// In the words of its side; the other may have words of its own.
    pub description: String,
    /// The product variant.
    pub variant: Option<String>,
    /// What is ordered and was not given up.
    pub quantity: Quantity,
    /// What was ordered and given up. It is no difference: one order may have no such line at all.
    pub given_up: Quantity,
    /// Its unit.
    pub unit: Option<UnitCode>,
    /// Base units in one unit, as its side counts them.
    pub unit_factor: Rate,
    /// What it costs.
    pub terms: PriceTerms,
    /// The requested delivery day.
    pub delivery_date: NaiveDate,
    /// What has left the seller, or come to the buyer.
    pub moved: Quantity,
    /// The commitment that it draws on, where that goes with one of the other legal entity's.
    pub commitment: Option<Linked>,
}

/// A commitment that an order line draws on, and the other legal entity's that it goes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The commitment.
    pub own: Uuid,
    /// The one that it goes with.
    pub twin: Uuid,
}

impl Linked {
    /// The same, as the other side sees it.
    #[must_use]
    pub fn turned(self) -> Self {
        Self {
            own: self.twin,
            twin: self.own,
        }
    }
}

/// What goes with something of the other legal entity's by its key, never by what it is of.
trait Paired {
    fn id(&self) -> Uuid;
    fn twin(&self) -> Option<Uuid>;
    /// Whether it needs nothing to go with.
    fn is_nothing(&self) -> bool;
    /// What it and the one that it goes with say differently.
    fn differing(&self, other: &Self) -> Vec<Field>;
}

impl Paired for Line {
    fn id(&self) -> Uuid {
        self.id
    }

    fn twin(&self) -> Option<Uuid> {
        self.twin
    }

    /// All of it was given up before anything moved: the other order may simply have no such line
    /// any more.
    fn is_nothing(&self) -> bool {
        self.quantity.is_zero() && self.moved.is_zero()
    }

    fn differing(&self, other: &Self) -> Vec<Field> {
        let linked = other.commitment.map(Linked::turned);
        let fields = [
            (Field::Item, self.item != other.item),
            (Field::Variant, self.variant != other.variant),
            (Field::Quantity, self.quantity != other.quantity),
            (Field::Unit, self.unit != other.unit),
            (
                Field::UnitFactor,
                self.unit == other.unit && self.unit_factor != other.unit_factor,
            ),
            (Field::Price, self.terms.price() != other.terms.price()),
            (
                Field::Discount,
                self.terms.discount() != other.terms.discount(),
            ),
            (
                Field::DeliveryDate,
                self.delivery_date != other.delivery_date,
            ),
            (Field::Commitment, self.commitment != linked),
            (Field::Moved, self.moved != other.moved),
        ];
        let fields = fields.into_iter().filter(|(_, differs)| *differs);
        fields.map(|(field, _)| field).collect()
    }
}

/// What two orders, or two lines, say differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The two legal entities: not both name each other as trading partners.
    Partner,
    /// One of them has no twin, or goes with another.
    Twin,
    /// The currency.
    Currency,
    /// Whether it was given up.
    Cancelled,
    /// The item.
    Item,
    /// The product variant.
    Variant,
    /// The quantity.
    Quantity,
    /// The unit.
    Unit,
    /// How many base units are in the unit: each counts its own stock in its own.
    UnitFactor,
    /// The price or how many units it is for.
    Price,
    /// A discount.
    Discount,
    /// The requested delivery day.
    DeliveryDate,
    /// What has left the seller and not come to the buyer.
    Moved,
    /// Where an agreement stands.
    Status,
    /// The commitment that an order line draws on; of a commitment its type or its category.
    Commitment,
    /// The promised amount.
    Amount,
    /// The least or the largest net amount of an order line.
    ReleaseAmounts,
    /// Whether a maximum is enforced, or prices are fixed.
    Policies,
    /// The delivery days that a commitment holds for.
    Validity,
    /// What was used of a commitment.
    Fulfillment,
}

impl Field {
    /// The input's field that changes it.
    #[must_use]
    pub fn input(self) -> &'static str {
        match self {
            Self::Partner => "",
            Self::Twin => "id",
            Self::Currency => "currency",
            Self::Cancelled => "status",
            Self::Item => "itemId",
            Self::Variant => "variant",
            Self::Quantity | Self::Moved => "quantity",
            Self::Unit | Self::UnitFactor => "unit",
            Self::Price => "unitPrice",
            Self::Discount => "discountPercent",
            Self::DeliveryDate => "deliveryDate",
            Self::Status => "id",
            Self::Commitment => "agreementLineId",
            Self::Amount => "amount",
            Self::ReleaseAmounts => "releaseAmountMax",
            Self::Policies => "maxEnforced",
            Self::Validity => "expirationDate",
            Self::Fulfillment => "",
        }
    }
}

/// One difference, of a line of our order, of a line that only the other has, or of the orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line of our order, where it has one.
    pub ours: Option<Uuid>,
    /// The line of the other's order, where it has one.
    pub theirs: Option<Uuid>,
    /// What is said differently.
    pub field: Field,
}

impl Difference {
    /// One that is about no line.
    fn whole(field: Field) -> Self {
        Self {
            ours: None,
            theirs: None,
            field,
        }
    }
}

/// Everything that two orders say differently, in the order of our lines. Lines go together by
/// their keys, never by their products. Nobody is asked whether goods on their way have come: that
/// is [`Field::Moved`], which does not stand against a change.
#[must_use]
pub fn differences(ours: &Order, theirs: &Order) -> Vec<Difference> {
    let headers = [
        (Field::Currency, ours.currency != theirs.currency),
        (Field::Cancelled, ours.cancelled != theirs.cancelled),
    ];
    let headers = headers.into_iter().filter(|(_, differs)| *differs);
    let mut found: Vec<Difference> = headers.map(|(field, _)| Difference::whole(field)).collect();
    found.extend(paired(&ours.lines, &theirs.lines));
    found
}

/// What those say differently that go with each other, and which go with nothing.
fn paired<L: Paired>(ours: &[L], theirs: &[L]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut told = |ours: Option<&L>, theirs: Option<&L>, field| {
        found.push(Difference {
            ours: ours.map(Paired::id),
            theirs: theirs.map(Paired::id),
            field,
        });
    };
    let go_together = |a: &L, b: &L| a.twin() == Some(b.id()) && b.twin() == Some(a.id());
    for own in ours {
        match theirs.iter().find(|other| go_together(own, other)) {
            Some(twin) => {
                for field in own.differing(twin) {
                    told(Some(own), Some(twin), field);
                }
            }
            None if own.is_nothing() => {}
            None => told(Some(own), None, Field::Twin),
        }
    }
    for other in theirs {
        let is_known = ours.iter().any(|own| go_together(own, other));
        if !is_known && !other.is_nothing() {
            told(None, Some(other), Field::Twin);
        }
    }
    found
}

/// What may be changed on the order that follows from the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Prices.
    pub prices: bool,
    /// Discounts.
    pub discounts: bool,
}

impl Allowed {
    /// Whether a difference may come from the order that follows; it is written to the source then.
    #[must_use]
    pub fn covers(self, field: Field) -> bool {
        match field {
            Field::Price => self.prices,
            Field::Discount => self.discounts,
            // What has moved is nobody's change of an order.
            Field::Moved => true,
            _ => false,
        }
    }
}
