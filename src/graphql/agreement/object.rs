//! What clients see of an agreement.

use async_graphql::{ID, Object, Result, SimpleObject};
use entity::agreement;
use entity::kinds::AgreementStatus as Status;

use crate::auth::Permission;
use crate::domain::fulfillment::Fulfillment as Parts;
use crate::graphql::agreement_classification::object::AgreementClassification;
use crate::graphql::agreement_line::object::AgreementLineConnection;
use crate::graphql::commitment::fulfillment::Fulfillment;
use crate::graphql::customer::object::Customer;
use crate::graphql::dimension_set::object::{DimensionSetValue, values};
use crate::graphql::id::global;
use crate::graphql::kinds::{AgreementStatus, ChainOrigin, CommitmentType, MatchingPolicy};
use crate::graphql::page::{Paging, connection};
use crate::graphql::posted::filter::PostedLineFilter;
use crate::graphql::purchase_invoice::line::PurchaseInvoiceLineConnection;
use crate::graphql::purchase_order::object::PurchaseOrderConnection;
use crate::graphql::purchase_order::query::PurchaseOrderFilter;
use crate::graphql::purchase_order_line::object::PurchaseOrderLineConnection;
use crate::graphql::purchase_order_line::query::PurchaseOrderLineFilter;
use crate::graphql::purchase_receipt::line::PurchaseReceiptLineConnection;
use crate::graphql::scalar::{CurrencyCode, Date, DateTime};
use crate::graphql::vendor::object::Vendor;
use crate::graphql::view::{LinesOf, View};
use crate::usecase::agreement::read;
use crate::usecase::agreement_line::read as line_read;
use crate::usecase::amount_limit;
use crate::usecase::commitment::facts;
use crate::usecase::filter::{Filter, Scalar, Test};
use crate::usecase::posted::read as posted;
use crate::usecase::{purchase_order, purchase_order_line};

use super::fulfilled;
use super::version::{AgreementVersion, AgreementVersionChange, AgreementVersionConnection};

/// A contract to buy or to sell over many future orders, in return for special prices.
#[derive(Clone)]
pub struct Agreement {
    row: agreement::Model,
    view: View,
}

impl Agreement {
    /// An agreement's row, and the view that it was read from.
    #[must_use]
    pub fn new(row: agreement::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// What the caller may do with an agreement as it stands.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct AgreementActions {
    /// Whether its header and commitments may be changed.
    edit: bool,
    /// Whether it may be made effective.
    activate: bool,
    /// Whether it may be put on hold.
    hold: bool,
    /// Whether it may be confirmed.
    confirm: bool,
    /// Whether a purchase order may be released from it.
    release: bool,
    /// Whether it may be closed.
    close: bool,
    /// Whether it may be deleted.
    delete: bool,
}

/// A contract to buy or to sell over many future orders, in return for special prices.
#[Object]
impl Agreement {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// Its number, unique in the legal entity.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// The document's title.
    async fn title(&self) -> Option<&str> {
        self.row.title.as_deref()
    }

    /// Who sells; none where we do.
    async fn vendor(&self) -> Result<Option<Vendor>> {
        Ok(self.view.may_show(self.row.vendor_id, Vendor::new).await?)
    }

    /// Who buys; none where we do.
    async fn customer(&self) -> Result<Option<Customer>> {
        Ok(self
            .view
            .may_show(self.row.customer_id, Customer::new)
            .await?)
    }

    /// Whether it or the agreement of its trading partner was made first; none outside such trade
    /// (ICO-3).
    async fn chain_origin(&self) -> Option<ChainOrigin> {
        self.row.chain_origin.map(Into::into)
    }

    /// What kind of agreement it is.
    async fn classification(&self) -> Result<AgreementClassification> {
        let row = self
            .view
            .must_load(self.row.agreement_classification_id)
            .await?;
        Ok(AgreementClassification::new(
            (*row).clone(),
            self.view.clone(),
        ))
    }

    /// The currency of all its amounts.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.row.currency)
    }

    /// Where it stands.
    async fn status(&self) -> AgreementStatus {
        self.row.status.into()
    }

    /// The commitment type that the next line gets.
    async fn default_commitment_type(&self) -> CommitmentType {
        self.row.default_commitment_type.into()
    }

