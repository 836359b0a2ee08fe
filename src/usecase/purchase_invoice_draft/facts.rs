//! A draft with all that stands around it, as the rules want to see it.

use std::collections::{BTreeSet, HashMap};

use entity::exact::Quantity;
use entity::ids::{
    AgreementId, AgreementLineId, ItemChargeId, ItemId, PurchaseInvoiceLineId, PurchaseOrderId,
    PurchaseOrderLineId, PurchaseReceiptLineId,
};
use entity::purchase_invoice_draft::Model;
use entity::{
    agreement, agreement_line, item, item_charge, matching_tolerance, purchase_charge_assignment,
    purchase_invoice_draft_line, purchase_invoice_line, purchase_invoice_match, purchase_order,
    purchase_order_line, purchase_receipt_line, vendor,
};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, Condition};

use crate::domain::giving_back::Returnable;
use crate::domain::money::Currency;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::commitment::facts as commitments;
use crate::usecase::purchase_invoice::given_back::GivenBack;
use crate::usecase::purchase_invoice::read as posted;
use crate::usecase::purchase_receipt::read as receipts;

use super::read;

/// A receipt line, with what is invoiced and undone of it.
#[derive(Clone, Debug)]
pub struct Received {
    /// The line.
    pub row: purchase_receipt_line::Model,
    /// What is invoiced of it, with the line's sign.
    pub invoiced: Quantity,
    /// What was undone of it, with the other sign.
    pub undone: Quantity,
}

impl Received {
    /// What is received and not invoiced, with the line's sign.
    #[must_use]
    pub fn open(&self) -> Decimal {
        self.row.quantity.decimal() + self.undone.decimal() - self.invoiced.decimal()
    }
}

/// A draft and what stands around it.
pub struct Facts {
    /// The draft.
    pub draft: Model,
    /// Its lines, by number.
    pub lines: Vec<purchase_invoice_draft_line::Model>,
    /// Its vendor.
    pub vendor: vendor::Model,
    /// Its currency.
    pub currency: Currency,
    /// The orders that it invoices.
    pub orders: HashMap<PurchaseOrderId, purchase_order::Model>,
    /// The order lines that it invoices.
    pub order_lines: HashMap<PurchaseOrderLineId, purchase_order_line::Model>,
    /// The items of its lines.
    pub items: HashMap<ItemId, item::Model>,
    /// The charges of its lines.
    pub charges: HashMap<ItemChargeId, item_charge::Model>,
    /// What bears the charges.
    pub bearers: Vec<purchase_charge_assignment::Model>,
    /// The receipts of all of that, oldest first; undone lines are counted at what they undo.
    pub received: Vec<Received>,
    /// The posted lines that it gives back.
    pub reversed: HashMap<PurchaseInvoiceLineId, purchase_invoice_line::Model>,
    /// Which receipt lines those had invoiced.
    pub matches: Vec<purchase_invoice_match::Model>,
    /// What of them is neither given back nor promised to be.
    pub returnable: Returnable,
    /// The agreement of each commitment that its lines count towards.
    pub agreements: HashMap<AgreementId, agreement::Model>,
    /// The agreements of those commitments.
    pub commitments: HashMap<AgreementLineId, AgreementId>,
    /// Overridden policies and tolerances.
    pub tolerances: Vec<matching_tolerance::Model>,
    /// Lines of other drafts of the same order lines.
    pub pending: Vec<purchase_invoice_draft_line::Model>,
}

