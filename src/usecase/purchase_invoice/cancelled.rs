//! A document that is cancelled: all that stands around it, and what stands against it (COR-2).

use std::collections::{BTreeSet, HashMap};

use entity::exact::{Amount, Quantity};
use entity::ids::{
    ItemId, PostingGroupId, PurchaseInvoiceId, PurchaseInvoiceLineId, PurchaseOrderLineId,
    PurchaseReceiptLineId,
};
use entity::kinds::{
    PurchaseCancellationStock, PurchaseInvoiceLineType, PurchaseInvoiceType, VendorBlocked,
};
use entity::purchase_invoice::{Entity, Model};
use entity::{
    gl_entry, item, purchase_invoice_line, purchase_invoice_match, purchase_order_line,
    purchase_receipt_line, tax_entry, vendor, vendor_entry,
};
use sea_orm::ColumnTrait;

use super::document::Posted;
use super::given_back::GivenBack;
use super::goods::Goods;
use super::read;
use super::sources::borne;
use crate::domain::giving_back::Returnable;
use crate::domain::invoice_amounts::TaxRate;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;
use crate::usecase::ledger::groups::{self, ProductGroups};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::purchase_invoice_draft::amounts::TaxPair;
use crate::usecase::purchase_order_line::read::lock_with_orders;
use crate::usecase::purchase_receipt::read as receipts;

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
    receipts: HashMap<PurchaseReceiptLineId, purchase_receipt_line::Model>,
    invoiced: HashMap<PurchaseReceiptLineId, i64>,
    undone: BTreeSet<PurchaseReceiptLineId>,
    given_back: Returnable,
    items: HashMap<ItemId, item::Model>,
    pub(super) order_lines: HashMap<PurchaseOrderLineId, purchase_order_line::Model>,
    taxes: Vec<tax_entry::Model>,
    entries: Vec<gl_entry::Model>,
    cancelled: bool,
}

