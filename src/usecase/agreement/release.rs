//! Releasing an order from an agreement: one order, every line linked (AGR-11).

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::codes::UnitCode;
use entity::exact::{Percent, Price, Quantity, Rate};
use entity::ids::{
    AgreementId, AgreementLineId, ItemId, ProcurementCategoryId, SiteId, WarehouseId,
};
use entity::kinds::{CommitmentType, PurchaseOrderSource};
use entity::{agreement_line, item, purchase_order, vendor};
use rust_decimal::Decimal;
use sea_orm::ColumnTrait;

use crate::domain::pricing::Typed;
use crate::domain::release::{PlannedLine, ReleaseFacts, ReleaseLine, plan};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::amount_limit;
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Header, Hold};
use crate::usecase::dimension_set::store;
use crate::usecase::outcome::{Warned, Warning, WarningCode};
use crate::usecase::price::facts::{Deal, PriceBook};
use crate::usecase::price::{places::places, units};
use crate::usecase::purchase_order::create::{Create, LINES_MAX};
use crate::usecase::purchase_order::write::{self, NewLine};

/// The release order that is wanted.
#[derive(Clone, Debug)]
pub struct Release {
    /// The agreement.
    pub agreement: AgreementId,
    /// The order's number, where the sequence is manual.
    pub number: Option<String>,
    /// The day it is placed; today if none.
    pub order_date: Option<NaiveDate>,
    /// The delivery day of lines that name none; the order date if none.
    pub delivery_date: Option<NaiveDate>,
    /// Where it is delivered to; the agreement's address if none.
    pub delivery_address: Option<String>,
    /// What is drawn.
    pub lines: Vec<Draw>,
}

/// One line of a release order.
#[derive(Clone, Debug)]
pub struct Draw {
    /// The commitment.
    pub agreement_line: AgreementLineId,
    /// How much; lines of 0 are passed over.
    pub quantity: Decimal,
    /// The item, for commitments that name none.
    pub item: Option<ItemId>,
    /// The category, for commitments that name no item.
    pub category: Option<ProcurementCategoryId>,
    /// The unit; the commitment's or the item's if none.
    pub unit: Option<String>,
    /// In words; the item's name if none.
    pub description: Option<String>,
    /// The variant, where the commitment names none.
    pub variant: Option<String>,
    /// The site, where the commitment names none.
    pub site: Option<SiteId>,
    /// The warehouse, where the commitment names none.
    pub warehouse: Option<WarehouseId>,
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
    /// Where it is delivered to; the commitment's address if none.
    pub delivery_address: Option<String>,
}

impl Act for Release {
    type Out = Warned<purchase_order::Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Self::Out, Failure> {
        let header = facts::header(tx, "agreementId", self.agreement, Hold::Shared).await?;
        let Some(vendor) = header.vendor() else {
            // What we sell is ordered with `salesOrderCreate`.
            return Err(Failure::refused("agreementId", Violation::VendorMismatch));
        };
        let mut check = Check::new();
        if self.lines.len() > LINES_MAX {
            return Err(Failure::refused(
                "lines",
                Violation::TooMany { limit: LINES_MAX },
            ));
        }
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        let dates = [
            ("orderDate", self.order_date),
            ("deliveryDate", self.delivery_date),
        ];
        for (field, date) in dates {
            if let Some(date) = date {
                check.date(field, date);
            }
        }
        let rows = tx
            .find::<agreement_line::Entity>()
            .filter(agreement_line::Column::AgreementId.eq(self.agreement))
            .with::<item::Entity>()
            .await?;
        let lines: Vec<_> = rows.iter().map(|(line, _)| line.clone()).collect();
        let book = self.book(tx, &header, rows).await?;
        let asked = self.asked(tx, &lines, &book, &mut check).await?;
        let commitments = lines
            .iter()
            .map(facts::commitment)
            .collect::<Result<Vec<_>, _>>()?;
        let known = ReleaseFacts {
            agreement: header.facts(),
            vendor_blocked: vendor.blocked,
            commitments: &commitments,
            items: &book.items,
            list: &book.list,
            tree: &book.tree,
            release_amounts: tx.legal_entity().await?.release_amount_violation,
        };
        let planned = match plan(&known, &asked) {
            Ok(planned) => planned.lines,
            Err(refusals) => {
                // A quantity that was refused above is none for the rule, but it was asked for.
                let asked = self.lines.iter().any(|draw| !draw.quantity.is_zero());
                let nothing = |r: &Refusal| r.violation == Violation::NothingToRelease;
                check.extend(refusals.into_iter().filter(|r| !(asked && nothing(r))));
                Vec::new()
            }
        };
        check.done()?;
        let warnings = planned.iter().flat_map(warnings).collect();
        let mut new = Vec::with_capacity(planned.len());
        for line in &planned {
            new.push(self.line(tx, &header, &lines, &book, line).await?);
        }
        let order = self.order(tx, &header, vendor);
        let around = (commitments.as_slice(), header.currency);
        let number = self.number.as_deref();
        let row = write::order(tx, order, number, &new, around, "agreementRelease").await?;
        let refusal = amount_limit::beyond_order(tx, &row, tx.today()).await?;
        amount_limit::none("lines", refusal)?;
        Ok(Warned { row, warnings })
    }
}

