//! A new order line as it was asked for, made into what the rules look at.

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Percent, Price, Quantity};
use entity::ids::{
    AgreementLineId, DimensionId, DimensionSetId, DimensionValueId, ItemId, ProcurementCategoryId,
    SiteId, WarehouseId,
};
use rust_decimal::Decimal;

use crate::domain::order_line::place;
use crate::domain::pricing::{Demand, Typed};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::chain::Twin;
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::dimension_set::store;
use crate::usecase::outcome::Warning;
use crate::usecase::price::{places::places, units};
use crate::usecase::purchase_order::write::NewLine;

/// A line that is wanted; what was not said is `None`.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The item.
    pub item: Option<ItemId>,
    /// The category, where there is no item.
    pub category: Option<ProcurementCategoryId>,
    /// In words; the item's name if none.
    pub description: Option<String>,
    /// The variant.
    pub variant: Option<String>,
    /// The site.
    pub site: Option<SiteId>,
    /// The warehouse.
    pub warehouse: Option<WarehouseId>,
    /// How much.
    pub quantity: Decimal,
    /// The unit; the item's purchase unit if none.
    pub unit: Option<String>,
    /// A typed price.
    pub unit_price: Option<Decimal>,
    /// How many units the typed price is for.
    pub price_unit: Option<Decimal>,
    /// A typed discount in percent.
    pub discount_percent: Option<Decimal>,
    /// A typed discount as an amount per price unit.
    pub discount_amount: Option<Decimal>,
    /// The delivery day; the order's if none.
    pub delivery_date: Option<NaiveDate>,
    /// Where it is delivered to.
    pub delivery_address: Option<String>,
    /// Dimension values.
    pub dimensions: Vec<(DimensionId, DimensionValueId)>,
    /// Why no agreement was found, where agreements were searched before.
    pub unfound: Option<String>,
    /// The trading partner's line that it follows from.
    pub twin: Option<Twin>,
}

/// What a line gets from its order.
#[derive(Clone, Copy, Debug)]
pub struct FromOrder {
    /// The delivery day.
    pub delivery_date: NaiveDate,
    /// The dimension values.
    pub dimension_set_id: Option<DimensionSetId>,
}

