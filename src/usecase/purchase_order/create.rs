//! Making an order, with or without an agreement; later none can be chosen any more (AGR-8).

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::ids::{
    AgreementId, DimensionId, DimensionSetId, DimensionValueId, PurchaseOrderId, SalesOrderId,
    VendorId,
};
use entity::kinds::{
    ChainOrigin, PurchaseOrderSource, PurchaseOrderStatus, PurchaseOrderType, VendorBlocked,
};
use entity::purchase_order::Model;
use entity::vendor;

use crate::domain::matching::Counterparty;
use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::chain::Follows;
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::facts::{self, Header};
use crate::usecase::dimension_set::store;
use crate::usecase::outcome::{Warned, Warning};
use crate::usecase::price::facts::Deal;
use crate::usecase::purchase_order_line::wanted::{FromOrder, Wanted};

use super::write::{self, NewLine};

/// The most lines that one operation writes.
pub const LINES_MAX: usize = 1_000;

/// The order that is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// Who sells; the agreement's vendor if none.
    pub vendor: Option<VendorId>,
    /// The agreement that it draws on.
    pub agreement: Option<AgreementId>,
    /// Whether the agreement's currency is taken; else the vendor's.
    pub take_currency: bool,
    /// Whether the agreement's delivery address is taken.
    pub take_delivery_address: bool,
    /// Its currency; else as the two above say.
    pub currency: Option<CurrencyCode>,
    /// What made it.
    pub source: PurchaseOrderSource,
    /// The day it is placed; today if none.
    pub order_date: Option<NaiveDate>,
    /// The delivery day of lines that name none.
    pub delivery_date: Option<NaiveDate>,
    /// Payment terms; the agreement's or the vendor's if none.
    pub payment_terms: Option<String>,
    /// Delivery terms; the agreement's or the vendor's if none.
    pub delivery_terms: Option<String>,
    /// Delivery mode; the agreement's or the vendor's if none.
    pub delivery_mode: Option<String>,
    /// Where it is delivered to; the agreement's if none.
    pub delivery_address: Option<String>,
    /// Dimension values.
    pub dimensions: Vec<(DimensionId, DimensionValueId)>,
    /// Its lines.
    pub lines: Vec<Wanted>,
    /// The trading partner's order that it follows from.
    pub follows: Option<Follows>,
}

impl Default for Create {
    fn default() -> Self {
        Self {
            number: None,
            vendor: None,
            agreement: None,
            take_currency: true,
            take_delivery_address: true,
            currency: None,
            source: PurchaseOrderSource::Manual,
            order_date: None,
            delivery_date: None,
            payment_terms: None,
            delivery_terms: None,
            delivery_mode: None,
            delivery_address: None,
            dimensions: Vec::new(),
            lines: Vec::new(),
            follows: None,
        }
    }
}

impl Act for Create {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        if self.lines.len() > LINES_MAX {
            let violation = Violation::TooMany { limit: LINES_MAX };
            return Err(Failure::refused("lines", violation));
        }
        let mut check = Check::new();
        self.texts(&mut check);
        let agreement = self.header(tx, &mut check).await?;
        let vendor = self.vendor(tx, agreement.as_ref(), &mut check).await?;
        let currency = self
            .currency(tx, agreement.as_ref(), vendor.as_ref(), &mut check)
            .await?;
        let typed = check
            .absorb(store::run(tx, "dimensions", &self.dimensions).await)?
            .flatten();
        let from_agreement = agreement.as_ref().and_then(|own| own.row.dimension_set_id);
        let dimension_set_id = store::layered(tx, &[from_agreement, typed]).await?;
        // Lines are checked even where vendor or currency is not known: one answer says all.
        let known = match currency {
            Some(currency) => currency,
            None => facts::currency(tx, tx.legal_entity().await?.accounting_currency).await?,
        };
        let order_date = self.order_date.unwrap_or_else(|| tx.today());
        let seller = vendor
            .as_ref()
            .map_or(uuid::Uuid::nil().into(), |own| own.id);
        let deal = Deal {
            counterparty: Counterparty::Vendor(seller),
            currency: known,
            day: order_date,
        };
        let items = self.lines.iter().filter_map(|line| line.item);
        let mut around = Around::load(tx, agreement, deal, items).await?;
        let mut warnings: Vec<Warning> = around.differing_currency().into_iter().collect();
        let from = FromOrder {
            delivery_date: self.delivery_date.unwrap_or(order_date),
            dimension_set_id,
        };
        let lines = self
            .place(tx, &mut around, from, &mut check, &mut warnings)
            .await?;
        check.done()?;
        let (Some(vendor), Some(currency)) = (vendor, currency) else {
            return Err(Failure::Broken("no refusal and no vendor".to_owned()));
        };
        let order = self.row(
            tx,
            around.agreement.as_ref(),
            &vendor,
            currency,
            dimension_set_id,
        );
        let commitments = (around.commitments.as_slice(), currency);
        let number = self.number.as_deref();
        let reason = "purchaseOrderCreate";
        let row = write::order(tx, order, number, &lines, commitments, reason).await?;
        Ok(Warned { row, warnings })
    }
}

