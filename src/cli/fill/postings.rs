//! What becomes of orders in the ledgers: they arrive, are invoiced and paid.

use entity::ids::{PurchaseOrderId, VendorEntryId};
use entity::kinds::PurchaseInvoiceType;
use entity::{purchase_order_line, vendor_entry};
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::ledger::settle::Wanted;
use crate::usecase::purchase_invoice_draft::create;
use crate::usecase::purchase_invoice_draft::header::HeaderEdit;
use crate::usecase::purchase_order_line::read;
use crate::usecase::{purchase_invoice, purchase_receipt, vendor_payment};

use super::calendar::later;
use super::month::{Desk, Task};

impl Desk<'_> {
    /// All of an order arrives, or about half of each line and the rest later.
    pub async fn receive(&mut self, order: PurchaseOrderId) -> Result<(), Failure> {
        let mut lines = Vec::new();
        if self.state.random.chance(20) {
            for line in read::lock_of(self.tx, order).await? {
                lines.extend(half(&line));
            }
            let days = self.state.random.between(5, 20);
            self.later(later(self.day, days), Task::Receive(order));
        }
        let act = purchase_receipt::post::Post {
            order,
            posting_date: None,
            vendor_shipment_number: None,
            lines,
        };
        if self.attempt(&act).await?.is_some() && self.state.random.chance(85) {
            let days = self.state.random.between(1, 12);
            self.later(later(self.day, days), Task::Invoice(order));
        }
        Ok(())
    }

    /// What has arrived is invoiced at the order's prices; most of it is paid when it is due.
    pub async fn invoice(&mut self, order: PurchaseOrderId) -> Result<(), Failure> {
        let number = format!("F-{}", 10_001 + self.state.counts.invoices);
        let draft = create::Create {
            document_type: PurchaseInvoiceType::Invoice,
            vendor: None,
            order: Some(order),
            receipts: Vec::new(),
            reverses: None,
            sales: Vec::new(),
            agreement: None,
            currency: None,
            header: HeaderEdit {
                vendor_invoice_number: Some(Some(number)),
                ..HeaderEdit::default()
            },
            lines: Vec::new(),
        };
        let Some(draft) = self.attempt(&draft).await? else {
            return Ok(());
        };
        // What is late stays a draft, to be looked at.
        if self.state.random.chance(5) {
            return Ok(());
        }
        let post = purchase_invoice::post::Post {
            draft: draft.id,
            version: None,
            posting_date: None,
        };
        let Some(posted) = self.attempt(&post).await? else {
            return Ok(());
        };
        self.state.counts.invoices += 1;
        if self.state.random.chance(75) {
            let day = match posted
                .discount_date
                .filter(|_| self.state.random.chance(50))
            {
                Some(day) => day,
                None => posted.due_date,
            };
            self.later(day, Task::Pay(posted.vendor_entry_id));
        }
        Ok(())
    }

    /// An invoice is paid in full, less its discount where there is time for it.
    pub async fn pay(&mut self, entry: VendorEntryId) -> Result<(), Failure> {
        let entry = self
            .tx
            .find::<vendor_entry::Entity>()
            .named("", entry)
            .await?;
        let in_time = entry.discount_date.is_some_and(|last| self.day <= last);
        let discount = match in_time {
            true => entry.remaining_discount_amount.decimal(),
            false => Decimal::ZERO,
        };
        let amount = -entry.remaining_amount.decimal() - discount;
        if amount <= Decimal::ZERO {
            return Ok(());
        }
        let act = vendor_payment::post::Post {
            vendor: entry.vendor_id,
            posting_date: None,
            amount,
            currency: Some(entry.currency),
            text: None,
            external_number: None,
            bank: None,
            applications: vec![Wanted {
                entry: entry.id,
                amount: None,
            }],
            accept_late_discount: false,
            accept_tolerance: false,
        };
        self.attempt(&act).await.map(drop)
    }
}

/// About half of what is outstanding of a line, in whole units.
fn half(line: &purchase_order_line::Model) -> Option<purchase_receipt::post::Arriving> {
    let outstanding = line.quantity.decimal()
        - line.cancelled_quantity.decimal()
        - line.received_quantity.decimal();
    let quantity = (outstanding / Decimal::TWO).floor();
    (quantity > Decimal::ZERO).then_some(purchase_receipt::post::Arriving {
        line: line.id,
        quantity,
    })
}