impl Wanted {
    /// Places the line: what it is, what it costs, what it is linked to. Refusals go to `check`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn place(
        &self,
        tx: &TenantTx,
        around: &mut Around,
        order: FromOrder,
        element: Option<usize>,
        check: &mut Check,
    ) -> Result<Option<(NewLine, Vec<Warning>)>, Failure> {
        let demand = self.demand(tx, around, order.delivery_date, check).await?;
        let typed = self.typed(check);
        let typed_set = check.absorb(store::run(tx, "dimensions", &self.dimensions).await)?;
        let Some(demand) = demand.filter(|_| !check.is_bad()) else {
            return Ok(None);
        };
        let placed = match place(&around.line(demand.item), &demand, &typed, None) {
            Ok(placed) => placed,
            Err(refusals) => {
                check.extend(refusals);
                return Ok(None);
            }
        };
        if let Err(violation) = around.draw(placed.link, &placed.buckets) {
            check.refuse("quantity", violation);
            return Ok(None);
        }
        let told = placed.warnings.iter().map(|v| Warning::of(element, v));
        let warnings = told
            .chain(Warning::of_price(element, &placed.priced))
            .collect();
        let [header, commitment] = agreement_sets(around, placed.link);
        let sets = [
            order.dimension_set_id,
            header,
            commitment,
            typed_set.flatten(),
        ];
        let line = NewLine {
            element,
            description: self.words(around),
            delivery_address: self.delivery_address.clone(),
            returns: None,
            twin: self.twin,
            dimension_set_id: store::layered(tx, &sets).await?,
            demand,
            priced: placed.priced,
            link: placed.link,
            buckets: placed.buckets,
            trace: Some(self.unfound.clone().unwrap_or(placed.trace)),
        };
        Ok(Some((line, warnings)))
    }

    /// What the rules look at; none with refusals.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn demand(
        &self,
        scope: &impl Scope,
        around: &Around,
        delivery_date: NaiveDate,
        check: &mut Check,
    ) -> Result<Option<Demand>, Failure> {
        self.texts(check);
        places(scope, self.site, self.warehouse, check).await?;
        let item = self.item.and_then(|id| around.book.item(id));
        if self.item.is_some() && item.is_none() {
            check.refuse("itemId", Violation::NotFound);
        }
        if item.is_some_and(|item| item.blocked) {
            check.refuse("itemId", Violation::ItemBlocked);
        }
        match (self.item, self.category) {
            (None, None) => check.refuse("itemId", Violation::Required),
            (Some(_), Some(_)) => {
                let reason = "the item's category is taken".to_owned();
                check.refuse("procurementCategoryId", Violation::NotAllowed { reason });
            }
            (None, Some(id)) if !around.book.categories.contains(&id) => {
                check.refuse("procurementCategoryId", Violation::NotFound);
            }
            _ => {}
        }
        let asked = self.unit.clone().map(UnitCode);
        let unit = asked.or_else(|| item.map(|item| item.purchase_unit.clone()));
        let quantity = check.exact("quantity", Quantity::try_new(self.quantity));
        if self.item.is_some() && item.is_none() {
            return Ok(None);
        }
        let Some(unit) = unit else {
            check.refuse("unit", Violation::Required);
            return Ok(None);
        };
        let known = scope.reference().await?.units.contains_key(&unit);
        let factor = match item {
            Some(item) => item.factor(&unit),
            None => known.then(units::one),
        };
        let Some(unit_factor) = factor else {
            check.refuse(
                "unit",
                match self.item {
                    Some(_) => Violation::UnitNotOfItem { unit },
                    None => Violation::UnknownCode { code: unit.0 },
                },
            );
            return Ok(None);
        };
        units::scale(scope, "quantity", self.quantity, &unit, check).await?;
        Ok(quantity.map(|quantity| Demand {
            item: self.item,
            category: item.map_or(self.category, |item| item.category),
            variant: self.variant.clone(),
            site: self.site,
            warehouse: self.warehouse,
            quantity,
            unit,
            unit_factor,
            delivery_date: self.delivery_date.unwrap_or(delivery_date),
        }))
    }

    fn texts(&self, check: &mut Check) {
        check.text_opt("description", self.description.as_deref(), 200);
        check.text_opt("variant", self.variant.as_deref(), 40);
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        if let Some(date) = self.delivery_date {
            check.date("deliveryDate", date);
        }
    }

    /// What was typed of the price.
    pub fn typed(&self, check: &mut Check) -> Typed {
        Typed {
            unit_price: self
                .unit_price
                .and_then(|value| check.exact("unitPrice", Price::try_new(value))),
            price_unit: self
                .price_unit
                .and_then(|value| check.exact("priceUnit", Quantity::try_new(value))),
            discount_percent: self
                .discount_percent
                .and_then(|value| check.exact("discountPercent", Percent::try_new(value))),
            discount_amount: self
                .discount_amount
                .and_then(|value| check.exact("discountAmount", Price::try_new(value))),
        }
    }

    fn words(&self, around: &Around) -> String {
        let item = self
            .item
            .and_then(|id| around.book.rows.get(&id))
            .map(|row| row.name.clone());
        self.description.clone().or(item).unwrap_or_default()
    }
}

/// The dimension values that a linked line gets: the agreement's, and over them the commitment's
/// (DIM-2).
fn agreement_sets(around: &Around, link: Option<AgreementLineId>) -> [Option<DimensionSetId>; 2] {
    let commitment = link.and_then(|id| around.row(id));
    let header = around.agreement.as_ref().filter(|_| commitment.is_some());
    [
        header.and_then(|own| own.row.dimension_set_id),
        commitment.and_then(|row| row.dimension_set_id),
    ]
}
