//! Posting a draft: an invoice or a credit memo (PST-1 to PST-5, PST-7, MAT-2).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::exact::{Amount, Rate};
use entity::ids::PurchaseInvoiceDraftId;
use entity::kinds::{CommitmentEntryType, ItemType, PurchaseInvoiceType, VendorBlocked};
use entity::purchase_invoice::Model;
use entity::{purchase_invoice, purchase_invoice_draft_line, purchase_invoice_line, vendor_entry};

use super::accounts;
use super::document::{self, Document, Line};
use super::goods::Goods;
use super::read as posted;
use super::sources::goods;
use super::terms::{settling, terms};
use crate::domain::invoice_amounts::InvoiceSums;
use crate::domain::invoice_matching::{DiscrepancyKind, blocking};
use crate::domain::payment_terms::TermDates;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self as agreements, Hold};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::ledger::{period, rate, vendor};
use crate::usecase::purchase_invoice_draft::amounts::{Calculated, calculate};
use crate::usecase::purchase_invoice_draft::facts::Facts;
use crate::usecase::purchase_invoice_draft::{matching, read as drafts};
use crate::usecase::purchase_order_line::read::lock_with_orders;

/// The draft that is to be posted.
#[derive(Clone, Debug)]
pub struct Post {
    /// The draft.
    pub draft: PurchaseInvoiceDraftId,
    /// The version that the caller saw, if it matters.
    pub version: Option<i32>,
    /// The day it is posted for; the draft's, or today, if none.
    pub posting_date: Option<NaiveDate>,
}

impl Act for Post {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let field = "purchaseInvoiceDraftId";
        let draft = drafts::lock(tx, field, self.draft, self.version).await?;
        hold(tx, &drafts::lines(tx, draft.id).await?).await?;
        let facts = Box::pin(Facts::load(tx, draft)).await?;
        let mut check = Check::new();
        let posting_date = self.posting_date.or(facts.draft.posting_date);
        let posting_date = posting_date.unwrap_or_else(|| tx.today());
        let document_date = facts.draft.document_date.unwrap_or(posting_date);
        check.date("postingDate", posting_date);
        let stock = facts
            .items
            .values()
            .any(|item| item.item_type == ItemType::Inventory);
        period::must_be_open(tx, "postingDate", posting_date, stock, &mut check).await?;
        header(tx, &facts, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let currency = facts.draft.currency;
        let rate = rate::on(tx, "postingDate", currency, posting_date, &mut check).await?;
        let goods = goods(tx, &facts, &mut check).await?;
        let (Some(setup), Some(rate)) = (setup, rate) else {
            check.done()?;
            return Err(Failure::Broken("no refusal and no setup".to_owned()));
        };
        if setup.row.vendor_invoice_number_required && facts.draft.vendor_invoice_number.is_none() {
            check.refuse("vendorInvoiceNumber", Violation::Required);
        }
        accounts::set_up(&setup, &facts, &mut check);
        let calculated = match calculate(&setup, &facts) {
            Ok(calculated) => Some(calculated),
            Err(refusals) => {
                check.extend(refusals);
                None
            }
        };
        if let Some(calculated) = &calculated {
            matched((&setup, rate), &facts, calculated, &mut check)?;
        }
        let terms = terms(tx, &facts, document_date, &mut check).await?;
        check.done()?;
        let calculated =
            calculated.ok_or_else(|| Failure::Broken("no refusal and no amounts".to_owned()))?;
        let totals = calculated.amounts.totals;
        let settling = settling(&setup, &facts, &totals, terms, rate)
            .map_err(|violation| Failure::refused("", violation))?;
        let row = row(
            tx,
            &facts,
            &totals,
            terms,
            (posting_date, document_date, rate),
        );
        let lines = lines(tx, &facts, &calculated, goods, posting_date);
        let applies_to = facts.draft.vendor_entry_id;
        let draft = facts.draft.id;
        let document = Document {
            row,
            vendor: facts.vendor,
            currency: facts.currency,
            party: calculated.party,
            totals,
            settling,
            lines,
            order_lines: facts.order_lines,
            entry_type: match facts.draft.document_type {
                PurchaseInvoiceType::Invoice => CommitmentEntryType::Invoiced,
                PurchaseInvoiceType::CreditMemo => CommitmentEntryType::Reversed,
            },
            reason: "purchaseInvoicePost",
            cancels: None,
        };
        let (row, entry) = Box::pin(document::write(tx, &setup, document)).await?;
        if let Some(entry_id) = applies_to {
            let target = ("appliesToVendorEntryId", entry_id);
            document::apply(tx, &setup, entry, target, posting_date).await?;
        }
        drafts::clear(tx, draft).await?;
        tx.delete::<entity::purchase_invoice_draft::Entity>(draft)
            .await?;
        Ok(row)
    }
}

