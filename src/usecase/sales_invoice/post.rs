//! Invoicing what has left for a customer.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::exact::{Amount, Quantity};
use entity::ids::{ItemId, SalesOrderId, SalesOrderLineId};
use entity::kinds::VendorDocumentType;
use entity::sales_invoice::Model;
use entity::{item, payment_terms, sales_order_line};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::invoice_amounts::{AskedLine, TaxRate, invoice_amounts};
use crate::domain::payment_terms::PaymentTerms;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::groups::{self, PartyGroups};
use crate::usecase::ledger::setup::{General, Setup};
use crate::usecase::ledger::{period, rate};
use crate::usecase::price::units;
use crate::usecase::sales_order::facts::lock;
use crate::usecase::sales_order_line::{read, wanted::terms};

use super::write::{self, Accounts, Invoice, Line};

/// The invoice that is wanted.
#[derive(Clone, Debug)]
pub struct Post {
    /// The order.
    pub order: SalesOrderId,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
    /// The date on the document, that terms count from; the posting date if none.
    pub document_date: Option<NaiveDate>,
    /// What is invoiced; all that has left and is not invoiced if empty.
    pub lines: Vec<Invoiced>,
}

/// What is invoiced of an order line.
#[derive(Clone, Copy, Debug)]
pub struct Invoiced {
    /// The order line.
    pub line: SalesOrderLineId,
    /// How much, in the line's unit.
    pub quantity: Decimal,
}

type Wanted<'a> = (Option<usize>, &'a sales_order_line::Model, Decimal);

impl Act for Post {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let open = lock(tx, "salesOrderId", self.order).await?;
        let rows = read::lock_of(tx, self.order).await?;
        let mut check = Check::new();
        open.must_be_open("salesOrderId", &mut check);
        // What has left is owed, whether more may be sold or not.
        let blocked = &mut Check::new();
        let customer = open.customer(tx, "salesOrderId", blocked).await?;
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        let document_date = self.document_date.unwrap_or(posting_date);
        check.date("documentDate", document_date);
        period::must_be_open(tx, "postingDate", posting_date, false, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let code = open.order.currency;
        let rate = rate::on(tx, "postingDate", code, posting_date, &mut check).await?;
        let wanted = self.wanted(&rows, &mut check);
        if wanted.is_empty() && self.lines.is_empty() {
            check.refuse("lines", Violation::NothingToPost);
        }
        let mut lines = Vec::new();
        for (element, line, quantity) in wanted {
            let mut own = Check::new();
            if let Some(unit) = &line.unit {
                units::scale(tx, "quantity", quantity, unit, &mut own).await?;
            }
            match invoiced(line, quantity) {
                Ok(quantity) => lines.push((element, line, quantity)),
                Err(violation) => own.refuse("quantity", violation),
            }
            match element {
                Some(element) => check.extend_within("lines", element, own),
                None => check.extend(own.into_refusals()),
            }
        }
        let due_date = due(tx, open.order.payment_terms.as_deref(), document_date).await?;
        let due_date = due_date.unwrap_or_else(|| {
            let reason = "the payment terms give no due date".to_owned();
            check.refuse("documentDate", Violation::Malformed { reason });
            document_date
        });
        let items = items(tx, &lines).await?;
        let party = setup.as_ref().map(|setup| {
            let groups = groups::of_customer(&setup.row, &customer)?;
            Ok((setup, groups, setup.receivables(groups.party)?))
        });
        let party = match party {
            Some(Ok(party)) => Some(party),
            Some(Err(violation)) => {
                check.refuse("", violation);
                None
            }
            None => None,
        };
        let mut decided = Vec::new();
        if let Some((setup, groups, _)) = party {
            for (element, line, quantity) in lines {
                let item = line.item_id.and_then(|id| items.get(&id));
                match accounts(setup, groups, line, item) {
                    Ok(accounts) => decided.push(Line {
                        element,
                        row: line.clone(),
                        quantity,
                        accounts,
                    }),
                    Err(violation) => check.refuse("", violation),
                }
            }
        }
        check.done()?;
        let (Some((_, groups, receivables)), Some(rate), Some(setup)) = (party, rate, &setup)
        else {
            return Err(Failure::Broken("no refusal and no setup".to_owned()));
        };
        let asked: Vec<_> = decided.iter().map(asked).collect();
        let amounts = invoice_amounts(&asked, None, open.currency)?;
        let held = open.held(tx).await?;
        let invoice = Invoice {
            order: open.order,
            customer,
            groups,
            receivables,
            posting_date,
            document_date,
            due_date,
            rate,
            accounting: setup.accounting,
            held,
            lines: decided,
            amounts,
        };
        write::run(tx, invoice).await
    }
}

