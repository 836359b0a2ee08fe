//! Buying for a sale: purchase orders over what of a sales order is not available, one for each
//! vendor and agreement (ORD-7).

use std::collections::{BTreeSet, HashMap};

use entity::ids::{ItemId, SalesOrderId, SalesOrderLineId, VendorId};
use entity::kinds::{PurchaseOrderSource, SalesLineType};
use entity::purchase_order::Model;
use entity::{item, sales_order_line};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::outcome::{WarnedAll, Warning, WarningCode};
use crate::usecase::purchase_order::firm::Firm;
use crate::usecase::purchase_order_line::wanted::Wanted;
use crate::usecase::sales_order_line::read::lock_of;
use crate::usecase::shipping::outstanding;

use super::available::{self, bucket};
use super::facts::lock;

/// What is to be bought for a sale.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// The sales order.
    pub order: SalesOrderId,
    /// Which of its lines; all if empty.
    pub lines: Vec<Bought>,
    /// Whether agreements are searched; as the legal entity decided if none.
    pub find_agreements: Option<bool>,
}

/// What is to be bought for a line.
#[derive(Clone, Copy, Debug)]
pub struct Bought {
    /// The sales line.
    pub line: SalesOrderLineId,
    /// How much, in the line's unit; what is not available if none.
    pub quantity: Option<Decimal>,
    /// From whom; the item's default vendor if none.
    pub vendor: Option<VendorId>,
}

/// A line that can be bought for, with its place in the input.
struct Chosen<'a> {
    element: Option<usize>,
    line: &'a sales_order_line::Model,
    quantity: Option<Decimal>,
    vendor: Option<VendorId>,
}

impl Act for Purchase {
    type Out = WarnedAll<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<WarnedAll<Model>, Failure> {
        let open = lock(tx, "salesOrderId", self.order).await?;
        let lines = lock_of(tx, self.order).await?;
        let mut check = Check::new();
        open.must_be_open("salesOrderId", &mut check);
        open.customer(tx, "salesOrderId", &mut check).await?;
        let chosen = self.chosen(&lines, &mut check);
        check.done()?;
        let ids: BTreeSet<ItemId> = chosen.iter().filter_map(|own| own.line.item_id).collect();
        let items = tx.find::<item::Entity>().by_ids(ids).await?;
        let items: HashMap<ItemId, item::Model> =
            items.into_iter().map(|row| (row.id, row)).collect();
        let mut warnings = Vec::new();
        let mut places = Vec::new();
        let mut wanted = Vec::new();
        let mut pools = available::load(tx, chosen.iter().map(|own| own.line)).await?;
        for own in &chosen {
            let needed = match (own.quantity, bucket(own.line)) {
                (Some(quantity), _) => quantity,
                (None, None) => continue,
                (None, Some(bucket)) => {
                    let pool = pools.entry(bucket).or_default();
                    missing(tx, own.line, pool).await?
                }
            };
            if needed.is_zero() && own.quantity.is_none() {
                continue;
            }
            let item = own.line.item_id.and_then(|id| items.get(&id));
            let default = item.and_then(|item| item.default_vendor_id);
            let Some(vendor) = own.vendor.or(default) else {
                let message = Violation::VendorMissing.to_string();
                warnings.push(Warning {
                    element: own.element,
                    code: WarningCode::VendorMissing,
                    message: format!("line {}: {message}", own.line.line_number),
                });
                continue;
            };
            places.push(own.element);
            wanted.push((Some(vendor), bought(own.line, needed)));
        }
        if wanted.is_empty() {
            return Err(Failure::refused("lines", Violation::NothingToRelease));
        }
        let firm = Firm {
            source: PurchaseOrderSource::SalesOrder,
            find_agreements: self.find_agreements,
            order_date: None,
            lines: wanted,
        };
        let mut made = Box::pin(firm.run(tx))
            .await
            .map_err(|failure| match failure {
                Failure::Refused(refusals) => {
                    let own = refusals.into_iter();
                    Failure::Refused(own.map(|refusal| here(refusal, &places)).collect())
                }
                other => other,
            })?;
        for warning in &mut made.warnings {
            let place = warning.element.and_then(|n| places.get(n).copied());
            warning.element = place.flatten();
        }
        made.warnings.extend(warnings);
        Ok(made)
    }
}

