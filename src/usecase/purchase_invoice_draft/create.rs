//! Making a draft: of an order, of receipts, of a posted invoice that is given back, or freely
//! (ORD-8, PST-7, COR-8).

use std::collections::BTreeSet;

use entity::codes::CurrencyCode;
use entity::exact::{Amount, Percent, Quantity};
use entity::ids::{
    AgreementId, PurchaseInvoiceId, PurchaseOrderId, PurchaseReceiptId, PurchaseReceiptLineId,
    VendorId,
};
use entity::kinds::{PurchaseInvoiceType, VendorBlocked};
use entity::purchase_invoice_draft::Model;
use entity::{
    agreement, purchase_invoice, purchase_order, purchase_order_line, purchase_receipt, vendor,
};
use sea_orm::ColumnTrait;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::purchase_invoice::given_back::GivenBack;
use crate::usecase::purchase_invoice::read as posted;
use crate::usecase::purchase_receipt::read as receipts;

use super::header::HeaderEdit;
use super::read;
use super::sale::Sale;
use super::wanted::{self, WantedLine};

/// The most lines that one document has.
pub const LINES_MAX: usize = 1_000;

/// The most receipts that one document invoices.
const RECEIPTS_MAX: usize = 100;

/// The draft that is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// Whether it is an invoice or a credit memo.
    pub document_type: PurchaseInvoiceType,
    /// Who sells; taken from what it is made of if none.
    pub vendor: Option<VendorId>,
    /// The order that it is made of: all that has arrived and is not invoiced, without lines.
    pub order: Option<PurchaseOrderId>,
    /// The receipts that it is made of: all of them that is not invoiced.
    pub receipts: Vec<PurchaseReceiptId>,
    /// The posted invoice that it gives back: all of it that was not given back before.
    pub reverses: Option<PurchaseInvoiceId>,
    /// The sales documents whose items it buys (ORD-7).
    pub sales: Vec<Sale>,
    /// The agreement that its own lines count towards.
    pub agreement: Option<AgreementId>,
    /// Its currency; taken from what it is made of if none.
    pub currency: Option<CurrencyCode>,
    /// What else is typed of its header.
    pub header: HeaderEdit,
    /// Its lines; after those of what it is made of.
    pub lines: Vec<WantedLine>,
}

/// What a draft is made of.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) vendor: Option<VendorId>,
    currency: Option<CurrencyCode>,
    payment_terms: Option<String>,
    dimension_set: Option<entity::ids::DimensionSetId>,
    pub(super) lines: Vec<WantedLine>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut check = Check::new();
        let sources = self.sources(tx, &mut check).await?;
        let all = [sources.lines.as_slice(), &self.lines].concat();
        if all.len() > LINES_MAX {
            check.refuse("lines", Violation::TooMany { limit: LINES_MAX });
        }
        let vendor = self.vendor(tx, &sources, &mut check).await?;
        let code = self.currency.or(sources.currency);
        let code = code.or_else(|| vendor.as_ref().map(|own| own.currency));
        let currency = match code {
            Some(code) => check.currency(tx, "currency", code).await?,
            None => None,
        };
        let (Some(vendor), Some(currency)) = (vendor, currency) else {
            check.done()?;
            return Err(Failure::Broken("no refusal and no vendor".to_owned()));
        };
        let mut draft = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            document_type: self.document_type,
            vendor_id: vendor.id,
            purchase_order_id: self.order,
            agreement_id: self.agreement,
            vendor_invoice_number: None,
            posting_date: None,
            document_date: None,
            due_date: None,
            payment_terms: sources.payment_terms.or(vendor.payment_terms),
            currency: currency.code,
            invoice_discount_percent: Percent::ZERO,
            invoice_discount_amount: Amount::ZERO,
            document_total: None,
            vendor_entry_id: None,
            corrects_purchase_invoice_id: None,
            approved_by: None,
            dimension_set_id: sources.dimension_set,
            last_line_number: 0,
            created_at: tx.instant(),
            created_by: tx.grant().subject().to_owned(),
            row_version: 1,
        };
        self.header
            .apply(tx, &mut draft, currency, &mut check)
            .await?;
        let placed = wanted::place(tx, &draft, currency, &all, &mut check).await?;
        draft.last_line_number = i32::try_from(placed.len()).unwrap_or(i32::MAX);
        check.done()?;
        let draft = tx.insert(draft).await?;
        read::write(tx, placed).await?;
        Ok(draft)
    }
}

impl Create {
    async fn vendor(
        &self,
        tx: &TenantTx,
        sources: &Sources,
        check: &mut Check,
    ) -> Result<Option<vendor::Model>, Failure> {
        let Some(id) = self.vendor.or(sources.vendor) else {
            if !check.is_bad() {
                check.refuse("vendorId", Violation::Required);
            }
            return Ok(None);
        };
        let vendor = tx.find::<vendor::Entity>().by_id(id).await?;
        match &vendor {
            None => check.refuse("vendorId", Violation::NotFound),
            Some(own) if own.blocked == VendorBlocked::All => {
                check.refuse("vendorId", Violation::VendorBlocked);
            }
            Some(_) => {}
        }
        Ok(vendor)
    }

