//! A document that is cancelled: all that stands around it, and what stands against it (COR-2).

use std::collections::BTreeSet;

use entity::exact::{Amount, Quantity};
use entity::ids::{
    PostingGroupId, PurchaseInvoiceId, PurchaseInvoiceLineId, PurchaseReceiptLineId,
};
use entity::kinds::{PurchaseCancellationStock, PurchaseInvoiceLineType, PurchaseInvoiceType};
use entity::purchase_invoice::{Entity, Model};
use entity::{
    gl_entry, purchase_invoice_line, purchase_invoice_match, tax_entry, vendor, vendor_entry,
};
use sea_orm::ColumnTrait;

use super::document::Posted;
use super::goods::Goods;
use super::read;
use super::sources::borne;
use super::standing::{Around, Standing, is_memo};
use crate::domain::invoice_amounts::TaxRate;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::commitment::facts;
use crate::usecase::ledger::groups::{self, ProductGroups};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::purchase_invoice_draft::amounts::TaxPair;
use crate::usecase::purchase_order_line::read::lock_with_orders;

/// The document that is cancelled, with all that stands around it, locked.
pub(super) struct Old {
    pub(super) invoice: Model,
    /// The invoice that it had cancelled, where it is a cancelling credit memo.
    pub(super) first: Option<Model>,
    pub(super) currency: crate::domain::money::Currency,
    pub(super) entry: vendor_entry::Model,
    pub(super) vendor: vendor::Model,
    pub(super) lines: Vec<purchase_invoice_line::Model>,
    matches: Vec<purchase_invoice_match::Model>,
    /// Those of the invoice that it had cancelled.
    first_matches: Vec<purchase_invoice_match::Model>,
    borne: Vec<(PurchaseInvoiceLineId, PurchaseReceiptLineId, Amount)>,
    pub(super) around: Around,
    taxes: Vec<tax_entry::Model>,
    entries: Vec<gl_entry::Model>,
    cancelled: bool,
}

impl Old {
    pub(super) async fn load(tx: &TenantTx, id: PurchaseInvoiceId) -> Result<Self, Failure> {
        let invoice = tx.find::<Entity>().named("id", id).await?;
        let lines = read::lines(tx, &[id]).await?;
        let order_lines: BTreeSet<_> = lines
            .iter()
            .filter_map(|l| l.purchase_order_line_id)
            .collect();
        let order_lines = lock_with_orders(tx, &order_lines).await?;
        let entries = tx.find::<vendor_entry::Entity>().lock();
        let entry = entries.named("id", invoice.vendor_entry_id).await?;
        let vendor = tx
            .find::<vendor::Entity>()
            .named("id", invoice.vendor_id)
            .await?;
        let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
        let matches = read::matches(tx, &ids).await?;
        let first = lines.iter().filter(|_| is_memo(&invoice));
        let first: Vec<_> = first
            .filter_map(|line| line.reverses_purchase_invoice_line_id)
            .collect();
        let first_matches = read::matches(tx, &first).await?;
        let charges = lines.iter().filter(|line| line.item_charge_id.is_some());
        let charges: Vec<_> = charges.map(|line| line.id).collect();
        let taxes = tx
            .find::<tax_entry::Entity>()
            .filter(tax_entry::Column::VoucherId.eq(invoice.voucher_id))
            .all()
            .await?;
        let entries = tx
            .find::<gl_entry::Entity>()
            .filter(gl_entry::Column::VoucherId.eq(invoice.voucher_id))
            .order_by(gl_entry::Column::LineNumber)
            .all()
            .await?;
        let first = match invoice.cancels_purchase_invoice_id {
            Some(id) => Some(tx.find::<Entity>().named("id", id).await?),
            None => None,
        };
        Ok(Self {
            first,
            currency: facts::currency(tx, invoice.currency).await?,
            entry,
            vendor,
            borne: borne(tx, &charges).await?,
            around: Around::load(tx, &lines, &matches, order_lines).await?,
            taxes,
            entries,
            cancelled: !read::cancelled(tx, &[id]).await?.is_empty(),
            matches,
            first_matches,
            lines,
            invoice,
        })
    }

