//! Writing items.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use entity::codes::UnitCode;

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::import::imports;
use crate::graphql::kinds::ItemType;
use crate::graphql::page::payload;
use crate::graphql::scalar::{CurrencyCode, Decimal};
use crate::usecase::item::{create, import, update};

use super::object::Item;
use super::posting::ItemPostingInput;

/// A new item.
#[derive(InputObject)]
pub struct ItemCreateInput {
    /// Its number; left out where the legal entity's sequence gives it.
    number: Option<String>,
    /// Its name.
    name: String,
    /// What it is.
    item_type: ItemType,
    /// The unit that its stock is kept in.
    base_unit: String,
    /// The unit that it is bought in and the purchase price is for; the base unit when left out.
    purchase_unit: Option<String>,
    /// The procurement category it belongs to.
    procurement_category_id: Option<ID>,
    /// The vendor that indirect orders go to.
    default_vendor_id: Option<ID>,
    /// Its own purchase price, per `priceUnit` purchase units.
    purchase_price: Option<Decimal>,
    /// The currency of the purchase price; the accounting currency when left out.
    price_currency: Option<CurrencyCode>,
    /// How many purchase units the purchase price is for; 1 when left out.
    price_unit: Option<Decimal>,
    /// Orders are recommended in multiples of this, in purchase units.
    order_multiple: Option<Decimal>,
    /// The least that is recommended to order, in purchase units.
    order_quantity_min: Option<Decimal>,
    /// The most that is recommended to order, in purchase units.
    order_quantity_max: Option<Decimal>,
    /// The units that it may be bought in besides its base unit.
    units: Option<Vec<ItemUnitInput>>,
    /// How it is posted.
    #[graphql(flatten)]
    posting: ItemPostingInput,
}

/// Changes to an item. What is left out stays.
#[derive(InputObject)]
pub struct ItemUpdateInput {
    /// The item.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its name.
    name: Option<String>,
    /// What it is.
    item_type: Option<ItemType>,
    /// The unit that it is bought in and the purchase price is for.
    purchase_unit: Option<String>,
    /// The procurement category it belongs to; null takes it away.
    procurement_category_id: MaybeUndefined<ID>,
    /// The vendor that indirect orders go to; null takes it away.
    default_vendor_id: MaybeUndefined<ID>,
    /// Its own purchase price, per `priceUnit` purchase units; null takes it away.
    purchase_price: MaybeUndefined<Decimal>,
    /// The currency of the purchase price.
    price_currency: Option<CurrencyCode>,
    /// How many purchase units the purchase price is for.
    price_unit: Option<Decimal>,
    /// Orders are recommended in multiples of this, in purchase units; null takes it away.
    order_multiple: MaybeUndefined<Decimal>,
    /// The least that is recommended to order, in purchase units; null takes it away.
    order_quantity_min: MaybeUndefined<Decimal>,
    /// The most that is recommended to order, in purchase units; null takes it away.
    order_quantity_max: MaybeUndefined<Decimal>,
    /// Whether buying it is forbidden.
    blocked: Option<bool>,
    /// How it is posted.
    #[graphql(flatten)]
    posting: ItemPostingInput,
}

/// A unit of an item.
#[derive(InputObject)]
pub struct ItemUnitInput {
    /// Code of the unit; not the base unit.
    unit: String,
    /// How many base units one such unit is.
    factor: Decimal,
}

payload! {
    /// What came of `itemCreate`.
    ItemCreatePayload,
    /// The item; none when refused.
    item: Item, entity::item::Model
}

payload! {
    /// What came of `itemUpdate`.
    ItemUpdatePayload,
    /// The item; none when refused.
    item: Item, entity::item::Model
}

impl From<ItemCreateInput> for create::Create {
    fn from(input: ItemCreateInput) -> Self {
        Self {
            number: input.number,
            name: input.name,
            item_type: input.item_type.into(),
            base_unit: UnitCode(input.base_unit),
            purchase_unit: input.purchase_unit.map(UnitCode),
            procurement_category_id: local_opt(input.procurement_category_id.as_ref()),
            default_vendor_id: local_opt(input.default_vendor_id.as_ref()),
            purchase_price: input.purchase_price.map(|v| v.0),
            price_currency: input.price_currency.map(|v| v.0),
            price_unit: input.price_unit.map(|v| v.0),
            order_multiple: input.order_multiple.map(|v| v.0),
            order_quantity_min: input.order_quantity_min.map(|v| v.0),
            order_quantity_max: input.order_quantity_max.map(|v| v.0),
            units: input
                .units
                .into_iter()
                .flatten()
                .map(|unit| create::Unit {
                    unit: UnitCode(unit.unit),
                    factor: unit.factor.0,
                })
                .collect(),
            posting: input.posting.into(),
        }
    }
}

imports! {
    /// Items that are to be written at once.
    ItemImportInput of ItemCreateInput;
    /// What came of `itemImport`.
    ItemImportPayload,
    /// The items in the order of the rows; none when anything was refused.
    items: Item, entity::item::Model
}

/// Writing items.
#[derive(Default)]
pub struct ItemMutation;

/// Writing items.
#[Object]
impl ItemMutation {
    /// Registers an item.
    async fn item_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item.")] input: ItemCreateInput,
    ) -> Result<ItemCreatePayload> {
        Ok(ctx
            .write(
                Permission::MasterDataWrite,
                false,
                create::Create::from(input),
            )
            .await?
            .into())
    }

    /// Writes many items with their units at once, each as `itemCreate` does: all of them, or none.
    async fn item_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rows.")] input: ItemImportInput,
    ) -> Result<ItemImportPayload> {
        let ask = import::Import::new(input.rows);
        Ok(ctx
            .write(Permission::MasterDataWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Changes an item, blocking it included. Its base unit stays.
    async fn item_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: ItemUpdateInput,
    ) -> Result<ItemUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            name: input.name,
            item_type: input.item_type.map(Into::into),
            purchase_unit: input.purchase_unit.map(UnitCode),
            procurement_category_id: input
                .procurement_category_id
                .map_value(|v| local(&v))
                .into(),
            default_vendor_id: input.default_vendor_id.map_value(|v| local(&v)).into(),
            purchase_price: input.purchase_price.map_value(|v| v.0).into(),
            price_currency: input.price_currency.map(|v| v.0),
            price_unit: input.price_unit.map(|v| v.0),
            order_multiple: input.order_multiple.map_value(|v| v.0).into(),
            order_quantity_min: input.order_quantity_min.map_value(|v| v.0).into(),
            order_quantity_max: input.order_quantity_max.map_value(|v| v.0).into(),
            blocked: input.blocked,
            posting: input.posting.into(),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
