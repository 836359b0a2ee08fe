//! Orders of trade between two legal entities: a purchase order of one and a sales order of the
//! other, which say the same (ICO-1, ICO-2).

use chrono::NaiveDate;
use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::Quantity;
use uuid::Uuid;

use super::money::PriceTerms;

pub mod invoice;

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
    /// Its unit.
    pub unit: Option<UnitCode>,
    /// What it costs.
    pub terms: PriceTerms,
    /// The requested delivery day.
    pub delivery_date: NaiveDate,
    /// What has left the seller, or come to the buyer.
    pub moved: Quantity,
}

impl Line {
    /// Whether all of it was given up before anything moved: it needs no twin then, since the
    /// other order may simply have no such line any more.
    fn is_nothing(&self) -> bool {
        self.quantity.is_zero() && self.moved.is_zero()
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
    /// The price or how many units it is for.
    Price,
    /// A discount.
    Discount,
    /// The requested delivery day.
    DeliveryDate,
    /// What has left the seller and not come to the buyer.
    Moved,
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
            Self::Unit => "unit",
            Self::Price => "unitPrice",
            Self::Discount => "discountPercent",
            Self::DeliveryDate => "deliveryDate",
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

/// Everything that two orders say differently, in the order of our lines. Lines go together by
/// their keys, never by their products. Nobody is asked whether goods on their way have come: that
/// is [`Field::Moved`], which does not stand against a change.
#[must_use]
pub fn differences(ours: &Order, theirs: &Order) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut told = |ours: Option<Uuid>, theirs: Option<Uuid>, differs: bool, field| {
        if differs {
            found.push(Difference {
                ours,
                theirs,
                field,
            });
        }
    };
    let (a, b) = (ours, theirs);
    told(None, None, a.currency != b.currency, Field::Currency);
    told(None, None, a.cancelled != b.cancelled, Field::Cancelled);
    for own in &ours.lines {
        let twin = own.twin.and_then(|id| theirs.line(id));
        let twin = twin.filter(|twin| twin.twin == Some(own.id));
        let Some(twin) = twin else {
            told(Some(own.id), None, !own.is_nothing(), Field::Twin);
            continue;
        };
        for (field, differs) in of_lines(own, twin) {
            told(Some(own.id), Some(twin.id), differs, field);
        }
    }
    for other in &theirs.lines {
        let ours = ours.lines.iter();
        let mut ours = ours.filter(|own| own.twin == Some(other.id));
        let is_known = ours.any(|own| other.twin == Some(own.id));
        let is_alone = !is_known && !other.is_nothing();
        told(None, Some(other.id), is_alone, Field::Twin);
    }
    found
}

fn of_lines(a: &Line, b: &Line) -> [(Field, bool); 8] {
    let price = |terms: &PriceTerms| (terms.unit_price, terms.price_unit);
    let discount = |terms: &PriceTerms| (terms.discount_percent, terms.discount_amount);
    [
        (Field::Item, a.item != b.item),
        (Field::Variant, a.variant != b.variant),
        (Field::Quantity, a.quantity != b.quantity),
        (Field::Unit, a.unit != b.unit),
        (Field::Price, price(&a.terms) != price(&b.terms)),
        (Field::Discount, discount(&a.terms) != discount(&b.terms)),
        (Field::DeliveryDate, a.delivery_date != b.delivery_date),
        (Field::Moved, a.moved != b.moved),
    ]
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
