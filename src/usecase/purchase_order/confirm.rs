//! Confirming an order: a stored copy of exactly what was ordered (ORD-1).

use entity::ids::PurchaseOrderId;
use entity::kinds::{PurchaseOrderStatus, VendorBlocked};
use entity::purchase_order::Model;
use entity::{purchase_order_version, vendor};
use sha2::{Digest, Sha256};

use crate::domain::version::canonical;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::amount_limit;
use crate::usecase::check::Check;
use crate::usecase::purchase_order_line::read;

use super::facts::lock;
use super::snapshot;

/// The order that is to be confirmed.
pub struct Confirm {
    /// The order.
    pub id: PurchaseOrderId,
    /// The version of the row that the caller saw, if it matters.
    pub version: Option<i32>,
}

impl Act for Confirm {
    type Out = Model;

    /// Confirms it. What holds the same as the latest version stays that version.
    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let open = lock(tx, "id", self.id).await?;
        let lines = read::lock_of(tx, self.id).await?;
        let vendor = tx
            .find::<vendor::Entity>()
            .named("id", open.order.vendor_id)
            .await?;
        let mut check = Check::new();
        if let Some(version) = self.version {
            check.version(version, open.order.row_version);
        }
        open.must_be_open("id", &mut check);
        if vendor.blocked == VendorBlocked::All {
            check.refuse("id", Violation::VendorBlocked);
        }
        if lines.is_empty() {
            check.refuse("id", Violation::OrderEmpty);
        }
        check.done()?;
        let mut row = open.order;
        let refusal = amount_limit::beyond_order(tx, &row, tx.today()).await?;
        amount_limit::none("id", refusal)?;
        let snapshot = canonical(&snapshot::take(tx, &row, &vendor, &lines).await?)
            .map_err(|error| Failure::Broken(error.to_string()))?;
        let hash = hex::encode(Sha256::digest(&snapshot));
        let unchanged = row.latest_version_hash.as_deref() == Some(hash.as_str());
        if unchanged && row.status == PurchaseOrderStatus::Confirmed {
            return Ok(row);
        }
        row.status = PurchaseOrderStatus::Confirmed;
        if !unchanged {
            row.latest_version += 1;
            row.latest_version_hash = Some(hash.clone());
            tx.insert(purchase_order_version::Model {
                legal_entity_id: tx.grant().legal_entity(),
                id: tx.id(),
                purchase_order_id: row.id,
                version: row.latest_version,
                confirmed_at: tx.instant(),
                confirmed_by: tx.grant().subject().to_owned(),
                content_hash: hash,
                snapshot,
            })
            .await?;
        }
        tx.update(row).await
    }
}
