//! What becomes of agreements and orders after they were made.

use entity::agreement_line as agreement_line_row;
use entity::ids::PurchaseOrderId;
use entity::kinds::CommitmentType;
use entity::purchase_order_line;
use rust_decimal::Decimal;

use crate::domain::order_line::{LinkConflictPolicy, PriceAfterUnlink};
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts;
use crate::usecase::purchase_order_line::{cancel_remainder, read, unlink, update};
use crate::usecase::{agreement, agreement_line, purchase_order};

use super::month::{Desk, Task};

impl Desk<'_> {
    /// Does what was put down.
    pub async fn task(&mut self, task: Task) -> Result<(), Failure> {
        match task {
            Task::Confirm(deal) => self.confirm(deal, true).await,
            Task::Activate(deal) => self.activate(deal).await,
            Task::Reprice(deal) => self.reprice(deal).await,
            Task::Hold(deal) => self.hold(deal).await,
            Task::Close(deal) => self.close(deal).await,
            Task::ConfirmOrder(order) => {
                let id = order;
                let act = purchase_order::confirm::Confirm { id, version: None };
                self.attempt(&act).await.map(drop)
            }
            Task::CancelOrder(order) => self.cancel(order).await,
            Task::CancelRemainder(order) => self.cancel_remainder(order).await,
            Task::Unlink(order) => self.unlink(order).await,
            Task::ChangeQuantity(order) => self.change_quantity(order).await,
            Task::Receive(order) => self.receive(order).await,
            Task::Invoice(order) => self.invoice(order).await,
            Task::Pay(entry) => self.pay(entry).await,
        }
    }

    async fn confirm(&mut self, place: usize, mark_as_effective: bool) -> Result<(), Failure> {
        let Some(id) = self.state.deals.get(place).map(|deal| deal.id) else {
            return Ok(());
        };
        let act = agreement::confirm::Confirm {
            id,
            version: None,
            mark_as_effective,
        };
        let done = self.attempt(&act).await?;
        if done.is_some() && mark_as_effective {
            self.open(place, true);
        }
        Ok(())
    }

    async fn activate(&mut self, place: usize) -> Result<(), Failure> {
        let Some(id) = self.state.deals.get(place).map(|deal| deal.id) else {
            return Ok(());
        };
        let act = agreement::activate::Activate { id, version: None };
        if self.attempt(&act).await?.is_some() {
            self.open(place, true);
        }
        Ok(())
    }

    async fn hold(&mut self, place: usize) -> Result<(), Failure> {
        let Some(id) = self.state.deals.get(place).map(|deal| deal.id) else {
            return Ok(());
        };
        let act = agreement::hold::Hold { id, version: None };
        self.attempt(&act).await?;
        self.open(place, false);
        Ok(())
    }

    async fn close(&mut self, place: usize) -> Result<(), Failure> {
        let Some(id) = self.state.deals.get(place).map(|deal| deal.id) else {
            return Ok(());
        };
        let act = agreement::close::Close { id, version: None };
        self.attempt(&act).await?;
        self.open(place, false);
        Ok(())
    }

    fn open(&mut self, place: usize, open: bool) {
        if let Some(deal) = self.state.deals.get_mut(place) {
            deal.open = open;
        }
    }

    /// Prices and discounts move by a few percent; then the agreement is confirmed again.
    async fn reprice(&mut self, place: usize) -> Result<(), Failure> {
        let Some(id) = self.state.deals.get(place).map(|deal| deal.id) else {
            return Ok(());
        };
        let factor = self.state.random.share(96, 104);
        for line in facts::lines(self.tx, id).await? {
            let counts = line.commitment_type == CommitmentType::ProductQuantity;
            let moved = (line.unit_price.decimal() * factor).round_dp(2);
            let rise = Decimal::from(self.state.random.between(0, 2));
            let act = agreement_line::update::Update {
                unit_price: counts.then_some(moved),
                discount_percent: (!counts).then(|| line.discount_percent.decimal() + rise),
                ..unchanged(&line)
            };
            self.attempt(&act).await?;
        }
        self.confirm(place, false).await
    }

    /// Once a month: what was drawn far beyond a promise is promised anew, with a confirmation.
    pub async fn extend(&mut self) -> Result<(), Failure> {
        for place in 0..self.state.deals.len() {
            let deal = self.state.deals.get(place).filter(|deal| deal.open);
            let Some(id) = deal.map(|deal| deal.id) else {
                continue;
            };
            let mut extended = false;
            for line in facts::lines(self.tx, id).await? {
                let commitment = facts::commitment(&line)?;
                let used = commitment.measure(&commitment.used);
                if used <= commitment.committed() * Decimal::new(110, 2) {
                    continue;
                }
                let counts = commitment.promise.counts_quantity();
                let act = agreement_line::update::Update {
                    quantity: counts.then(|| used.ceil()),
                    amount: (!counts).then(|| used.ceil()),
                    ..unchanged(&line)
                };
                extended |= self.attempt(&act).await?.is_some();
            }
            if extended {
                self.confirm(place, false).await?;
            }
        }
        Ok(())
    }

    async fn cancel(&mut self, order: PurchaseOrderId) -> Result<(), Failure> {
        let row = self.tx.find::<entity::purchase_order::Entity>();
        let version = row.named("id", order).await?.row_version;
        let act = purchase_order::cancel::Cancel { id: order, version };
        self.attempt(&act).await?;
        self.refresh_of(order).await
    }

    async fn cancel_remainder(&mut self, order: PurchaseOrderId) -> Result<(), Failure> {
        let lines = read::lock_of(self.tx, order).await?;
        if let Some(line) = self.state.random.pick(&lines) {
            let (id, version) = (line.id, line.row_version);
            let act = cancel_remainder::CancelRemainder { id, version };
            self.attempt(&act).await?;
        }
        self.refresh_of(order).await
    }

    async fn unlink(&mut self, order: PurchaseOrderId) -> Result<(), Failure> {
        let mut lines = read::lock_of(self.tx, order).await?;
        lines.retain(|line| line.agreement_line_id.is_some());
        if let Some(line) = self.state.random.pick(&lines) {
            let reprice = self.state.random.chance(50);
            let act = unlink::Unlink {
                id: line.id,
                version: line.row_version,
                price: if reprice {
                    PriceAfterUnlink::Reprice
                } else {
                    PriceAfterUnlink::Keep
                },
                even_if_invoiced: false,
            };
            self.attempt(&act).await?;
        }
        self.refresh_of(order).await
    }

    /// Some more or less of one line; what does not fit its commitment any more is refused or loses
    /// its link.
    async fn change_quantity(&mut self, order: PurchaseOrderId) -> Result<(), Failure> {
        let mut lines: Vec<purchase_order_line::Model> = read::lock_of(self.tx, order).await?;
        lines.retain(|line| line.cancelled_quantity.is_zero());
        let policies = [
            LinkConflictPolicy::Reject,
            LinkConflictPolicy::UnlinkAndReprice,
            LinkConflictPolicy::UnlinkKeepPrice,
        ];
        let policy = self.state.random.pick(&policies).copied();
        if let Some(line) = self.state.random.pick(&lines) {
            let quantity = line.quantity.decimal() * self.state.random.share(70, 140);
            let act = update::Update {
                on_link_conflict: policy.unwrap_or(LinkConflictPolicy::Reject),
                quantity: Some(quantity.round().max(Decimal::ONE)),
                ..update::Update::of(line)
            };
            self.attempt(&act).await?;
        }
        self.refresh_of(order).await
    }

    async fn refresh_of(&mut self, order: PurchaseOrderId) -> Result<(), Failure> {
        let row = self.tx.find::<entity::purchase_order::Entity>();
        let agreement = row.named("id", order).await?.agreement_id;
        let deals = &self.state.deals;
        let place = deals.iter().position(|deal| Some(deal.id) == agreement);
        match place {
            Some(place) => self.refresh(place).await,
            None => Ok(()),
        }
    }
}

/// A change of a commitment that changes nothing.
fn unchanged(line: &agreement_line_row::Model) -> agreement_line::update::Update {
    agreement_line::update::Update {
        id: line.id,
        version: line.row_version,
        item: None,
        category: None,
        variant: None,
        site: None,
        warehouse: None,
        quantity: None,
        unit: None,
        unit_price: None,
        price_unit: None,
        discount_percent: None,
        discount_amount: None,
        amount: None,
        release_amount_min: None,
        release_amount_max: None,
        max_enforced: None,
        price_fixed: None,
        effective_date: None,
        expiration_date: None,
        delivery_address: None,
        text: None,
        dimensions: None,
    }
}