impl Post {
    /// The order lines that are named, or all of which something has left and is not invoiced.
    fn wanted<'a>(
        &self,
        lines: &'a [sales_order_line::Model],
        check: &mut Check,
    ) -> Vec<Wanted<'a>> {
        if self.lines.is_empty() {
            let all = lines.iter().map(|line| (None, line, left(line)));
            return all.filter(|(_, _, left)| !left.is_zero()).collect();
        }
        let mut wanted = Vec::new();
        let mut seen = BTreeSet::new();
        for (element, invoiced) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            match lines.iter().find(|line| line.id == invoiced.line) {
                None => own.refuse("salesOrderLineId", Violation::NotFound),
                Some(_) if !seen.insert(invoiced.line) => {
                    own.refuse("salesOrderLineId", Violation::Duplicate);
                }
                Some(line) => wanted.push((Some(element), line, invoiced.quantity)),
            }
            check.extend_within("lines", element, own);
        }
        wanted
    }
}

/// Left and not invoiced.
fn left(line: &sales_order_line::Model) -> Decimal {
    line.shipped_quantity.decimal() - line.invoiced_quantity.decimal()
}

fn invoiced(line: &sales_order_line::Model, quantity: Decimal) -> Result<Quantity, Violation> {
    let limit = Quantity::try_new(left(line))?;
    let quantity = Quantity::try_new(quantity)?;
    match quantity {
        quantity if quantity <= Quantity::ZERO => Err(Violation::NotPositive),
        quantity if quantity > limit => Err(Violation::QuantityAboveReceived { limit }),
        quantity => Ok(quantity),
    }
}

/// When the invoice is to be paid: as the order's terms say, on its date where there are none;
/// nothing where they give none.
async fn due(
    tx: &TenantTx,
    code: Option<&str>,
    document_date: NaiveDate,
) -> Result<Option<NaiveDate>, Failure> {
    use payment_terms::{Column, Entity};
    let Some(code) = code else {
        return Ok(Some(document_date));
    };
    let row = tx
        .find::<Entity>()
        .filter(Column::Code.eq(code))
        .one()
        .await?;
    let Some(row) = row else {
        return Ok(Some(document_date));
    };
    let Ok(due) = row.due_formula.parse() else {
        return Ok(None);
    };
    let terms = PaymentTerms {
        due,
        discount: None,
        discount_percent: row.discount_percent,
        discount_on_credit_memos: row.discount_on_credit_memos,
    };
    let dates = terms.dates(VendorDocumentType::Invoice, document_date);
    Ok(dates.map(|dates| dates.due))
}

async fn items(
    tx: &TenantTx,
    lines: &[(Option<usize>, &sales_order_line::Model, Quantity)],
) -> Result<HashMap<ItemId, item::Model>, Failure> {
    let ids: BTreeSet<ItemId> = lines
        .iter()
        .filter_map(|(_, line, _)| line.item_id)
        .collect();
    let rows = tx.find::<item::Entity>().by_ids(ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Where a line and its tax are posted.
fn accounts(
    setup: &Setup,
    customer: PartyGroups,
    line: &sales_order_line::Model,
    item: Option<&item::Model>,
) -> Result<Accounts, Violation> {
    let product = match item {
        Some(item) => groups::of_item(&setup.row, item)?,
        None => groups::of_other(&setup.row, &line.description)?,
    };
    let sales = match line.gl_account_id {
        Some(account) => setup.direct(account)?.id,
        None => setup.general(customer.business, product.product, General::Sales)?,
    };
    let (business, product) = (customer.tax_business, product.tax_product);
    let terms = setup.tax(business, product)?;
    Ok(Accounts {
        sales,
        tax: setup.tax_account(terms.sales, business, product)?,
        tax_product: product,
        percent: terms.percent,
    })
}

fn asked(line: &Line) -> AskedLine<write::TaxKey> {
    AskedLine {
        quantity: line.quantity,
        invoiced_before: line.row.invoiced_quantity,
        short: Amount::ZERO,
        terms: terms(&line.row),
        tax: TaxRate {
            group: (line.accounts.tax_product, line.accounts.tax),
            percent: line.accounts.percent,
        },
        invoice_discount_allowed: false,
        gives_back: None,
    }
}
