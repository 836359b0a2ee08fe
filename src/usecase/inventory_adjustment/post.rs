//! Posting stock that was found, lost or used up (PST-4).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::exact::{Amount, Price, Quantity};
use entity::ids::{ItemId, PostingGroupId, WarehouseId};
use entity::kinds::{ItemEntryType, ItemType, NumberSequenceScope, VoucherSource};
use entity::{item, voucher, warehouse};
use rust_decimal::Decimal;

use crate::domain::costing::Cost;
use crate::domain::money::{Currency, PriceTerms, net_amount};
use crate::domain::violation::Violation;
use crate::domain::voucher::Voucher;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::period;
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::stock::{Bucket, NewEntry, Origin, StockBook, Written};
use crate::usecase::ledger::voucher::{Heading, must_write};
use crate::usecase::number_sequence::draw;

/// The most lines that one adjustment has.
pub const LINES_MAX: usize = 1_000;

/// The adjustment that is wanted.
#[derive(Clone, Debug)]
pub struct Post {
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
    /// Why, in words.
    pub reason: String,
    /// What was found and lost.
    pub lines: Vec<Adjusted>,
}

/// What was found or lost of an item.
#[derive(Clone, Debug)]
pub struct Adjusted {
    /// The item.
    pub item: ItemId,
    /// The warehouse.
    pub warehouse: Option<WarehouseId>,
    /// The product variant.
    pub variant: Option<String>,
    /// How much, in base units; above zero where it was found, below where it was lost.
    pub quantity: Decimal,
    /// What a base unit that was found is worth, in the accounting currency.
    pub unit_cost: Option<Decimal>,
}

/// A line that can be posted.
struct Line {
    bucket: Bucket,
    /// The size of the movement.
    quantity: Quantity,
    /// What it is worth; none where it was lost, and the stock says it.
    cost: Option<Amount>,
}

impl Act for Post {
    type Out = voucher::Model;

    async fn run(&self, tx: &TenantTx) -> Result<voucher::Model, Failure> {
        let mut check = Check::new();
        check.text("reason", &self.reason, 200);
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        period::must_be_open(tx, "postingDate", posting_date, true, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let lines = self.lines(tx, setup.as_ref(), &mut check).await?;
        let (Some(setup), Some(lines)) = (setup, lines) else {
            check.done()?;
            return Err(Failure::Broken("no refusal and no lines".to_owned()));
        };
        let buckets: BTreeSet<Bucket> = lines.iter().map(|line| line.bucket.clone()).collect();
        let mut book = StockBook::load(tx, &setup, posting_date, buckets, &[]).await?;
        for (element, line) in lines.iter().enumerate() {
            if let Err(violation) = moved(tx, &mut book, line) {
                let mut own = Check::new();
                own.refuse("quantity", violation);
                check.extend_within("lines", element, own);
            }
        }
        let postings = match business(&setup) {
            Ok(business) => book.postings(&setup, business),
            Err(violation) => Err(vec![violation]),
        };
        let postings = postings.unwrap_or_else(|violations| {
            for violation in violations {
                check.refuse("", violation);
            }
            Vec::new()
        });
        check.done()?;
        let number = draw::run(tx, NumberSequenceScope::InventoryAdjustment, None).await?;
        let heading = Heading {
            posting_date,
            source: VoucherSource::InventoryAdjustment,
            document_number: &number,
            text: &self.reason,
        };
        let balanced = Voucher::try_new(postings).map_err(|e| Failure::Broken(e.to_string()))?;
        // Goods that are worth nothing are found and lost too: the voucher is their document.
        let posted = must_write(tx, &heading, &balanced).await?;
        let written = Written {
            voucher: Some(posted.id),
            document_number: &number,
        };
        book.write(tx, written).await?;
        Ok(posted)
    }
}

impl Post {
    /// The lines, if all of them can be posted as far as they say themselves.
    async fn lines(
        &self,
        tx: &TenantTx,
        setup: Option<&Setup>,
        check: &mut Check,
    ) -> Result<Option<Vec<Line>>, Failure> {
        if self.lines.is_empty() {
            check.refuse("lines", Violation::NothingToPost);
            return Ok(None);
        }
        if self.lines.len() > LINES_MAX {
            check.refuse("lines", Violation::TooMany { limit: LINES_MAX });
            return Ok(None);
        }
        let ids: BTreeSet<ItemId> = self.lines.iter().map(|line| line.item).collect();
        let items = tx.find::<item::Entity>().by_ids(ids).await?;
        let items: HashMap<ItemId, item::Model> =
            items.into_iter().map(|row| (row.id, row)).collect();
        let ids: BTreeSet<WarehouseId> = self.lines.iter().filter_map(|l| l.warehouse).collect();
        let warehouses = tx.find::<warehouse::Entity>().by_ids(ids).await?;
        let currency = setup.map(|setup| setup.accounting);
        let mut lines = Vec::new();
        for (element, line) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            match items.get(&line.item) {
                None => own.refuse("itemId", Violation::NotFound),
                Some(item) if item.item_type != ItemType::Inventory => {
                    let reason = "only items that are kept in stock are adjusted".to_owned();
                    own.refuse("itemId", Violation::NotAllowed { reason });
                }
                Some(item) if item.blocked => own.refuse("itemId", Violation::ItemBlocked),
                Some(_) => {}
            }
            let known = |id| warehouses.iter().any(|row| row.id == id);
            if line.warehouse.is_some_and(|id| !known(id)) {
                own.refuse("warehouseId", Violation::NotFound);
            }
            own.text_opt("variant", line.variant.as_deref(), 40);
            let decided = line.decided(currency, &mut own);
            lines.extend(decided.filter(|_| !own.is_bad()));
            check.extend_within("lines", element, own);
        }
        Ok((lines.len() == self.lines.len()).then_some(lines))
    }
}