impl Release {
    /// What prices are found in. Where the commitments give the whole price, and their rows the
    /// items, nothing more has to be read.
    async fn book(
        &self,
        tx: &TenantTx,
        header: &Header,
        rows: Vec<(agreement_line::Model, Option<item::Model>)>,
    ) -> Result<PriceBook, Failure> {
        let deal = Deal {
            counterparty: header.with.counterparty(),
            currency: header.currency,
            day: self.order_date.unwrap_or_else(|| tx.today()),
        };
        let drawn =
            |line: &agreement_line::Model| self.lines.iter().any(|d| d.agreement_line == line.id);
        let plain = |draw: &Draw| draw.item.is_none() && draw.unit.is_none();
        let by_quantity = rows
            .iter()
            .filter(|(line, _)| drawn(line))
            .all(|(line, _)| line.commitment_type == CommitmentType::ProductQuantity);
        if !by_quantity || !self.lines.iter().all(plain) {
            let named = self.lines.iter().filter_map(|draw| draw.item);
            let promised = rows
                .iter()
                .filter(|(line, _)| drawn(line))
                .filter_map(|(l, _)| l.item_id);
            return PriceBook::load(tx, deal, named.chain(promised).collect::<Vec<_>>()).await;
        }
        let mut units: HashMap<ItemId, Vec<(UnitCode, Rate)>> = HashMap::new();
        let mut items: HashMap<ItemId, item::Model> = HashMap::new();
        for (line, item) in rows {
            if let (Some(item), Some(unit)) = (item, line.unit) {
                units
                    .entry(item.id)
                    .or_default()
                    .push((unit, line.unit_factor));
                items.insert(item.id, item);
            }
        }
        PriceBook::of_items_only(deal, items.into_values().collect(), units).await
    }

    /// The lines as the rule sees them; what is wrong with single values goes to `check`.
    async fn asked(
        &self,
        tx: &TenantTx,
        rows: &[agreement_line::Model],
        book: &PriceBook,
        check: &mut Check,
    ) -> Result<Vec<ReleaseLine>, Failure> {
        let day = self
            .delivery_date
            .or(self.order_date)
            .unwrap_or_else(|| tx.today());
        let mut asked = Vec::with_capacity(self.lines.len());
        for (element, draw) in self.lines.iter().enumerate() {
            let mut own = Check::new();
            let row = rows.iter().find(|row| row.id == draw.agreement_line);
            draw.check(tx, row, book, &mut own).await?;
            asked.push(draw.line(day, &mut own));
            check.extend_within("lines", element, own);
        }
        Ok(asked)
    }

