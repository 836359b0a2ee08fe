//! Agreements being made.

use chrono::NaiveDate;
use entity::kinds::{CommitmentType, MatchingPolicy};
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::usecase::agreement::create::Create;
use crate::usecase::agreement_line::terms::Terms;
use crate::usecase::commitment::facts;

use super::assortment::CATEGORIES;
use super::calendar::later;
use super::masters::{Piece, Seller, converted, price};
use super::month::{Deal, Desk, Promised, Task, What};

/// A commitment that is wanted, with how the demo will use it.
struct Draft {
    terms: Terms,
    what: What,
}

impl Desk<'_> {
    /// Makes an agreement and puts down what becomes of it.
    pub async fn agreement(&mut self, month: u32) -> Result<(), Failure> {
        let n = self.state.counts.agreements;
        let count = u64::try_from(self.catalogue.sellers.len()).unwrap_or(1);
        let place = usize::try_from(n % count).unwrap_or_default();
        let Some(seller) = self.catalogue.sellers.get(place).cloned() else {
            return Err(Failure::Broken("the demo has no vendors".to_owned()));
        };
        let direct = n % 25 == 12;
        let (first, last) = self.period(n, month);
        let drafts = self.drafts(&seller);
        let Some(create) = self.create(&seller, direct, (first, last), &drafts) else {
            return Err(Failure::Broken(
                "the demo has no kinds of agreements".to_owned(),
            ));
        };
        let Some(row) = self.attempt(&create).await? else {
            return Ok(());
        };
        let lines = facts::lines(self.tx, row.id).await?;
        let mut promises = Vec::new();
        for (line, draft) in lines.iter().zip(&drafts) {
            let committed = facts::commitment(line)?.committed();
            // What orders find by themselves comes on top where amounts are promised.
            let counts = line.commitment_type == CommitmentType::ProductQuantity;
            let most = if line.max_enforced || !counts {
                100
            } else {
                110
            };
            let target = committed * self.state.random.share(5, most);
            let steps = self.state.random.between(2, 7);
            promises.push(Promised {
                id: line.id,
                what: draft.what.clone(),
                target,
                used: Decimal::ZERO,
                step: target / Decimal::from(steps),
                first: line.effective_date,
                last: line.expiration_date,
                place: line.site_id.zip(line.warehouse_id),
            });
        }
        self.state.counts.agreements += 1;
        let place = self.state.deals.len();
        self.state.deals.push(Deal {
            id: row.id,
            seller: place_of(&self.catalogue.sellers, &seller),
            currency: row.currency,
            open: false,
            promises,
        });
        self.future(place, n);
        Ok(())
    }

    /// Its days: some are over by now, some end within a month, two, three, most later.
    fn period(&mut self, n: u64, month: u32) -> (NaiveDate, NaiveDate) {
        let before = if month == 0 {
            self.state.random.between(0, 60)
        } else {
            0
        };
        let first = later(self.day, -before);
        let days = match n % 10 {
            0 if month < 6 => -self.state.random.between(10, 100),
            1 => self.state.random.between(5, 30),
            2 => self.state.random.between(31, 60),
            3 => self.state.random.between(61, 90),
            _ => self.state.random.between(100, 520),
        };
        (first, later(self.calendar.today, days))
    }

    fn create(
        &mut self,
        seller: &Seller,
        direct: bool,
        (first, last): (NaiveDate, NaiveDate),
        drafts: &[Draft],
    ) -> Option<Create> {
        let random = &mut self.state.random;
        let kind = match (direct, seller.inside) {
            (true, _) => "SERVICE",
            (false, true) => "GROUP",
            (false, false) => random.pick(&["FRAME", "BLANKET", "VOLUME"])?,
        };
        let code = *random.pick(seller.sells)?;
        let (_, topic, _) = CATEGORIES.iter().find(|(own, ..)| *own == code)?;
        let matching = [
            None,
            Some(MatchingPolicy::TwoWay),
            Some(MatchingPolicy::ThreeWay),
        ];
        let matching_policy = *random.pick(&matching)?;
        let defaults = drafts.first()?.terms.commitment_type?;
        Some(Create {
            number: None,
            title: Some(format!("{topic} {}", first.format("%Y"))),
            vendor: Some(seller.id),
            customer: None,
            follows: None,
            classification: *self.catalogue.kinds.get(kind)?,
            currency: None,
            default_effective_date: Some(first),
            default_expiration_date: last,
            default_commitment_type: defaults,
            payment_terms: None,
            delivery_terms: None,
            delivery_mode: None,
            delivery_address: None,
            primary_worker: None,
            secondary_worker: None,
            matching_policy,
            project: None,
            dimensions: self.dimensions(40),
            lines: drafts.iter().map(|draft| draft.terms.clone()).collect(),
        })
    }

    fn drafts(&mut self, seller: &Seller) -> Vec<Draft> {
        let sold = seller.sells;
        let pieces = self.catalogue.pieces.iter().enumerate();
        let mut left: Vec<(usize, Piece)> = pieces
            .filter(|(_, piece)| sold.contains(&piece.category))
            .map(|(place, piece)| (place, piece.clone()))
            .collect();
        let mut drafts = Vec::new();
        for _ in 0..self.state.random.between(1, 5) {
            let roll = self.state.random.between(1, 100);
            let chosen = self.state.random.pick(&left).cloned();
            let draft = match chosen {
                Some((place, piece)) if roll <= 72 => {
                    left.retain(|(other, _)| *other != place);
                    if roll <= 56 {
                        self.quantity(seller, place, &piece)
                    } else {
                        self.value(seller, What::Item(place))
                    }
                }
                _ if roll <= 88 => {
                    let code = self.state.random.pick(sold).copied().unwrap_or("DIR");
                    self.value(seller, What::Category(code))
                }
                _ => self.value(seller, What::Anything),
            };
            drafts.push(draft);
        }
        drafts
    }

    /// A budget in hundredths of a euro: many small ones, few large ones.
    fn budget(&mut self) -> Decimal {
        let root = self.state.random.between(2, 14);
        Decimal::from(root * root) * Decimal::from(100_000)
    }

    fn quantity(&mut self, seller: &Seller, place: usize, piece: &Piece) -> Draft {
        let by_other = piece.other.filter(|_| self.state.random.chance(30));
        let (unit, held) = by_other.unwrap_or((piece.unit, Decimal::ONE));
        let cents = piece.cents * held * self.state.random.share(82, 97);
        let agreed = price(cents, &seller.currency.to_string());
        let budget = self.budget();
        let small = budget < Decimal::from(2_000_000);
        let quantity = rounded(budget / cents).min(Decimal::from(250_000));
        let by_hundred = agreed < Decimal::ONE;
        let site = self.state.random.chance(10);
        let site = self
            .state
            .random
            .pick(&self.catalogue.places)
            .filter(|_| site);
        let random = &mut self.state.random;
        let amount = quantity * agreed;
        let terms = Terms {
            commitment_type: Some(CommitmentType::ProductQuantity),
            item: Some(piece.id),
            site: site.map(|(site, _)| *site),
            warehouse: site.map(|(_, warehouse)| *warehouse),
            quantity: Some(quantity),
            unit: Some(unit.to_owned()),
            unit_price: Some(if by_hundred {
                agreed * Decimal::ONE_HUNDRED
            } else {
                agreed
            }),
            price_unit: by_hundred.then_some(Decimal::ONE_HUNDRED),
            discount_percent: random
                .chance(35)
                .then(|| Decimal::from(random.between(1, 8))),
            discount_amount: (!by_hundred && random.chance(10))
                .then(|| (agreed * Decimal::new(3, 2)).round_dp(2)),
            price_fixed: Some(random.chance(40)),
            max_enforced: Some(small || random.chance(40)),
            ..self.limits(amount)
        };
        Draft {
            terms,
            what: What::Quantity(place, unit),
        }
    }

    fn value(&mut self, seller: &Seller, what: What) -> Draft {
        let budget = self.budget() / Decimal::ONE_HUNDRED;
        let small = budget < Decimal::from(50_000);
        let amount = converted(budget, "EUR", &seller.currency.to_string());
        let amount = (amount / Decimal::ONE_THOUSAND).ceil() * Decimal::ONE_THOUSAND;
        let (item, category) = match &what {
            What::Item(place) | What::Quantity(place, _) => (
                self.catalogue.pieces.get(*place).map(|piece| piece.id),
                None,
            ),
            What::Category(code) => (None, self.catalogue.categories.get(code).copied()),
            What::Anything => (None, None),
        };
        let commitment_type = match &what {
            What::Item(_) | What::Quantity(..) => CommitmentType::ProductValue,
            What::Category(_) => CommitmentType::CategoryValue,
            What::Anything => CommitmentType::Value,
        };
        let terms = Terms {
            commitment_type: Some(commitment_type),
            item,
            category,
            amount: Some(amount),
            discount_percent: Some(Decimal::from(self.state.random.between(2, 12))),
            price_fixed: Some(self.state.random.chance(25)),
            max_enforced: Some(small || self.state.random.chance(45)),
            ..self.limits(amount)
        };
        Draft { terms, what }
    }

    /// Whether it is the most, and how large an order line may be.
    fn limits(&mut self, amount: Decimal) -> Terms {
        let random = &mut self.state.random;
        let part = |percent| (amount * Decimal::new(percent, 3)).ceil();
        Terms {
            max_enforced: Some(random.chance(45)),
            release_amount_min: random.chance(15).then(|| part(5)),
            release_amount_max: random.chance(15).then(|| part(450)),
            ..Terms::default()
        }
    }

    /// What becomes of an agreement: some stay drafts, most are confirmed, some more than once.
    fn future(&mut self, deal: usize, n: u64) {
        let day = self.day;
        if n % 20 == 4 {
            return;
        }
        let start = later(day, self.state.random.between(0, 3));
        if n % 9 == 5 {
            self.later(start, Task::Activate(deal));
        } else {
            self.later(start, Task::Confirm(deal));
        }
        let mut next = start;
        while self.state.random.chance(55) {
            next = later(next, self.state.random.between(40, 120));
            self.later(next, Task::Reprice(deal));
        }
        match n % 20 {
            9 => {
                let end = later(day, self.state.random.between(90, 200));
                self.later(end, Task::Close(deal));
            }
            14 => {
                let end = later(day, self.state.random.between(90, 250));
                self.later(end, Task::Hold(deal));
            }
            _ => {}
        }
    }
}

fn place_of(sellers: &[Seller], seller: &Seller) -> usize {
    let place = sellers.iter().position(|own| own.id == seller.id);
    place.unwrap_or_default()
}

/// A quantity as people agree on them.
fn rounded(quantity: Decimal) -> Decimal {
    let step = if quantity > Decimal::from(2_000) {
        Decimal::from(500)
    } else if quantity > Decimal::from(200) {
        Decimal::from(50)
    } else {
        Decimal::from(5)
    };
    (quantity / step).ceil() * step
}
