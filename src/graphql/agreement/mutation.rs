//! Writing agreements.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::{local, local_opt};
use crate::graphql::import::imports;
use crate::graphql::page::payload;
use crate::graphql::purchase_order::object::PurchaseOrder;
use crate::graphql::removal::removal;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::graphql::warning::warned;
use crate::usecase::agreement::{
    activate, close, confirm, currency_change, delete, hold, import, release, twin_create,
};

use super::input::{AgreementCreateInput, AgreementUpdateInput};
use super::object::Agreement;

/// An agreement that is to become effective.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementActivateInput {
    /// The agreement.
    id: ID,
    /// The version that the caller saw, if it matters.
    version: Option<i32>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An agreement that a trading partner is to have one of its own with.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementTwinCreateInput {
    /// The agreement; nothing was drawn on it yet.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An agreement that is to be put on hold.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementHoldInput {
    /// The agreement.
    id: ID,
    /// The version that the caller saw, if it matters.
    version: Option<i32>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An agreement that is to be closed.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementCloseInput {
    /// The agreement.
    id: ID,
    /// The version that the caller saw, if it matters.
    version: Option<i32>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An agreement that is to be confirmed.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementConfirmInput {
    /// The agreement.
    id: ID,
    /// The version of the row that the caller saw, if it matters.
    version: Option<i32>,
    /// Whether it becomes effective by this.
    #[graphql(default)]
    mark_as_effective: bool,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// An agreement that is to go.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementDeleteInput {
    /// The agreement.
    id: ID,
    /// The version that the caller saw.
    version: i32,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// A new currency for an agreement.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementCurrencyChangeInput {
    /// The agreement.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// The new currency.
    currency: CurrencyCode,
    /// Units of the new currency for one unit of the old.
    rate: Decimal,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

/// One line of a release order.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementReleaseLineInput {
    /// The commitment.
    agreement_line_id: ID,
    /// How much; lines of 0 are passed over.
    quantity: Decimal,
    /// The item, for commitments that name none.
    item_id: Option<ID>,
    /// The category, for lines without an item.
    procurement_category_id: Option<ID>,
    /// The unit; the commitment's or the item's purchase unit when left out.
    unit: Option<String>,
    /// What is bought, in words; the item's name when left out.
    description: Option<String>,
    /// The variant, where the commitment names none.
    variant: Option<String>,
    /// The site, where the commitment names none.
    site_id: Option<ID>,
    /// The warehouse, where the commitment names none.
    warehouse_id: Option<ID>,
    /// A price to be used instead of the one found.
    unit_price: Option<Decimal>,
    /// How many units that price is for.
    price_unit: Option<Decimal>,
    /// A discount in percent to be used instead of the one found.
    discount_percent: Option<Decimal>,
    /// A discount per price unit to be used instead of the one found.
    discount_amount: Option<Decimal>,
    /// The delivery day; the order's when left out.
    delivery_date: Option<Date>,
    /// Where it is delivered to; the commitment's address when left out.
    delivery_address: Option<String>,
}

/// A release order.
#[derive(InputObject, Clone, Debug)]
pub struct AgreementReleaseInput {
    /// The agreement.
    agreement_id: ID,
    /// The order's number; left out where the sequence gives it.
    number: Option<String>,
    /// The day it is placed; today when left out.
    order_date: Option<Date>,
    /// The delivery day of lines that name none; the order date when left out.
    delivery_date: Option<Date>,
    /// Where it is delivered to; the agreement's address when left out.
    delivery_address: Option<String>,
    /// What is drawn.
    lines: Vec<AgreementReleaseLineInput>,
    /// Whether to only show what would come of it: everything is checked, nothing is kept.
    #[graphql(default)]
    preview: bool,
}

payload! {
    /// What came of `agreementCreate`.
    AgreementCreatePayload,
    /// The agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

payload! {
    /// What came of `agreementUpdate`.
    AgreementUpdatePayload,
    /// The agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

payload! {
    /// What came of `agreementActivate`.
    AgreementActivatePayload,
    /// The agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

payload! {
    /// What came of `agreementTwinCreate`.
    AgreementTwinCreatePayload,
    /// Our agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

payload! {
    /// What came of `agreementHold`.
    AgreementHoldPayload,
    /// The agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

payload! {
    /// What came of `agreementClose`.
    AgreementClosePayload,
    /// The agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

payload! {
    /// What came of `agreementConfirm`.
    AgreementConfirmPayload,
    /// The agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

payload! {
    /// What came of `agreementCurrencyChange`.
    AgreementCurrencyChangePayload,
    /// The agreement; none when refused.
    agreement: Agreement, entity::agreement::Model
}

removal! {
    /// What came of `agreementDelete`.
    AgreementDeletePayload, AgreementId
}

warned! {
    /// What came of `agreementRelease`.
    AgreementReleasePayload,
    /// The order; none when refused.
    purchase_order: PurchaseOrder, entity::purchase_order::Model
}

imports! {
    /// Agreements that are to be written at once.
    AgreementImportInput of AgreementCreateInput;
    /// What came of `agreementImport`.
    AgreementImportPayload,
    /// The agreements in the order of the rows; none when anything was refused.
    agreements: Agreement, entity::agreement::Model
}

/// Writing agreements.
#[derive(Default)]
pub struct AgreementMutation;

/// Writing agreements.
#[Object]
impl AgreementMutation {
    /// Makes an agreement, on hold, with its first commitments if they are known already.
    async fn agreement_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: AgreementCreateInput,
    ) -> Result<AgreementCreatePayload> {
        let (preview, ask) = input.ask();
        Ok(ctx
            .write(Permission::AgreementWrite, preview, ask)
            .await?
            .into())
    }

    /// Makes many agreements with their commitments at once, each as `agreementCreate` does: all
    /// of them, or none.
    async fn agreement_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rows.")] input: AgreementImportInput,
    ) -> Result<AgreementImportPayload> {
        let asked: Vec<_> = input
            .rows
            .into_iter()
            .map(AgreementCreateInput::ask)
            .collect();
        // Who asks for a preview of one row wants nothing to be kept.
        let preview = input.preview || asked.iter().any(|(preview, _)| *preview);
        let ask = import::Import::new(asked.into_iter().map(|(_, row)| row));
        Ok(ctx
            .write(Permission::AgreementWrite, preview, ask)
            .await?
            .into())
    }

    /// Changes an agreement's header. Its dates are defaults for new lines, its dimensions for new
    /// orders; neither touches what exists.
    async fn agreement_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: AgreementUpdateInput,
    ) -> Result<AgreementUpdatePayload> {
        let (preview, ask) = input.ask();
        Ok(ctx
            .write(Permission::AgreementWrite, preview, ask)
            .await?
            .into())
    }

    /// Deletes an agreement that is on hold, was never confirmed and never ordered from.
    async fn agreement_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: AgreementDeleteInput,
    ) -> Result<AgreementDeletePayload> {
        let ask = delete::Delete {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::AgreementWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Makes an agreement effective: from now on orders may draw on it. A closed one is reopened.
    async fn agreement_activate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: AgreementActivateInput,
    ) -> Result<AgreementActivatePayload> {
        let ask = activate::Activate {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::AgreementActivate, input.preview, ask)
            .await?
            .into())
    }

    /// Has the trading partner that an agreement is with have one of its own with us, which
    /// promises the same: its classification is found by its external code, items and categories
    /// by their numbers and codes. What is changed of ours later is changed of both, in one
    /// transaction; orders of such trade that draw on one draw on the other, and both are used
    /// alike (ICO-3).
    async fn agreement_twin_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: AgreementTwinCreateInput,
    ) -> Result<AgreementTwinCreatePayload> {
        let ask = twin_create::TwinCreate {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::AgreementWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Puts an effective agreement on hold.
    async fn agreement_hold(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: AgreementHoldInput,
    ) -> Result<AgreementHoldPayload> {
        let ask = hold::Hold {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::AgreementActivate, input.preview, ask)
            .await?
            .into())
    }

    /// Closes an effective agreement. Order lines that are linked go on being received and
    /// invoiced.
    async fn agreement_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: AgreementCloseInput,
    ) -> Result<AgreementClosePayload> {
        let ask = close::Close {
            id: local(&input.id),
            version: input.version,
        };
        Ok(ctx
            .write(Permission::AgreementActivate, input.preview, ask)
            .await?
            .into())
    }

    /// Confirms an agreement: what it says now is kept as its next version. Where nothing changed
    /// since the latest version, that version stays the latest.
    async fn agreement_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: AgreementConfirmInput,
    ) -> Result<AgreementConfirmPayload> {
        if input.mark_as_effective {
            ctx.session().grant(Permission::AgreementActivate)?;
        }
        let ask = confirm::Confirm {
            id: local(&input.id),
            version: input.version,
            mark_as_effective: input.mark_as_effective,
        };
        Ok(ctx
            .write(Permission::AgreementConfirm, input.preview, ask)
            .await?
            .into())
    }

    /// Changes an agreement's currency and converts its amounts, as long as no order line is
    /// linked.
    async fn agreement_currency_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new currency.")] input: AgreementCurrencyChangeInput,
    ) -> Result<AgreementCurrencyChangePayload> {
        let ask = currency_change::CurrencyChange {
            id: local(&input.id),
            version: input.version,
            currency: input.currency.0,
            rate: input.rate.0,
        };
        Ok(ctx
            .write(Permission::AgreementWrite, input.preview, ask)
            .await?
            .into())
    }

    /// Releases an order from an agreement, within its commitments: one order, every line linked.
    async fn agreement_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is drawn.")] input: AgreementReleaseInput,
    ) -> Result<AgreementReleasePayload> {
        let preview = input.preview;
        let ask = release::Release {
            agreement: local(&input.agreement_id),
            number: input.number,
            order_date: input.order_date.map(|value| value.0),
            delivery_date: input.delivery_date.map(|value| value.0),
            delivery_address: input.delivery_address,
            lines: input.lines.into_iter().map(Into::into).collect(),
        };
        Ok(ctx
            .write(Permission::AgreementRelease, preview, ask)
            .await?
            .into())
    }
}

impl From<AgreementReleaseLineInput> for release::Draw {
    fn from(input: AgreementReleaseLineInput) -> Self {
        Self {
            agreement_line: local(&input.agreement_line_id),
            quantity: input.quantity.0,
            item: local_opt(input.item_id.as_ref()),
            category: local_opt(input.procurement_category_id.as_ref()),
            unit: input.unit,
            description: input.description,
            variant: input.variant,
            site: local_opt(input.site_id.as_ref()),
            warehouse: local_opt(input.warehouse_id.as_ref()),
            unit_price: input.unit_price.map(|value| value.0),
            price_unit: input.price_unit.map(|value| value.0),
            discount_percent: input.discount_percent.map(|value| value.0),
            discount_amount: input.discount_amount.map(|value| value.0),
            delivery_date: input.delivery_date.map(|value| value.0),
            delivery_address: input.delivery_address,
        }
    }
}
