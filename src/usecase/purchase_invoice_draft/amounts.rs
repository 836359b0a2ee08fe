//! What a draft comes to: amounts, tax and posting groups of its lines.

use std::collections::HashMap;

use entity::exact::{Amount, Percent, Quantity};
use entity::ids::{PostingGroupId, PurchaseInvoiceLineId, PurchaseOrderLineId};
use entity::kinds::PurchaseInvoiceLineType;
use entity::purchase_invoice_draft_line::Model;
use rust_decimal::Decimal;

use crate::domain::invoice_amounts::{
    AskedLine, GivenBack, InvoiceAmounts, InvoiceDiscount, TaxRate, invoice_amounts,
};
use crate::domain::money::{Currency, PriceTerms, net_amount};
use crate::domain::violation::{Refusal, Violation};
use crate::usecase::ledger::groups::{self, PartyGroups, ProductGroups};
use crate::usecase::ledger::setup::Setup;
use crate::usecase::purchase_invoice::read::posted_sums;
use crate::usecase::purchase_order_line::row::line as order_line;

use super::facts::Facts;

/// The pair of tax groups that a line is taxed by: business, then product.
pub type TaxPair = (PostingGroupId, PostingGroupId);

/// A draft, calculated.
pub struct Calculated {
    /// The amounts, a line for each of the draft's.
    pub amounts: InvoiceAmounts<TaxPair>,
    /// The vendor's posting groups.
    pub party: PartyGroups,
    /// The lines' posting groups.
    pub products: Vec<ProductGroups>,
    /// The lines' taxes.
    pub taxes: Vec<TaxRate<TaxPair>>,
}

