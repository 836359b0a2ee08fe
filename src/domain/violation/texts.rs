//! Words that several violations share.

use entity::kinds::{AgreementStatus, PurchaseOrderStatus};

use super::Violation;

pub(super) fn texts(reasons: &[Violation]) -> String {
    reasons
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

pub(super) fn both(first: &str, second: &str) -> String {
    match second {
        "" => first.to_owned(),
        second => format!("{first} and {second}"),
    }
}

pub(super) fn agreement_status(status: AgreementStatus) -> &'static str {
    match status {
        AgreementStatus::OnHold => "on hold",
        AgreementStatus::Effective => "effective",
        AgreementStatus::Closed => "closed",
    }
}

pub(super) fn order_status(status: PurchaseOrderStatus) -> &'static str {
    match status {
        PurchaseOrderStatus::Draft => "a draft",
        PurchaseOrderStatus::PendingApproval => "waiting for approval",
        PurchaseOrderStatus::Released => "released",
        PurchaseOrderStatus::Confirmed => "confirmed",
        PurchaseOrderStatus::Cancelled => "cancelled",
    }
}
