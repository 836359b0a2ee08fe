//! All that lines of a draft may name, read once.

use std::collections::{BTreeSet, HashMap};

use entity::exact::{Price, Quantity};
use entity::ids::{
    ItemChargeId, PurchaseInvoiceDraftLineId, PurchaseInvoiceId, PurchaseInvoiceLineId,
    PurchaseOrderId, PurchaseOrderLineId, PurchaseReceiptId, PurchaseReceiptLineId, VendorId,
};
use entity::kinds::{PurchaseInvoiceLineType, PurchaseInvoiceType};
use entity::purchase_invoice_draft_line::Model;
use entity::{
    item_charge, purchase_invoice, purchase_invoice_draft, purchase_invoice_line, purchase_order,
    purchase_order_line, purchase_receipt, purchase_receipt_line,
};

use super::WantedLine;
use crate::domain::giving_back::Returnable;
use crate::domain::matching::Counterparty;
use crate::domain::money::{Currency, one};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::facts::{self as agreements, Hold};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::price::facts::Deal;
use crate::usecase::price::units;
use crate::usecase::purchase_invoice::given_back::GivenBack;
use crate::usecase::purchase_receipt::read as receipts;

/// All that the lines may name.
pub(super) struct Known<'a> {
    pub(super) draft: &'a purchase_invoice_draft::Model,
    pub(super) currency: Currency,
    pub(super) setup: Option<Setup>,
    pub(super) around: Option<Around>,
    pub(super) orders: HashMap<PurchaseOrderId, purchase_order::Model>,
    pub(super) order_lines: HashMap<PurchaseOrderLineId, purchase_order_line::Model>,
    pub(super) receipt_lines: HashMap<PurchaseReceiptLineId, purchase_receipt_line::Model>,
    pub(super) receipts: HashMap<PurchaseReceiptId, purchase_receipt::Model>,
    pub(super) invoiced: HashMap<PurchaseReceiptLineId, i64>,
    pub(super) posted_lines: HashMap<PurchaseInvoiceLineId, purchase_invoice_line::Model>,
    pub(super) posted: HashMap<PurchaseInvoiceId, purchase_invoice::Model>,
    pub(super) given_back: Returnable,
    pub(super) charges: HashMap<ItemChargeId, item_charge::Model>,
}

