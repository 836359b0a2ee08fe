//! What clients see of a commitment.

use async_graphql::{ID, Object, Result};
use entity::agreement_line;

use crate::domain::fulfillment::Fulfillment as Parts;
use crate::graphql::agreement::fulfilled;
use crate::graphql::agreement::object::Agreement;
use crate::graphql::commitment::entry::CommitmentEntryConnection;
use crate::graphql::commitment::fulfillment::Fulfillment;
use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::id::global;
use crate::graphql::item::object::Item;
use crate::graphql::kinds::CommitmentType;
use crate::graphql::page::{Paging, connection};
use crate::graphql::posted::filter::PostedLineFilter;
use crate::graphql::procurement_category::object::ProcurementCategory;
use crate::graphql::purchase_invoice::line::PurchaseInvoiceLineConnection;
use crate::graphql::purchase_order_line::object::PurchaseOrderLineConnection;
use crate::graphql::purchase_order_line::query::PurchaseOrderLineFilter;
use crate::graphql::purchase_receipt::line::PurchaseReceiptLineConnection;
use crate::graphql::scalar::{Date, DateTime, Decimal, Money};
use crate::graphql::site::object::Site;
use crate::graphql::view::{FirstOf, View};
use crate::graphql::warehouse::object::Warehouse;
use crate::usecase::commitment::read as ledger;
use crate::usecase::filter::{Filter, Scalar, Test};
use crate::usecase::posted::read as posted;
use crate::usecase::purchase_order_line::read;

/// A commitment: one promise of an agreement, and what has been used of it.
#[derive(Clone)]
pub struct AgreementLine {
    row: agreement_line::Model,
    view: View,
}

impl AgreementLine {
    /// A commitment's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: agreement_line::Model, view: View) -> Self {
        Self { row, view }
    }

    async fn money(&self, amount: entity::exact::Amount) -> Result<Money> {
        let agreement = self.view.must_load(self.row.agreement_id).await?;
        Ok(Money::of(amount, agreement.currency))
    }
}

/// A commitment: one promise of an agreement, and what has been used of it.
#[Object]
impl AgreementLine {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// The agreement.
    async fn agreement(&self) -> Result<Agreement> {
        let row = self.view.must_load(self.row.agreement_id).await?;
        Ok(Agreement::new((*row).clone(), self.view.clone()))
    }

    /// Its number within the agreement, never used twice.
    async fn line_number(&self) -> i32 {
        self.row.line_number
    }

    /// What is promised.
    async fn commitment_type(&self) -> CommitmentType {
        self.row.commitment_type.into()
    }

    /// The item; product commitments only.
    async fn item(&self) -> Result<Option<Item>> {
        Ok(self.view.may_show(self.row.item_id, Item::new).await?)
    }

    /// The category; category commitments only.
    async fn procurement_category(&self) -> Result<Option<ProcurementCategory>> {
        let Some(id) = self.row.procurement_category_id else {
            return Ok(None);
        };
        let row = self.view.must_load(id).await?;
        Ok(Some(ProcurementCategory::new(
            (*row).clone(),
            self.view.clone(),
        )))
    }

    /// The product variant; none for any.
    async fn variant(&self) -> Option<&str> {
        self.row.variant.as_deref()
    }

    /// The site; none for any.
    async fn site(&self) -> Result<Option<Site>> {
        Ok(self.view.may_show(self.row.site_id, Site::new).await?)
    }

    /// The warehouse; none for any.
    async fn warehouse(&self) -> Result<Option<Warehouse>> {
        Ok(self
            .view
            .may_show(self.row.warehouse_id, Warehouse::new)
            .await?)
    }

    /// The promised quantity; quantity commitments only.
    async fn quantity(&self) -> Option<Decimal> {
        self.row
            .unit
            .as_ref()
            .map(|_| Decimal::of(self.row.quantity))
    }

    /// The unit of the quantity; quantity commitments only.
    async fn unit(&self) -> Option<&str> {
        self.row.unit.as_ref().map(|unit| unit.0.as_str())
    }

    /// The price per price unit; quantity commitments only.
    async fn unit_price(&self) -> Option<Decimal> {
        self.row
            .unit
            .as_ref()
            .map(|_| Decimal::of(self.row.unit_price))
    }

    /// How many units the price is for; quantity commitments only.
    async fn price_unit(&self) -> Option<Decimal> {
        self.row
            .unit
            .as_ref()
            .map(|_| Decimal::of(self.row.price_unit))
    }

    /// Discount in percent.
    async fn discount_percent(&self) -> Decimal {
        Decimal::of(self.row.discount_percent)
    }

    /// Discount as an amount per price unit; quantity commitments only.
    async fn discount_amount(&self) -> Option<Decimal> {
        self.row
            .unit
            .as_ref()
            .map(|_| Decimal::of(self.row.discount_amount))
    }

