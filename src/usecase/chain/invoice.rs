//! Invoices of orders that go with a trading partner's (ICO-4): what the seller invoices becomes an
//! invoice of the buyer, as the buyer wants it, and the buyer posts what the seller posted.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::ids::{
    LegalEntityId, PurchaseInvoiceId, PurchaseOrderId, PurchaseOrderLineId, SalesInvoiceId,
    SalesOrderId, SalesOrderLineId,
};
use entity::kinds::{PurchaseInvoiceType, TradedInvoice};
use entity::{
    purchase_invoice, purchase_order, purchase_order_line, sales_invoice, sales_invoice_line,
    sales_order, sales_order_line,
};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::chain::invoice::{Invoice, InvoiceLine, differs, refusals};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::purchase_invoice::{post, read as bills};
use crate::usecase::purchase_invoice_draft::create::Create;
use crate::usecase::purchase_invoice_draft::header::HeaderEdit;
use crate::usecase::purchase_invoice_draft::wanted::WantedLine;
use crate::usecase::sales_invoice::read as sales;

use super::follow::by_partner;

/// Has the buyer take over what our sales invoice charges of an order that goes with its own.
///
/// # Errors
/// What the buyer's side says against it, where it shall be posted there or cannot even be drafted;
/// a refusal where the trade has been stopped; or when the database fails.
pub(super) async fn sold(tx: &TenantTx, id: SalesInvoiceId) -> Result<(), Failure> {
    let Some(invoice) = tx.find::<sales_invoice::Entity>().by_id(id).await? else {
        return Ok(());
    };
    let order = tx.find::<sales_order::Entity>();
    let order = order.by_ids(invoice.sales_order_id).await?.pop();
    let chain = order.and_then(|own| own.chain_legal_entity_id.zip(own.chain_purchase_order_id));
    let Some((buyer, twin)) = chain else {
        return Ok(());
    };
    let partner = tx.meet(buyer).await?;
    let posts = match partner.theirs.invoice_from_sales_invoice {
        TradedInvoice::Nothing => return Ok(()),
        TradedInvoice::Draft => false,
        TradedInvoice::Posted => true,
    };
    let lines = sales::lines(tx, &[id]).await?;
    let rows: BTreeSet<_> = lines.iter().filter_map(|l| l.sales_order_line_id).collect();
    let rows = tx.find::<sales_order_line::Entity>().by_ids(rows).await?;
    let twins = rows
        .iter()
        .filter_map(|row| Some((row.id, row.chain_purchase_order_line_id?)));
    let twins: HashMap<SalesOrderLineId, PurchaseOrderLineId> = twins.collect();
    let charged = lines.iter().map(|line| {
        let twin = line.sales_order_line_id.and_then(|id| twins.get(&id));
        (twin.copied(), line.quantity.decimal())
    });
    let take = Take {
        order: twin,
        number: invoice.number.clone(),
        document_date: invoice.document_date,
        posting_date: invoice.posting_date,
        charged: charged.collect(),
        posts: posts.then(|| said(&invoice, &lines)),
    };
    tx.with(&partner, &take).await.map_err(by_partner)
}

/// Refuses a purchase invoice of ours that charges something of orders that go with a seller's, and
/// is not what the seller posted. What gives back or cancels is not looked at.
///
/// # Errors
/// The refusals, also where the trade has been stopped; or when the database fails.
pub(super) async fn bought(tx: &TenantTx, id: PurchaseInvoiceId) -> Result<(), Failure> {
    let Some(bill) = Bill::load(tx, id).await? else {
        return Ok(());
    };
    let partner = tx.meet(bill.seller).await?;
    let read = ReadInvoice {
        number: bill.number,
        orders: bill.orders,
    };
    match tx.with(&partner, &read).await? {
        Some(theirs) => must_agree(&bill.said, &theirs),
        None => {
            let reason = "there is none of this number for the order".to_owned();
            Err(Failure::refused("vendorInvoiceNumber", differs(reason)))
        }
    }
}

fn must_agree(ours: &Invoice, theirs: &Invoice) -> Result<(), Failure> {
    let found = refusals(ours, theirs);
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::Refused(found))
}

/// What the buyer takes over of the seller's invoice.
struct Take {
    /// The purchase order that it is of.
    order: PurchaseOrderId,
    /// The number of the seller's invoice.
    number: String,
    document_date: NaiveDate,
    posting_date: NaiveDate,
    /// How much of which order lines. Their prices are the orders', which say the same.
    charged: Vec<(Option<PurchaseOrderLineId>, Decimal)>,
    /// What is posted has to agree with this; without it, a draft remains for somebody to post.
    posts: Option<Invoice>,
}

impl Act for Take {
    type Out = ();

