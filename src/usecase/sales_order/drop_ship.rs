//! Buying what a vendor delivers straight to the customer: a purchase order whose lines are bound
//! to the sales lines (ORD-6).

use std::collections::BTreeSet;

use entity::ids::{AgreementId, ItemId, SalesOrderId, SalesOrderLineId, VendorId};
use entity::kinds::{PurchaseOrderSource, SalesLineType};
use entity::purchase_order::Model;
use entity::{item, purchase_order_line, sales_order_line};

use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::Warned;
use crate::usecase::purchase_order::create::Create;
use crate::usecase::purchase_order_line::read::lock_of;
use crate::usecase::purchase_order_line::wanted::Wanted;
use crate::usecase::sales_order_line::read;
use crate::usecase::shipping::outstanding;

use super::facts::lock;

/// What is to be delivered straight to the customer.
#[derive(Clone, Debug)]
pub struct DropShip {
    /// The sales order.
    pub order: SalesOrderId,
    /// Which of its lines; all that are drop shipments and wait for a vendor if empty.
    pub lines: Vec<SalesOrderLineId>,
    /// Who delivers; the default vendor that all items have if none.
    pub vendor: Option<VendorId>,
    /// The agreement that the purchase order draws on.
    pub agreement: Option<AgreementId>,
}

type Chosen<'a> = (Option<usize>, &'a sales_order_line::Model);

impl Act for DropShip {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        let open = lock(tx, "salesOrderId", self.order).await?;
        let lines = read::lock_of(tx, self.order).await?;
        let mut check = Check::new();
        open.must_be_open("salesOrderId", &mut check);
        let customer = open.customer(tx, "salesOrderId", &mut check).await?;
        let chosen = self.chosen(tx, &lines, &mut check).await?;
        if chosen.is_empty() && self.lines.is_empty() {
            check.refuse("lineIds", Violation::NothingToRelease);
        }
        let vendor = match (self.vendor, self.agreement) {
            (None, None) => self.common(tx, &chosen, &mut check).await?,
            (named, _) => named,
        };
        check.done()?;
        let address = open.order.delivery_address.clone();
        let wanted = chosen.iter().map(|(_, line)| wanted(line));
        let create = Create {
            vendor,
            agreement: self.agreement,
            take_delivery_address: false,
            source: PurchaseOrderSource::SalesOrder,
            delivery_address: address.or(customer.address),
            lines: wanted.collect(),
            ..Create::default()
        };
        let made = Box::pin(create.run(tx))
            .await
            .map_err(|failure| match failure {
                Failure::Refused(refusals) => {
                    let own = refusals.into_iter();
                    Failure::Refused(own.map(|refusal| here(refusal, &chosen)).collect())
                }
                other => other,
            })?;
        let bought = lock_of(tx, made.row.id).await?;
        for (row, (_, line)) in bought.into_iter().zip(&chosen) {
            let sales_order_line_id = Some(line.id);
            tx.update(purchase_order_line::Model {
                sales_order_line_id,
                ..row
            })
            .await?;
        }
        let place = |own: Option<usize>| own.and_then(|n| chosen.get(n)?.0);
        let warnings = made.warnings.into_iter().map(|mut warning| {
            warning.element = place(warning.element);
            warning
        });
        Ok(Warned {
            row: made.row,
            warnings: warnings.collect(),
        })
    }
}

impl DropShip {
    /// The lines that wait for a vendor.
    async fn chosen<'a>(
        &self,
        tx: &TenantTx,
        lines: &'a [sales_order_line::Model],
        check: &mut Check,
    ) -> Result<Vec<Chosen<'a>>, Failure> {
        let bindings = read::bindings(tx, lines).await?;
        let judge = |line: &sales_order_line::Model| {
            if !line.drop_shipment {
                let reason = "the line is delivered from our own stock".to_owned();
                return Err(Violation::NotAllowed { reason });
            }
            if bindings.contains_key(&line.id) {
                return Err(Violation::AlreadyLinked);
            }
            match outstanding(line).is_zero() {
                true => Err(Violation::NothingToRelease),
                false => Ok(()),
            }
        };
        if self.lines.is_empty() {
            let waiting = lines.iter().filter(|line| judge(line).is_ok());
            return Ok(waiting.map(|line| (None, line)).collect());
        }
        let mut chosen = Vec::new();
        for (element, id) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            let twice = self.lines.iter().take(element).any(|other| other == id);
            match lines.iter().find(|line| line.id == *id) {
                None => own.refuse("", Violation::NotFound),
                Some(_) if twice => own.refuse("", Violation::Duplicate),
                Some(line) => match judge(line) {
                    Ok(()) => chosen.push((Some(element), line)),
                    Err(violation) => own.refuse("", violation),
                },
            }
            check.extend_within("lineIds", element, own);
        }
        Ok(chosen)
    }

    /// The vendor that all items have in common.
    async fn common(
        &self,
        tx: &TenantTx,
        chosen: &[Chosen<'_>],
        check: &mut Check,
    ) -> Result<Option<VendorId>, Failure> {
        let items: BTreeSet<ItemId> = chosen.iter().filter_map(|(_, line)| line.item_id).collect();
        let items = tx.find::<item::Entity>().by_ids(items).await?;
        let vendors: BTreeSet<Option<VendorId>> =
            items.iter().map(|item| item.default_vendor_id).collect();
        let vendor = match vendors.len() {
            1 => vendors.into_iter().next().flatten(),
            _ => None,
        };
        if vendor.is_none() && !check.is_bad() && !chosen.is_empty() {
            check.refuse("vendorId", Violation::Required);
        }
        Ok(vendor)
    }
}

/// What is bought for a line: exactly what it is and what of it has not left.
fn wanted(line: &sales_order_line::Model) -> Wanted {
    debug_assert_eq!(line.line_type, SalesLineType::Item);
    Wanted {
        item: line.item_id,
        description: Some(line.description.clone()),
        variant: line.variant.clone(),
        warehouse: line.warehouse_id,
        quantity: outstanding(line),
        unit: line.unit.as_ref().map(|unit| unit.0.clone()),
        delivery_date: Some(line.delivery_date),
        ..Wanted::default()
    }
}

/// A refusal of the purchase order, in its place in our input.
fn here(mut refusal: Refusal, chosen: &[Chosen<'_>]) -> Refusal {
    if let Some(place) = refusal.element {
        refusal.element = chosen.get(place).and_then(|(element, _)| *element);
        refusal.field.truncate(1);
        for step in &mut refusal.field {
            "lineIds".clone_into(step);
        }
    }
    refusal
}