impl Create {
    fn texts(&self, check: &mut Check) {
        check.text_opt("paymentTerms", self.payment_terms.as_deref(), 40);
        check.text_opt("deliveryTerms", self.delivery_terms.as_deref(), 40);
        check.text_opt("deliveryMode", self.delivery_mode.as_deref(), 40);
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        for (field, date) in [
            ("orderDate", self.order_date),
            ("deliveryDate", self.delivery_date),
        ] {
            if let Some(date) = date {
                check.date(field, date);
            }
        }
    }

    /// The agreement, held; it must be one that orders may draw on.
    async fn header(&self, tx: &TenantTx, check: &mut Check) -> Result<Option<Header>, Failure> {
        let is_with = |with| match with {
            Counterparty::Vendor(vendor) => self.vendor.is_none_or(|own| own == vendor),
            Counterparty::Customer(_) => false,
        };
        let own = (Violation::VendorMismatch, is_with);
        facts::for_order(tx, self.agreement, own, check).await
    }

    async fn vendor(
        &self,
        tx: &TenantTx,
        agreement: Option<&Header>,
        check: &mut Check,
    ) -> Result<Option<vendor::Model>, Failure> {
        let vendor = match (self.vendor, agreement) {
            (Some(id), _) => tx.find::<vendor::Entity>().by_id(id).await?,
            (None, Some(header)) => match header.vendor() {
                Some(vendor) => Some(vendor.clone()),
                // That it is an agreement with a customer is said of the agreement.
                None => return Ok(None),
            },
            (None, None) => {
                if !check.is_bad() {
                    check.refuse("vendorId", Violation::Required);
                }
                return Ok(None);
            }
        };
        match &vendor {
            None => check.refuse("vendorId", Violation::NotFound),
            Some(vendor) if vendor.blocked == VendorBlocked::All => {
                check.refuse("vendorId", Violation::VendorBlocked);
            }
            Some(_) => {}
        }
        Ok(vendor)
    }

    async fn currency(
        &self,
        tx: &TenantTx,
        agreement: Option<&Header>,
        vendor: Option<&vendor::Model>,
        check: &mut Check,
    ) -> Result<Option<Currency>, Failure> {
        let agreements = agreement
            .filter(|_| self.take_currency)
            .map(|own| own.row.currency);
        let code = self
            .currency
            .or(agreements)
            .or_else(|| vendor.map(|own| own.currency));
        match code {
            Some(code) => check.currency(tx, "currency", code).await,
            None => Ok(None),
        }
    }

    /// The header: the agreement's terms where nothing was typed, else the vendor's (AGR-8).
    pub fn row(
        &self,
        tx: &TenantTx,
        agreement: Option<&Header>,
        vendor: &vendor::Model,
        currency: Currency,
        dimension_set_id: Option<DimensionSetId>,
    ) -> Model {
        let own = agreement.map(|own| &own.row);
        let follows = self.follows.as_ref();
        let term =
            |typed: &Option<String>, agreements: Option<&String>, vendors: &Option<String>| {
                typed
                    .clone()
                    .or_else(|| agreements.cloned())
                    .or_else(|| vendors.clone())
            };
        let address = own.filter(|_| self.take_delivery_address);
        let address = address.and_then(|own| own.delivery_address.clone());
        Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: follows.map_or_else(|| tx.id(), |own| PurchaseOrderId(own.order.own)),
            number: String::new(),
            vendor_id: vendor.id,
            agreement_id: own.map(|own| own.id),
            currency: currency.code,
            status: PurchaseOrderStatus::Draft,
            source: self.source,
            order_date: self.order_date.unwrap_or_else(|| tx.today()),
            delivery_date: self.delivery_date,
            payment_terms: term(
                &self.payment_terms,
                own.and_then(|own| own.payment_terms.as_ref()),
                &vendor.payment_terms,
            ),
            delivery_terms: term(
                &self.delivery_terms,
                own.and_then(|own| own.delivery_terms.as_ref()),
                &vendor.delivery_terms,
            ),
            delivery_mode: term(
                &self.delivery_mode,
                own.and_then(|own| own.delivery_mode.as_ref()),
                &vendor.delivery_mode,
            ),
            delivery_address: self.delivery_address.clone().or(address),
            dimension_set_id,
            order_type: PurchaseOrderType::Purchase,
            rma_number: None,
            chain_origin: follows.map(|_| ChainOrigin::Derived),
            chain_legal_entity_id: follows.map(|own| own.legal_entity),
            chain_sales_order_id: follows.map(|own| SalesOrderId(own.order.of)),
            latest_version: 0,
            latest_version_hash: None,
            last_line_number: 0,
            created_at: tx.instant(),
            created_by: tx.grant().subject().to_owned(),
            row_version: 1,
        }
    }

    async fn place(
        &self,
        tx: &TenantTx,
        around: &mut Around,
        from: FromOrder,
        check: &mut Check,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<NewLine>, Failure> {
        let mut lines = Vec::with_capacity(self.lines.len());
        for (element, wanted) in self.lines.iter().take(LINES_MAX).enumerate() {
            let mut own = Check::new();
            let placed = wanted
                .place(tx, around, from, Some(element), &mut own)
                .await?;
            check.extend_within("lines", element, own);
            if let Some((line, told)) = placed {
                lines.push(line);
                warnings.extend(told);
            }
        }
        Ok(lines)
    }
}