impl Purchase {
    /// The lines that are named, or all. Comments need not be bought; drop shipments have an order
    /// of their own.
    fn chosen<'a>(
        &self,
        lines: &'a [sales_order_line::Model],
        check: &mut Check,
    ) -> Vec<Chosen<'a>> {
        if self.lines.is_empty() {
            if lines
                .iter()
                .any(|l| l.line_type == SalesLineType::GlAccount)
            {
                check.refuse("salesOrderId", Violation::LineTypeNotSupported);
            }
            let ours = lines.iter().filter(|line| !line.drop_shipment);
            let chosen = |line| Chosen {
                element: None,
                line,
                quantity: None,
                vendor: None,
            };
            return ours.map(chosen).collect();
        }
        let mut chosen = Vec::new();
        let mut seen = BTreeSet::new();
        for (element, bought) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            let field = "salesOrderLineId";
            match lines.iter().find(|line| line.id == bought.line) {
                None => own.refuse(field, Violation::NotFound),
                Some(_) if !seen.insert(bought.line) => own.refuse(field, Violation::Duplicate),
                Some(line) if line.line_type == SalesLineType::GlAccount => {
                    own.refuse(field, Violation::LineTypeNotSupported);
                }
                Some(line) if line.drop_shipment => {
                    let reason = "a drop shipment is ordered with salesOrderDropShip".to_owned();
                    own.refuse(field, Violation::NotAllowed { reason });
                }
                Some(line) => chosen.push(Chosen {
                    element: Some(element),
                    line,
                    quantity: bought.quantity,
                    vendor: bought.vendor,
                }),
            }
            if let Some(quantity) = bought.quantity {
                own.quantity_positive("quantity", quantity);
            }
            check.extend_within("lines", element, own);
        }
        chosen.retain(|own| own.line.line_type == SalesLineType::Item);
        chosen
    }
}

/// What of a line is not available, in whole parts of its unit; the line takes what is.
async fn missing(
    tx: &TenantTx,
    line: &sales_order_line::Model,
    pool: &mut Decimal,
) -> Result<Decimal, Failure> {
    let factor = line.unit_factor.decimal();
    let wanted = outstanding(line) * factor;
    let short = (wanted - (*pool).max(Decimal::ZERO)).max(Decimal::ZERO);
    *pool -= wanted;
    let units = &tx.reference().await?.units;
    let unit = line.unit.as_ref().and_then(|unit| units.get(unit));
    let decimals = unit.map_or(0, |unit| u32::try_from(unit.decimals).unwrap_or_default());
    let quantity = short.checked_div(factor).unwrap_or_default();
    Ok(quantity.round_dp_with_strategy(decimals, RoundingStrategy::ToPositiveInfinity))
}

fn bought(line: &sales_order_line::Model, quantity: Decimal) -> Wanted {
    Wanted {
        item: line.item_id,
        description: Some(line.description.clone()),
        variant: line.variant.clone(),
        warehouse: line.warehouse_id,
        quantity,
        unit: line.unit.as_ref().map(|unit| unit.0.clone()),
        delivery_date: Some(line.delivery_date),
        ..Wanted::default()
    }
}

/// A refusal of the purchase orders, in its place in our input.
fn here(mut refusal: Refusal, places: &[Option<usize>]) -> Refusal {
    refusal.field.retain(|step| step != "line");
    if let Some(place) = refusal.element {
        refusal.element = places.get(place).copied().flatten();
        if refusal.element.is_none() {
            refusal.field.remove(0);
        }
    }
    refusal
}