    /// The first day that a new line holds.
    async fn default_effective_date(&self) -> Date {
        Date(self.row.default_effective_date)
    }

    /// The last day that a new line holds.
    async fn default_expiration_date(&self) -> Date {
        Date(self.row.default_expiration_date)
    }

    /// The earliest first day of its lines; none without lines.
    async fn earliest_effective_date(&self) -> Result<Option<Date>> {
        let lines = self
            .view
            .load(LinesOf(self.row.id))
            .await?
            .unwrap_or_default();
        Ok(lines.iter().map(|line| line.effective_date).min().map(Date))
    }

    /// The latest last day of its lines; none without lines.
    async fn latest_expiration_date(&self) -> Result<Option<Date>> {
        let lines = self
            .view
            .load(LinesOf(self.row.id))
            .await?
            .unwrap_or_default();
        Ok(lines
            .iter()
            .map(|line| line.expiration_date)
            .max()
            .map(Date))
    }

    /// Whether no line of it holds any more today. The date changes no state.
    async fn is_expired(&self) -> Result<bool> {
        let lines = self
            .view
            .load(LinesOf(self.row.id))
            .await?
            .unwrap_or_default();
        let last = lines.iter().map(|line| line.expiration_date).max();
        Ok(last.unwrap_or(self.row.default_expiration_date) < self.view.now().date_naive())
    }

    /// Code of the payment terms for its orders.
    async fn payment_terms(&self) -> Option<&str> {
        self.row.payment_terms.as_deref()
    }

    /// Code of the delivery terms for its orders.
    async fn delivery_terms(&self) -> Option<&str> {
        self.row.delivery_terms.as_deref()
    }

    /// Code of the delivery mode for its orders.
    async fn delivery_mode(&self) -> Option<&str> {
        self.row.delivery_mode.as_deref()
    }

    /// Where its orders are delivered to.
    async fn delivery_address(&self) -> Option<&str> {
        self.row.delivery_address.as_deref()
    }

    /// The dimension values that its new orders start with.
    async fn dimensions(&self) -> Result<Vec<DimensionSetValue>> {
        Ok(values(&self.view, self.row.dimension_set_id).await?)
    }

    /// The worker responsible.
    async fn primary_worker(&self) -> Option<&str> {
        self.row.primary_worker.as_deref()
    }

    /// The second worker responsible.
    async fn secondary_worker(&self) -> Option<&str> {
        self.row.secondary_worker.as_deref()
    }

    /// How invoices of its orders are to be matched.
    async fn matching_policy(&self) -> Option<MatchingPolicy> {
        self.row.matching_policy.map(Into::into)
    }

    /// The project it is for.
    async fn project(&self) -> Option<&str> {
        self.row.project.as_deref()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.row.created_by
    }

    /// Counts the row's changes; send it back with an update.
    async fn version(&self) -> i32 {
        self.row.row_version
    }

    /// Number of its latest confirmed version; 0 before the first.
    async fn latest_version(&self) -> i32 {
        self.row.latest_version
    }