    async fn run(&self, tx: &TenantTx) -> Result<(), Failure> {
        let line = |(line, quantity): &(Option<PurchaseOrderLineId>, Decimal)| WantedLine {
            purchase_order_line: *line,
            quantity: Some(*quantity),
            ..WantedLine::default()
        };
        let create = Create {
            document_type: PurchaseInvoiceType::Invoice,
            vendor: None,
            order: Some(self.order),
            receipts: Vec::new(),
            reverses: None,
            sales: Vec::new(),
            agreement: None,
            currency: None,
            header: HeaderEdit {
                vendor_invoice_number: Some(Some(self.number.clone())),
                document_date: Some(Some(self.document_date)),
                posting_date: Some(Some(self.posting_date)),
                ..HeaderEdit::default()
            },
            lines: self.charged.iter().map(line).collect(),
        };
        let draft = Box::pin(create.run(tx)).await?;
        let Some(theirs) = &self.posts else {
            return Ok(());
        };
        let post = post::Post {
            draft: draft.id,
            version: None,
            posting_date: None,
        };
        let posted = Box::pin(post.run(tx)).await?;
        match Bill::load(tx, posted.id).await? {
            Some(bill) => must_agree(&bill.said, theirs),
            None => Err(Failure::Broken("an invoice of trade is of none".to_owned())),
        }
    }
}

/// Reads the invoice with a number that the seller posted for one of some orders.
struct ReadInvoice {
    number: String,
    orders: BTreeSet<SalesOrderId>,
}

impl Act for ReadInvoice {
    type Out = Option<Invoice>;

    async fn run(&self, tx: &TenantTx) -> Result<Option<Invoice>, Failure> {
        use sales_invoice::{Column, Entity};
        let invoice = tx
            .find::<Entity>()
            .filter(Column::Number.eq(&self.number))
            .filter(Column::SalesOrderId.is_in(self.orders.iter().copied()))
            .one()
            .await?;
        let Some(invoice) = invoice else {
            return Ok(None);
        };
        let lines = sales::lines(tx, &[invoice.id]).await?;
        Ok(Some(said(&invoice, &lines)))
    }
}

/// What a sales invoice says.
fn said(invoice: &sales_invoice::Model, lines: &[sales_invoice_line::Model]) -> Invoice {
    let line = |line: &sales_invoice_line::Model| InvoiceLine {
        of: line.sales_order_line_id,
        quantity: line.quantity,
        net: line.net_amount,
    };
    Invoice {
        currency: invoice.currency,
        net: invoice.net_amount,
        tax: invoice.tax_amount,
        total: invoice.total_amount,
        lines: lines.iter().map(line).collect(),
    }
}

/// A posted purchase invoice of orders that go with a seller's.
struct Bill {
    seller: LegalEntityId,
    /// The seller's orders.
    orders: BTreeSet<SalesOrderId>,
    /// The seller's number of it; empty where it has none.
    number: String,
    said: Invoice,
}

impl Bill {
    /// Nothing where it charges nothing of such orders.
    async fn load(tx: &TenantTx, id: PurchaseInvoiceId) -> Result<Option<Self>, Failure> {
        let Some(row) = tx.find::<purchase_invoice::Entity>().by_id(id).await? else {
            return Ok(None);
        };
        let cancels = row.cancels_purchase_invoice_id.is_some();
        if cancels || row.document_type != PurchaseInvoiceType::Invoice {
            return Ok(None);
        }
        let lines = bills::lines(tx, &[id]).await?;
        let of: BTreeSet<_> = lines
            .iter()
            .filter_map(|l| l.purchase_order_line_id)
            .collect();
        let mut of = tx.find::<purchase_order_line::Entity>().by_ids(of).await?;
        of.retain(|line| line.chain_sales_order_line_id.is_some());
        let orders: BTreeSet<_> = of.iter().map(|line| line.purchase_order_id).collect();
        let orders = tx.find::<purchase_order::Entity>().by_ids(orders).await?;
        let seller = orders.iter().find_map(|own| own.chain_legal_entity_id);
        let Some(seller) = seller else {
            return Ok(None);
        };
        let twins: HashMap<_, _> = of
            .iter()
            .map(|line| (line.id, line.chain_sales_order_line_id))
            .collect();
        let said = lines.iter().map(|line| {
            let twin = line.purchase_order_line_id.and_then(|id| twins.get(&id));
            InvoiceLine {
                of: twin.copied().flatten(),
                quantity: line.quantity,
                net: line.net_amount,
            }
        });
        Ok(Some(Self {
            seller,
            orders: orders
                .iter()
                .filter_map(|own| own.chain_sales_order_id)
                .collect(),
            said: Invoice {
                currency: row.currency,
                net: row.net_amount,
                tax: row.tax_amount,
                total: row.total_amount,
                lines: said.collect(),
            },
            number: row.vendor_invoice_number.unwrap_or_default(),
        }))
    }
}
