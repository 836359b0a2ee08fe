//! What clients see of an order line's price: what was found, where it came from, and which
//! commitments were looked at. The same of what is bought and what is sold (ICO-3).

use async_graphql::{Object, Result, SimpleObject};
use entity::codes::CurrencyCode;

use crate::domain::pricing::Priced;
use crate::graphql::agreement_line::object::AgreementLine;
use crate::graphql::kinds::PriceSource;
use crate::graphql::scalar::{Decimal, Money};
use crate::graphql::trade_agreement::object::TradeAgreement;
use crate::graphql::user_error::LinkConflictReason;
use crate::graphql::view::View;
use crate::usecase::commitment::explain::Explained;

/// A price with its discounts and what comes of them.
#[derive(SimpleObject, Clone, Debug)]
pub struct Price {
    /// The price per price unit.
    unit_price: Decimal,
    /// How many units the price is for.
    price_unit: Decimal,
    /// Discount in percent.
    discount_percent: Decimal,
    /// Discount as an amount per price unit.
    discount_amount: Decimal,
    /// The net amount of the line's quantity.
    net_amount: Money,
}

impl Price {
    /// A price that a rule found, in a currency.
    #[must_use]
    pub fn new(priced: &Priced, currency: CurrencyCode) -> Self {
        Self {
            unit_price: Decimal::of(priced.terms.unit_price),
            price_unit: Decimal::of(priced.terms.price_unit),
            discount_percent: Decimal::of(priced.terms.discount_percent),
            discount_amount: Decimal::of(priced.terms.discount_amount),
            net_amount: Money::of(priced.net_amount, currency),
        }
    }
}

/// Where an order line's price and discount came from.
pub struct PriceProvenance {
    priced: Priced,
    view: View,
}

impl PriceProvenance {
    /// What a line costs, and the view that it was read from.
    #[must_use]
    pub fn new(priced: Priced, view: View) -> Self {
        Self { priced, view }
    }
}

/// Where an order line's price and discount came from.
#[Object]
impl PriceProvenance {
    /// Where the unit price and the price unit came from.
    async fn price_source(&self) -> PriceSource {
        self.priced.price_source.into()
    }

    /// Where the discount percent came from.
    async fn discount_percent_source(&self) -> PriceSource {
        self.priced.discount_percent_source.into()
    }

    /// Where the discount amount came from.
    async fn discount_amount_source(&self) -> PriceSource {
        self.priced.discount_amount_source.into()
    }

    /// The commitment that gave price or discount; also after the link was removed.
    async fn agreement_line(&self) -> Result<Option<AgreementLine>> {
        let Some(id) = self.priced.agreement_line else {
            return Ok(None);
        };
        let row = self.view.load(id).await?;
        Ok(row.map(|row| AgreementLine::new((*row).clone(), self.view.clone())))
    }

    /// The agreement's confirmed version at that moment; none before the first, or where no
    /// commitment gave anything.
    async fn agreement_version(&self) -> Option<i32> {
        Some(self.priced.agreement_version).filter(|version| *version > 0)
    }

    /// The trade agreement that gave the price.
    async fn price_trade_agreement(&self) -> Result<Option<TradeAgreement>> {
        let Some(id) = self.priced.price_trade_agreement else {
            return Ok(None);
        };
        let row = self.view.load(id).await?;
        Ok(row.map(|row| TradeAgreement::new((*row).clone(), self.view.clone())))
    }

    /// The trade agreement that gave the discount.
    async fn discount_trade_agreement(&self) -> Result<Option<TradeAgreement>> {
        let Some(id) = self.priced.discount_trade_agreement else {
            return Ok(None);
        };
        let row = self.view.load(id).await?;
        Ok(row.map(|row| TradeAgreement::new((*row).clone(), self.view.clone())))
    }
}

/// A commitment that was looked at for an order line.
pub struct MatchCandidate {
    found: Explained,
    currency: CurrencyCode,
    view: View,
}

impl MatchCandidate {
    /// What was found, the order's currency, and the view that it was read from.
    #[must_use]
    pub fn new(found: Explained, currency: CurrencyCode, view: View) -> Self {
        Self {
            found,
            currency,
            view,
        }
    }
}

/// A commitment that was looked at for an order line.
#[Object]
impl MatchCandidate {
    /// The commitment.
    async fn agreement_line(&self) -> AgreementLine {
        AgreementLine::new(self.found.commitment.clone(), self.view.clone())
    }

    /// Whether an unlinked line would be linked to it.
    async fn wins(&self) -> bool {
        self.found.wins
    }

    /// Whether the line is linked to it.
    async fn linked(&self) -> bool {
        self.found.linked
    }

    /// Everything that speaks against it; empty where nothing does.
    async fn failures(&self) -> Vec<LinkConflictReason> {
        self.found
            .failures
            .iter()
            .cloned()
            .map(Into::into)
            .collect()
    }

    /// What the line would cost under it; none where there is no such price.
    async fn price(&self) -> Option<Price> {
        self.found
            .priced
            .as_ref()
            .map(|priced| Price::new(priced, self.currency))
    }
}
