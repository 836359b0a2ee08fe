//! Sales: what has left and what is invoiced of an order line is what the posted lines say, a drop
//! shipment has brought what has left, and receivables are what is open with customers.

use std::collections::{BTreeMap, HashMap};

use entity::exact::{Amount, Quantity};
use entity::ids::{GlAccountId, PostingGroupId, SalesOrderLineId};
use entity::{
    customer_entry, customer_posting_setup, purchase_order_line, sales_invoice_line,
    sales_order_line, sales_shipment_line,
};
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::Scope;

use super::{Findings, Pages, grouped};

/// Checks all sales lines of the legal entity.
pub async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<sales_order_line::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids = || rows.iter().map(|row| row.id);
        use {
            purchase_order_line::Column as Bought, sales_invoice_line::Column as Invoiced,
            sales_shipment_line::Column as Shipped,
        };
        let shipped = scope.find::<sales_shipment_line::Entity>();
        let shipped = shipped.filter(Shipped::SalesOrderLineId.is_in(ids()));
        let shipped = shipped.sums_by(Shipped::SalesOrderLineId, &[Shipped::Quantity]);
        let shipped: HashMap<SalesOrderLineId, [i64; 1]> = grouped(shipped.await?);
        let invoiced = scope.find::<sales_invoice_line::Entity>();
        let invoiced = invoiced.filter(Invoiced::SalesOrderLineId.is_in(ids()));
        let sums = [Invoiced::Quantity, Invoiced::NetAmount];
        let invoiced = invoiced.sums_by(Invoiced::SalesOrderLineId, &sums);
        let invoiced: HashMap<SalesOrderLineId, [i64; 2]> = grouped(invoiced.await?);
        let bought = scope.find::<purchase_order_line::Entity>();
        let bought = bought.filter(Bought::SalesOrderLineId.is_in(ids()));
        let bought = bought.sums_by(Bought::SalesOrderLineId, &[Bought::ReceivedQuantity]);
        let bought: HashMap<SalesOrderLineId, [i64; 1]> = grouped(bought.await?);
        for row in rows {
            let of = |sums: &HashMap<SalesOrderLineId, [i64; 1]>| {
                let [steps] = sums.get(&row.id).copied().unwrap_or_default();
                Quantity::from_steps(steps)
            };
            let subject = format!(
                "sales line {} of order {}",
                row.line_number, row.sales_order_id
            );
            let check = "sales-line-shipped";
            findings.compare(check, &subject, &row.shipped_quantity, &of(&shipped));
            let check = "sales-line-invoiced";
            let [quantity, net] = invoiced.get(&row.id).copied().unwrap_or_default();
            let quantity = Quantity::from_steps(quantity);
            findings.compare(check, &subject, &row.invoiced_quantity, &quantity);
            // What was invoiced before lines could be linked is not on them.
            if row.agreement_line_id.is_some() {
                let check = "sales-line-invoiced-amount";
                let net = Amount::from_steps(net);
                findings.compare(check, &subject, &row.invoiced_amount, &net);
            }
            if row.drop_shipment {
                let check = "sales-line-drop-shipment";
                findings.compare(check, &subject, &row.shipped_quantity, &of(&bought));
            }
        }
    }
    Ok(())
}

/// What is open with customers, by receivables account.
pub(super) async fn receivables(scope: &impl Scope) -> Result<BTreeMap<GlAccountId, i64>, Failure> {
    use customer_entry::{Column, Entity};
    let setups = scope.find::<customer_posting_setup::Entity>().all().await?;
    let open = scope
        .find::<Entity>()
        .sums_by(
            Column::CustomerPostingGroupId,
            &[Column::RemainingAccountingAmount],
        )
        .await?;
    let mut sums = BTreeMap::new();
    for (group, [sum]) in grouped::<PostingGroupId, 1>(open) {
        let setup = setups
            .iter()
            .find(|row| row.customer_posting_group_id == group);
        if let Some(setup) = setup {
            *sums.entry(setup.receivables_gl_account_id).or_default() += sum;
        }
    }
    Ok(sums)
}
