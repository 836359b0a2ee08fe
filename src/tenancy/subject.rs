//! What a written row means to those who wait for changes.

use std::collections::BTreeSet;

use serde_json::Value;
use uuid::Uuid;

use super::changes::{Change, ChangeKind};

/// Something that one may wait for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Which one.
    pub id: Uuid,
}

/// What one may wait for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SubjectKind {
    /// An agreement: itself, its commitments, what was used of them.
    Agreement,
    /// A purchase order: itself, its lines, its versions.
    PurchaseOrder,
    /// A posted receipt.
    PurchaseReceipt,
    /// A posted invoice or credit memo of a vendor's.
    PurchaseInvoice,
    /// A posted payment to a vendor, or a refund.
    VendorPayment,
    /// What settled vendor entries with each other, or undid that.
    VendorApplication,
    /// A posted shipment to a customer.
    SalesShipment,
    /// A posted invoice to a customer.
    SalesInvoice,
}

impl SubjectKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Agreement,
        Self::PurchaseOrder,
        Self::PurchaseReceipt,
        Self::PurchaseInvoice,
        Self::VendorPayment,
        Self::VendorApplication,
        Self::SalesShipment,
        Self::SalesInvoice,
    ];

    /// As other processes are told.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Agreement => 'a',
            Self::PurchaseOrder => 'o',
            Self::PurchaseReceipt => 'r',
            Self::PurchaseInvoice => 'i',
            Self::VendorPayment => 'p',
            Self::VendorApplication => 's',
            Self::SalesShipment => 'h',
            Self::SalesInvoice => 'n',
        }
    }
}

/// What a row of a table means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    /// Nothing that one may wait for.
    Nothing,
    /// The row itself.
    Itself(SubjectKind),
    /// The row itself, when it comes to be.
    Posted(SubjectKind),
    /// The row itself, when it comes to be as a payment or a refund.
    Payment,
    /// What the column points at.
    Of(SubjectKind, &'static str),
}

/// What the rows of each table mean. A test asks it for every table there is, so that a new one has
/// to be decided about.
fn meaning(table: &str) -> Option<Meaning> {
    use Meaning::{Itself, Nothing, Of, Payment, Posted};
    use SubjectKind as Kind;
    Some(match table {
        "agreement" => Itself(Kind::Agreement),
        "agreement_line" | "commitment_entry" => Of(Kind::Agreement, "agreement_id"),
        "purchase_order" => Itself(Kind::PurchaseOrder),
        "purchase_order_line" | "purchase_order_version" => {
            Of(Kind::PurchaseOrder, "purchase_order_id")
        }
        "purchase_receipt" => Posted(Kind::PurchaseReceipt),
        "purchase_invoice" => Posted(Kind::PurchaseInvoice),
        "vendor_entry" => Payment,
        "vendor_application" => Posted(Kind::VendorApplication),
        "sales_shipment" => Posted(Kind::SalesShipment),
        "sales_invoice" => Posted(Kind::SalesInvoice),
        // What an agreement said once, and not what is used of it.
        "agreement_version"
        // Lines and entries come with their document.
        | "customer_entry"
        | "gl_entry"
        | "item_application"
        | "item_entry"
        | "purchase_charge_assignment"
        | "purchase_invoice_line"
        | "purchase_invoice_match"
        | "purchase_receipt_line"
        | "sales_invoice_line"
        | "sales_shipment_line"
        | "tax_entry"
        | "value_entry"
        | "vendor_detail_entry"
        | "voucher"
        // Not posted yet.
        | "purchase_invoice_draft"
        | "purchase_invoice_draft_line"
        | "sales_order"
        | "sales_order_line"
        // What is set up.
        | "agreement_classification"
        | "agreement_classification_name"
        | "customer"
        | "customer_posting_setup"
        | "dimension"
        | "dimension_set"
        | "dimension_set_entry"
        | "dimension_value"
        | "exchange_rate"
        | "general_posting_setup"
        | "gl_account"
        | "inventory_posting_setup"
        | "item"
        | "item_charge"
        | "item_unit"
        | "ledger_setup"
        | "legal_entity"
        | "matching_tolerance"
        | "number_sequence"
        | "over_receipt_code"
        | "payment_terms"
        | "posting_group"
        | "posting_period"
        | "procurement_category"
        | "site"
        | "tax_posting_setup"
        | "trade_agreement"
        | "trading_partner"
        | "vendor"
        | "vendor_posting_setup"
        | "warehouse"
        // The machinery's own.
        | "api_key"
        | "audit_entry"
        | "audit_head"
        | "idempotency_key"
        | "revoked_token" => Nothing,
        _ => return None,
    })
}

/// What a transaction's changes mean, each once.
pub(super) fn subjects(changes: &[Change]) -> BTreeSet<Subject> {
    changes.iter().filter_map(subject).collect()
}

fn subject(change: &Change) -> Option<Subject> {
    let text = |column: &str| change.values.get(column).and_then(Value::as_str);
    let is_new = change.kind == ChangeKind::Inserted;
    let (kind, id) = match meaning(change.table)? {
        Meaning::Itself(kind) => (kind, change.id),
        Meaning::Posted(kind) if is_new => (kind, change.id),
        Meaning::Payment if is_new => match text("document_type") {
            Some("PAYMENT" | "REFUND") => (SubjectKind::VendorPayment, change.id),
            _ => return None,
        },
        Meaning::Of(kind, column) => (kind, text(column)?.parse().ok()?),
        Meaning::Posted(_) | Meaning::Payment | Meaning::Nothing => return None,
    };
    Some(Subject { kind, id })
}

#[cfg(test)]
mod tests {
    use entity::partition::{TABLES, TableKind};
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_decided_for_every_table_what_its_rows_mean() {
        let undecided: Vec<_> = TABLES
            .iter()
            .filter(|(name, kind)| match kind {
                TableKind::Tenant | TableKind::AppendOnly => meaning(name).is_none(),
                // Others are not written by acts, but for this one.
                _ => *name == "legal_entity" && meaning(name).is_none(),
            })
            .collect();
        assert!(undecided.is_empty(), "{undecided:?}");
    }

    #[test]
    fn letters_are_each_of_one_kind() {
        let letters: BTreeSet<char> = SubjectKind::ALL.map(SubjectKind::letter).into();
        assert_eq!(letters.len(), SubjectKind::ALL.len());
    }

    #[test]
    fn an_invoice_of_a_vendor_is_no_payment() {
        let told = |kind, document_type: &str| {
            let values = json!({ "document_type": document_type });
            let change = Change {
                table: "vendor_entry",
                id: Uuid::nil(),
                kind,
                values: values.as_object().cloned().unwrap(),
            };
            subject(&change).is_some()
        };
        assert!(told(ChangeKind::Inserted, "PAYMENT"));
        assert!(told(ChangeKind::Inserted, "REFUND"));
        assert!(!told(ChangeKind::Inserted, "INVOICE"));
        assert!(!told(ChangeKind::Updated, "PAYMENT"));
    }
}
