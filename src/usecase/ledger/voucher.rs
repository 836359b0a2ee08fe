//! Writing a voucher: its number is drawn and its entries go out in one statement (PST-3).

use chrono::NaiveDate;
use entity::kinds::{NumberSequenceScope, VoucherSource};
use entity::{gl_entry, voucher};

use crate::domain::voucher::{Posting, Voucher};
use crate::failure::Failure;
use crate::tenancy::TenantTx;
use crate::usecase::number_sequence::draw;

/// What is posted.
#[derive(Clone, Debug)]
pub struct Heading<'a> {
    /// The day it is posted for.
    pub posting_date: NaiveDate,
    /// What kind of document it is.
    pub source: VoucherSource,
    /// The posted document's number.
    pub document_number: &'a str,
    /// What it is, in words.
    pub text: &'a str,
}

/// Writes postings as a voucher; none where nothing is posted.
///
/// # Errors
/// When they do not balance, which no posting brings about; when no number can be drawn; or when
/// the database fails.
pub async fn write(
    tx: &TenantTx,
    heading: &Heading<'_>,
    postings: Vec<Posting>,
) -> Result<Option<voucher::Model>, Failure> {
    let balanced =
        Voucher::try_new(postings).map_err(|error| Failure::Broken(error.to_string()))?;
    if balanced.is_empty() {
        return Ok(None);
    }
    must_write(tx, heading, &balanced).await.map(Some)
}

/// Writes a voucher, also one that posts nothing: documents of nothing are numbered too.
///
/// # Errors
/// When no number can be drawn; or when the database fails.
pub async fn must_write(
    tx: &TenantTx,
    heading: &Heading<'_>,
    balanced: &Voucher,
) -> Result<voucher::Model, Failure> {
    let row = voucher::Model {
        legal_entity_id: tx.grant().legal_entity(),
        id: tx.id(),
        number: draw::run(tx, NumberSequenceScope::Voucher, None).await?,
        posting_date: heading.posting_date,
        source: heading.source,
        document_number: heading.document_number.to_owned(),
        text: heading.text.to_owned(),
        recorded_at: tx.instant(),
        recorded_by: tx.grant().subject().to_owned(),
    };
    let row = tx.insert(row).await?;
    let entries = (1..).zip(balanced.postings());
    let entries = entries.map(|(line_number, posting)| gl_entry::Model {
        legal_entity_id: row.legal_entity_id,
        id: tx.id(),
        voucher_id: row.id,
        line_number,
        posting_date: row.posting_date,
        gl_account_id: posting.account,
        currency: posting.currency,
        amount: posting.amount,
        accounting_amount: posting.accounting,
        dimension_set_id: posting.dimensions,
        text: posting.text.chars().take(200).collect(),
    });
    tx.insert_all(entries.collect()).await?;
    Ok(row)
}