impl Facts {
    /// Loads everything around a draft.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(scope: &impl Scope, draft: Model) -> Result<Self, Failure> {
        use purchase_invoice_draft_line::Column as Line;
        let lines = read::lines(scope, draft.id).await?;
        let order_ids: BTreeSet<_> = lines
            .iter()
            .filter_map(|l| l.purchase_order_line_id)
            .collect();
        let order_lines = scope
            .find::<purchase_order_line::Entity>()
            .by_ids(order_ids.iter().copied())
            .await?;
        let orders: BTreeSet<_> = order_lines
            .iter()
            .map(|row| row.purchase_order_id)
            .collect();
        let orders = scope
            .find::<purchase_order::Entity>()
            .by_ids(orders)
            .await?;
        let pending = match order_ids.is_empty() {
            true => Vec::new(),
            false => {
                let same = Line::PurchaseOrderLineId.is_in(order_ids.iter().copied());
                scope
                    .find::<purchase_invoice_draft_line::Entity>()
                    .filter(same)
                    .filter(Line::PurchaseInvoiceDraftId.ne(draft.id))
                    .all()
                    .await?
            }
        };
        let items: BTreeSet<_> = lines.iter().filter_map(|line| line.item_id).collect();
        let items = scope.find::<item::Entity>().by_ids(items).await?;
        let charges: BTreeSet<_> = lines
            .iter()
            .filter_map(|line| line.item_charge_id)
            .collect();
        let charges = scope.find::<item_charge::Entity>().by_ids(charges).await?;
        let of_charges = lines.iter().filter(|line| line.item_charge_id.is_some());
        let of_charges: Vec<_> = of_charges.map(|line| line.id).collect();
        let bearers = read::bearers(scope, &of_charges).await?;
        let reversed: BTreeSet<_> = lines
            .iter()
            .filter_map(|line| line.of_purchase_invoice_line_id)
            .collect();
        let ids: Vec<_> = reversed.iter().copied().collect();
        let matches = posted::matches(scope, &ids).await?;
        let given_back = GivenBack::load(scope, &reversed, &BTreeSet::new()).await?;
        let mut posted_lines = given_back.lines;
        posted_lines.retain(|id, _| reversed.contains(id));
        let named = lines
            .iter()
            .filter_map(|line| line.purchase_receipt_line_id);
        let named = named
            .chain(bearers.iter().map(|row| row.purchase_receipt_line_id))
            .chain(matches.iter().map(|row| row.purchase_receipt_line_id));
        let named: BTreeSet<_> = named.collect();
        let received = received(scope, &order_ids, named).await?;
        let links: BTreeSet<_> = lines
            .iter()
            .filter_map(|line| line.agreement_line_id)
            .chain(order_lines.iter().filter_map(|line| line.agreement_line_id))
            .collect();
        let links = scope.find::<agreement_line::Entity>().by_ids(links).await?;
        let agreements: BTreeSet<_> = links.iter().map(|row| row.agreement_id).collect();
        let agreements = scope.find::<agreement::Entity>().by_ids(agreements).await?;
        let vendors = scope.find::<vendor::Entity>();
        let vendor = vendors.by_id(draft.vendor_id).await?;
        let vendor =
            vendor.ok_or_else(|| Failure::Broken("a draft's vendor is gone".to_owned()))?;
        Ok(Self {
            currency: commitments::currency(scope, draft.currency).await?,
            vendor,
            orders: orders.into_iter().map(|row| (row.id, row)).collect(),
            order_lines: order_lines.into_iter().map(|row| (row.id, row)).collect(),
            items: items.into_iter().map(|row| (row.id, row)).collect(),
            charges: charges.into_iter().map(|row| (row.id, row)).collect(),
            bearers,
            received,
            reversed: posted_lines,
            matches,
            returnable: given_back.left,
            agreements: agreements.into_iter().map(|row| (row.id, row)).collect(),
            commitments: links
                .into_iter()
                .map(|row| (row.id, row.agreement_id))
                .collect(),
            tolerances: scope.find::<matching_tolerance::Entity>().all().await?,
            pending,
            lines,
            draft,
        })
    }

    /// The order line of a line.
    #[must_use]
    pub fn order_line(
        &self,
        line: &purchase_invoice_draft_line::Model,
    ) -> Option<&purchase_order_line::Model> {
        line.purchase_order_line_id
            .and_then(|id| self.order_lines.get(&id))
    }

    /// The item of a line.
    #[must_use]
    pub fn item(&self, line: &purchase_invoice_draft_line::Model) -> Option<&item::Model> {
        line.item_id.and_then(|id| self.items.get(&id))
    }

    /// The commitment that a line counts towards: its order line's, or its own.
    #[must_use]
    pub fn link(&self, line: &purchase_invoice_draft_line::Model) -> Option<AgreementLineId> {
        match self.order_line(line) {
            Some(order_line) => order_line.agreement_line_id,
            None => line.agreement_line_id,
        }
    }
}

/// The receipts of some order lines, and those that are named, with what is invoiced of them.
async fn received(
    scope: &impl Scope,
    order_lines: &BTreeSet<PurchaseOrderLineId>,
    named: BTreeSet<PurchaseReceiptLineId>,
) -> Result<Vec<Received>, Failure> {
    use purchase_receipt_line::{Column, Entity};
    if order_lines.is_empty() && named.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = Condition::any()
        .add(Column::PurchaseOrderLineId.is_in(order_lines.iter().copied()))
        .add(Column::Id.is_in(named.iter().copied()))
        .add(Column::UndoesPurchaseReceiptLineId.is_in(named.iter().copied()));
    let rows = scope.find::<Entity>().filter(wanted).order_by(Column::Id);
    let rows = rows.all().await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let invoiced = receipts::invoiced(scope, &ids).await?;
    let undone = |id| {
        let own = rows
            .iter()
            .filter(|row| row.undoes_purchase_receipt_line_id == Some(id));
        Quantity::from_steps(own.map(|row| row.quantity.steps()).sum())
    };
    let originals = rows
        .iter()
        .filter(|row| row.undoes_purchase_receipt_line_id.is_none());
    let found = originals.map(|row| Received {
        row: row.clone(),
        invoiced: Quantity::from_steps(invoiced.get(&row.id).copied().unwrap_or_default()),
        undone: undone(row.id),
    });
    Ok(found.collect())
}
