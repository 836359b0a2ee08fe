//! Writing vendors.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::import::imports;
use crate::graphql::kinds::VendorBlocked;
use crate::graphql::page::payload;
use crate::graphql::scalar::CurrencyCode;
use crate::usecase::vendor::{create, import, update};

use super::object::Vendor;
use super::posting::VendorPostingInput;

/// A new vendor.
#[derive(InputObject)]
pub struct VendorCreateInput {
    /// Its number; left out where the legal entity's sequence gives it.
    number: Option<String>,
    /// Its name.
    name: String,
    /// The currency it is bought from in; the accounting currency when left out.
    currency: Option<CurrencyCode>,
    /// Code of the payment terms its orders start with.
    payment_terms: Option<String>,
    /// Code of the delivery terms its orders start with.
    delivery_terms: Option<String>,
    /// Code of the delivery mode its orders start with.
    delivery_mode: Option<String>,
    /// How it is posted.
    #[graphql(flatten)]
    posting: VendorPostingInput,
}

/// Changes to a vendor. What is left out stays.
#[derive(InputObject)]
pub struct VendorUpdateInput {
    /// The vendor.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its name.
    name: Option<String>,
    /// The currency it is bought from in.
    currency: Option<CurrencyCode>,
    /// Code of the payment terms its orders start with; null takes it away.
    payment_terms: MaybeUndefined<String>,
    /// Code of the delivery terms its orders start with; null takes it away.
    delivery_terms: MaybeUndefined<String>,
    /// Code of the delivery mode its orders start with; null takes it away.
    delivery_mode: MaybeUndefined<String>,
    /// How far it is blocked.
    blocked: Option<VendorBlocked>,
    /// How it is posted.
    #[graphql(flatten)]
    posting: VendorPostingInput,
}

payload! {
    /// What came of `vendorCreate`.
    VendorCreatePayload,
    /// The vendor; none when refused.
    vendor: Vendor, entity::vendor::Model
}

payload! {
    /// What came of `vendorUpdate`.
    VendorUpdatePayload,
    /// The vendor; none when refused.
    vendor: Vendor, entity::vendor::Model
}

impl From<VendorCreateInput> for create::Create {
    fn from(input: VendorCreateInput) -> Self {
        Self {
            number: input.number,
            name: input.name,
            currency: input.currency.map(|c| c.0),
            payment_terms: input.payment_terms,
            delivery_terms: input.delivery_terms,
            delivery_mode: input.delivery_mode,
            posting: input.posting.into(),
        }
    }
}

imports! {
    /// Vendors that are to be written at once.
    VendorImportInput of VendorCreateInput;
    /// What came of `vendorImport`.
    VendorImportPayload,
    /// The vendors in the order of the rows; none when anything was refused.
    vendors: Vendor, entity::vendor::Model
}

/// Writing vendors.
#[derive(Default)]
pub struct VendorMutation;

/// Writing vendors.
#[Object]
impl VendorMutation {
    /// Registers a vendor.
    async fn vendor_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The vendor.")] input: VendorCreateInput,
    ) -> Result<VendorCreatePayload> {
        Ok(ctx
            .write(
                Permission::MasterDataWrite,
                false,
                create::Create::from(input),
            )
            .await?
            .into())
    }

    /// Writes many vendors at once, each as `vendorCreate` does: all of them, or none.
    async fn vendor_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rows.")] input: VendorImportInput,
    ) -> Result<VendorImportPayload> {
        let ask = import::Import::new(input.rows);
        Ok(ctx
            .write(Permission::MasterDataWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Changes a vendor.
    async fn vendor_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: VendorUpdateInput,
    ) -> Result<VendorUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            name: input.name,
            currency: input.currency.map(|c| c.0),
            payment_terms: input.payment_terms.into(),
            delivery_terms: input.delivery_terms.into(),
            delivery_mode: input.delivery_mode.into(),
            blocked: input.blocked.map(Into::into),
            posting: input.posting.into(),
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