    /// How it stands.
    pub(super) fn standing(&self) -> Standing<'_> {
        Standing {
            invoice: &self.invoice,
            cancelled: self.cancelled,
            entry: &self.entry,
            vendor: &self.vendor,
            lines: &self.lines,
            matches: &self.matches,
            around: &self.around,
        }
    }

    /// Whether it is itself the credit memo that cancels an invoice.
    pub(super) fn cancels(&self) -> bool {
        is_memo(&self.invoice)
    }

    /// How it was posted.
    pub(super) fn posted(&self) -> Posted {
        Posted {
            discount_posting: self.invoice.discount_posting,
            entries: self.entries.clone(),
        }
    }

    /// What the document is that cancels it.
    pub(super) fn becomes(&self) -> PurchaseInvoiceType {
        match self.invoice.document_type {
            PurchaseInvoiceType::Invoice => PurchaseInvoiceType::CreditMemo,
            PurchaseInvoiceType::CreditMemo => PurchaseInvoiceType::Invoice,
        }
    }

    pub(super) fn products(
        &self,
        setup: &Setup,
        line: &purchase_invoice_line::Model,
    ) -> Result<ProductGroups, Violation> {
        match (
            line.product_posting_group_id,
            line.tax_product_posting_group_id,
        ) {
            (Some(product), Some(tax_product)) => Ok(ProductGroups {
                product,
                tax_product,
            }),
            _ => groups::of_other(&setup.row, &line.description),
        }
    }

    /// The tax that the line was posted with.
    pub(super) fn tax(
        &self,
        line: &purchase_invoice_line::Model,
        business: PostingGroupId,
        setup: &Setup,
    ) -> Result<TaxRate<TaxPair>, Violation> {
        let product = self.products(setup, line)?.tax_product;
        let posted = self
            .taxes
            .iter()
            .find(|own| own.product_posting_group_id == product);
        Ok(TaxRate {
            group: (
                posted.map_or(business, |own| own.business_posting_group_id),
                product,
            ),
            percent: line.tax_percent,
        })
    }

    /// What the cancelling line does to the goods of the cancelled one.
    pub(super) fn goods(
        &self,
        line: &purchase_invoice_line::Model,
        turned: &purchase_invoice_line::Model,
        stock: PurchaseCancellationStock,
    ) -> Result<Vec<Goods>, Violation> {
        if line.line_type == PurchaseInvoiceLineType::GlAccount {
            return Ok(Vec::new());
        }
        if line.line_type == PurchaseInvoiceLineType::Charge {
            let own = self.borne.iter().filter(|(id, _, _)| *id == line.id);
            let goods = own.map(|(id, receipt, cost)| match self.cancels() {
                true => Goods::Charges {
                    receipt: *receipt,
                    weight: -cost.decimal(),
                },
                false => Goods::Uncharges {
                    receipt: *receipt,
                    of: *id,
                },
            });
            return Ok(goods.collect());
        }
        let keeps = stock == PurchaseCancellationStock::KeepReceived;
        let own = self
            .matches
            .iter()
            .filter(|own| own.purchase_invoice_line_id == line.id);
        if self.cancels() {
            self.standing().again(line, stock)?;
        }
        if self.cancels() && !keeps {
            return Ok(vec![Goods::Restores {
                quantity: turned.quantity,
                instead_of: self.first_receipts(line).collect(),
            }]);
        }
        own.map(|own| {
            let receipt = self.around.receipts.get(&own.purchase_receipt_line_id);
            let receipt = receipt.ok_or(Violation::NotFound)?.clone();
            let quantity = Quantity::ZERO.checked_sub(own.quantity).unwrap_or_default();
            let of = line.id;
            let before = self.around.invoiced(receipt.id);
            Ok(match (self.cancels(), keeps) {
                (true, _) => Goods::Invoices {
                    receipt,
                    quantity,
                    before: Quantity::from_steps(before),
                },
                (false, true) => Goods::Keeps {
                    receipt,
                    quantity,
                    of,
                },
                (false, false) => Goods::SendsBack {
                    receipt,
                    quantity,
                    of,
                },
            })
        })
        .collect()
    }

    /// The receipt lines that had brought what a line of a cancelling credit memo sent back.
    fn first_receipts(
        &self,
        line: &purchase_invoice_line::Model,
    ) -> impl Iterator<Item = PurchaseReceiptLineId> {
        let first = line.reverses_purchase_invoice_line_id;
        let own = self.first_matches.iter();
        own.filter(move |own| Some(own.purchase_invoice_line_id) == first)
            .map(|own| own.purchase_receipt_line_id)
    }
}
