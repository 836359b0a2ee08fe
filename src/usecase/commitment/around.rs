//! What stands around the lines of an order, as the rules want to see it; the same for what we buy
//! and what we sell (ICO-3).

use std::collections::HashMap;

use entity::ids::{AgreementLineId, ItemId, SiteId, WarehouseId};
use entity::kinds::ReleaseAmountViolation;
use entity::{agreement_line, warehouse};

use crate::domain::commitment::{Buckets, Commitment};
use crate::domain::matching::{Counterparty, OrderFacts};
use crate::domain::order_line::LineFacts;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::outcome::Warning;
use crate::usecase::price::facts::{Deal, PriceBook};

use super::facts::{self, Header};

/// What stands around the lines of an order.
pub struct Around {
    /// The order as the rules see it.
    pub order: OrderFacts,
    /// The agreement that the order carries.
    pub agreement: Option<Header>,
    /// The agreement's commitments, as rows.
    pub rows: Vec<agreement_line::Model>,
    /// The agreement's commitments, as rules see them; drawn on as lines are placed.
    pub commitments: Vec<Commitment>,
    /// What prices are found in.
    pub book: PriceBook,
    /// The sites of all warehouses, where we sell: sales lines name warehouses only.
    pub sites: HashMap<WarehouseId, SiteId>,
    /// What a net amount outside the release amounts gets.
    pub release_amounts: ReleaseAmountViolation,
}

impl Around {
    /// Loads what stands around the lines of an order that draws on an agreement, or on none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        scope: &impl Scope,
        agreement: Option<Header>,
        deal: Deal,
        items: impl IntoIterator<Item = ItemId>,
    ) -> Result<Self, Failure> {
        let rows = match &agreement {
            Some(header) => facts::lines(scope, header.row.id).await?,
            None => Vec::new(),
        };
        let commitments = rows
            .iter()
            .map(facts::commitment)
            .collect::<Result<_, _>>()?;
        let warehouses = match deal.counterparty {
            Counterparty::Vendor(_) => Vec::new(),
            Counterparty::Customer(_) => scope.find::<warehouse::Entity>().all().await?,
        };
        let sites = warehouses.into_iter().map(|row| (row.id, row.site_id));
        Ok(Self {
            order: OrderFacts {
                counterparty: deal.counterparty,
                currency: deal.currency,
                agreement: agreement.as_ref().map(Header::facts),
            },
            agreement,
            rows,
            commitments,
            book: PriceBook::load(scope, deal, items).await?,
            sites: sites.collect(),
            release_amounts: scope.legal_entity().await?.release_amount_violation,
        })
    }

    /// The facts of one line.
    #[must_use]
    pub fn line(&self, item: Option<ItemId>) -> LineFacts<'_> {
        LineFacts {
            order: &self.order,
            commitments: &self.commitments,
            prices: self.book.prices(item),
            release_amounts: self.release_amounts,
        }
    }

    /// Lets the lines after this one see what it takes.
    ///
    /// # Errors
    /// A refusal of what no column holds.
    pub fn draw(
        &mut self,
        commitment: Option<AgreementLineId>,
        buckets: &Buckets,
    ) -> Result<(), Violation> {
        let own = self
            .commitments
            .iter_mut()
            .find(|own| Some(own.id) == commitment);
        if let Some(own) = own {
            own.used = own.used.add(buckets)?;
        }
        Ok(())
    }

    /// A commitment's row.
    #[must_use]
    pub fn row(&self, id: AgreementLineId) -> Option<&agreement_line::Model> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// That no line can be linked, because the order's currency is not the agreement's (Q20).
    #[must_use]
    pub fn differing_currency(&self) -> Option<Warning> {
        let (expected, found) = (
            self.order.agreement.as_ref()?.currency.code,
            self.order.currency.code,
        );
        let differs = Violation::CurrencyMismatch { expected, found };
        (expected != found).then(|| Warning::of(None, &differs))
    }
}
