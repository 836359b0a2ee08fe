//! The audit trail against itself.

use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::audit_entry::verify::verify;

use super::Findings;

/// Computes the trail again.
pub(super) async fn run(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    for (sequence, why) in verify(scope, &[]).await?.wrong {
        findings.add("audit-trail", format!("audit entry {sequence}"), why);
    }
    Ok(())
}