impl Old {
    pub(super) async fn load(tx: &TenantTx, id: PurchaseInvoiceId) -> Result<Self, Failure> {
        let invoice = tx.find::<Entity>().named("id", id).await?;
        let lines = read::lines(tx, id).await?;
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
        let cancels = invoice.document_type == PurchaseInvoiceType::CreditMemo;
        let first = lines.iter().filter(|_| cancels);
        let first: Vec<_> = first
            .filter_map(|line| line.reverses_purchase_invoice_line_id)
            .collect();
        let first_matches = read::matches(tx, &first).await?;
        let given_back = ids.iter().copied().filter(|_| !cancels).collect();
        let given_back = GivenBack::load(tx, &given_back, &BTreeSet::new()).await?;
        let matched: BTreeSet<_> = matches.iter().map(|m| m.purchase_receipt_line_id).collect();
        let found = tx.find::<purchase_receipt_line::Entity>();
        let found = found.by_ids(matched.iter().copied()).await?;
        let matched: Vec<_> = matched.into_iter().collect();
        let charges = lines.iter().filter(|line| line.item_charge_id.is_some());
        let charges: Vec<_> = charges.map(|line| line.id).collect();
        let items: BTreeSet<_> = lines.iter().filter_map(|line| line.item_id).collect();
        let items = tx.find::<item::Entity>().by_ids(items).await?;
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
            receipts: found.into_iter().map(|row| (row.id, row)).collect(),
            invoiced: receipts::invoiced(tx, &matched).await?,
            undone: receipts::undone(tx, &matched).await?,
            given_back: given_back.left,
            items: items.into_iter().map(|row| (row.id, row)).collect(),
            order_lines: order_lines.into_iter().map(|row| (row.id, row)).collect(),
            taxes,
            entries,
            cancelled: read::is_cancelled(tx, id).await?,
            matches,
            first_matches,
            lines,
            invoice,
        })
    }

    /// Whether it is itself the credit memo that cancels an invoice.
    pub(super) fn cancels(&self) -> bool {
        self.invoice.document_type == PurchaseInvoiceType::CreditMemo
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

    /// What becomes of the goods where nobody says: those of receipts stay (COR-5).
    pub(super) fn stock(&self) -> PurchaseCancellationStock {
        let of_order = self
            .lines
            .iter()
            .any(|line| line.purchase_order_line_id.is_some());
        match of_order {
            true => PurchaseCancellationStock::KeepReceived,
            false => PurchaseCancellationStock::ReturnToVendor,
        }
    }

    /// Everything that stands against cancelling it (COR-2).
    pub(super) fn check(&self, check: &mut Check) {
        if self.cancelled {
            check.refuse("id", Violation::AlreadyCancelled);
        }
        if self.cancels() {
            if self.first.is_none() {
                let reason = "only a credit memo that cancels an invoice is cancelled".to_owned();
                check.refuse("id", Violation::NotCancellable { reason });
            }
        } else if !self.cancelled && self.entry.remaining_amount != self.entry.amount {
            check.refuse(
                "id",
                Violation::PartlySettled {
                    remaining: self.entry.remaining_amount,
                    total: self.entry.amount,
                },
            );
        }
        if self.vendor.blocked == VendorBlocked::All {
            check.refuse("id", Violation::VendorBlocked);
        }
        for (element, line) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            if line
                .item_id
                .and_then(|id| self.items.get(&id))
                .is_some_and(|item| item.blocked)
            {
                own.refuse("itemId", Violation::ItemBlocked);
            }
            let left = self.given_back.left_of_line(line.id);
            if left != line.quantity.decimal() && !self.cancels() && !self.cancelled {
                let reason = "some of it was given back, or is on a return order".to_owned();
                own.refuse("", Violation::NotCancellable { reason });
            }
            check.extend_within("lines", element, own);
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
        if self.cancels() && !keeps {
            self.still_outstanding(line)?;
            return Ok(vec![Goods::Restores {
                quantity: turned.quantity,
                instead_of: self.first_receipts(line).collect(),
            }]);
        }
        own.map(|own| {
            let receipt = self.receipts.get(&own.purchase_receipt_line_id);
            let receipt = receipt.ok_or(Violation::NotFound)?.clone();
            let quantity = Quantity::ZERO.checked_sub(own.quantity).unwrap_or_default();
            let of = line.id;
            let before = self.invoiced.get(&receipt.id).copied().unwrap_or_default();
            if self.cancels() {
                self.still_open(&receipt)?;
            }
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

    /// Refuses to bring goods back to an order that has received others meanwhile, or waits for
    /// none any more.
    fn still_outstanding(&self, line: &purchase_invoice_line::Model) -> Result<(), Violation> {
        let Some(order_line) = line.purchase_order_line_id else {
            return Ok(());
        };
        let ordered = self
            .order_lines
            .get(&order_line)
            .ok_or(Violation::NotFound)?;
        let same =
            |own: &&purchase_invoice_line::Model| own.purchase_order_line_id == Some(order_line);
        let wanted: i64 = self
            .lines
            .iter()
            .filter(same)
            .map(|own| -own.quantity.steps())
            .sum();
        let open = ordered.quantity.steps()
            - ordered.cancelled_quantity.steps()
            - ordered.received_quantity.steps();
        match wanted > open {
            true => Err(Violation::QuantityAboveOutstanding {
                outstanding: Quantity::from_steps(open),
                limit: Quantity::from_steps(open),
            }),
            false => Ok(()),
        }
    }

    /// Refuses to invoice again what was undone or invoiced otherwise meanwhile.
    fn still_open(&self, receipt: &purchase_receipt_line::Model) -> Result<(), Violation> {
        let invoiced = self.invoiced.get(&receipt.id).copied().unwrap_or_default();
        let open = match self.undone.contains(&receipt.id) {
            true => 0,
            false => receipt.quantity.steps() - invoiced,
        };
        let own = self.matches.iter();
        let own = own.filter(|own| own.purchase_receipt_line_id == receipt.id);
        let wanted: i64 = own.map(|own| -own.quantity.steps()).sum();
        match wanted > open {
            true => Err(Violation::QuantityAboveReceived {
                limit: Quantity::from_steps(open),
            }),
            false => Ok(()),
        }
    }
}
