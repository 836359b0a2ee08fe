//! What every classification keeps to, new or changed.

use entity::agreement_classification::Model;

use crate::domain::violation::Violation;
use crate::usecase::check::Check;

/// Checks its texts and its workers.
pub(super) fn form(check: &mut Check, row: &Model) {
    check.text("code", &row.code, 20);
    check.text("name", &row.name, 200);
    check.text_opt("description", row.description.as_deref(), 1000);
    check.text_opt("externalCode", row.external_code.as_deref(), 40);
    check.text_opt("primaryWorker", row.primary_worker.as_deref(), 200);
    check.text_opt("secondaryWorker", row.secondary_worker.as_deref(), 200);
    let reason = match (&row.primary_worker, &row.secondary_worker) {
        (None, Some(_)) => "a second worker needs a first",
        (Some(first), Some(second)) if first == second => "the two workers have to differ",
        _ => return,
    };
    let reason = reason.to_owned();
    check.refuse("secondaryWorker", Violation::Workers { reason });
}
