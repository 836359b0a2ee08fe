//! A sales line as it was asked for, made into a row.

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Amount, Percent, Price, Quantity, Rate};
use entity::gl_account;
use entity::ids::{
    AgreementLineId, GlAccountId, ItemId, PurchaseOrderLineId, SalesOrderId, SalesOrderLineId,
    WarehouseId,
};
use entity::kinds::{PriceSource, SalesLineType};
use entity::sales_order_line::Model;
use rust_decimal::Decimal;

use crate::domain::commitment::Buckets;
use crate::domain::money::{Currency, PriceTerms, net_amount};
use crate::domain::order_line::place;
use crate::domain::pricing::Typed;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::chain::Twin;
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::outcome::Warning;
use crate::usecase::price::units;
use crate::usecase::purchase_order::write::shortened;

use super::row;

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
    /// The price per price unit; none on comments, and where a commitment gives it.
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
    /// The commitment that it has to be linked to; the best that fits if none.
    pub commitment: Option<AgreementLineId>,
    /// The trading partner's line that it follows from.
    pub twin: Option<Twin>,
}

/// What a line gets from its order.
#[derive(Clone, Copy, Debug)]
pub struct FromOrder {
    /// The order.
    pub order: SalesOrderId,
    /// The delivery day.
    pub delivery_date: NaiveDate,
    /// Whether the order goes with a trading partner's.
    pub trades: bool,
}

/// Where a line stands: its number, and its place in the input.
pub type Place = (i32, Option<usize>);

