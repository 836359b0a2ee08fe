//! Orders being placed: released from agreements, with an agreement, without one, and indirectly.

use chrono::NaiveDate;
use entity::ids::PurchaseOrderId;
use entity::kinds::PurchaseOrderSource;
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::usecase::agreement::release::{Draw, Release};
use crate::usecase::commitment::facts;
use crate::usecase::purchase_order::create::Create;
use crate::usecase::purchase_order::firm::Firm;
use crate::usecase::purchase_order_line::wanted::Wanted;

use super::calendar::later;
use super::masters::{Piece, Seller, price};
use super::month::{Deal, Desk, Promised, Task, What};

impl Desk<'_> {
    /// Places an order of some kind; where no agreement has anything left, one without.
    pub async fn order(&mut self) -> Result<(), Failure> {
        let made = match self.state.random.between(1, 100) {
            1..=45 => self.release().await?,
            46..=70 => self.with_agreement().await?,
            71..=92 => Vec::new(),
            _ => self.indirect().await?,
        };
        let made = if made.is_empty() {
            self.free().await?
        } else {
            made
        };
        for order in made {
            self.state.counts.orders += 1;
            self.future_of(order);
        }
        Ok(())
    }

    /// An agreement with something left to be ordered, and which of its commitments that is.
    fn open_deal(&mut self) -> Option<(usize, Vec<usize>)> {
        let places: Vec<usize> = (0..self.state.deals.len()).collect();
        for _ in 0..12 {
            let place = *self.state.random.pick(&places)?;
            let deal = self.state.deals.get(place).filter(|deal| deal.open);
            let Some(deal) = deal else {
                continue;
            };
            let soon = later(self.day, 4);
            let late = later(self.day, 30);
            let promises = deal.promises.iter().enumerate();
            let left: Vec<usize> = promises
                .filter(|(_, own)| own.target - own.used > own.step / Decimal::from(4))
                .filter(|(_, own)| own.last >= soon && own.first <= late)
                .map(|(place, _)| place)
                .collect();
            if !left.is_empty() {
                return Some((place, left));
            }
        }
        None
    }

    async fn release(&mut self) -> Result<Vec<PurchaseOrderId>, Failure> {
        let Some((place, left)) = self.open_deal() else {
            return Ok(Vec::new());
        };
        let Some(deal) = self.state.deals.get(place).cloned() else {
            return Ok(Vec::new());
        };
        let mut lines = Vec::new();
        for promise in left.iter().filter_map(|n| deal.promises.get(*n)) {
            if lines.is_empty() || self.state.random.chance(60) {
                lines.extend(self.draw(&deal, promise));
            }
        }
        let release = Release {
            agreement: deal.id,
            number: None,
            order_date: None,
            delivery_date: None,
            delivery_address: None,
            lines,
        };
        let made = self.attempt(&release).await?;
        self.refresh(place).await?;
        Ok(made.into_iter().map(|order| order.row.id).collect())
    }

    fn draw(&mut self, deal: &Deal, promise: &Promised) -> Option<Draw> {
        let line = self.line_on(deal, promise)?;
        let quantity_promised = matches!(promise.what, What::Quantity(..));
        let item_promised = quantity_promised || matches!(promise.what, What::Item(_));
        Some(Draw {
            agreement_line: promise.id,
            quantity: line.quantity,
            item: line.item.filter(|_| !item_promised),
            category: None,
            unit: line.unit.filter(|_| !quantity_promised),
            description: line.description,
            variant: None,
            site: None,
            warehouse: None,
            unit_price: line.unit_price,
            price_unit: None,
            discount_percent: None,
            discount_amount: None,
            delivery_date: line.delivery_date,
            delivery_address: None,
        })
    }

    /// An order line that draws on a commitment about as much as one is to.
    fn line_on(&mut self, deal: &Deal, promise: &Promised) -> Option<Wanted> {
        let share = self.state.random.share(60, 140);
        let wanted = (promise.step * share).min(promise.target - promise.used);
        let code = deal.currency.to_string();
        let seller = self.catalogue.sellers.get(deal.seller)?;
        let (piece, unit) = match &promise.what {
            What::Quantity(place, unit) => (self.catalogue.pieces.get(*place)?.clone(), *unit),
            What::Item(place) => {
                let piece = self.catalogue.pieces.get(*place)?.clone();
                let unit = piece.unit;
                (piece, unit)
            }
            What::Category(code) => self.sold(|piece| piece.category == *code)?,
            What::Anything => self.sold(|piece| seller.sells.contains(&piece.category))?,
        };
        let quantity = match &promise.what {
            What::Quantity(..) => wanted,
            _ => wanted / price(piece.cents, &code),
        };
        // Something in the category that is in no catalogue.
        let special = matches!(promise.what, What::Category(_)) && self.state.random.chance(15);
        let category = special.then(|| self.catalogue.categories.get(piece.category).copied());
        Some(Wanted {
            item: (!special).then_some(piece.id),
            category: category.flatten(),
            description: special.then(|| "Made to drawing, not in the catalogue".to_owned()),
            site: promise.place.map(|(site, _)| site),
            warehouse: promise.place.map(|(_, warehouse)| warehouse),
            quantity: whole(quantity),
            unit: Some(unit.to_owned()),
            unit_price: special.then(|| price(piece.cents, &code)),
            delivery_date: Some(self.delivery(promise.first, promise.last)),
            ..Wanted::default()
        })
    }

    fn sold(&mut self, fits: impl Fn(&Piece) -> bool) -> Option<(Piece, &'static str)> {
        let pieces: Vec<&Piece> = self.catalogue.pieces.iter().filter(|p| fits(p)).collect();
        let piece = (*self.state.random.pick(&pieces)?).clone();
        let unit = piece.unit;
        Some((piece, unit))
    }

    fn delivery(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let day = later(self.day, self.state.random.between(3, 35));
        day.clamp(first, last.max(first))
    }

    /// An order that carries an agreement: lines on its commitments, and lines beside them.
    async fn with_agreement(&mut self) -> Result<Vec<PurchaseOrderId>, Failure> {
        let Some((place, left)) = self.open_deal() else {
            return Ok(Vec::new());
        };
        let Some(deal) = self.state.deals.get(place).cloned() else {
            return Ok(Vec::new());
        };
        let mut lines = Vec::new();
        for promise in left.iter().filter_map(|n| deal.promises.get(*n)) {
            if lines.is_empty() || self.state.random.chance(50) {
                lines.extend(self.line_on(&deal, promise));
            }
        }
        if let Some(seller) = self.catalogue.sellers.get(deal.seller).cloned() {
            for _ in 0..self.state.random.between(0, 2) {
                lines.extend(self.line(&seller));
            }
        }
        let create = Create {
            agreement: Some(deal.id),
            delivery_date: Some(later(self.day, 14)),
            dimensions: self.dimensions(15),
            lines,
            ..Create::default()
        };
        let made = self.attempt(&create).await?;
        self.refresh(place).await?;
        Ok(made.into_iter().map(|order| order.row.id).collect())
    }

    async fn free(&mut self) -> Result<Vec<PurchaseOrderId>, Failure> {
        let Some(seller) = self.state.random.pick(&self.catalogue.sellers).cloned() else {
            return Ok(Vec::new());
        };
        let lines = (0..self.state.random.between(1, 5)).filter_map(|_| self.line(&seller));
        let create = Create {
            vendor: Some(seller.id),
            lines: lines.collect(),
            delivery_date: Some(later(self.day, self.state.random.between(5, 40))),
            dimensions: self.dimensions(30),
            ..Create::default()
        };
        let made = self.attempt(&create).await?;
        Ok(made.into_iter().map(|order| order.row.id).collect())
    }

    /// A line of something that the vendor sells, worth some hundred euro; the price is typed now
    /// and then, else found.
    fn line(&mut self, seller: &Seller) -> Option<Wanted> {
        let (piece, unit) = self.sold(|piece| seller.sells.contains(&piece.category))?;
        let cents = Decimal::from(self.state.random.between(5_000, 400_000));
        let typed = self.state.random.chance(12);
        let code = seller.currency.to_string();
        let asked = price(piece.cents * self.state.random.share(90, 108), &code);
        let place = self.state.random.pick(&self.catalogue.places).copied();
        let place = place.filter(|_| self.state.random.chance(50));
        Some(Wanted {
            item: Some(piece.id),
            site: place.map(|(site, _)| site),
            warehouse: place.map(|(_, warehouse)| warehouse),
            quantity: whole(cents / piece.cents),
            unit: Some(unit.to_owned()),
            unit_price: typed.then_some(asked),
            ..Wanted::default()
        })
    }

    /// What planning, sales and production ask for; the agreement is searched.
    async fn indirect(&mut self) -> Result<Vec<PurchaseOrderId>, Failure> {
        let sources = [
            PurchaseOrderSource::PlannedOrder,
            PurchaseOrderSource::SalesOrder,
            PurchaseOrderSource::Production,
        ];
        let source = self.state.random.pick(&sources).copied();
        let mut lines = Vec::new();
        for _ in 0..self.state.random.between(1, 2) {
            let Some(seller) = self.state.random.pick(&self.catalogue.sellers).cloned() else {
                continue;
            };
            let wanted = self.line(&seller).map(|line| Wanted {
                delivery_date: Some(later(self.day, 21)),
                unit_price: None,
                ..line
            });
            lines.extend(wanted.map(|line| (None, line)));
        }
        let firm = Firm {
            source: source.unwrap_or(PurchaseOrderSource::PlannedOrder),
            find_agreements: Some(true),
            order_date: None,
            lines,
        };
        let made = self.attempt(&firm).await?;
        let orders = made.into_iter().flat_map(|made| made.rows);
        Ok(orders.map(|order| order.id).collect())
    }

    /// Looks up how far an agreement's commitments are used by now.
    pub async fn refresh(&mut self, place: usize) -> Result<(), Failure> {
        let Some(deal) = self.state.deals.get_mut(place) else {
            return Ok(());
        };
        for line in facts::lines(self.tx, deal.id).await? {
            let commitment = facts::commitment(&line)?;
            let own = deal.promises.iter_mut().find(|own| own.id == line.id);
            if let Some(own) = own {
                own.used = commitment.measure(&commitment.used);
            }
        }
        Ok(())
    }

    /// What becomes of an order.
    fn future_of(&mut self, order: PurchaseOrderId) {
        let day = self.day;
        let confirmed = later(day, self.state.random.between(0, 4));
        if self.state.random.chance(90) {
            self.later(confirmed, Task::ConfirmOrder(order));
        }
        let roll = self.state.random.between(1, 100);
        let after = later(confirmed, self.state.random.between(1, 20));
        match roll {
            1..=5 => self.later(after, Task::CancelOrder(order)),
            6..=13 => self.later(after, Task::CancelRemainder(order)),
            14..=18 => self.later(after, Task::Unlink(order)),
            19..=28 => {
                self.later(after, Task::ChangeQuantity(order));
                if self.state.random.chance(70) {
                    self.later(later(after, 2), Task::ConfirmOrder(order));
                }
            }
            29..=70 => {
                let days = self.state.random.between(3, 25);
                self.later(later(confirmed, days), Task::Receive(order));
            }
            _ => {}
        }
    }
}

/// At least one, and no fractions.
fn whole(quantity: Decimal) -> Decimal {
    quantity.round().max(Decimal::ONE)
}