/// Holds all that other documents may invoice or give back at the same time: orders with their
/// lines, and where there are none, the entries of the invoices that brought or charged it.
async fn hold(tx: &TenantTx, lines: &[purchase_invoice_draft_line::Model]) -> Result<(), Failure> {
    let ordered = lines.iter().filter_map(|l| l.purchase_order_line_id);
    lock_with_orders(tx, &ordered.collect()).await?;
    let reversed = lines.iter().filter_map(|l| l.of_purchase_invoice_line_id);
    let mut charged: BTreeSet<_> = reversed.collect();
    let received = lines.iter().filter(|l| l.purchase_order_line_id.is_none());
    let received: Vec<_> = received
        .filter_map(|l| l.purchase_receipt_line_id)
        .collect();
    let brought = posted::matched(tx, &received).await?;
    charged.extend(brought.iter().map(|own| own.purchase_invoice_line_id));
    if charged.is_empty() {
        return Ok(());
    }
    let charged = tx.find::<purchase_invoice_line::Entity>().by_ids(charged);
    let invoices: BTreeSet<_> = charged
        .await?
        .iter()
        .map(|l| l.purchase_invoice_id)
        .collect();
    let invoices = tx.find::<purchase_invoice::Entity>().by_ids(invoices);
    let entries: BTreeSet<_> = invoices.await?.iter().map(|i| i.vendor_entry_id).collect();
    let entries = tx.find::<vendor_entry::Entity>().lock().by_ids(entries);
    entries.await.map(drop)
}

/// What stands against the draft but for its lines.
async fn header(tx: &TenantTx, facts: &Facts, check: &mut Check) -> Result<(), Failure> {
    let draft = &facts.draft;
    let number = draft.vendor_invoice_number.as_deref();
    let posted_as = document::posted_as(draft.document_type);
    vendor::must_be_free(tx, draft.vendor_id, posted_as, number, check).await?;
    if facts.vendor.blocked == VendorBlocked::All {
        check.refuse("purchaseInvoiceDraftId", Violation::VendorBlocked);
    }
    if facts.lines.is_empty() {
        check.refuse("purchaseInvoiceDraftId", Violation::NothingToPost);
    }
    let direct: BTreeSet<_> = facts
        .lines
        .iter()
        .filter(|line| line.purchase_order_line_id.is_none())
        .filter(|line| line.of_purchase_invoice_line_id.is_none())
        .filter_map(|line| facts.commitments.get(&line.agreement_line_id?))
        .collect();
    for agreement in direct {
        let held = agreements::header(tx, "agreementId", *agreement, Hold::Shared).await?;
        let mut own = held.facts();
        own.require_direct_invoicing = false;
        for violation in own.closed_to_orders() {
            check.refuse("agreementId", violation);
        }
    }
    for (element, line) in facts.lines.iter().enumerate() {
        if facts.item(line).is_some_and(|item| item.blocked) {
            let mut own = Check::new();
            own.refuse("itemId", Violation::ItemBlocked);
            check.extend_within("lines", element, own);
        }
    }
    Ok(())
}

/// Refuses what the policies do not let pass, and a typed total that is not the lines'.
fn matched(
    (setup, rate): (&Setup, Rate),
    facts: &Facts,
    calculated: &Calculated,
    check: &mut Check,
) -> Result<(), Failure> {
    let total = calculated.amounts.totals.total;
    let turned = facts.draft.document_type == PurchaseInvoiceType::CreditMemo;
    if !total.is_zero() && (total < Amount::ZERO) != turned {
        check.refuse("", Violation::SignMismatch);
    }
    let found = matching::discrepancies(setup, facts, calculated, rate);
    let found = found.map_err(|violation| Failure::refused("", violation))?;
    let approved = facts.draft.approved_by.is_some();
    for one in &found {
        let discrepancy = one.discrepancy;
        let stands = blocking(
            std::slice::from_ref(&one.discrepancy),
            setup.row.approve_discrepancies,
            approved,
        );
        if stands.count() == 0 {
            continue;
        }
        if discrepancy.kind == DiscrepancyKind::TypedTotal {
            let typed = facts.draft.document_total.unwrap_or_default();
            let calculated = total;
            check.refuse(
                "documentTotal",
                Violation::DocumentTotalDiffers { calculated, typed },
            );
            continue;
        }
        let mut own = Check::new();
        own.refuse(
            "",
            Violation::MatchingDiscrepancy {
                what: matching::name(discrepancy.kind),
                expected: discrepancy.expected,
                actual: discrepancy.actual,
            },
        );
        match one.element {
            Some(element) => check.extend_within("lines", element, own),
            None => check.extend(own.into_refusals()),
        }
    }
    Ok(())
}

