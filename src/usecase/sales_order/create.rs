//! Taking an order of a customer, with or without an agreement; later none can be chosen any more
//! (AGR-8).

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::customer;
use entity::ids::{AgreementId, CustomerId, LegalEntityId, PurchaseOrderId, SalesOrderId};
use entity::kinds::{ChainOrigin, NumberSequenceScope, SalesOrderStatus};
use entity::sales_order::Model;

use crate::domain::matching::Counterparty;
use crate::domain::money::Currency;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::chain::{Follows, partner};
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::facts::{self, Header};
use crate::usecase::number_sequence::draw;
use crate::usecase::outcome::{Warned, Warning};
use crate::usecase::price::facts::Deal;
use crate::usecase::purchase_order::create::LINES_MAX;
use crate::usecase::sales_order_line::wanted::{FromOrder, NewLine, Wanted};

use super::write::add_lines;

/// The order that is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// Who buys; the agreement's customer if none.
    pub customer: Option<CustomerId>,
    /// The agreement that it draws on.
    pub agreement: Option<AgreementId>,
    /// Whether the agreement's currency is taken; else the customer's.
    pub take_currency: bool,
    /// Whether the agreement's delivery address is taken.
    pub take_delivery_address: bool,
    /// Its currency; else as the two above say.
    pub currency: Option<CurrencyCode>,
    /// The day it was placed; today if none.
    pub order_date: Option<NaiveDate>,
    /// The delivery day of lines that name none.
    pub delivery_date: Option<NaiveDate>,
    /// Where it is delivered to; the agreement's or the customer's address if none.
    pub delivery_address: Option<String>,
    /// Payment terms; the agreement's or the customer's if none.
    pub payment_terms: Option<String>,
    /// The customer's own number of the order.
    pub customer_reference: Option<String>,
    /// The trading partner's order that it follows from.
    pub follows: Option<Follows>,
    /// Its lines.
    pub lines: Vec<Wanted>,
}

impl Default for Create {
    fn default() -> Self {
        Self {
            number: None,
            customer: None,
            agreement: None,
            take_currency: true,
            take_delivery_address: true,
            currency: None,
            order_date: None,
            delivery_date: None,
            delivery_address: None,
            payment_terms: None,
            customer_reference: None,
            follows: None,
            lines: Vec::new(),
        }
    }
}

/// Whether an order or its partner's is the first, the partner, and the partner's order.
type Chain = (ChainOrigin, LegalEntityId, PurchaseOrderId);

impl Act for Create {
    type Out = Warned<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<Warned<Model>, Failure> {
        if self.lines.len() > LINES_MAX {
            let violation = Violation::TooMany { limit: LINES_MAX };
            return Err(Failure::refused("lines", violation));
        }
        let mut check = Check::new();
        self.texts(&mut check);
        let order_date = self.order_date.unwrap_or_else(|| tx.today());
        check.date("orderDate", order_date);
        let delivery_date = self.delivery_date.unwrap_or(order_date);
        check.date("deliveryDate", delivery_date);
        let agreement = self.header(tx, &mut check).await?;
        let customer = self.customer(tx, agreement.as_ref(), &mut check).await?;
        let own = (agreement.as_ref(), customer.as_ref());
        let currency = self.currency(tx, own, &mut check).await?;
        let buyer = customer.as_ref().map(|own| own.id);
        let deal = Deal {
            counterparty: Counterparty::Customer(buyer.unwrap_or_else(|| uuid::Uuid::nil().into())),
            currency,
            day: order_date,
        };
        let items = self.lines.iter().filter_map(|line| line.item);
        let mut around = Around::load(tx, agreement, deal, items).await?;
        let mut warnings: Vec<Warning> = around.differing_currency().into_iter().collect();
        let chain = self.chain(tx, buyer).await?;
        let own = self.follows.as_ref().map(|follows| follows.order.own);
        let from = FromOrder {
            order: own.map_or_else(|| tx.id(), SalesOrderId),
            trades: chain.is_some(),
            delivery_date,
        };
        let lines = self
            .place(tx, &mut around, from, &mut check, &mut warnings)
            .await?;
        check.done()?;
        let customer = customer.ok_or_else(|| Failure::Broken("no customer".to_owned()))?;
        let typed = self.number.as_deref();
        let number = match (typed, &self.follows) {
            (Some(typed), Some(_)) => draw::given(typed)?,
            _ => draw::run(tx, NumberSequenceScope::SalesOrder, typed).await?,
        };
        let order = Model {
            id: from.order,
            number: number.clone(),
            last_line_number: i32::try_from(lines.len()).unwrap_or(i32::MAX),
            ..self.row(tx, &around, customer, chain)
        };
        let used = |failure: Failure| failure.or_already_used("number", &number);
        let row = tx.insert(order).await.map_err(used)?;
        add_lines(tx, &row, lines, &around, "salesOrderCreate").await?;
        Ok(Warned { row, warnings })
    }
}

