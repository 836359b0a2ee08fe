//! Taking an order of a customer.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::ids::{CustomerId, ItemId, PurchaseOrderId, SalesOrderId};
use entity::kinds::{ChainOrigin, NumberSequenceScope, SalesOrderStatus};
use entity::sales_order::Model;
use entity::{customer, item};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::chain::{Follows, partner};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts;
use crate::usecase::number_sequence::draw;
use crate::usecase::purchase_order::create::LINES_MAX;
use crate::usecase::sales_order_line::wanted::{Ground, Wanted};

/// The order that is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// Its number, where the sequence is manual.
    pub number: Option<String>,
    /// Who buys.
    pub customer: CustomerId,
    /// Its currency; the customer's if none.
    pub currency: Option<CurrencyCode>,
    /// The day it was placed; today if none.
    pub order_date: Option<NaiveDate>,
    /// The delivery day of lines that name none.
    pub delivery_date: Option<NaiveDate>,
    /// Where it is delivered to; the customer's address if none.
    pub delivery_address: Option<String>,
    /// Payment terms; the customer's if none.
    pub payment_terms: Option<String>,
    /// The customer's own number of the order.
    pub customer_reference: Option<String>,
    /// The trading partner's order that it follows from.
    pub follows: Option<Follows>,
    /// Its lines.
    pub lines: Vec<Wanted>,
}

impl Act for Create {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        if self.lines.len() > LINES_MAX {
            let violation = Violation::TooMany { limit: LINES_MAX };
            return Err(Failure::refused("lines", violation));
        }
        let mut check = Check::new();
        check.text_opt("paymentTerms", self.payment_terms.as_deref(), 40);
        check.text_opt("deliveryAddress", self.delivery_address.as_deref(), 1000);
        let reference = self.customer_reference.as_deref();
        check.text_opt("customerReference", reference, 200);
        let order_date = self.order_date.unwrap_or_else(|| tx.today());
        check.date("orderDate", order_date);
        let delivery_date = self.delivery_date.unwrap_or(order_date);
        check.date("deliveryDate", delivery_date);
        let customer = check
            .row::<customer::Entity>(tx, "customerId", self.customer)
            .await?;
        if customer.as_ref().is_some_and(|own| own.blocked) {
            check.refuse("customerId", Violation::CustomerBlocked);
        }
        let known = tx.legal_entity().await?.accounting_currency;
        let own = customer.as_ref().map_or(known, |own| own.currency);
        let code = self.currency.unwrap_or(own);
        // Lines are checked even where the currency is not known: one answer says all.
        let currency = match check.currency(tx, "currency", code).await? {
            Some(currency) => currency,
            None => facts::currency(tx, known).await?,
        };
        let items: BTreeSet<ItemId> = self.lines.iter().filter_map(|line| line.item).collect();
        let items = tx.find::<item::Entity>().by_ids(items).await?;
        let follows = self.follows.as_ref();
        let chain = match (follows, &customer) {
            (Some(follows), _) => {
                Some((ChainOrigin::Derived, follows.legal_entity, follows.order.of))
            }
            (None, Some(customer)) => partner::of_customer(tx, customer.id)
                .await?
                .map(|partner| (ChainOrigin::Source, partner, tx.id::<PurchaseOrderId>().0)),
            (None, None) => None,
        };
        let ground = Ground {
            order: follows.map_or_else(|| tx.id(), |follows| SalesOrderId(follows.order.own)),
            trades: chain.is_some(),
            currency,
            delivery_date,
            items: items.into_iter().map(|row| (row.id, row)).collect(),
        };
        let mut lines = Vec::with_capacity(self.lines.len());
        for (number, (element, wanted)) in (1..).zip(self.lines.iter().enumerate()) {
            let mut own = Check::new();
            lines.push(wanted.row(tx, &ground, number, &mut own).await?);
            check.extend_within("lines", element, own);
        }
        check.done()?;
        let customer = customer.ok_or_else(|| Failure::Broken("no customer".to_owned()))?;
        let typed = self.number.as_deref();
        let number = draw::run(tx, NumberSequenceScope::SalesOrder, typed).await?;
        let address = self.delivery_address.clone();
        let terms = self.payment_terms.clone();
        let row = Model {
            legal_entity_id: tx.grant().legal_entity(),
            id: ground.order,
            number: number.clone(),
            customer_id: customer.id,
            currency: currency.code,
            status: SalesOrderStatus::Open,
            order_date,
            delivery_date: self.delivery_date,
            delivery_address: address.or(customer.address),
            payment_terms: terms.or(customer.payment_terms),
            last_line_number: i32::try_from(lines.len()).unwrap_or(i32::MAX),
            chain_origin: chain.map(|(origin, ..)| origin),
            chain_legal_entity_id: chain.map(|(_, partner, _)| partner),
            chain_purchase_order_id: chain.map(|(.., order)| PurchaseOrderId(order)),
            customer_reference: self.customer_reference.clone(),
            created_at: tx.instant(),
            created_by: tx.grant().subject().to_owned(),
            row_version: 1,
        };
        let used = |failure: Failure| failure.or_already_used("number", &number);
        let row = tx.insert(row).await.map_err(used)?;
        tx.insert_all(lines).await?;
        Ok(row)
    }
}