fn row(
    tx: &TenantTx,
    facts: &Facts,
    totals: &InvoiceSums,
    terms: TermDates,
    (posting_date, document_date, rate): (NaiveDate, NaiveDate, Rate),
) -> Model {
    let draft = &facts.draft;
    let one_order = facts
        .orders
        .keys()
        .next()
        .filter(|_| facts.orders.len() == 1);
    Model {
        legal_entity_id: draft.legal_entity_id,
        id: tx.id(),
        number: String::new(),
        document_type: draft.document_type,
        vendor_id: draft.vendor_id,
        purchase_order_id: draft.purchase_order_id.or(one_order.copied()),
        agreement_id: draft.agreement_id,
        vendor_invoice_number: draft.vendor_invoice_number.clone(),
        posting_date,
        document_date,
        due_date: terms.due,
        discount_date: terms.discount_date,
        payment_terms: draft.payment_terms.clone(),
        currency: draft.currency,
        exchange_rate: rate,
        invoice_discount_amount: totals.invoice_discount,
        net_amount: totals.net,
        tax_amount: totals.tax,
        total_amount: totals.total,
        voucher_id: uuid::Uuid::nil().into(),
        vendor_entry_id: uuid::Uuid::nil().into(),
        cancels_purchase_invoice_id: None,
        cancellation: None,
        stock: None,
        reason: None,
        business_posting_group_id: None,
        discount_posting: None,
        dimension_set_id: draft.dimension_set_id,
        recorded_at: tx.instant(),
        recorded_by: tx.grant().subject().to_owned(),
    }
}

fn lines(
    tx: &TenantTx,
    facts: &Facts,
    calculated: &Calculated,
    goods: Vec<Vec<Goods>>,
    posting_date: NaiveDate,
) -> Vec<Line> {
    let of = facts.lines.iter().zip(&calculated.amounts.lines);
    let of = of
        .zip(&calculated.products)
        .zip(&calculated.taxes)
        .zip(goods);
    (1..)
        .zip(of)
        .map(|(number, ((((line, sums), products), tax), goods))| {
            let link = facts.link(line);
            let row = purchase_invoice_line::Model {
                legal_entity_id: line.legal_entity_id,
                id: tx.id(),
                purchase_invoice_id: uuid::Uuid::nil().into(),
                line_number: number,
                document_number: String::new(),
                posting_date,
                vendor_id: facts.draft.vendor_id,
                line_type: line.line_type,
                purchase_order_line_id: line.purchase_order_line_id,
                agreement_id: link.and_then(|id| facts.commitments.get(&id)).copied(),
                agreement_line_id: link,
                item_id: line.item_id,
                procurement_category_id: line.procurement_category_id,
                gl_account_id: line.gl_account_id,
                item_charge_id: line.item_charge_id,
                description: line.description.clone(),
                variant: line.variant.clone(),
                warehouse_id: line.warehouse_id,
                quantity: line.quantity,
                unit: line.unit.clone(),
                unit_factor: line.unit_factor,
                unit_price: line.unit_price,
                price_unit: line.price_unit,
                discount_percent: line.discount_percent,
                discount_amount: line.discount_amount,
                line_discount_amount: sums.line_discount,
                invoice_discount_amount: sums.invoice_discount,
                net_amount: sums.net,
                tax_percent: tax.percent,
                tax_amount: sums.tax,
                product_posting_group_id: Some(products.product),
                tax_product_posting_group_id: Some(products.tax_product),
                reverses_purchase_invoice_line_id: line.of_purchase_invoice_line_id,
                dimension_set_id: line.dimension_set_id,
            };
            Line {
                row,
                sums: *sums,
                products: *products,
                tax: *tax,
                goods,
            }
        })
        .collect()
}
