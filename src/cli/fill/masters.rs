//! The master data of one member of the group.

use std::collections::BTreeMap;

use entity::codes::{CurrencyCode, UnitCode};
use entity::ids::{
    AgreementClassificationId, DimensionId, DimensionValueId, ItemId, ProcurementCategoryId,
    SiteId, VendorId, WarehouseId,
};
use entity::kinds::TradeAgreementType;
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::agreement_classification::names::Name;
use crate::usecase::{
    agreement_classification, dimension, dimension_value, exchange_rate, item,
    procurement_category, site, trade_agreement, vendor, warehouse,
};

use super::assortment::{ARTICLES, Article, CATEGORIES};
use super::calendar::{Calendar, MONTHS, later, months_later};
use super::company::{CURRENCIES, Company, DIMENSIONS, GROUP, INSIDE, KINDS};
use super::random::Random;

/// What agreements and orders are made of.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Who sells.
    pub sellers: Vec<Seller>,
    /// What is bought.
    pub pieces: Vec<Piece>,
    /// The categories by code.
    pub categories: BTreeMap<&'static str, ProcurementCategoryId>,
    /// The kinds of agreements by code.
    pub kinds: BTreeMap<&'static str, AgreementClassificationId>,
    /// Where is delivered to.
    pub places: Vec<(SiteId, WarehouseId)>,
    /// The dimensions with their values.
    pub dimensions: Vec<(DimensionId, Vec<DimensionValueId>)>,
}

/// A vendor.
#[derive(Clone, Debug)]
pub struct Seller {
    /// The vendor.
    pub id: VendorId,
    /// Its currency.
    pub currency: CurrencyCode,
    /// Whether it is a member of the group.
    pub inside: bool,
    /// The codes of the categories that it sells in.
    pub sells: &'static [&'static str],
}

/// An item.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The item.
    pub id: ItemId,
    /// The unit that it is bought in.
    pub unit: &'static str,
    /// Its price per such unit, in hundredths of a euro.
    pub cents: Decimal,
    /// Another unit, with how many of the above one is.
    pub other: Option<(&'static str, Decimal)>,
    /// The code of its category.
    pub category: &'static str,
}

/// Sets one member's master data up.
pub struct Masters<'a> {
    /// The member.
    pub company: &'a Company,
    /// When.
    pub calendar: &'a Calendar,
}

impl Act for Masters<'_> {
    type Out = Catalogue;

    async fn run(&self, tx: &TenantTx) -> Result<Catalogue, Failure> {
        let mut random = Random::seeded(self.company.seed);
        let mut catalogue = Catalogue::default();
        self.rates(tx, &mut random).await?;
        self.places(tx, &mut catalogue).await?;
        self.dimensions(tx, &mut catalogue).await?;
        self.kinds(tx, &mut catalogue).await?;
        self.categories(tx, &mut catalogue).await?;
        self.sellers(tx, &mut catalogue).await?;
        self.pieces(tx, &mut random, &mut catalogue).await?;
        self.prices(tx, &mut random, &catalogue).await?;
        Ok(catalogue)
    }
}

