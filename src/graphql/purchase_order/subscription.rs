//! Waiting for changes of purchase orders.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, Result, Subscription};
use entity::ids::{AgreementId, PurchaseOrderId, VendorId};
use futures_util::Stream;
use uuid::Uuid;

use crate::graphql::changes::{Watch, watch};
use crate::graphql::id::local_opt;
use crate::graphql::view::View;
use crate::tenancy::{Subject, SubjectKind};

use super::object::PurchaseOrder;

/// Waiting for changes of purchase orders.
#[derive(Default)]
pub struct PurchaseOrderSubscription;

/// Waiting for changes of purchase orders.
#[Subscription]
impl PurchaseOrderSubscription {
    /// A purchase order, each time after it, one of its lines or what is received and invoiced of
    /// them changed; a new one too.
    ///
    /// What counts on it is what counts on `agreementFulfillmentChanged`: after the last change an
    /// event follows that shows it, and what happens while one is not connected is not told.
    async fn purchase_order_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this order.")] id: Option<ID>,
        #[graphql(desc = "Only orders to this vendor.")] vendor_id: Option<ID>,
        #[graphql(desc = "Only orders that were released from this agreement.")]
        agreement_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<PurchaseOrder>>> {
        let orders = Orders {
            id: local_opt(id.as_ref()),
            vendor: local_opt(vendor_id.as_ref()),
            agreement: local_opt(agreement_id.as_ref()),
        };
        watch(ctx, orders).await
    }
}

struct Orders {
    id: Option<PurchaseOrderId>,
    vendor: Option<VendorId>,
    agreement: Option<AgreementId>,
}

impl Watch for Orders {
    type Event = PurchaseOrder;

    fn kinds(&self) -> BTreeSet<SubjectKind> {
        BTreeSet::from([SubjectKind::PurchaseOrder])
    }

    fn only(&self) -> Option<Uuid> {
        self.id.map(Uuid::from)
    }

    async fn is_there(&self, view: &View) -> Result<bool> {
        Ok(view.may_be(self.id).await?
            && view.may_be(self.vendor).await?
            && view.may_be(self.agreement).await?)
    }

    async fn read(&self, view: View, subject: Subject) -> Result<Option<PurchaseOrder>> {
        let row = view.load(PurchaseOrderId(subject.id)).await?;
        let row = row.filter(|row| {
            self.vendor.is_none_or(|vendor| vendor == row.vendor_id)
                && self
                    .agreement
                    .is_none_or(|own| Some(own) == row.agreement_id)
        });
        Ok(row.map(|row| PurchaseOrder::new((*row).clone(), view)))
    }
}
