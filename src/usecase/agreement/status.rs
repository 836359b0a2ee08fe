//! The step from one state to another (AGR-5).

use entity::agreement::Model;
use entity::ids::AgreementId;
use entity::kinds::AgreementStatus;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Hold};

/// Brings an agreement into a state, from any of the `from` states.
pub async fn step(
    tx: &TenantTx,
    id: AgreementId,
    version: Option<i32>,
    from: &[AgreementStatus],
    to: AgreementStatus,
) -> Result<Model, Failure> {
    let mut row = facts::header(tx, "id", id, Hold::Exclusive).await?.row;
    let mut check = Check::new();
    if let Some(version) = version {
        check.version(version, row.row_version);
    }
    if row.status == to {
        check.refuse("id", Violation::AgreementStatusUnchanged { status: to });
    } else if !from.contains(&row.status) {
        check.refuse(
            "id",
            Violation::AgreementNotEffective { status: row.status },
        );
    }
    check.done()?;
    row.status = to;
    tx.update(row).await
}
