//! Waiting for changes of agreements.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, Result, Subscription};
use entity::ids::{AgreementId, VendorId};
use futures_util::Stream;
use uuid::Uuid;

use crate::graphql::changes::{Watch, watch};
use crate::graphql::id::local_opt;
use crate::graphql::view::View;
use crate::tenancy::{Subject, SubjectKind};

use super::object::Agreement;

/// Waiting for changes of agreements.
#[derive(Default)]
pub struct AgreementSubscription;

/// Waiting for changes of agreements.
#[Subscription]
impl AgreementSubscription {
    /// An agreement, each time after its fulfillment, a commitment or the agreement itself changed:
    /// an order was released, goods or an invoice came, something was canceled or undone.
    ///
    /// It is read anew for each event, as the caller may see it then. What counts on it: after the
    /// last change an event follows that shows it. Changes in quick succession may be one event,
    /// and an event may show nothing new. Read what is there after subscribing, and again after
    /// reconnecting: what happened in between is not told. Where changes were missed, a
    /// subscription to one agreement gets an event; one to many ends with CHANGES_MISSED, and is to
    /// be made anew. An id that names nothing is answered with NOT_FOUND.
    async fn agreement_fulfillment_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this agreement.")] id: Option<ID>,
        #[graphql(desc = "Only agreements with this vendor.")] vendor_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Agreement>>> {
        let agreements = Agreements {
            id: local_opt(id.as_ref()),
            vendor: local_opt(vendor_id.as_ref()),
        };
        watch(ctx, agreements).await
    }
}

struct Agreements {
    id: Option<AgreementId>,
    vendor: Option<VendorId>,
}

impl Watch for Agreements {
    type Event = Agreement;

    fn kinds(&self) -> BTreeSet<SubjectKind> {
        BTreeSet::from([SubjectKind::Agreement])
    }

    fn only(&self) -> Option<Uuid> {
        self.id.map(Uuid::from)
    }

    async fn is_there(&self, view: &View) -> Result<bool> {
        Ok(view.may_be(self.id).await? && view.may_be(self.vendor).await?)
    }

    async fn read(&self, view: View, subject: Subject) -> Result<Option<Agreement>> {
        let row = view.load(AgreementId(subject.id)).await?;
        let row = row.filter(|row| {
            self.vendor
                .is_none_or(|vendor| Some(vendor) == row.vendor_id)
        });
        Ok(row.map(|row| Agreement::new((*row).clone(), view)))
    }
}
