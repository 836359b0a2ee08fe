//! Writing trade agreements.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use entity::codes::UnitCode;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::import::imports;
use crate::graphql::kinds::TradeAgreementType;
use crate::graphql::page::payload;
use crate::graphql::removal::removal;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::usecase::trade_agreement::{create, import, remove, update};

use super::object::TradeAgreement;

/// A new trade agreement.
#[derive(InputObject)]
pub struct TradeAgreementCreateInput {
    /// Price or discount.
    trade_agreement_type: TradeAgreementType,
    /// The vendor; none for every vendor.
    vendor_id: Option<ID>,
    /// The item; none where a category or everything is meant.
    item_id: Option<ID>,
    /// The category, with all below it; none where an item or everything is meant.
    procurement_category_id: Option<ID>,
    /// The unit; none for every unit (discounts only).
    unit: Option<String>,
    /// The currency that orders must have.
    currency: CurrencyCode,
    /// The least ordered quantity from which it holds; 0 when left out.
    quantity_min: Option<Decimal>,
    /// The first delivery day that it holds for.
    valid_from: Date,
    /// The last delivery day that it holds for; none for ever.
    valid_to: Option<Date>,
    /// The price per `priceUnit` units; prices only.
    unit_price: Option<Decimal>,
    /// How many units the price or the discount amount is for; 1 when left out.
    price_unit: Option<Decimal>,
    /// Discount in percent; discounts only.
    discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit; discounts only.
    discount_amount: Option<Decimal>,
}

/// Changes to a trade agreement. What is left out stays.
#[derive(InputObject)]
pub struct TradeAgreementUpdateInput {
    /// The trade agreement.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// The vendor; none for every vendor; null takes it away.
    vendor_id: MaybeUndefined<ID>,
    /// The item; none where a category or everything is meant; null takes it away.
    item_id: MaybeUndefined<ID>,
    /// The category, with all below it; none where an item or everything is meant; null takes it
    /// away.
    procurement_category_id: MaybeUndefined<ID>,
    /// The unit; none for every unit (discounts only); null takes it away.
    unit: MaybeUndefined<String>,
    /// The currency that orders must have.
    currency: Option<CurrencyCode>,
    /// The least ordered quantity from which it holds.
    quantity_min: Option<Decimal>,
    /// The first delivery day that it holds for.
    valid_from: Option<Date>,
    /// The last delivery day that it holds for; none for ever; null takes it away.
    valid_to: MaybeUndefined<Date>,
    /// The price per `priceUnit` units; prices only; null takes it away.
    unit_price: MaybeUndefined<Decimal>,
    /// How many units the price or the discount amount is for.
    price_unit: Option<Decimal>,
    /// Discount in percent; discounts only.
    discount_percent: Option<Decimal>,
    /// Discount as an amount per price unit; discounts only.
    discount_amount: Option<Decimal>,
}

/// Which trade agreement is to go.
#[derive(InputObject)]
pub struct TradeAgreementRemoveInput {
    /// The trade agreement.
    id: ID,
}

payload! {
    /// What came of `tradeAgreementCreate`.
    TradeAgreementCreatePayload,
    /// The trade agreement; none when refused.
    trade_agreement: TradeAgreement, entity::trade_agreement::Model
}

payload! {
    /// What came of `tradeAgreementUpdate`.
    TradeAgreementUpdatePayload,
    /// The trade agreement; none when refused.
    trade_agreement: TradeAgreement, entity::trade_agreement::Model
}

removal! {
    /// What came of `tradeAgreementRemove`.
    TradeAgreementRemovePayload, TradeAgreementId
}

impl From<TradeAgreementCreateInput> for create::Create {
    fn from(input: TradeAgreementCreateInput) -> Self {
        Self {
            trade_agreement_type: input.trade_agreement_type.into(),
            vendor_id: local_opt(input.vendor_id.as_ref()),
            item_id: local_opt(input.item_id.as_ref()),
            procurement_category_id: local_opt(input.procurement_category_id.as_ref()),
            unit: input.unit.map(UnitCode),
            currency: input.currency.0,
            quantity_min: input.quantity_min.map(|v| v.0),
            valid_from: input.valid_from.0,
            valid_to: input.valid_to.map(|v| v.0),
            unit_price: input.unit_price.map(|v| v.0),
            price_unit: input.price_unit.map(|v| v.0),
            discount_percent: input.discount_percent.map(|v| v.0),
            discount_amount: input.discount_amount.map(|v| v.0),
        }
    }
}

imports! {
    /// Trade agreements that are to be written at once.
    TradeAgreementImportInput of TradeAgreementCreateInput;
    /// What came of `tradeAgreementImport`.
    TradeAgreementImportPayload,
    /// The trade agreements in the order of the rows; none when anything was refused.
    trade_agreements: TradeAgreement, entity::trade_agreement::Model
}

/// Writing trade agreements.
#[derive(Default)]
pub struct TradeAgreementMutation;

/// Writing trade agreements.
#[Object]
impl TradeAgreementMutation {
    /// Adds a price or a discount to the price list.
    async fn trade_agreement_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The trade agreement.")] input: TradeAgreementCreateInput,
    ) -> Result<TradeAgreementCreatePayload> {
        Ok(ctx
            .write(
                Permission::MasterDataWrite,
                false,
                create::Create::from(input),
            )
            .await?
            .into())
    }

    /// Writes many prices and discounts of the price list at once, each as `tradeAgreementCreate`
    /// does: all of them, or none.
    async fn trade_agreement_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rows.")] input: TradeAgreementImportInput,
    ) -> Result<TradeAgreementImportPayload> {
        let ask = import::Import::new(input.rows);
        Ok(ctx
            .write(Permission::MasterDataWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Changes a price or a discount of the price list.
    async fn trade_agreement_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: TradeAgreementUpdateInput,
    ) -> Result<TradeAgreementUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            vendor_id: input.vendor_id.map_value(|v| local(&v)).into(),
            item_id: input.item_id.map_value(|v| local(&v)).into(),
            procurement_category_id: input
                .procurement_category_id
                .map_value(|v| local(&v))
                .into(),
            unit: input.unit.map_value(UnitCode).into(),
            currency: input.currency.map(|v| v.0),
            quantity_min: input.quantity_min.map(|v| v.0),
            valid_from: input.valid_from.map(|v| v.0),
            valid_to: input.valid_to.map_value(|v| v.0).into(),
            unit_price: input.unit_price.map_value(|v| v.0).into(),
            price_unit: input.price_unit.map(|v| v.0),
            discount_percent: input.discount_percent.map(|v| v.0),
            discount_amount: input.discount_amount.map(|v| v.0),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }

    /// Takes a price or a discount off the price list. Orders keep what they got from it.
    async fn trade_agreement_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which trade agreement.")] input: TradeAgreementRemoveInput,
    ) -> Result<TradeAgreementRemovePayload> {
        let ask = remove::Remove {
            id: local(&input.id),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
