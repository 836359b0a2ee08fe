//! What can be done with posted documents, found in the same statements for all of a page.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::ids::{PurchaseInvoiceId, PurchaseReceiptId, SalesShipmentId};

use crate::failure::Shared;
use crate::graphql::view::Rows;
use crate::usecase::purchase_invoice::standing as invoices;
use crate::usecase::purchase_receipt::standing as receipts;
use crate::usecase::sales_shipment::standing as shipments;

/// How many documents are looked at together: each has up to 1,000 lines, and a statement names so
/// many and no more.
const AT_ONCE: usize = 25;

/// Asks what can be done with a receipt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ReceiptActs(pub PurchaseReceiptId);

impl Loader<ReceiptActs> for Rows {
    type Value = receipts::Acts;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ReceiptActs],
    ) -> Result<HashMap<ReceiptActs, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        for keys in keys.chunks(AT_ONCE) {
            let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
            let around = receipts::Around::load(self.read(), &ids).await?;
            found.extend(keys.iter().map(|key| (*key, around.acts(key.0))));
        }
        Ok(found)
    }
}

/// Asks what can be done with a posted invoice or credit memo.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct InvoiceActs(pub PurchaseInvoiceId);

impl Loader<InvoiceActs> for Rows {
    type Value = invoices::Acts;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[InvoiceActs],
    ) -> Result<HashMap<InvoiceActs, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        for keys in keys.chunks(AT_ONCE) {
            let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
            let acts = invoices::acts(self.read(), &ids).await?.into_iter();
            found.extend(acts.map(|(id, acts)| (InvoiceActs(id), acts)));
        }
        Ok(found)
    }
}

/// Asks whether a shipment can be undone; it is answered for those that can.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ShipmentActs(pub SalesShipmentId);

impl Loader<ShipmentActs> for Rows {
    type Value = ();
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ShipmentActs],
    ) -> Result<HashMap<ShipmentActs, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        for keys in keys.chunks(AT_ONCE) {
            let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
            let undoable = shipments::undoable(self.read(), &ids).await?.into_iter();
            found.extend(undoable.map(|id| (ShipmentActs(id), ())));
        }
        Ok(found)
    }
}
