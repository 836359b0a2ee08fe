//! Writing a sales invoice that was decided: voucher, customer entry, tax, document, order, and at
//! last the commitments.

use chrono::NaiveDate;
use entity::exact::{Amount, Percent, Quantity, Rate};
use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::{
    CommitmentEntryType, CustomerDocumentType, NumberSequenceScope, VoucherSource,
};
use entity::{
    customer, customer_entry, sales_invoice, sales_invoice_line, sales_order, sales_order_line,
    tax_entry, voucher as voucher_row,
};

use crate::domain::allocation::Running;
use crate::domain::invoice_amounts::{InvoiceAmounts, InvoiceSums};
use crate::domain::money::{Currency, beyond_amount};
use crate::domain::violation::Violation;
use crate::domain::voucher::{Posting, Voucher};
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::commitment::held::Held;
use crate::usecase::ledger::groups::PartyGroups;
use crate::usecase::ledger::voucher;
use crate::usecase::number_sequence::draw;
use crate::usecase::sales_order_line::row as order_line;

/// What a tax group is posted by: its product group and its account.
pub(super) type TaxKey = (PostingGroupId, GlAccountId);

/// Where a line is posted.
pub(super) struct Accounts {
    pub(super) sales: GlAccountId,
    pub(super) tax: GlAccountId,
    pub(super) tax_product: PostingGroupId,
    pub(super) percent: Percent,
}

/// One line of a decided invoice.
pub(super) struct Line {
    /// Its place in the input.
    pub(super) element: Option<usize>,
    pub(super) row: sales_order_line::Model,
    pub(super) quantity: Quantity,
    pub(super) accounts: Accounts,
}

/// A decided invoice of an order that is locked.
pub(super) struct Invoice {
    pub(super) order: sales_order::Model,
    pub(super) customer: customer::Model,
    pub(super) groups: PartyGroups,
    pub(super) receivables: GlAccountId,
    pub(super) posting_date: NaiveDate,
    pub(super) document_date: NaiveDate,
    pub(super) due_date: NaiveDate,
    pub(super) rate: Rate,
    pub(super) accounting: Currency,
    /// The commitments that the order's lines draw on; none without an agreement.
    pub(super) held: Option<Held>,
    pub(super) lines: Vec<Line>,
    pub(super) amounts: InvoiceAmounts<TaxKey>,
}

/// Writes it.
pub(super) async fn run(tx: &TenantTx, invoice: Invoice) -> Result<sales_invoice::Model, Failure> {
    let refused = |violation| Failure::refused("lines", violation);
    let posted = postings(&invoice).map_err(refused)?;
    let balanced = Voucher::try_new(posted.all(&invoice))
        .map_err(|error| Failure::Broken(error.to_string()))?;
    let number = draw::run(tx, NumberSequenceScope::SalesInvoice, None).await?;
    let heading = voucher::Heading {
        posting_date: invoice.posting_date,
        source: VoucherSource::SalesInvoice,
        document_number: &number,
        text: &invoice.customer.name,
    };
    let voucher = voucher::must_write(tx, &heading, &balanced).await?;
    let entry = entry(tx, &invoice, &voucher, posted.total);
    let entry = tx.insert(entry).await?;
    let taxes = taxes(tx, &invoice, &voucher, &posted);
    tx.insert_all(taxes).await?;
    let totals = invoice.amounts.totals;
    let row = tx
        .insert(sales_invoice::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            number,
            customer_id: invoice.customer.id,
            sales_order_id: Some(invoice.order.id),
            posting_date: invoice.posting_date,
            document_date: invoice.document_date,
            due_date: invoice.due_date,
            currency: invoice.order.currency,
            exchange_rate: invoice.rate,
            net_amount: totals.net,
            tax_amount: totals.tax,
            total_amount: totals.total,
            voucher_id: voucher.id,
            customer_entry_id: entry.id,
            recorded_at: tx.instant(),
            recorded_by: tx.grant().subject().to_owned(),
        })
        .await?;
    tx.insert_all(line_rows(tx, &invoice, &row)).await?;
    let mut moved = Vec::new();
    for (line, sums) in invoice.lines.iter().zip(&invoice.amounts.lines) {
        let after = line.after(sums).map_err(refused)?;
        moved.extend(order_line::moved(&line.row, &after, line.element));
        tx.update(after).await?;
    }
    // They are contended.
    if let Some(held) = &invoice.held {
        let why = (CommitmentEntryType::Invoiced, "salesInvoicePost");
        held.run(tx, moved, why).await?;
    }
    Ok(row)
}

impl Line {
    /// The order line as it shall be: what is invoiced of it, at the line's net amount (Q6, Q7).
    fn after(&self, sums: &InvoiceSums) -> Result<sales_order_line::Model, Violation> {
        let quantity = self.row.invoiced_quantity.checked_add(self.quantity);
        let limit = Quantity::MAX.decimal();
        let amount = self.row.invoiced_amount;
        let amount = amount.checked_add(sums.net_before_invoice_discount);
        Ok(sales_order_line::Model {
            invoiced_quantity: quantity.ok_or(Violation::OutOfRange { limit })?,
            invoiced_amount: amount.ok_or_else(beyond_amount)?,
            ..self.row.clone()
        })
    }
}

/// What the amounts come to in the accounting currency, in the order in which they are posted: the
/// lines, then the tax groups. The parts sum to what the customer owes.
struct Posted {
    total: Amount,
    lines: Vec<Amount>,
    /// Base and tax of each tax group.
    taxes: Vec<(Amount, Amount)>,
}