impl Masters<'_> {
    /// A rate of every foreign currency for every month, a little up or down each time.
    async fn rates(&self, tx: &TenantTx, random: &mut Random) -> Result<(), Failure> {
        let foreign = CURRENCIES
            .iter()
            .filter(|(code, _)| *code != self.company.currency);
        for (code, _) in foreign {
            for month in -1..=i64::from(MONTHS) {
                let middle = converted(Decimal::ONE_HUNDRED, code, self.company.currency);
                let rate = (middle * random.share(98, 102)).round_dp(3);
                let set = exchange_rate::set::Set {
                    currency: currency(code)?,
                    valid_from: months_later(self.calendar.start, month),
                    rate,
                    quoted_units: Some(100),
                };
                set.run(tx).await?;
            }
        }
        Ok(())
    }

    async fn places(&self, tx: &TenantTx, catalogue: &mut Catalogue) -> Result<(), Failure> {
        for (code, name) in self.company.sites {
            let site = site::create::Create {
                code: (*code).to_owned(),
                name: (*name).to_owned(),
            };
            let site = site.run(tx).await?;
            for (suffix, kind) in [("RAW", "raw materials"), ("MRO", "maintenance stores")] {
                let warehouse = warehouse::create::Create {
                    code: format!("{code}-{suffix}"),
                    name: format!("{name}, {kind}"),
                    site_id: site.id,
                };
                let warehouse = warehouse.run(tx).await?;
                catalogue.places.push((site.id, warehouse.id));
            }
        }
        Ok(())
    }

    async fn dimensions(&self, tx: &TenantTx, catalogue: &mut Catalogue) -> Result<(), Failure> {
        for (code, name, values) in DIMENSIONS {
            let create = dimension::create::Create {
                code: code.to_owned(),
                name: name.to_owned(),
            };
            let dimension = create.run(tx).await?;
            let mut ids = Vec::new();
            for (code, name) in values {
                let value = dimension_value::create::Create {
                    dimension_id: dimension.id,
                    code: (*code).to_owned(),
                    name: (*name).to_owned(),
                    blocked: None,
                };
                ids.push(value.run(tx).await?.id);
            }
            catalogue.dimensions.push((dimension.id, ids));
        }
        Ok(())
    }

    async fn kinds(&self, tx: &TenantTx, catalogue: &mut Catalogue) -> Result<(), Failure> {
        for (code, name, names) in KINDS {
            let create = agreement_classification::create::Create {
                code: code.to_owned(),
                name: name.to_owned(),
                description: None,
                external_code: Some(format!("NORDLYS-{code}")),
                require_direct_invoicing: Some(code == "SERVICE"),
                subcontractors: Some(code == "SERVICE"),
                certifications: None,
                activities: None,
                primary_worker: self.company.buyers.first().map(|name| (*name).to_owned()),
                secondary_worker: None,
                names: names
                    .iter()
                    .map(|(language, name)| Name {
                        language: (*language).to_owned(),
                        name: (*name).to_owned(),
                    })
                    .collect(),
            };
            catalogue.kinds.insert(code, create.run(tx).await?.id);
        }
        Ok(())
    }

    async fn categories(&self, tx: &TenantTx, catalogue: &mut Catalogue) -> Result<(), Failure> {
        for (code, name, parent) in CATEGORIES {
            let create = procurement_category::create::Create {
                code: code.to_owned(),
                name: name.to_owned(),
                parent_id: parent.and_then(|code| catalogue.categories.get(code).copied()),
            };
            catalogue.categories.insert(code, create.run(tx).await?.id);
        }
        Ok(())
    }

    /// The vendors: those outside, then the other members of the group.
    async fn sellers(&self, tx: &TenantTx, catalogue: &mut Catalogue) -> Result<(), Failure> {
        let outside = self.company.vendors.iter().map(|row| (*row, false));
        let others = GROUP.iter().filter(|own| own.code != self.company.code);
        let inside = others.map(|own| ((own.name, own.currency, INSIDE), true));
        let terms = ["NET30", "NET45", "NET60", "14D2-NET30"];
        let delivery = ["DAP", "FCA", "EXW", "DDP"];
        for (n, ((name, code, sells), inside)) in outside.chain(inside).enumerate() {
            let chosen =
                |words: &[&str; 4]| words.iter().cycle().nth(n).map(|word| (*word).to_owned());
            let create = vendor::create::Create {
                number: None,
                name: name.to_owned(),
                currency: Some(currency(code)?),
                payment_terms: chosen(&terms),
                delivery_terms: chosen(&delivery),
                delivery_mode: Some(if inside { "OWN" } else { "ROAD" }.to_owned()),
                posting: Default::default(),
            };
            let row = create.run(tx).await?;
            catalogue.sellers.push(Seller {
                id: row.id,
                currency: row.currency,
                inside,
                sells,
            });
        }
        Ok(())
    }

    async fn pieces(
        &self,
        tx: &TenantTx,
        random: &mut Random,
        catalogue: &mut Catalogue,
    ) -> Result<(), Failure> {
        for article in &ARTICLES {
            let sellers: Vec<VendorId> = catalogue
                .sellers
                .iter()
                .filter(|seller| seller.sells.contains(&article.category))
                .map(|seller| seller.id)
                .collect();
            let by_larger = article.larger.filter(|_| random.chance(25));
            let (unit, held) = by_larger.unwrap_or((article.base, 1));
            let cents = Decimal::from(article.cents) * Decimal::from(held);
            let create = self.item(article, unit, cents, catalogue, random.pick(&sellers));
            let row = create?.run(tx).await?;
            let other = match (by_larger, article.larger) {
                (None, Some((larger, held))) => Some((larger, Decimal::from(held))),
                _ => None,
            };
            catalogue.pieces.push(Piece {
                id: row.id,
                unit,
                cents,
                other,
                category: article.category,
            });
        }
        Ok(())
    }

    fn item(
        &self,
        article: &Article,
        unit: &str,
        cents: Decimal,
        catalogue: &Catalogue,
        seller: Option<&VendorId>,
    ) -> Result<item::create::Create, Failure> {
        let larger = article.larger.map(|(unit, held)| item::create::Unit {
            unit: UnitCode(unit.to_owned()),
            factor: Decimal::from(held),
        });
        let small = unit == "PCS" && article.cents < 1_000;
        Ok(item::create::Create {
            number: None,
            name: article.name.to_owned(),
            item_type: article.kind,
            base_unit: UnitCode(article.base.to_owned()),
            purchase_unit: Some(UnitCode(unit.to_owned())),
            procurement_category_id: catalogue.categories.get(article.category).copied(),
            default_vendor_id: seller.copied(),
            purchase_price: Some(price(cents, self.company.currency)),
            price_currency: Some(currency(self.company.currency)?),
            price_unit: None,
            order_multiple: small.then(|| Decimal::from(10)),
            order_quantity_min: small.then(|| Decimal::from(50)),
            order_quantity_max: None,
            units: larger.into_iter().collect(),
            posting: Default::default(),
        })
    }

    /// The price list: what every second vendor of an item asks, cheaper by the quantity, and what
    /// some vendors give off whole categories.
    async fn prices(
        &self,
        tx: &TenantTx,
        random: &mut Random,
        catalogue: &Catalogue,
    ) -> Result<(), Failure> {
        let from = later(self.calendar.start, -31);
        for seller in &catalogue.sellers {
            let blank = |kind| trade_agreement::create::Create {
                trade_agreement_type: kind,
                vendor_id: Some(seller.id),
                item_id: None,
                procurement_category_id: None,
                unit: None,
                currency: seller.currency,
                quantity_min: None,
                valid_from: from,
                valid_to: None,
                unit_price: None,
                price_unit: None,
                discount_percent: None,
                discount_amount: None,
            };
            for piece in catalogue
                .pieces
                .iter()
                .filter(|p| seller.sells.contains(&p.category))
            {
                if random.chance(40) {
                    continue;
                }
                let steps: [(i64, i64); 3] = [(0, 99), (100, 95), (1_000, 90)];
                let own = random.share(94, 101);
                for (least, percent) in steps {
                    let cents = piece.cents * own * Decimal::new(percent, 2);
                    let create = trade_agreement::create::Create {
                        item_id: Some(piece.id),
                        unit: Some(UnitCode(piece.unit.to_owned())),
                        quantity_min: Some(Decimal::from(least)),
                        unit_price: Some(price(cents, &seller.currency.to_string())),
                        ..blank(TradeAgreementType::Price)
                    };
                    create.run(tx).await?;
                }
            }
            let generous = random.chance(60);
            for code in seller.sells.iter().take(1).filter(|_| generous) {
                let create = trade_agreement::create::Create {
                    procurement_category_id: catalogue.categories.get(code).copied(),
                    discount_percent: Some(Decimal::from(random.between(2, 6))),
                    ..blank(TradeAgreementType::Discount)
                };
                create.run(tx).await?;
            }
        }
        Ok(())
    }
}

/// A currency's code.
///
/// # Errors
/// When the tables of this folder name no currency.
pub fn currency(code: &str) -> Result<CurrencyCode, Failure> {
    code.parse()
        .map_err(|error| Failure::Broken(format!("{code}: {error}")))
}

/// An amount in another currency, by the demo's rough rates.
#[must_use]
pub fn converted(amount: Decimal, from: &str, to: &str) -> Decimal {
    let ore = |code: &str| {
        let row = CURRENCIES.iter().find(|(own, _)| *own == code);
        Decimal::from(row.map_or(1, |(_, ore)| *ore))
    };
    (amount * ore(from)).checked_div(ore(to)).unwrap_or(amount)
}

/// A price in a currency, of hundredths of a euro: two decimals, small ones four.
#[must_use]
pub fn price(cents: Decimal, to: &str) -> Decimal {
    let price = converted(cents / Decimal::ONE_HUNDRED, "EUR", to);
    if price < Decimal::ONE {
        price.round_dp(4)
    } else {
        price.round_dp(2)
    }
}