    /// The promised amount; of a quantity, what it costs by the commitment's terms.
    async fn amount(&self) -> Result<Money> {
        self.money(self.row.amount).await
    }

    /// The least net amount that an order line should have; none for no limit.
    async fn release_amount_min(&self) -> Result<Option<Money>> {
        let limit = self.row.release_amount_min;
        if limit.is_zero() {
            Ok(None)
        } else {
            self.money(limit).await.map(Some)
        }
    }

    /// The largest net amount that an order line should have; none for no limit.
    async fn release_amount_max(&self) -> Result<Option<Money>> {
        let limit = self.row.release_amount_max;
        if limit.is_zero() {
            Ok(None)
        } else {
            self.money(limit).await.map(Some)
        }
    }

    /// Whether linked order lines may not exceed the commitment.
    async fn max_enforced(&self) -> bool {
        self.row.max_enforced
    }

    /// Whether linked order lines must carry the commitment's price and discount.
    async fn price_fixed(&self) -> bool {
        self.row.price_fixed
    }

    /// The first delivery day it holds for.
    async fn effective_date(&self) -> Date {
        Date(self.row.effective_date)
    }

    /// The last delivery day it holds for.
    async fn expiration_date(&self) -> Date {
        Date(self.row.expiration_date)
    }

    /// Where its orders are delivered to.
    async fn delivery_address(&self) -> Option<&str> {
        self.row.delivery_address.as_deref()
    }

    /// The dimension values that its new order lines start with.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// Words on the line.
    async fn text(&self) -> Option<&str> {
        self.row.text.as_deref()
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// What of it is fulfilled, in its quantity or its amount.
    async fn fulfillment(
        &self,
        #[graphql(desc = "At this instant; now when left out.")] as_of: Option<DateTime>,
    ) -> Result<Fulfillment> {
        let commitment = fulfilled(&self.view, &self.row, as_of).await?;
        let parts = Parts::of_commitment(&commitment, &commitment.used);
        let agreement = self.view.must_load(self.row.agreement_id).await?;
        let instant = as_of.map_or_else(|| self.view.now(), |instant| instant.0);
        let unit = self.row.unit.as_ref().map(ToString::to_string);
        Ok(Fulfillment::new(parts, unit, agreement.currency, instant))
    }

    /// Every movement of its balance, oldest first.
    async fn entries(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<CommitmentEntryConnection> {
        let order = ledger::order();
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let page = ledger::page(self.view.read(), self.row.id, &order, &ask).await?;
        Ok(CommitmentEntryConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// The order lines that count towards it, oldest first.
    async fn purchase_order_lines(
        &self,
        #[graphql(desc = "Which order lines.")] filter: Option<PurchaseOrderLineFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseOrderLineConnection> {
        let order = read::order([], read::Sort::CreatedAt);
        let paging = Paging::new(first, after, last, before);
        let ask = paging.ask(&order, &self.view)?;
        let own = Test::Equals(Scalar::Id(self.row.id.into()));
        let own = Filter::Field(read::Field::AgreementLine, own);
        let scope = self.view.read();
        let page = match filter {
            None if paging.is_front() => {
                let n = ask.size + 1;
                let rows = self
                    .view
                    .load(FirstOf {
                        parent: self.row.id,
                        n,
                    })
                    .await?;
                let rows = rows.unwrap_or_default();
                read::front(scope, &own, (*rows).clone(), &order, ask.size)
            }
            filter => {
                let filter = Filter::All(vec![own, filter.unwrap_or_default().tree()?]);
                read::page(scope, &filter, &order, &ask).await?
            }
        };
        Ok(PurchaseOrderLineConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// The lines of posted receipts that count towards it.
    async fn receipt_lines(
        &self,
        #[graphql(desc = "Which lines.")] filter: Option<PostedLineFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseReceiptLineConnection> {
        let order = posted::receipt_order();
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let of = posted::Of::AgreementLine(self.row.id);
        let page = posted::receipt_lines(self.view.read(), of, &filter, &order, &ask).await?;
        Ok(PurchaseReceiptLineConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// The lines of posted invoices that count towards it.
    async fn invoice_lines(
        &self,
        #[graphql(desc = "Which lines.")] filter: Option<PostedLineFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseInvoiceLineConnection> {
        let order = posted::invoice_order();
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let filter = filter.unwrap_or_default().tree()?;
        let of = posted::Of::AgreementLine(self.row.id);
        let page = posted::invoice_lines(self.view.read(), of, &filter, &order, &ask).await?;
        Ok(PurchaseInvoiceLineConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }
}

connection! {
    /// A page of commitments.
    AgreementLineConnection, AgreementLineEdge, AgreementLine, entity::agreement_line::Entity
}
