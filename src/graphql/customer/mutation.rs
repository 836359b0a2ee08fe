//! Writing customers.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{edit_id, local, local_opt};
use crate::graphql::page::payload;
use crate::graphql::scalar::CurrencyCode;
use crate::usecase::customer::{create, update};

use super::object::Customer;

/// A new customer.
#[derive(InputObject)]
pub struct CustomerCreateInput {
    /// Its number; left out where the legal entity's sequence gives it.
    number: Option<String>,
    /// Its name.
    name: String,
    /// The currency it is sold to in; the accounting currency when left out.
    currency: Option<CurrencyCode>,
    /// Code of the payment terms its orders start with.
    payment_terms: Option<String>,
    /// Where it is delivered to.
    address: Option<String>,
    /// Its customer posting group; the setup's when left out.
    customer_posting_group_id: Option<ID>,
    /// Its general business posting group; the setup's when left out.
    business_posting_group_id: Option<ID>,
    /// Its tax business group; the setup's when left out.
    tax_business_posting_group_id: Option<ID>,
}

/// Changes to a customer. What is left out stays.
#[derive(InputObject)]
pub struct CustomerUpdateInput {
    /// The customer.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its name.
    name: Option<String>,
    /// The currency it is sold to in.
    currency: Option<CurrencyCode>,
    /// Code of the payment terms its orders start with; null takes it away.
    payment_terms: MaybeUndefined<String>,
    /// Where it is delivered to; null takes it away.
    address: MaybeUndefined<String>,
    /// Its customer posting group; null for the setup's.
    customer_posting_group_id: MaybeUndefined<ID>,
    /// Its general business posting group; null for the setup's.
    business_posting_group_id: MaybeUndefined<ID>,
    /// Its tax business group; null for the setup's.
    tax_business_posting_group_id: MaybeUndefined<ID>,
    /// Whether nothing new may be sold to it.
    blocked: Option<bool>,
}

payload! {
    /// What came of `customerCreate`.
    CustomerCreatePayload,
    /// The customer; none when refused.
    customer: Customer, entity::customer::Model
}

payload! {
    /// What came of `customerUpdate`.
    CustomerUpdatePayload,
    /// The customer; none when refused.
    customer: Customer, entity::customer::Model
}

/// Writing customers.
#[derive(Default)]
pub struct CustomerMutation;

/// Writing customers.
#[Object]
impl CustomerMutation {
    /// Registers a customer.
    async fn customer_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer.")] input: CustomerCreateInput,
    ) -> Result<CustomerCreatePayload> {
        let ask = create::Create {
            number: input.number,
            name: input.name,
            currency: input.currency.map(|c| c.0),
            payment_terms: input.payment_terms,
            address: input.address,
            customer_posting_group: local_opt(input.customer_posting_group_id.as_ref()),
            business_posting_group: local_opt(input.business_posting_group_id.as_ref()),
            tax_business_posting_group: local_opt(input.tax_business_posting_group_id.as_ref()),
        };
        Ok(ctx.write(Permission::SalesWrite, false, ask).await?.into())
    }

    /// Changes a customer.
    async fn customer_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: CustomerUpdateInput,
    ) -> Result<CustomerUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            name: input.name,
            currency: input.currency.map(|c| c.0),
            payment_terms: input.payment_terms.into(),
            address: input.address.into(),
            customer_posting_group: edit_id(input.customer_posting_group_id),
            business_posting_group: edit_id(input.business_posting_group_id),
            tax_business_posting_group: edit_id(input.tax_business_posting_group_id),
            blocked: input.blocked,
        };
        Ok(ctx.write(Permission::SalesWrite, false, ask).await?.into())
    }
}
