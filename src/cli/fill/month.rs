//! One month of one member of the group, in one transaction.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::ids::{
    AgreementId, AgreementLineId, DimensionId, DimensionValueId, PurchaseOrderId, SiteId,
    VendorEntryId, WarehouseId,
};
use rust_decimal::Decimal;

use crate::clock::Clock;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};

use super::calendar::{Calendar, MONTHS, instant, share};
use super::company::Company;
use super::masters::Catalogue;
use super::random::Random;

/// How often something is tried before the demo is given up.
const TRIES: u64 = 200;

/// A month's work: what has happened before, and what there is to do.
pub struct Month<'a> {
    /// How many agreements it makes in the year.
    pub agreements: u64,
    /// How many orders it places in the year, at the least.
    pub orders: u64,
    /// Its master data.
    pub catalogue: &'a Catalogue,
    /// The year.
    pub calendar: &'a Calendar,
    /// The clock that the month moves.
    pub clock: &'a Clock,
    /// Where the month before ended.
    pub before: &'a State,
    /// Which month, from 0.
    pub month: u32,
}

/// Where a month ends and the next one goes on.
#[derive(Clone, Debug)]
pub struct State {
    /// The numbers that look random.
    pub random: Random,
    /// The agreements.
    pub deals: Vec<Deal>,
    /// What is to be done on which day.
    pub due: BTreeMap<NaiveDate, Vec<Task>>,
    /// How much was done.
    pub counts: Counts,
}

/// How much was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Agreements made.
    pub agreements: u64,
    /// Orders made.
    pub orders: u64,
    /// Invoices posted.
    pub invoices: u64,
    /// What the rules refused, by the kind of refusal.
    pub refused: BTreeMap<String, u64>,
}

/// An agreement, as far as the demo remembers it.
#[derive(Clone, Debug)]
pub struct Deal {
    /// The agreement.
    pub id: AgreementId,
    /// The place of its vendor in the catalogue.
    pub seller: usize,
    /// Its currency.
    pub currency: CurrencyCode,
    /// Whether it is to be ordered from.
    pub open: bool,
    /// Its commitments.
    pub promises: Vec<Promised>,
}

/// A commitment, as far as the demo remembers it.
#[derive(Clone, Debug)]
pub struct Promised {
    /// The commitment.
    pub id: AgreementLineId,
    /// What it is for.
    pub what: What,
    /// How far it is to be used, in its own measure.
    pub target: Decimal,
    /// How far it is used.
    pub used: Decimal,
    /// What one order line takes of it, roughly.
    pub step: Decimal,
    /// Its first delivery day.
    pub first: NaiveDate,
    /// Its last delivery day.
    pub last: NaiveDate,
    /// Where it is delivered to, if it says so.
    pub place: Option<(SiteId, WarehouseId)>,
}

/// What a commitment is for.
#[derive(Clone, Debug)]
pub enum What {
    /// A quantity of an item, by its place in the catalogue, in a unit.
    Quantity(usize, &'static str),
    /// An amount of an item, by its place in the catalogue.
    Item(usize),
    /// An amount within a category.
    Category(&'static str),
    /// An amount of anything.
    Anything,
}

/// What is to be done later.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// An agreement becomes effective by its first confirmation.
    Confirm(usize),
    /// An agreement becomes effective without a confirmation.
    Activate(usize),
    /// Prices of an agreement change, and it is confirmed again.
    Reprice(usize),
    /// An agreement is put on hold.
    Hold(usize),
    /// An agreement is closed.
    Close(usize),
    /// An order is confirmed.
    ConfirmOrder(PurchaseOrderId),
    /// An order is given up.
    CancelOrder(PurchaseOrderId),
    /// The remainder of one line is given up.
    CancelRemainder(PurchaseOrderId),
    /// One line loses its link.
    Unlink(PurchaseOrderId),
    /// The quantity of one line changes.
    ChangeQuantity(PurchaseOrderId),
    /// An order arrives, or a part of it.
    Receive(PurchaseOrderId),
    /// What has arrived of an order is invoiced.
    Invoice(PurchaseOrderId),
    /// An invoice is paid.
    Pay(VendorEntryId),
}

impl State {
    /// Before the first month.
    #[must_use]
    pub fn new(company: &Company) -> Self {
        Self {
            random: Random::seeded(company.seed.rotate_left(32)),
            deals: Vec::new(),
            due: BTreeMap::new(),
            counts: Counts::default(),
        }
    }
}

impl Act for Month<'_> {
    type Out = State;