    /// Its commitments, by line number.
    async fn lines(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementLineConnection> {
        let order = line_read::order([], line_read::Sort::LineNumber);
        let paging = Paging::new(first, after, last, before);
        let ask = paging.ask(&order, &self.view)?;
        let (read, id) = (self.view.read(), self.row.id);
        let page = if paging.is_front() {
            let rows = self.view.load(LinesOf(id)).await?.unwrap_or_default();
            line_read::front(read, id, (*rows).clone(), &order, ask.size)
        } else {
            let own = Test::Equals(Scalar::Id(id.into()));
            let filter = Filter::Field(line_read::Field::Agreement, own);
            line_read::page(read, &filter, &order, &ask).await?
        };
        Ok(AgreementLineConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// What of it is fulfilled, in amounts: quantity commitments are valued at their net price.
    async fn fulfillment(
        &self,
        #[graphql(desc = "At this instant; now when left out.")] as_of: Option<DateTime>,
    ) -> Result<Fulfillment> {
        let lines = self
            .view
            .load(LinesOf(self.row.id))
            .await?
            .unwrap_or_default();
        let mut commitments = Vec::with_capacity(lines.len());
        for line in lines.iter() {
            commitments.push(fulfilled(&self.view, line, as_of).await?);
        }
        let currency = facts::currency(self.view.read(), self.row.currency).await?;
        let parts = Parts::of_agreement(&commitments, currency)
            .map_err(|violation| crate::failure::Failure::Broken(violation.to_string()))?;
        let instant = as_of.map_or_else(|| self.view.now(), |instant| instant.0);
        Ok(Fulfillment::new(parts, None, self.row.currency, instant))
    }

    /// Its confirmed versions, the first one first.
    async fn versions(
        &self,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AgreementVersionConnection> {
        let order = read::version_order();
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let page = read::versions(self.view.read(), self.row.id, &order, &ask).await?;
        Ok(AgreementVersionConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// One of its confirmed versions.
    async fn version_number(
        &self,
        #[graphql(desc = "The version's number.")] number: i32,
    ) -> Result<Option<AgreementVersion>> {
        let row = read::version(self.view.read(), self.row.id, number).await?;
        Ok(row.map(|row| AgreementVersion::new(row, self.view.clone())))
    }

    /// How two of its confirmed versions differ, field by field.
    async fn version_difference(
        &self,
        #[graphql(desc = "Number of the earlier version.")] from: i32,
        #[graphql(desc = "Number of the later version.")] to: i32,
    ) -> Result<Vec<AgreementVersionChange>> {
        let changes = read::version_difference(self.view.read(), self.row.id, from, to).await?;
        Ok(changes.into_iter().map(Into::into).collect())
    }

    /// The orders that carry it, by number.
    async fn purchase_orders(
        &self,
        #[graphql(desc = "Which orders.")] filter: Option<PurchaseOrderFilter>,
        #[graphql(desc = "How many from the front.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PurchaseOrderConnection> {
        use purchase_order::read;
        let order = read::order([]);
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let own = Test::Equals(Scalar::Id(self.row.id.into()));
        let own = Filter::Field(read::Field::Agreement, own);
        let filter = Filter::All(vec![own, filter.unwrap_or_default().tree()?]);
        let page = read::page(self.view.read(), &filter, &order, &ask).await?;
        Ok(PurchaseOrderConnection::new(
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
        use purchase_order_line::read;
        let order = read::order([], read::Sort::CreatedAt);
        let ask = Paging::new(first, after, last, before).ask(&order, &self.view)?;
        let (scope, id) = (self.view.read(), self.row.id);
        let filter = filter.unwrap_or_default().tree()?;
        let page = read::page_of_agreement(scope, id, &filter, &order, &ask).await?;
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
        let of = posted::Of::Agreement(self.row.id);
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
        let of = posted::Of::Agreement(self.row.id);
        let page = posted::invoice_lines(self.view.read(), of, &filter, &order, &ask).await?;
        Ok(PurchaseInvoiceLineConnection::new(
            page,
            order.name,
            self.view.clone(),
        ))
    }

    /// What the caller may do with it as it stands.
    async fn viewer_can(&self) -> Result<AgreementActions> {
        let may = |permission| self.view.may(permission);
        let status = self.row.status;
        let (open, effective) = (status != Status::Closed, status == Status::Effective);
        let lines = self.view.load(LinesOf(self.row.id)).await?;
        let is_empty = lines.is_none_or(|lines| lines.is_empty());
        let delete = may(Permission::AgreementWrite)
            && read::is_new(&self.row)
            && !read::is_used(self.view.read(), self.row.id).await?;
        let (today, row) = (self.view.today(), &self.row);
        let above = amount_limit::beyond_agreement(self.view.read(), row, today).await?;
        let within = above.is_none();
        // What follows from a trading partner's is changed there.
        let ours = self.row.chain_origin != Some(entity::kinds::ChainOrigin::Derived);
        let we_buy = self.row.vendor_id.is_some();
        Ok(AgreementActions {
            edit: open && ours && may(Permission::AgreementWrite),
            activate: !effective && ours && within && may(Permission::AgreementActivate),
            hold: effective && ours && may(Permission::AgreementActivate),
            confirm: open && !is_empty && within && may(Permission::AgreementConfirm),
            release: effective && we_buy && !is_empty && may(Permission::AgreementRelease),
            close: effective && ours && may(Permission::AgreementActivate),
            delete,
        })
    }
}

connection! {
    /// A page of agreements.
    AgreementConnection, AgreementEdge, Agreement, entity::agreement::Entity
}
