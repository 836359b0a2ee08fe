//! A sales line as it was asked for, made into a row.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::ids::{
    GlAccountId, ItemId, PurchaseOrderLineId, SalesOrderId, SalesOrderLineId, WarehouseId,
};
use entity::item;
use entity::kinds::SalesLineType;
use entity::sales_order_line::Model;
use entity::{gl_account, warehouse};
use rust_decimal::Decimal;

use crate::domain::money::{Currency, PriceTerms, net_amount};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::chain::Twin;
use crate::usecase::check::Check;
use crate::usecase::price::units;

/// A line that is wanted: of an item, else of an account, else a comment.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The item.
    pub item: Option<ItemId>,
    /// The account, where there is no item.
    pub account: Option<GlAccountId>,
    /// In words; the item's or the account's name if none.
    pub description: Option<String>,
    /// The variant.
    pub variant: Option<String>,
    /// The warehouse it is delivered from.
    pub warehouse: Option<WarehouseId>,
    /// How much; none on comments.
    pub quantity: Option<Decimal>,
    /// The unit; the item's base unit if none.
    pub unit: Option<String>,
    /// The price per price unit; none on comments.
    pub unit_price: Option<Decimal>,
    /// How many units the price is for; 1 if none.
    pub price_unit: Option<Decimal>,
    /// Discount in percent.
    pub discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit.
    pub discount_amount: Option<Decimal>,
    /// Whether the vendor delivers straight to the customer.
    pub drop_shipment: bool,
    /// The delivery day; the order's if none.
    pub delivery_date: Option<NaiveDate>,
    /// The trading partner's line that it follows from.
    pub twin: Option<Twin>,
}

/// What the lines of an order stand on.
pub struct Ground {
    /// The order.
    pub order: SalesOrderId,
    /// Its currency.
    pub currency: Currency,
    /// The delivery day of lines that name none.
    pub delivery_date: NaiveDate,
    /// The items that lines name.
    pub items: HashMap<ItemId, item::Model>,
    /// Whether the order goes with a trading partner's.
    pub trades: bool,
}

/// What a line costs.
#[must_use]
pub fn terms(row: &Model) -> PriceTerms {
    PriceTerms {
        unit_price: row.unit_price,
        price_unit: row.price_unit,
        discount_percent: row.discount_percent,
        discount_amount: row.discount_amount,
    }
}

