//! Lines of a draft as they were asked for, made into rows (ORD-8, PST-7, COR-8).

use std::collections::BTreeSet;

use entity::exact::Quantity;
use entity::ids::{
    GlAccountId, ItemChargeId, PurchaseInvoiceLineId, PurchaseOrderLineId, PurchaseReceiptLineId,
};
use entity::kinds::PurchaseInvoiceLineType;
use entity::purchase_invoice_draft_line::Model;
use entity::{purchase_charge_assignment, purchase_invoice_draft};
use rust_decimal::Decimal;

use crate::domain::money::{Currency, PriceTerms};
use crate::domain::pricing::Typed;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;
use crate::usecase::dimension_set::store;
use crate::usecase::price::units;
use crate::usecase::purchase_order_line::wanted::Wanted;

mod known;
mod sources;

use known::Known;

/// A line that is wanted: of an order line, a receipt line, a posted invoice line, an account or a
/// charge; or else of an item or a category, as `plain` says.
#[derive(Clone, Debug, Default)]
pub struct WantedLine {
    /// The order line that it invoices.
    pub purchase_order_line: Option<PurchaseOrderLineId>,
    /// The receipt line that it invoices.
    pub purchase_receipt_line: Option<PurchaseReceiptLineId>,
    /// The posted invoice line that it reverses; credit memos only.
    pub reversed: Option<PurchaseInvoiceLineId>,
    /// The account that it is posted to.
    pub gl_account: Option<GlAccountId>,
    /// The charge.
    pub item_charge: Option<ItemChargeId>,
    /// The receipt lines that bear the charge, with their weights.
    pub bearers: Vec<(PurchaseReceiptLineId, Decimal)>,
    /// How much; all that is open where none is named.
    pub quantity: Option<Decimal>,
    /// Item, category, words, price and dimension values; its quantity says nothing.
    pub plain: Wanted,
}

/// A line that was placed.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its row.
    pub row: Model,
    /// What bears its charge.
    pub bearers: Vec<purchase_charge_assignment::Model>,
}

/// Makes rows of the lines that are wanted. Refusals go to `check`.
///
/// # Errors
/// When the database fails.
pub async fn place(
    tx: &TenantTx,
    draft: &purchase_invoice_draft::Model,
    currency: Currency,
    wanted: &[WantedLine],
    check: &mut Check,
) -> Result<Vec<Placed>, Failure> {
    let mut known = Known::load(tx, draft, currency, wanted, check).await?;
    let mut placed = Vec::with_capacity(wanted.len());
    for (element, line) in wanted.iter().enumerate() {
        let mut own = Check::new();
        let number = draft.last_line_number + 1 + i32::try_from(element).unwrap_or(i32::MAX - 1);
        let row = line.place(tx, &mut known, number, &mut own).await?;
        check.extend_within("lines", element, own);
        placed.extend(row);
    }
    Ok(placed)
}

impl WantedLine {
    fn is_plain(&self) -> bool {
        self.purchase_order_line.is_none()
            && self.purchase_receipt_line.is_none()
            && self.reversed.is_none()
            && self.gl_account.is_none()
            && self.item_charge.is_none()
    }

