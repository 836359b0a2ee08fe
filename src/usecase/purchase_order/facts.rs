//! An order and what stands around it, as the rules want to see it.

use entity::ids::{AgreementLineId, ItemId, PurchaseOrderId};
use entity::kinds::{PurchaseOrderStatus, PurchaseOrderType, ReleaseAmountViolation};
use entity::{agreement_line, purchase_order, purchase_order_line};

use crate::domain::commitment::{Buckets, Commitment};
use crate::domain::matching::OrderFacts;
use crate::domain::money::Currency;
use crate::domain::order_line::LineFacts;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Header, Hold};
use crate::usecase::price::facts::{Buying, PriceBook};

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
        buying: Buying,
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
        Ok(Self {
            order: OrderFacts {
                vendor: buying.vendor,
                currency: buying.currency,
                agreement: agreement.as_ref().map(Header::facts),
            },
            agreement,
            rows,
            commitments,
            book: PriceBook::load(scope, buying, items).await?,
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
}

/// An order that is being changed, locked, with its agreement held.
pub struct Open {
    /// The order.
    pub order: purchase_order::Model,
    /// Its currency.
    pub currency: Currency,
}

/// Locks an order, or refuses the input's `field`.
///
/// # Errors
/// When the legal entity has no such order; or when the database fails.
pub async fn lock(tx: &TenantTx, field: &str, id: PurchaseOrderId) -> Result<Open, Failure> {
    let order = tx
        .find::<purchase_order::Entity>()
        .lock()
        .named(field, id)
        .await?;
    let currency = facts::currency(tx, order.currency).await?;
    Ok(Open { order, currency })
}

impl Open {
    /// Refuses orders that nobody may change any more.
    pub fn must_be_open(&self, field: &str, check: &mut Check) {
        let status = self.order.status;
        if matches!(
            status,
            PurchaseOrderStatus::Cancelled | PurchaseOrderStatus::PendingApproval
        ) {
            check.refuse(field, Violation::OrderStatus { status });
        }
    }

    /// Refuses a change of what a return order sends back: it is worked out from what came and was
    /// charged when the order is made (COR-8).
    pub fn must_be_purchase(&self, field: &str, check: &mut Check) {
        if self.order.order_type == PurchaseOrderType::Return {
            let reason = "a return order is cancelled and made anew".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
    }

    /// What stands around the order's lines.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn around(
        &self,
        tx: &TenantTx,
        items: impl IntoIterator<Item = ItemId>,
    ) -> Result<Around, Failure> {
        let agreement = match self.order.agreement_id {
            Some(id) => Some(facts::header(tx, "agreementId", id, Hold::Shared).await?),
            None => None,
        };
        let buying = Buying {
            vendor: self.order.vendor_id,
            currency: self.currency,
            day: self.order.order_date,
        };
        Around::load(tx, agreement, buying, items).await
    }

    /// The delivery day of lines that name none (Q12).
    #[must_use]
    pub fn delivery_date(&self) -> chrono::NaiveDate {
        self.order.delivery_date.unwrap_or(self.order.order_date)
    }

    /// Writes that the order was changed: what was confirmed has to be confirmed again (ORD-1).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch(mut self, tx: &TenantTx) -> Result<purchase_order::Model, Failure> {
        if self.order.status == PurchaseOrderStatus::Confirmed {
            self.order.status = PurchaseOrderStatus::Released;
        }
        tx.update(self.order).await
    }
}

/// A line with its order, both locked, in the order in which everybody locks them.
///
/// # Errors
/// When the legal entity has no such line; or when the database fails.
pub async fn lock_line(
    tx: &TenantTx,
    id: entity::ids::PurchaseOrderLineId,
) -> Result<(Open, purchase_order_line::Model), Failure> {
    let lines = || tx.find::<purchase_order_line::Entity>();
    let seen = lines().named("id", id).await?;
    let open = lock(tx, "id", seen.purchase_order_id).await?;
    let line = lines().lock().named("id", id).await?;
    Ok((open, line))
}