/// A line as the rules decided it.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// Which of the lines asked for.
    pub element: Option<usize>,
    /// Its row.
    pub row: Model,
    /// What it takes of the commitment that it is linked to.
    pub buckets: Buckets,
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
    /// Places the line: what it is, what it costs, what it is linked to. Refusals go to `check`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn place(
        &self,
        tx: &TenantTx,
        around: &mut Around,
        from: FromOrder,
        (line_number, element): Place,
        check: &mut Check,
    ) -> Result<Option<(NewLine, Vec<Warning>)>, Failure> {
        check.text_opt("description", self.description.as_deref(), 200);
        check.text_opt("variant", self.variant.as_deref(), 40);
        let delivery_date = self.delivery_date.unwrap_or(from.delivery_date);
        check.date("deliveryDate", delivery_date);
        if self
            .warehouse
            .is_some_and(|id| !around.sites.contains_key(&id))
        {
            check.refuse("warehouseId", Violation::NotFound);
        }
        let plain = Model {
            delivery_date,
            ..self.plain(tx, from, line_number)
        };
        let unlinked = |row| NewLine {
            element,
            row,
            buckets: Buckets::default(),
        };
        let line_type = match (self.item, self.account) {
            (Some(_), _) => SalesLineType::Item,
            (None, Some(_)) => SalesLineType::GlAccount,
            (None, None) => {
                let comment = self.comment(plain, check);
                return Ok(Some((unlinked(comment), Vec::new())));
            }
        };
        self.misplaced(line_type, check);
        let (name, unit) = self.what(tx, around, check).await?;
        let quantity = self.quantity(tx, unit.as_ref(), check).await?;
        let typed = self.typed(check);
        // A commitment may give the price, where the order draws on an agreement.
        let needs_price = self.item.is_none() || around.order.agreement.is_none();
        if typed.unit_price.is_none() && needs_price {
            check.refuse("unitPrice", Violation::Required);
        }
        let traded = || from.trades.then(|| tx.id());
        let (unit, unit_factor) = unit.map_or((None, units::one()), |(u, f)| (Some(u), f));
        let row = Model {
            line_type,
            description: self.description.clone().unwrap_or(name),
            quantity,
            unit,
            unit_factor,
            chain_purchase_order_line_id: plain.chain_purchase_order_line_id.or_else(traded),
            ..plain
        };
        if check.is_bad() {
            return Ok(None);
        }
        match line_type {
            SalesLineType::Item => Ok(self.item_line(around, (row, element), &typed, check)),
            _ => {
                let row = priced(charged(row, &typed), around.order.currency, check);
                Ok(Some((unlinked(row), Vec::new())))
            }
        }
    }

    fn plain(&self, tx: &TenantTx, from: FromOrder, line_number: i32) -> Model {
        let twin = self.twin;
        Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: twin.map_or_else(|| tx.id(), |twin| SalesOrderLineId(twin.own)),
            sales_order_id: from.order,
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
            delivery_date: from.delivery_date,
            shipped_quantity: Quantity::ZERO,
            invoiced_quantity: Quantity::ZERO,
            chain_purchase_order_line_id: twin.map(|twin| PurchaseOrderLineId(twin.of)),
            agreement_line_id: None,
            price_source: PriceSource::None,
            discount_percent_source: PriceSource::None,
            discount_amount_source: PriceSource::None,
            price_agreement_line_id: None,
            price_agreement_version: 0,
            match_trace: None,
            cancelled_quantity: Quantity::ZERO,
            invoiced_amount: Amount::ZERO,
            row_version: 1,
        }
    }

    /// A line of an item by the rules that lines of purchase orders have too (AGR-9).
    fn item_line(
        &self,
        around: &mut Around,
        (row, element): (Model, Option<usize>),
        typed: &Typed,
        check: &mut Check,
    ) -> Option<(NewLine, Vec<Warning>)> {
        let demand = row::line(&row, around)?.demand;
        let placed = match place(&around.line(row.item_id), &demand, typed, self.commitment) {
            Ok(placed) => placed,
            Err(refusals) => {
                check.extend(refusals);
                return None;
            }
        };
        if let Err(violation) = around.draw(placed.link, &placed.buckets) {
            check.refuse("quantity", violation);
            return None;
        }
        let warnings = placed.warnings.iter().map(|v| Warning::of(element, v));
        let row = Model {
            match_trace: Some(shortened(&placed.trace)),
            ..row::with(row, demand, &placed.priced, placed.link)
        };
        let line = NewLine {
            element,
            row,
            buckets: placed.buckets,
        };
        Some((line, warnings.collect()))
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
            ("agreementLineId", self.commitment.is_some()),
        ];
        for (field, _) in given.into_iter().filter(|(_, given)| *given) {
            let reason = "the line is a comment".to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
        row
    }

    /// What lines of items, and lines of accounts, do not have.
    fn misplaced(&self, line_type: SalesLineType, check: &mut Check) {
        let (given, reason) = match line_type {
            SalesLineType::Item => (
                vec![("glAccountId", self.account.is_some())],
                "the line is of an item",
            ),
            SalesLineType::GlAccount | SalesLineType::Comment => (
                vec![
                    ("variant", self.variant.is_some()),
                    ("warehouseId", self.warehouse.is_some()),
                    ("dropShipment", self.drop_shipment),
                    ("agreementLineId", self.commitment.is_some()),
                ],
                "the line is of an account",
            ),
        };
        for (field, _) in given.into_iter().filter(|(_, given)| *given) {
            let reason = reason.to_owned();
            check.refuse(field, Violation::NotAllowed { reason });
        }
    }

    /// The name of what is sold, and its unit with how many base units that is.
    async fn what(
        &self,
        tx: &TenantTx,
        around: &Around,
        check: &mut Check,
    ) -> Result<(String, Option<(UnitCode, Rate)>), Failure> {
        let unit = self.unit.clone().map(UnitCode);
        if let Some(id) = self.item {
            let known = around.book.rows.get(&id).zip(around.book.item(id));
            let Some((row, item)) = known else {
                check.refuse("itemId", Violation::NotFound);
                return Ok((String::new(), None));
            };
            let unit = unit.unwrap_or_else(|| row.base_unit.clone());
            let factor = item.factor(&unit);
            if factor.is_none() {
                let unit = unit.clone();
                check.refuse("unit", Violation::UnitNotOfItem { unit });
            }
            return Ok((row.name.clone(), factor.map(|factor| (unit, factor))));
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

    async fn quantity(
        &self,
        tx: &TenantTx,
        unit: Option<&(UnitCode, Rate)>,
        check: &mut Check,
    ) -> Result<Quantity, Failure> {
        let Some(value) = self.quantity else {
            check.refuse("quantity", Violation::Required);
            return Ok(Quantity::ZERO);
        };
        let quantity = check.quantity_positive("quantity", value);
        if let Some((unit, _)) = unit {
            units::scale(tx, "quantity", value, unit, check).await?;
        }
        Ok(quantity)
    }

    /// What was typed of the price.
    pub(super) fn typed(&self, check: &mut Check) -> Typed {
        Typed {
            unit_price: self.unit_price.map(|value| check.price("unitPrice", value)),
            price_unit: self
                .price_unit
                .map(|value| check.quantity_positive("priceUnit", value)),
            discount_percent: self
                .discount_percent
                .map(|value| check.percent("discountPercent", value)),
            discount_amount: self
                .discount_amount
                .map(|value| check.price("discountAmount", value)),
        }
    }
}

/// What is charged to an account costs what was typed.
pub(super) fn charged(row: Model, typed: &Typed) -> Model {
    let none = PriceTerms::default();
    let source = |given: bool| match given {
        true => PriceSource::Typed,
        false => PriceSource::None,
    };
    Model {
        unit_price: typed.unit_price.unwrap_or(none.unit_price),
        price_unit: typed.price_unit.unwrap_or(none.price_unit),
        discount_percent: typed.discount_percent.unwrap_or(none.discount_percent),
        discount_amount: typed.discount_amount.unwrap_or(none.discount_amount),
        price_source: source(typed.unit_price.is_some()),
        discount_percent_source: source(typed.discount_percent.is_some()),
        discount_amount_source: source(typed.discount_amount.is_some()),
        ..row
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