    /// Refuses a line that names more than one thing.
    fn one_of(&self, check: &mut Check) {
        let named = [
            ("purchaseOrderLineId", self.purchase_order_line.is_some()),
            (
                "purchaseReceiptLineId",
                self.purchase_receipt_line.is_some(),
            ),
            ("purchaseInvoiceLineId", self.reversed.is_some()),
            ("glAccountId", self.gl_account.is_some()),
            ("itemChargeId", self.item_charge.is_some()),
            ("itemId", self.plain.item.is_some()),
            ("procurementCategoryId", self.plain.category.is_some()),
        ];
        let mut given = named.into_iter().filter(|(_, given)| *given);
        given.next();
        for (field, _) in given {
            let reason = "a line is about one thing".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
        if !self.bearers.is_empty() && self.item_charge.is_none() {
            let reason = "only charges are borne".to_owned();
            check.refuse("chargeAssignments", Violation::NotAllowed { reason });
        }
    }

    async fn place(
        &self,
        tx: &TenantTx,
        known: &mut Known<'_>,
        number: i32,
        check: &mut Check,
    ) -> Result<Option<Placed>, Failure> {
        self.one_of(check);
        if check.is_bad() {
            return Ok(None);
        }
        let row = if let Some(id) = self.purchase_receipt_line {
            self.of_receipt(tx, known, id, number, check)
        } else if let Some(id) = self.purchase_order_line {
            self.of_order(tx, known, id, number, check)
        } else if let Some(id) = self.reversed {
            self.of_posted(tx, known, id, number, check)
        } else if let Some(id) = self.gl_account {
            self.of_account(tx, known, id, number, check)
        } else if let Some(id) = self.item_charge {
            self.of_charge(tx, known, id, number, check)
        } else {
            self.of_item(tx, known, number, check).await?
        };
        let Some(mut row) = row else {
            return Ok(None);
        };
        self.terms(&mut row, check);
        if let Some(words) = &self.plain.description {
            check.text("description", words, 200);
            row.description = words.clone();
        }
        if let Some(unit) = &row.unit {
            units::scale(tx, "quantity", row.quantity.decimal(), unit, check).await?;
        }
        if row.quantity.is_zero() {
            check.refuse("quantity", Violation::NothingToPost);
        }
        let follows = matches!(
            row.line_type,
            PurchaseInvoiceLineType::Item | PurchaseInvoiceLineType::Category
        );
        if follows && (row.quantity < Quantity::ZERO) != known.turned() && !row.quantity.is_zero() {
            check.refuse("quantity", Violation::SignMismatch);
        }
        let typed = store::run(tx, "dimensions", &self.plain.dimensions).await;
        let typed = check.absorb(typed)?.flatten();
        row.dimension_set_id = store::layered(tx, &[row.dimension_set_id, typed]).await?;
        let bearers = self.bearers(tx, known, &row, check);
        Ok((!check.is_bad()).then_some(Placed { row, bearers }))
    }

    /// The typed quantity, or all that is open.
    fn quantity(&self, open: Decimal, check: &mut Check) -> Quantity {
        let quantity = Quantity::try_new(self.quantity.unwrap_or(open));
        check.exact("quantity", quantity).unwrap_or_default()
    }

    /// Lays what was typed of the price over what was found.
    fn terms(&self, row: &mut Model, check: &mut Check) {
        let Typed {
            unit_price,
            price_unit,
            discount_percent,
            discount_amount,
        } = self.plain.typed(check);
        let terms = PriceTerms {
            unit_price: unit_price.unwrap_or(row.unit_price),
            price_unit: price_unit.unwrap_or(row.price_unit),
            discount_percent: discount_percent.unwrap_or(row.discount_percent),
            discount_amount: discount_amount.unwrap_or(row.discount_amount),
        };
        check.extend(terms.check());
        row.unit_price = terms.unit_price;
        row.price_unit = terms.price_unit;
        row.discount_percent = terms.discount_percent;
        row.discount_amount = terms.discount_amount;
    }

    fn bearers(
        &self,
        tx: &TenantTx,
        known: &Known<'_>,
        row: &Model,
        check: &mut Check,
    ) -> Vec<purchase_charge_assignment::Model> {
        let mut bearers = Vec::new();
        let mut seen = BTreeSet::new();
        for (element, (id, weight)) in self.bearers.iter().enumerate() {
            let mut own = Check::new();
            match known.receipt_lines.get(id) {
                None => own.refuse("purchaseReceiptLineId", Violation::NotFound),
                Some(line) if line.item_id.is_none() || line.quantity <= Quantity::ZERO => {
                    let reason = "only items that were received bear charges".to_owned();
                    own.refuse("purchaseReceiptLineId", Violation::NotAllowed { reason });
                }
                Some(_) if !seen.insert(*id) => {
                    own.refuse("purchaseReceiptLineId", Violation::Duplicate);
                }
                Some(_) => {}
            }
            if *weight <= Decimal::ZERO {
                own.refuse("weight", Violation::NotPositive);
            }
            let weight = own.exact("weight", Quantity::try_new(*weight));
            bearers.push(purchase_charge_assignment::Model {
                legal_entity_id: row.legal_entity_id,
                id: tx.id(),
                purchase_invoice_draft_line_id: row.id,
                purchase_receipt_line_id: *id,
                weight: weight.unwrap_or_default(),
            });
            check.extend_within("chargeAssignments", element, own);
        }
        bearers
    }
}