    async fn sources(&self, tx: &TenantTx, check: &mut Check) -> Result<Sources, Failure> {
        let mut sources = Sources::default();
        if let Some(id) = self.order {
            match tx.find::<purchase_order::Entity>().by_id(id).await? {
                None => check.refuse("purchaseOrderId", Violation::NotFound),
                Some(order) => self.of_order(tx, order, &mut sources).await?,
            }
        }
        if self.receipts.len() > RECEIPTS_MAX {
            let limit = RECEIPTS_MAX;
            check.refuse("purchaseReceiptIds", Violation::TooMany { limit });
            return Ok(sources);
        }
        for (element, id) in self.receipts.iter().enumerate() {
            if self.receipts.iter().take(element).any(|other| other == id) {
                let mut own = Check::new();
                own.refuse("", Violation::Duplicate);
                check.extend_within("purchaseReceiptIds", element, own);
                continue;
            }
            match tx.find::<purchase_receipt::Entity>().by_id(*id).await? {
                None => {
                    let mut own = Check::new();
                    own.refuse("", Violation::NotFound);
                    check.extend_within("purchaseReceiptIds", element, own);
                }
                Some(receipt) => of_receipt(tx, &receipt, &mut sources).await?,
            }
        }
        if let Some(id) = self.reverses {
            match tx.find::<purchase_invoice::Entity>().by_id(id).await? {
                None => check.refuse("reversesPurchaseInvoiceId", Violation::NotFound),
                Some(_) if self.document_type != PurchaseInvoiceType::CreditMemo => {
                    let reason = "only a credit memo gives back".to_owned();
                    let violation = Violation::NotAllowed { reason };
                    check.refuse("reversesPurchaseInvoiceId", violation);
                }
                Some(invoice) => of_posted(tx, &invoice, &mut sources).await?,
            }
        }
        for sale in &self.sales {
            sale.sources(tx, &mut sources, check).await?;
        }
        if let Some(id) = self.agreement {
            match tx.find::<agreement::Entity>().by_id(id).await? {
                None => check.refuse("agreementId", Violation::NotFound),
                Some(row) => {
                    let vendor = self.vendor.or(sources.vendor).or(row.vendor_id);
                    if vendor.is_none() || vendor != row.vendor_id {
                        check.refuse("agreementId", Violation::VendorMismatch);
                    }
                    sources.vendor = sources.vendor.or(row.vendor_id);
                    sources.currency = sources.currency.or(Some(row.currency));
                    sources.payment_terms = sources.payment_terms.or(row.payment_terms);
                    sources.dimension_set = sources.dimension_set.or(row.dimension_set_id);
                }
            }
        }
        Ok(sources)
    }

    async fn of_order(
        &self,
        tx: &TenantTx,
        order: purchase_order::Model,
        sources: &mut Sources,
    ) -> Result<(), Failure> {
        sources.vendor = Some(order.vendor_id);
        sources.currency = Some(order.currency);
        sources.payment_terms = order.payment_terms;
        sources.dimension_set = order.dimension_set_id;
        if !self.lines.is_empty() {
            return Ok(());
        }
        let open =
            |line: &purchase_order_line::Model| line.received_quantity != line.invoiced_quantity;
        let lines = tx
            .find::<purchase_order_line::Entity>()
            .filter(purchase_order_line::Column::PurchaseOrderId.eq(order.id))
            .order_by(purchase_order_line::Column::LineNumber);
        let lines = lines
            .all()
            .await?
            .into_iter()
            .filter(open)
            .map(|line| WantedLine {
                purchase_order_line: Some(line.id),
                ..WantedLine::default()
            });
        sources.lines.extend(lines);
        Ok(())
    }
}

async fn of_receipt(
    tx: &TenantTx,
    receipt: &purchase_receipt::Model,
    sources: &mut Sources,
) -> Result<(), Failure> {
    sources.vendor = sources.vendor.or(Some(receipt.vendor_id));
    sources.currency = sources.currency.or(Some(receipt.currency));
    if let (None, Some(id)) = (&sources.payment_terms, receipt.purchase_order_id) {
        let order = tx.find::<purchase_order::Entity>().by_id(id).await?;
        if let Some(order) = order {
            sources.payment_terms = order.payment_terms;
            sources.dimension_set = sources.dimension_set.or(order.dimension_set_id);
        }
    }
    let lines = receipts::lines(tx, &[receipt.id]).await?;
    let ids: Vec<PurchaseReceiptLineId> = lines.iter().map(|line| line.id).collect();
    let invoiced = receipts::invoiced(tx, &ids).await?;
    let undone = receipts::undone(tx, &ids).await?;
    for line in lines {
        let steps = invoiced.get(&line.id).copied().unwrap_or_default();
        if undone.contains(&line.id) || Quantity::from_steps(steps) == line.quantity {
            continue;
        }
        sources.lines.push(WantedLine {
            purchase_receipt_line: Some(line.id),
            ..WantedLine::default()
        });
    }
    Ok(())
}

async fn of_posted(
    tx: &TenantTx,
    invoice: &purchase_invoice::Model,
    sources: &mut Sources,
) -> Result<(), Failure> {
    sources.vendor = sources.vendor.or(Some(invoice.vendor_id));
    sources.currency = sources.currency.or(Some(invoice.currency));
    sources.payment_terms = sources
        .payment_terms
        .take()
        .or(invoice.payment_terms.clone());
    sources.dimension_set = sources.dimension_set.or(invoice.dimension_set_id);
    let lines = posted::lines(tx, &[invoice.id]).await?;
    let ids = lines.iter().map(|line| line.id).collect();
    let given_back = GivenBack::load(tx, &ids, &BTreeSet::new()).await?;
    for line in lines {
        if !given_back.left.left_of_line(line.id).is_zero() {
            sources.lines.push(WantedLine {
                reversed: Some(line.id),
                ..WantedLine::default()
            });
        }
    }
    Ok(())
}