impl Create {
    fn texts(&self, check: &mut Check) {
        check.text_opt("paymentTerms", self.payment_terms.as_deref(), 40);
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        let reference = self.customer_reference.as_deref();
        check.text_opt("customerReference", reference, 200);
    }

    /// The agreement, held; it must be one that orders may draw on.
    async fn header(&self, tx: &TenantTx, check: &mut Check) -> Result<Option<Header>, Failure> {
        let is_with = |with| match with {
            Counterparty::Vendor(_) => false,
            Counterparty::Customer(customer) => self.customer.is_none_or(|own| own == customer),
        };
        let own = (Violation::CustomerMismatch, is_with);
        facts::for_order(tx, self.agreement, own, check).await
    }

    async fn customer(
        &self,
        tx: &TenantTx,
        agreement: Option<&Header>,
        check: &mut Check,
    ) -> Result<Option<customer::Model>, Failure> {
        let customer = match (self.customer, agreement) {
            (Some(id), _) => check.row::<customer::Entity>(tx, "customerId", id).await?,
            // That it is an agreement with a vendor is said of the agreement.
            (None, Some(header)) => header.customer().cloned(),
            (None, None) => {
                if self.agreement.is_none() {
                    check.refuse("customerId", Violation::Required);
                }
                None
            }
        };
        if customer.as_ref().is_some_and(|own| own.blocked) {
            check.refuse("customerId", Violation::CustomerBlocked);
        }
        Ok(customer)
    }

    /// The order's currency. Lines are checked even where it is not known: one answer says all.
    async fn currency(
        &self,
        tx: &TenantTx,
        (agreement, customer): (Option<&Header>, Option<&customer::Model>),
        check: &mut Check,
    ) -> Result<Currency, Failure> {
        let agreement = agreement.filter(|_| self.take_currency);
        let agreements = agreement.map(|own| own.row.currency);
        let code = self.currency.or(agreements);
        let code = code.or_else(|| customer.map(|own| own.currency));
        let known = tx.legal_entity().await?.accounting_currency;
        let code = code.unwrap_or(known);
        match check.currency(tx, "currency", code).await? {
            Some(currency) => Ok(currency),
            None => facts::currency(tx, known).await,
        }
    }

    /// The partner's order that it goes with, where the customer is a trading partner.
    async fn chain(
        &self,
        tx: &TenantTx,
        customer: Option<CustomerId>,
    ) -> Result<Option<Chain>, Failure> {
        if let Some(follows) = &self.follows {
            let order = PurchaseOrderId(follows.order.of);
            return Ok(Some((ChainOrigin::Derived, follows.legal_entity, order)));
        }
        let Some(customer) = customer else {
            return Ok(None);
        };
        let partner = partner::of_customer(tx, customer).await?;
        Ok(partner.map(|partner| (ChainOrigin::Source, partner, tx.id())))
    }

    /// The header: the agreement's terms where nothing was typed, else the customer's (AGR-8).
    fn row(
        &self,
        tx: &TenantTx,
        around: &Around,
        customer: customer::Model,
        chain: Option<Chain>,
    ) -> Model {
        let own = around.agreement.as_ref().map(|own| &own.row);
        let address = own.filter(|_| self.take_delivery_address);
        let address = address.and_then(|own| own.delivery_address.clone());
        let address = self.delivery_address.clone().or(address);
        let terms = own.and_then(|own| own.payment_terms.clone());
        let terms = self.payment_terms.clone().or(terms);
        Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: uuid::Uuid::nil().into(),
            number: String::new(),
            customer_id: customer.id,
            currency: around.order.currency.code,
            status: SalesOrderStatus::Open,
            order_date: around.book.deal.day,
            delivery_date: self.delivery_date,
            delivery_address: address.or(customer.address),
            payment_terms: terms.or(customer.payment_terms),
            last_line_number: 0,
            agreement_id: own.map(|own| own.id),
            chain_origin: chain.map(|(origin, ..)| origin),
            chain_legal_entity_id: chain.map(|(_, partner, _)| partner),
            chain_purchase_order_id: chain.map(|(.., order)| order),
            customer_reference: self.customer_reference.clone(),
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
        for (number, (element, wanted)) in (1..).zip(self.lines.iter().enumerate()) {
            let mut own = Check::new();
            let place = (number, Some(element));
            let placed = wanted.place(tx, around, from, place, &mut own).await?;
            check.extend_within("lines", element, own);
            if let Some((line, told)) = placed {
                lines.push(line);
                warnings.extend(told);
            }
        }
        Ok(lines)
    }
}