fn postings(invoice: &Invoice) -> Result<Posted, Violation> {
    let decimals = invoice.accounting.decimals;
    let amounts = &invoice.amounts;
    let mut running = Running::new(invoice.rate, decimals);
    let mut total = Amount::ZERO;
    let mut next = |amount| -> Result<Amount, Violation> {
        let part = running.next(amount)?;
        let limit = Amount::MAX.decimal();
        total = total
            .checked_add(part)
            .ok_or(Violation::OutOfRange { limit })?;
        Ok(part)
    };
    let nets = amounts.lines.iter().map(|line| next(line.net));
    let lines = nets.collect::<Result<_, _>>()?;
    let mut taxes = Vec::new();
    for group in &amounts.tax_groups {
        let base = Running::new(invoice.rate, decimals).next(group.base)?;
        taxes.push((base, next(group.tax)?));
    }
    Ok(Posted {
        total,
        lines,
        taxes,
    })
}

impl Posted {
    fn all(&self, invoice: &Invoice) -> Vec<Posting> {
        let turned = |amount: Amount| Amount::ZERO.checked_sub(amount).unwrap_or_default();
        let posting = |account, amount, accounting, text: &str| Posting {
            account,
            currency: invoice.order.currency,
            amount,
            accounting,
            dimensions: None,
            text: text.to_owned(),
        };
        let name = invoice.customer.name.as_str();
        let total = invoice.amounts.totals.total;
        let mut all = vec![posting(invoice.receivables, total, self.total, name)];
        let lines = invoice.lines.iter().zip(&invoice.amounts.lines);
        for ((line, sums), accounting) in lines.zip(&self.lines) {
            let (net, accounting) = (turned(sums.net), turned(*accounting));
            let text = &line.row.description;
            all.push(posting(line.accounts.sales, net, accounting, text));
        }
        for (group, (_, accounting)) in invoice.amounts.tax_groups.iter().zip(&self.taxes) {
            let (tax, accounting) = (turned(group.tax), turned(*accounting));
            let (_, account) = group.rate.group;
            all.push(posting(account, tax, accounting, name));
        }
        all
    }
}

fn entry(
    tx: &TenantTx,
    invoice: &Invoice,
    voucher: &voucher_row::Model,
    accounting_amount: Amount,
) -> customer_entry::Model {
    let amount = invoice.amounts.totals.total;
    customer_entry::Model {
        legal_entity_id: tx.grant().legal_entity(),
        id: tx.id(),
        customer_id: invoice.customer.id,
        voucher_id: voucher.id,
        document_type: CustomerDocumentType::Invoice,
        document_number: voucher.document_number.clone(),
        posting_date: invoice.posting_date,
        document_date: invoice.document_date,
        due_date: invoice.due_date,
        currency: invoice.order.currency,
        amount,
        accounting_amount,
        remaining_amount: amount,
        remaining_accounting_amount: accounting_amount,
        customer_posting_group_id: invoice.groups.party,
        open: !amount.is_zero(),
        text: invoice.customer.name.clone(),
        row_version: 1,
    }
}

fn taxes(
    tx: &TenantTx,
    invoice: &Invoice,
    voucher: &voucher_row::Model,
    posted: &Posted,
) -> Vec<tax_entry::Model> {
    let groups = invoice.amounts.tax_groups.iter().zip(&posted.taxes);
    let row = |(group, (base, tax_amount)): (
        &crate::domain::invoice_amounts::TaxGroup<TaxKey>,
        &(Amount, Amount),
    )| {
        let (product_posting_group_id, tax_gl_account_id) = group.rate.group;
        tax_entry::Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: tx.id(),
            voucher_id: voucher.id,
            vendor_id: None,
            customer_id: Some(invoice.customer.id),
            posting_date: invoice.posting_date,
            document_number: voucher.document_number.clone(),
            business_posting_group_id: invoice.groups.tax_business,
            product_posting_group_id,
            percent: group.rate.percent,
            currency: invoice.order.currency,
            base_amount: group.base,
            tax_amount: group.tax,
            accounting_base_amount: *base,
            accounting_tax_amount: *tax_amount,
            tax_gl_account_id,
        }
    };
    groups.map(row).collect()
}

fn line_rows(
    tx: &TenantTx,
    invoice: &Invoice,
    row: &sales_invoice::Model,
) -> Vec<sales_invoice_line::Model> {
    let lines = invoice.lines.iter().zip(&invoice.amounts.lines);
    let one = |(line_number, (line, sums)): (i32, (&Line, &_))| {
        let sums: &InvoiceSums = sums;
        sales_invoice_line::Model {
            legal_entity_id: row.legal_entity_id,
            id: tx.id(),
            sales_invoice_id: row.id,
            line_number,
            line_type: line.row.line_type,
            sales_order_line_id: Some(line.row.id),
            item_id: line.row.item_id,
            gl_account_id: line.row.gl_account_id,
            description: line.row.description.clone(),
            quantity: line.quantity,
            unit: line.row.unit.clone(),
            unit_factor: line.row.unit_factor,
            unit_price: line.row.unit_price,
            discount_percent: line.row.discount_percent,
            net_amount: sums.net,
            tax_percent: line.accounts.percent,
            tax_amount: sums.tax,
        }
    };
    (1..).zip(lines).map(one).collect()
}