impl<'a> Known<'a> {
    pub(super) async fn load(
        tx: &TenantTx,
        draft: &'a purchase_invoice_draft::Model,
        currency: Currency,
        wanted: &[WantedLine],
        check: &mut Check,
    ) -> Result<Self, Failure> {
        let named: BTreeSet<_> = wanted
            .iter()
            .flat_map(|line| {
                let bearers = line.bearers.iter().map(|(id, _)| *id);
                line.purchase_receipt_line.into_iter().chain(bearers)
            })
            .collect();
        let lines = tx.find::<purchase_receipt_line::Entity>();
        let receipt_lines = lines.by_ids(named.iter().copied()).await?;
        let ids: Vec<_> = named.into_iter().collect();
        let invoiced = receipts::invoiced(tx, &ids).await?;
        let of_receipts = receipt_lines.iter().map(|row| row.purchase_receipt_id);
        let of_receipts: BTreeSet<_> = of_receipts.collect();
        let receipts = tx
            .find::<purchase_receipt::Entity>()
            .by_ids(of_receipts)
            .await?;
        let order_lines: BTreeSet<_> = wanted
            .iter()
            .filter_map(|line| line.purchase_order_line)
            .chain(
                receipt_lines
                    .iter()
                    .filter_map(|row| row.purchase_order_line_id),
            )
            .collect();
        let order_lines = tx
            .find::<purchase_order_line::Entity>()
            .by_ids(order_lines)
            .await?;
        let orders: BTreeSet<_> = order_lines
            .iter()
            .map(|row| row.purchase_order_id)
            .collect();
        let orders = tx.find::<purchase_order::Entity>().by_ids(orders).await?;
        let reversed: BTreeSet<_> = wanted.iter().filter_map(|line| line.reversed).collect();
        let given_back = GivenBack::load(tx, &reversed, &BTreeSet::new()).await?;
        let mut posted_lines = given_back.lines;
        posted_lines.retain(|id, _| reversed.contains(id));
        let charges: BTreeSet<_> = wanted.iter().filter_map(|line| line.item_charge).collect();
        let charges = tx.find::<item_charge::Entity>().by_ids(charges).await?;
        let accounts = wanted.iter().any(|line| line.gl_account.is_some());
        let setup = match accounts {
            true => check.absorb(Setup::load(tx).await)?,
            false => None,
        };
        Ok(Self {
            draft,
            currency,
            setup,
            around: around(tx, draft, currency, wanted, check).await?,
            orders: orders.into_iter().map(|row| (row.id, row)).collect(),
            order_lines: order_lines.into_iter().map(|row| (row.id, row)).collect(),
            receipt_lines: receipt_lines.into_iter().map(|row| (row.id, row)).collect(),
            receipts: receipts.into_iter().map(|row| (row.id, row)).collect(),
            invoiced,
            posted_lines,
            posted: given_back.invoices,
            given_back: given_back.left,
            charges: charges.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// Whether the document gives money back, so that its quantities are below zero.
    pub(super) fn turned(&self) -> bool {
        self.draft.document_type == PurchaseInvoiceType::CreditMemo
    }

    pub(super) fn row(
        &self,
        tx: &TenantTx,
        line_type: PurchaseInvoiceLineType,
        line_number: i32,
    ) -> Model {
        Model {
            legal_entity_id: self.draft.legal_entity_id,
            id: tx.id::<PurchaseInvoiceDraftLineId>(),
            purchase_invoice_draft_id: self.draft.id,
            line_number,
            line_type,
            purchase_order_line_id: None,
            purchase_receipt_line_id: None,
            of_purchase_invoice_line_id: None,
            agreement_line_id: None,
            item_id: None,
            procurement_category_id: None,
            gl_account_id: None,
            item_charge_id: None,
            description: String::new(),
            variant: None,
            warehouse_id: None,
            quantity: Quantity::ZERO,
            unit: None,
            unit_factor: units::one(),
            unit_price: Price::ZERO,
            price_unit: one(),
            discount_percent: Default::default(),
            discount_amount: Price::ZERO,
            dimension_set_id: self.draft.dimension_set_id,
            row_version: 1,
        }
    }

    pub(super) fn same_vendor(&self, field: &str, vendor: VendorId, check: &mut Check) {
        if vendor != self.draft.vendor_id {
            check.refuse(field, Violation::OtherVendor);
        }
    }

    pub(super) fn same_currency(
        &self,
        field: &str,
        found: entity::codes::CurrencyCode,
        check: &mut Check,
    ) {
        let expected = self.currency.code;
        if found != expected {
            check.refuse(field, Violation::OtherCurrency { expected, found });
        }
    }
}

/// What prices of items and categories are found in, where lines name any. The agreement may be one
/// that orders must not draw on: that is what direct invoicing is for (AGR-2).
async fn around(
    tx: &TenantTx,
    draft: &purchase_invoice_draft::Model,
    currency: Currency,
    wanted: &[WantedLine],
    check: &mut Check,
) -> Result<Option<Around>, Failure> {
    let plain: Vec<_> = wanted.iter().filter(|line| line.is_plain()).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let agreement = match draft.agreement_id {
        None => None,
        Some(id) => {
            let found = agreements::header(tx, "agreementId", id, Hold::Shared).await;
            check.absorb(found)?
        }
    };
    let deal = Deal {
        counterparty: Counterparty::Vendor(draft.vendor_id),
        currency,
        day: draft.document_date.unwrap_or_else(|| tx.today()),
    };
    let items = plain.iter().filter_map(|line| line.plain.item);
    let mut around = Around::load(tx, agreement, deal, items).await?;
    if let Some(agreement) = &mut around.order.agreement {
        agreement.require_direct_invoicing = false;
    }
    Ok(Some(around))
}