/// Calculates a draft.
///
/// # Errors
/// Everything that is wrong: missing set-up, numbers out of range, a discount beyond the lines.
pub fn calculate(setup: &Setup, facts: &Facts) -> Result<Calculated, Vec<Refusal>> {
    let party = groups::of_vendor(&setup.row, &facts.vendor);
    let party = party.map_err(|violation| vec![Refusal::of("", violation)])?;
    let (mut refusals, mut products, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: HashMap<PurchaseOrderLineId, Quantity> = HashMap::new();
    let mut given_back = HashMap::new();
    for (element, line) in facts.lines.iter().enumerate() {
        let found = product(setup, facts, line).and_then(|own| {
            let tax = tax(setup, facts, line, party.tax_business, own)?;
            Ok((own, tax))
        });
        let (own, tax) = match found {
            Ok(found) => found,
            Err(violation) => {
                refusals.push(Refusal::of("", violation).within("lines", element));
                continue;
            }
        };
        products.push(own);
        let terms = PriceTerms {
            unit_price: line.unit_price,
            price_unit: line.price_unit,
            discount_percent: line.discount_percent,
            discount_amount: line.discount_amount,
        };
        let (invoiced_before, short) = invoiced_before(facts, line, &terms, &mut before);
        asked.push(AskedLine {
            quantity: line.quantity,
            invoiced_before,
            short,
            terms,
            tax,
            invoice_discount_allowed: line.line_type != PurchaseInvoiceLineType::Charge,
            gives_back: gives_back(facts, line, &terms, &mut given_back),
        });
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let draft = &facts.draft;
    let discount = if !draft.invoice_discount_percent.is_zero() {
        Some(InvoiceDiscount::Percent(draft.invoice_discount_percent))
    } else if !draft.invoice_discount_amount.is_zero() {
        Some(InvoiceDiscount::Amount(draft.invoice_discount_amount))
    } else {
        None
    };
    let amounts = invoice_amounts(&asked, discount, facts.currency)?;
    Ok(Calculated {
        amounts,
        party,
        products,
        taxes: asked.iter().map(|line| line.tax).collect(),
    })
}

/// What was invoiced of the order line before, where this line goes on at the order's terms, so
/// that the parts of an order line sum to it (ORD-3); and the cent that these came short of it,
/// which the first line makes good. A larger difference is one of prices.
fn invoiced_before(
    facts: &Facts,
    line: &Model,
    terms: &PriceTerms,
    before: &mut HashMap<PurchaseOrderLineId, Quantity>,
) -> (Quantity, Amount) {
    let nothing = (Quantity::ZERO, Amount::ZERO);
    let Some(own) = facts.order_line(line) else {
        return nothing;
    };
    if order_line(own).priced.terms != *terms {
        return nothing;
    }
    let first = !before.contains_key(&own.id);
    let so_far = before.entry(own.id).or_insert(own.invoiced_quantity);
    let begin = *so_far;
    *so_far = begin.checked_add(line.quantity).unwrap_or(begin);
    let due = net_amount(begin, terms, facts.currency).ok();
    let short = due.and_then(|due| due.checked_sub(own.invoiced_amount));
    let short = short.filter(|short| first && short.decimal().abs() <= cent(facts.currency));
    (begin, short.unwrap_or_default())
}

/// The smallest amount of a currency.
fn cent(currency: Currency) -> Decimal {
    Decimal::new(1, currency.decimals)
}

/// The posted line that a line gives back, where it does so at that line's terms: then it is given
/// back as it was charged, with its share of the invoice discount and its tax (COR-8).
fn gives_back(
    facts: &Facts,
    line: &Model,
    terms: &PriceTerms,
    given_back: &mut HashMap<PurchaseInvoiceLineId, Quantity>,
) -> Option<GivenBack> {
    let posted = facts.reversed.get(&line.of_purchase_invoice_line_id?)?;
    let left = Quantity::try_from(facts.returnable.left_of_line(posted.id)).ok()?;
    let so_far = given_back
        .entry(posted.id)
        .or_insert(posted.quantity.checked_sub(left).unwrap_or_default());
    let before = *so_far;
    *so_far = before.checked_sub(line.quantity).unwrap_or(before);
    let charged = PriceTerms {
        unit_price: posted.unit_price,
        price_unit: posted.price_unit,
        discount_percent: posted.discount_percent,
        discount_amount: posted.discount_amount,
    };
    let sums = posted_sums(posted).ok()?;
    (charged == *terms).then_some(GivenBack {
        quantity: posted.quantity,
        sums,
        before,
    })
}

/// The posting groups of a line: those that a posted line was posted by, or the item's or charge's.
///
/// # Errors
/// `SetupMissing`.
pub fn product(setup: &Setup, facts: &Facts, line: &Model) -> Result<ProductGroups, Violation> {
    let reversed = line
        .of_purchase_invoice_line_id
        .and_then(|id| facts.reversed.get(&id));
    if let Some((product, tax_product)) = reversed.and_then(|own| {
        Some((
            own.product_posting_group_id?,
            own.tax_product_posting_group_id?,
        ))
    }) {
        return Ok(ProductGroups {
            product,
            tax_product,
        });
    }
    if let Some(item) = facts.item(line) {
        return groups::of_item(&setup.row, item);
    }
    let charge = line.item_charge_id.and_then(|id| facts.charges.get(&id));
    match charge {
        Some(charge) => groups::of_charge(&setup.row, charge),
        None => groups::of_other(&setup.row, &format!("line {}", line.line_number)),
    }
}

fn tax(
    setup: &Setup,
    facts: &Facts,
    line: &Model,
    business: PostingGroupId,
    own: ProductGroups,
) -> Result<TaxRate<TaxPair>, Violation> {
    let reversed = line
        .of_purchase_invoice_line_id
        .and_then(|id| facts.reversed.get(&id));
    let percent: Percent = match reversed {
        Some(posted) => posted.tax_percent,
        None => setup.tax(business, own.tax_product)?.percent,
    };
    Ok(TaxRate {
        group: (business, own.tax_product),
        percent,
    })
}
