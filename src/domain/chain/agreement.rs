//! Agreements of trade between two legal entities: one with a vendor and one with a customer, which
//! promise the same and are used alike (ICO-3).

use entity::codes::{CurrencyCode, UnitCode};
use entity::exact::{Amount, Quantity};
use entity::kinds::{AgreementStatus, CommitmentType};
use uuid::Uuid;

use super::{Difference, Field, Paired, paired};
use crate::domain::commitment::{Buckets, Period};
use crate::domain::money::PriceTerms;

/// One of the two agreements, as the other has to agree with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The currency of all its amounts.
    pub currency: CurrencyCode,
    /// Where it stands.
    pub status: AgreementStatus,
    /// What it promises.
    pub commitments: Vec<Commitment>,
}

impl Agreement {
    /// The commitment of a key, if there is one.
    #[must_use]
    pub fn commitment(&self, id: Uuid) -> Option<&Commitment> {
        self.commitments.iter().find(|own| own.id == id)
    }
}

/// A commitment of one of the two agreements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The commitment.
    pub id: Uuid,
    /// The other agreement's commitment that it goes with.
    pub twin: Option<Uuid>,
    /// What is promised.
    pub commitment_type: CommitmentType,
    /// The number of the item, by which both legal entities call it.
    pub item: Option<String>,
    /// The code of the category, by which both call it.
    pub category: Option<String>,
    /// The product variant.
    pub variant: Option<String>,
    /// The promised quantity.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: Option<UnitCode>,
    /// What it costs.
    pub terms: PriceTerms,
    /// The promised amount.
    pub amount: Amount,
    /// The least and the largest net amount of an order line.
    pub release_amounts: (Amount, Amount),
    /// Whether the commitment is the most.
    pub max_enforced: bool,
    /// Whether price and discount are fixed.
    pub price_fixed: bool,
    /// The delivery days it holds for.
    pub validity: Period,
    /// What was used of it so far.
    pub used: Buckets,
}

impl Paired for Commitment {
    fn id(&self) -> Uuid {
        self.id
    }

    fn twin(&self) -> Option<Uuid> {
        self.twin
    }

    fn is_nothing(&self) -> bool {
        false
    }

    fn differing(&self, other: &Self) -> Vec<Field> {
        let policies = |own: &Self| (own.max_enforced, own.price_fixed);
        let what = |own: &Self| (own.commitment_type, own.category.clone());
        let fields = [
            (Field::Commitment, what(self) != what(other)),
            (Field::Item, self.item != other.item),
            (Field::Variant, self.variant != other.variant),
            (Field::Quantity, self.quantity != other.quantity),
            (Field::Unit, self.unit != other.unit),
            (Field::Price, self.terms.price() != other.terms.price()),
            (
                Field::Discount,
                self.terms.discount() != other.terms.discount(),
            ),
            (Field::Amount, self.amount != other.amount),
            (
                Field::ReleaseAmounts,
                self.release_amounts != other.release_amounts,
            ),
            (Field::Policies, policies(self) != policies(other)),
            (Field::Validity, self.validity != other.validity),
            (Field::Fulfillment, self.used != other.used),
        ];
        let fields = fields.into_iter().filter(|(_, differs)| *differs);
        fields.map(|(field, _)| field).collect()
    }
}

/// Everything that two agreements say differently, in the order of our commitments. What was used
/// differs while goods are on their way, and stands against no change: [`Field::Fulfillment`].
#[must_use]
pub fn differences(ours: &Agreement, theirs: &Agreement) -> Vec<Difference> {
    let headers = [
        (Field::Currency, ours.currency != theirs.currency),
        (Field::Status, ours.status != theirs.status),
    ];
    let headers = headers.into_iter().filter(|(_, differs)| *differs);
    let mut found: Vec<Difference> = headers.map(|(field, _)| Difference::whole(field)).collect();
    found.extend(paired(&ours.commitments, &theirs.commitments));
    found
}

/// Whether two commitments only stand at other steps: they are used as much, and what has left the
/// seller has not come to the buyer yet; or the seller has charged what the buyer has not posted
/// yet, at a price that the orders no longer say.
#[must_use]
pub fn is_on_the_way(seller: &Commitment, buyer: &Commitment) -> bool {
    let sums = |own: &Commitment| (own.used.used_quantity(), own.used.used_amount());
    let (charged, posted) = (&seller.used, &buyer.used);
    let is_billed = charged.invoiced_quantity > posted.invoiced_quantity
        || charged.invoiced_amount > posted.invoiced_amount;
    sums(seller) == sums(buyer) || is_billed
}