impl Wanted {
    /// The row of the line. Refusals go to `check`; then what is answered says nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn row(
        &self,
        tx: &TenantTx,
        ground: &Ground,
        line_number: i32,
        check: &mut Check,
    ) -> Result<Model, Failure> {
        check.text_opt("description", self.description.as_deref(), 200);
        check.text_opt("variant", self.variant.as_deref(), 40);
        let delivery_date = self.delivery_date.unwrap_or(ground.delivery_date);
        check.date("deliveryDate", delivery_date);
        if let Some(id) = self.warehouse {
            let named = check.row::<warehouse::Entity>(tx, "warehouseId", id);
            named.await?;
        }
        let plain = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: self
                .twin
                .map_or_else(|| tx.id(), |twin| SalesOrderLineId(twin.own)),
            sales_order_id: ground.order,
            line_number,
            line_type: SalesLineType::Comment,
            item_id: self.item,
            gl_account_id: self.account,
            description: self.description.clone().unwrap_or_default(),
            variant: self.variant.clone(),
            warehouse_id: self.warehouse,
            quantity: Quantity::ZERO,
            unit: None,
            unit_factor: units::one(),
            unit_price: Price::ZERO,
            price_unit: PriceTerms::default().price_unit,
            discount_percent: Percent::ZERO,
            discount_amount: Price::ZERO,
            net_amount: Amount::ZERO,
            drop_shipment: self.drop_shipment,
            delivery_date,
            shipped_quantity: Quantity::ZERO,
            invoiced_quantity: Quantity::ZERO,
            chain_purchase_order_line_id: self.twin.map(|twin| PurchaseOrderLineId(twin.of)),
            row_version: 1,
        };
        let line_type = match (self.item, self.account) {
            (Some(_), _) => SalesLineType::Item,
            (None, Some(_)) => SalesLineType::GlAccount,
            (None, None) => return Ok(self.comment(plain, check)),
        };
        self.misplaced(line_type, check);
        let (name, unit) = self.what(tx, ground, check).await?;
        let (unit, unit_factor) = match unit {
            Some((unit, factor)) => (Some(unit), factor),
            None => (None, units::one()),
        };
        let (quantity, price) = self.numbers(tx, unit.as_ref(), check).await?;
        let row = Model {
            line_type,
            description: self.description.clone().unwrap_or(name),
            quantity,
            unit,
            unit_factor,
            unit_price: price.unit_price,
            price_unit: price.price_unit,
            discount_percent: price.discount_percent,
            discount_amount: price.discount_amount,
            chain_purchase_order_line_id: plain
                .chain_purchase_order_line_id
                .or_else(|| ground.trades.then(|| tx.id())),
            ..plain
        };
        Ok(priced(row, ground.currency, check))
    }

    /// A comment says something and is nothing else.
    fn comment(&self, row: Model, check: &mut Check) -> Model {
        if self.description.is_none() {
            check.refuse("description", Violation::Required);
        }
        let given = [
            ("quantity", self.quantity.is_some()),
            ("unit", self.unit.is_some()),
            ("unitPrice", self.unit_price.is_some()),
            ("priceUnit", self.price_unit.is_some()),
            ("discountPercent", self.discount_percent.is_some()),
            ("discountAmount", self.discount_amount.is_some()),
            ("variant", self.variant.is_some()),
            ("warehouseId", self.warehouse.is_some()),
            ("dropShipment", self.drop_shipment),
        ];
        for (field, _) in given.into_iter().filter(|(_, given)| *given) {
            let reason = "the line is a comment".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
        row
    }

    /// What lines of accounts do not have.
    fn misplaced(&self, line_type: SalesLineType, check: &mut Check) {
        let given = match line_type {
            SalesLineType::Item => [
                ("glAccountId", self.account.is_some()),
                ("", false),
                ("", false),
            ],
            SalesLineType::GlAccount | SalesLineType::Comment => [
                ("variant", self.variant.is_some()),
                ("warehouseId", self.warehouse.is_some()),
                ("dropShipment", self.drop_shipment),
            ],
        };
        for (field, _) in given.into_iter().filter(|(_, given)| *given) {
            let reason = match line_type {
                SalesLineType::Item => "the line is of an item".to_owned(),
                _ => "the line is of an account".to_owned(),
            };
            check.refuse(field, Violation::NotAllowed { reason });
        }
    }

    /// The name of what is sold, and its unit with how many base units that is.
    async fn what(
        &self,
        tx: &TenantTx,
        ground: &Ground,
        check: &mut Check,
    ) -> Result<(String, Option<(UnitCode, Rate)>), Failure> {
        let unit = self.unit.clone().map(UnitCode);
        if let Some(id) = self.item {
            let Some(item) = ground.items.get(&id) else {
                check.refuse("itemId", Violation::NotFound);
                return Ok((String::new(), None));
            };
            let unit = unit.unwrap_or_else(|| item.base_unit.clone());
            let found = units::factor(tx, id, Some(&unit)).await?;
            if found.is_none() {
                check.refuse("unit", Violation::UnitNotOfItem { unit });
            }
            return Ok((item.name.clone(), found));
        }
        let mut name = String::new();
        if let Some(id) = self.account {
            let row = check
                .row::<gl_account::Entity>(tx, "glAccountId", id)
                .await?;
            match row {
                Some(row) if row.blocked => {
                    check.refuse("glAccountId", Violation::GlAccountBlocked)
                }
                Some(row) if !row.direct_posting => {
                    check.refuse("glAccountId", Violation::GlAccountNotDirect);
                }
                Some(row) => name = row.name,
                None => {}
            }
        }
        if let Some(unit) = &unit {
            check.unit(tx, "unit", unit).await?;
        }
        Ok((name, unit.map(|unit| (unit, units::one()))))
    }

    async fn numbers(
        &self,
        tx: &TenantTx,
        unit: Option<&UnitCode>,
        check: &mut Check,
    ) -> Result<(Quantity, PriceTerms), Failure> {
        let mut quantity = Quantity::ZERO;
        match self.quantity {
            None => check.refuse("quantity", Violation::Required),
            Some(value) => {
                quantity = check.quantity_positive("quantity", value);
                if let Some(unit) = unit {
                    units::scale(tx, "quantity", value, unit, check).await?;
                }
            }
        }
        let mut price = PriceTerms::default();
        match self.unit_price {
            None => check.refuse("unitPrice", Violation::Required),
            Some(value) => price.unit_price = check.price("unitPrice", value),
        }
        if let Some(units) = self.price_unit {
            price.price_unit = check.quantity_positive("priceUnit", units);
        }
        if let Some(percent) = self.discount_percent {
            price.discount_percent = check.percent("discountPercent", percent);
        }
        if let Some(amount) = self.discount_amount {
            price.discount_amount = check.price("discountAmount", amount);
        }
        Ok((quantity, price))
    }
}

/// The line with its net amount.
pub fn priced(mut row: Model, currency: Currency, check: &mut Check) -> Model {
    match net_amount(row.quantity, &terms(&row), currency) {
        Ok(net) => row.net_amount = net,
        Err(violation) => check.refuse("quantity", violation),
    }
    row
}