impl Adjusted {
    /// How much is moved and what it is worth; none where that is refused, or not known without
    /// a set-up.
    fn decided(&self, currency: Option<Currency>, own: &mut Check) -> Option<Line> {
        let quantity = own.exact("quantity", Quantity::try_new(self.quantity));
        if self.quantity.is_zero() {
            own.refuse("quantity", Violation::NotPositive);
        }
        let found = self.quantity > Decimal::ZERO;
        let price = match (found, self.unit_cost) {
            (true, Some(cost)) => own.exact("unitCost", Price::try_new(cost)),
            (true, None) => {
                own.refuse("unitCost", Violation::Required);
                None
            }
            (false, Some(_)) => {
                let reason = "what is lost leaves at the cost of the stock".to_owned();
                own.refuse("unitCost", Violation::NotAllowed { reason });
                None
            }
            (false, None) => None,
        };
        if price.is_some_and(|price| price < Price::ZERO) {
            own.refuse("unitCost", Violation::Negative);
        }
        let (quantity, currency) = (quantity?, currency?);
        let cost = match price {
            None => None,
            Some(unit_price) => {
                let terms = PriceTerms {
                    unit_price,
                    ..PriceTerms::default()
                };
                let cost = net_amount(quantity, &terms, currency);
                Some(
                    cost.map_err(|violation| own.refuse("unitCost", violation))
                        .ok()?,
                )
            }
        };
        let size = match found {
            true => quantity,
            false => Quantity::ZERO.checked_sub(quantity)?,
        };
        Some(Line {
            bucket: Bucket {
                item: self.item,
                warehouse: self.warehouse,
                variant: self.variant.clone(),
            },
            quantity: size,
            cost,
        })
    }
}

/// Moves the stock of a line.
fn moved(tx: &TenantTx, book: &mut StockBook, line: &Line) -> Result<(), Violation> {
    let new = |entry_type| NewEntry {
        entry_type,
        quantity: line.quantity,
        receipt_line: None,
        shipment_line: None,
    };
    let origin = Origin::default();
    let moved = match line.cost {
        Some(actual) => {
            let new = new(ItemEntryType::PositiveAdjustment);
            let cost = Cost {
                expected: Amount::ZERO,
                actual,
            };
            book.receive(tx, &line.bucket, &new, (cost, line.quantity), origin)
        }
        None => {
            let new = new(ItemEntryType::NegativeAdjustment);
            book.issue(tx, &line.bucket, &new, origin)
        }
    };
    moved.map(drop)
}

/// An adjustment has no vendor and no customer: the set-up's own business group posts it.
fn business(setup: &Setup) -> Result<PostingGroupId, Violation> {
    let missing = || Violation::SetupMissing {
        setup: "business posting group",
        first: "the ledger setup".to_owned(),
        second: String::new(),
    };
    setup.row.business_posting_group_id.ok_or_else(missing)
}