    async fn line(
        &self,
        tx: &TenantTx,
        header: &Header,
        rows: &[agreement_line::Model],
        book: &PriceBook,
        planned: &PlannedLine,
    ) -> Result<NewLine, Failure> {
        let row = rows.iter().find(|row| row.id == planned.commitment);
        let draw = self.lines.get(planned.element);
        let item = planned.demand.item.and_then(|id| book.rows.get(&id));
        let own_set = row.and_then(|row| row.dimension_set_id);
        let typed = draw.and_then(|draw| draw.delivery_address.clone());
        let words = draw.and_then(|draw| draw.description.clone());
        Ok(NewLine {
            returns: None,
            twin: None,
            element: Some(planned.element),
            demand: planned.demand.clone(),
            priced: planned.priced.clone(),
            link: Some(planned.commitment),
            buckets: planned.buckets,
            trace: Some(format!("released from agreement {}", header.row.number)),
            description: words
                .or_else(|| item.map(|item| item.name.clone()))
                .unwrap_or_default(),
            delivery_address: typed.or_else(|| row.and_then(|row| row.delivery_address.clone())),
            dimension_set_id: store::layered(tx, &[header.row.dimension_set_id, own_set]).await?,
        })
    }

    fn order(
        &self,
        tx: &TenantTx,
        header: &Header,
        vendor: &vendor::Model,
    ) -> purchase_order::Model {
        let terms = Create {
            source: PurchaseOrderSource::Release,
            order_date: self.order_date,
            delivery_date: self.delivery_date,
            delivery_address: self.delivery_address.clone(),
            ..Create::default()
        };
        let set = header.row.dimension_set_id;
        terms.row(tx, Some(header), vendor, header.currency, set)
    }
}

impl Draw {
    async fn check(
        &self,
        tx: &TenantTx,
        row: Option<&agreement_line::Model>,
        book: &PriceBook,
        check: &mut Check,
    ) -> Result<(), Failure> {
        check.text_opt("description", self.description.as_deref(), 200);
        check.text_opt("variant", self.variant.as_deref(), 40);
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        if let Some(date) = self.delivery_date {
            check.date("deliveryDate", date);
        }
        if self.site.is_some() || self.warehouse.is_some() {
            // What is left out is the commitment's, and has to go with what is not.
            let site = self.site.or(row.and_then(|row| row.site_id));
            let warehouse = self.warehouse.or(row.and_then(|row| row.warehouse_id));
            places(tx, site, warehouse, check).await?;
        }
        if let Some(id) = self.category
            && !book.categories.contains(&id)
        {
            check.refuse("procurementCategoryId", Violation::NotFound);
        }
        let promised = row.and_then(|row| row.unit.clone());
        let unit = self.unit.clone().map(UnitCode).or(promised);
        if let Some(unit) = unit {
            if self.item.is_none()
                && row.is_some_and(|row| row.item_id.is_none())
                && !tx.reference().await?.units.contains_key(&unit)
            {
                check.refuse(
                    "unit",
                    Violation::UnknownCode {
                        code: unit.0.clone(),
                    },
                );
            }
            units::scale(tx, "quantity", self.quantity, &unit, check).await?;
        }
        Ok(())
    }

    fn line(&self, day: NaiveDate, check: &mut Check) -> ReleaseLine {
        macro_rules! exact {
            ($kind:ident, $field:literal, $value:expr) => {
                $value.and_then(|value| check.exact($field, $kind::try_new(value)))
            };
        }
        ReleaseLine {
            commitment: self.agreement_line,
            // A quantity that does not fit was refused already; 0 lets the rule pass it over.
            quantity: exact!(Quantity, "quantity", Some(self.quantity)).unwrap_or_default(),
            item: self.item,
            category: self.category,
            unit: self.unit.clone().map(UnitCode),
            variant: self.variant.clone(),
            site: self.site,
            warehouse: self.warehouse,
            delivery_date: self.delivery_date.unwrap_or(day),
            typed: Typed {
                unit_price: exact!(Price, "unitPrice", self.unit_price),
                price_unit: exact!(Quantity, "priceUnit", self.price_unit),
                discount_percent: exact!(Percent, "discountPercent", self.discount_percent),
                discount_amount: exact!(Price, "discountAmount", self.discount_amount),
            },
        }
    }
}

fn warnings(line: &PlannedLine) -> Vec<Warning> {
    let element = Some(line.element);
    let told = line
        .warnings
        .iter()
        .map(|violation| Warning::of(element, violation));
    let recommended = line.recommended_quantity.map(|quantity| Warning {
        element,
        code: WarningCode::QuantityNotRecommended,
        message: format!("the item's order settings recommend {quantity}"),
    });
    told.chain(recommended)
        .chain(Warning::of_price(element, &line.priced))
        .collect()
}
