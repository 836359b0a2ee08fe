//! Writing a vendor entry with the beginning of its details (PST-3).

use std::collections::BTreeSet;

use entity::ids::VendorId;
use entity::kinds::{VendorDetailType, VendorDocumentType};
use entity::{vendor_detail_entry, vendor_entry};
use sea_orm::ColumnTrait;
use unicode_normalization::UnicodeNormalization;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;

/// What a vendor's own number is told apart by: neither case, nor width and composition of its
/// characters, nor spaces and what cannot be seen make it another number.
#[must_use]
pub fn external_key(number: &str) -> String {
    let seen = number.nfkc().filter(|own| {
        let unseen = matches!(own, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}');
        !(unseen || own.is_whitespace() || own.is_control())
    });
    seen.flat_map(char::to_uppercase).take(40).collect()
}

/// Refuses a number that another document of the vendor carries which is not cancelled (PST-2), so
/// that it is told with everything else. What is posted meanwhile is found by [`write()`].
///
/// # Errors
/// When the database fails.
pub async fn must_be_free(
    tx: &TenantTx,
    vendor: VendorId,
    document_type: VendorDocumentType,
    number: Option<&str>,
    check: &mut Check,
) -> Result<(), Failure> {
    let Some(number) = number else {
        return Ok(());
    };
    let wanted = BTreeSet::from([(vendor, external_key(number))]);
    if !numbered(tx, document_type, &wanted).await?.is_empty() {
        let number = number.to_owned();
        check.refuse(
            "vendorInvoiceNumber",
            Violation::VendorInvoiceNumberUsed { number },
        );
    }
    Ok(())
}

/// Which of some vendors' own numbers, as they are told apart by [`external_key`], documents of a
/// kind carry that are not cancelled.
///
/// # Errors
/// When the database fails.
pub async fn numbered(
    scope: &impl Scope,
    document_type: VendorDocumentType,
    wanted: &BTreeSet<(VendorId, String)>,
) -> Result<BTreeSet<(VendorId, String)>, Failure> {
    use vendor_entry::{Column, Entity};
    let rows = scope
        .find::<Entity>()
        .filter(Column::VendorId.is_in(wanted.iter().map(|(vendor, _)| *vendor)))
        .filter(Column::DocumentType.eq(document_type))
        .filter(Column::ExternalKey.is_in(wanted.iter().map(|(_, key)| key.as_str())))
        .all()
        .await?;
    let carried = rows
        .into_iter()
        .filter_map(|row| Some((row.vendor_id, row.external_key?)));
    Ok(carried.filter(|own| wanted.contains(own)).collect())
}

/// Writes an entry; all of it is open, and its first detail says so.
///
/// # Errors
/// `VendorInvoiceNumberUsed` where another document of the vendor carries the number; or when the
/// database fails.
pub async fn write(
    tx: &TenantTx,
    row: vendor_entry::Model,
) -> Result<vendor_entry::Model, Failure> {
    let number = row.external_number.clone().unwrap_or_default();
    let row = tx.insert(row).await.map_err(|failure| match failure {
        Failure::Storage(error) if crate::failure::is_unique_violation(&error) => {
            let violation = Violation::VendorInvoiceNumberUsed { number };
            Failure::refused("vendorInvoiceNumber", violation)
        }
        other => other,
    })?;
    tx.insert(vendor_detail_entry::Model {
        legal_entity_id: row.legal_entity_id,
        id: tx.id(),
        vendor_entry_id: row.id,
        vendor_application_id: None,
        voucher_id: Some(row.voucher_id),
        entry_type: VendorDetailType::Initial,
        posting_date: row.posting_date,
        currency: row.currency,
        amount: row.amount,
        accounting_amount: row.accounting_amount,
    })
    .await?;
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::external_key;

    #[test]
    fn numbers_that_look_alike_are_alike() {
        for same in [
            "INV-7",
            "inv-7",
            "Inv- 7",
            "Inv-7\u{200b}",
            "\u{feff}Inv-7",
            "\u{ff29}NV-7",
        ] {
            assert_eq!(external_key(same), "INV-7", "{same}");
        }
        assert_eq!(external_key("E\u{301}1"), external_key("\u{c9}1"));
        assert_ne!(external_key("1-23"), external_key("12-3"));
    }
}