    async fn run(&self, tx: &TenantTx) -> Result<State, Failure> {
        let mut desk = Desk {
            tx,
            clock: self.clock,
            catalogue: self.catalogue,
            calendar: self.calendar,
            state: self.before.clone(),
            day: self.calendar.start,
            minutes: 0,
        };
        let days = self.calendar.working_days(self.month);
        let of_month = usize::try_from(self.month).unwrap_or_default();
        let of_year = usize::try_from(MONTHS).unwrap_or_default();
        let orders = share(self.orders, of_month, of_year);
        for (place, day) in days.iter().enumerate() {
            desk.begin(*day);
            // Half of the agreements are there from the first day on.
            let opening = self.agreements / 2;
            let rest = share(self.agreements - opening, of_month, of_year);
            let now = if self.month == 0 && place == 0 {
                opening
            } else {
                0
            };
            let agreements = now + share(rest, place, days.len());
            let wanted = desk.state.counts.agreements + agreements;
            desk.agreements(wanted, self.month).await?;
            desk.tasks().await?;
            let wanted = desk.state.counts.orders + share(orders, place, days.len());
            desk.orders(wanted).await?;
        }
        desk.extend().await?;
        Ok(desk.state)
    }
}

/// Somebody's working day.
pub struct Desk<'a> {
    /// The transaction of the month.
    pub tx: &'a TenantTx,
    /// The clock that is moved.
    pub clock: &'a Clock,
    /// The master data.
    pub catalogue: &'a Catalogue,
    /// The year.
    pub calendar: &'a Calendar,
    /// What has happened so far.
    pub state: State,
    /// Today.
    pub day: NaiveDate,
    minutes: i64,
}

impl Desk<'_> {
    fn begin(&mut self, day: NaiveDate) {
        self.day = day;
        self.minutes = 0;
        self.clock.set(instant(day, 0));
    }

    /// Does something a little later than what was done before. What the rules refuse is counted
    /// and comes to nothing: the acts ask their rules before they write.
    pub async fn attempt<A: Act>(&mut self, act: &A) -> Result<Option<A::Out>, Failure> {
        self.minutes += self.state.random.between(2, 9);
        self.clock.set(instant(self.day, self.minutes));
        match Box::pin(act.run(self.tx)).await {
            Ok(done) => Ok(Some(done)),
            Err(Failure::Refused(refusals)) => {
                for refusal in refusals {
                    let name = format!("{:?}", refusal.violation);
                    let name = name.split([' ', '(']).next().unwrap_or_default();
                    *self
                        .state
                        .counts
                        .refused
                        .entry(name.to_owned())
                        .or_default() += 1;
                }
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    async fn agreements(&mut self, wanted: u64, month: u32) -> Result<(), Failure> {
        let mut tries = 0;
        while self.state.counts.agreements < wanted {
            self.agreement(month).await?;
            tries += 1;
            if tries > TRIES {
                return Err(Failure::Broken("the demo finds no agreement".to_owned()));
            }
        }
        Ok(())
    }

    async fn orders(&mut self, wanted: u64) -> Result<(), Failure> {
        let mut tries = 0;
        while self.state.counts.orders < wanted {
            self.order().await?;
            tries += 1;
            if tries > TRIES {
                return Err(Failure::Broken("the demo finds no order".to_owned()));
            }
        }
        Ok(())
    }

    async fn tasks(&mut self) -> Result<(), Failure> {
        while let Some(entry) = self.state.due.first_entry() {
            if *entry.key() > self.day {
                break;
            }
            for task in entry.remove() {
                self.task(task).await?;
            }
        }
        Ok(())
    }

    /// Puts something down for later.
    pub fn later(&mut self, day: NaiveDate, task: Task) {
        self.state.due.entry(day).or_default().push(task);
    }

    /// Values of some dimensions, one in so many cases each.
    pub fn dimensions(&mut self, percent: i64) -> Vec<(DimensionId, DimensionValueId)> {
        let mut chosen = Vec::new();
        for (dimension, values) in &self.catalogue.dimensions {
            if self.state.random.chance(percent)
                && let Some(value) = self.state.random.pick(values)
            {
                chosen.push((*dimension, *value));
            }
        }
        chosen
    }
}
