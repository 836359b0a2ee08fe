//! Rows of agreements as the rules want to see them.

use entity::ids::AgreementId;
use entity::kinds::CommitmentType;
use entity::{agreement, agreement_classification, agreement_line, vendor};
use sea_orm::ColumnTrait;

use crate::domain::commitment::{Buckets, Commitment, Period, Promise};
use crate::domain::matching::AgreementFacts;
use crate::domain::money::{Currency, PriceTerms};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};

/// An agreement with the rows that it stands on.
pub struct Header {
    /// The agreement.
    pub row: agreement::Model,
    /// Its vendor.
    pub vendor: vendor::Model,
    /// Its classification.
    pub classification: agreement_classification::Model,
    /// Its currency.
    pub currency: Currency,
}

/// Whether the header is to be kept from changing, or to be changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Nobody may change it before the transaction ends; others may hold it too.
    Shared,
    /// The transaction changes it.
    Exclusive,
}

/// An agreement, held, or a refusal of the input's `field`.
///
/// # Errors
/// When the legal entity has no such agreement; or when the database fails.
pub async fn header(
    tx: &TenantTx,
    field: &str,
    id: AgreementId,
    hold: Hold,
) -> Result<Header, Failure> {
    let select = tx
        .find::<agreement::Entity>()
        .filter(agreement::Column::Id.eq(id));
    let select = match hold {
        Hold::Shared => select.lock_shared(),
        Hold::Exclusive => select.lock(),
    };
    let rows = select
        .with_both::<vendor::Entity, agreement_classification::Entity>()
        .await?;
    let Some((row, Some(vendor), Some(classification))) = rows.into_iter().next() else {
        return Err(Failure::not_found(field));
    };
    let currency = currency(tx, row.currency).await?;
    Ok(Header {
        row,
        vendor,
        classification,
        currency,
    })
}

impl Header {
    /// The agreement as matching sees it.
    #[must_use]
    pub fn facts(&self) -> AgreementFacts {
        AgreementFacts {
            id: self.row.id,
            number: self.row.number.clone(),
            vendor: self.row.vendor_id,
            currency: self.currency,
            status: self.row.status,
            version: self.row.latest_version,
            require_direct_invoicing: self.classification.require_direct_invoicing,
        }
    }
}

/// A currency that a row names, with its decimals.
///
/// # Errors
/// When the database fails, or the currency is gone, which its foreign key forbids.
pub async fn currency(
    scope: &impl Scope,
    code: entity::codes::CurrencyCode,
) -> Result<Currency, Failure> {
    let row = scope.reference().await?.currencies.get(&code);
    let row = row.ok_or_else(|| Failure::Broken(format!("currency {code} is gone")))?;
    Ok(Currency {
        code,
        decimals: u32::try_from(row.decimals).unwrap_or_default(),
    })
}

/// All commitments of an agreement, by line number.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    scope: &impl Scope,
    agreement: AgreementId,
) -> Result<Vec<agreement_line::Model>, Failure> {
    scope
        .find::<agreement_line::Entity>()
        .filter(agreement_line::Column::AgreementId.eq(agreement))
        .order_by(agreement_line::Column::LineNumber)
        .all()
        .await
}

/// A commitment's row as the rules see it.
///
/// # Errors
/// When the row lacks what its type promises, which the table's checks forbid.
pub fn commitment(row: &agreement_line::Model) -> Result<Commitment, Failure> {
    Ok(Commitment {
        id: row.id,
        line_number: row.line_number,
        promise: promise(row).ok_or_else(|| Failure::Broken("half a commitment".to_owned()))?,
        variant: row.variant.clone(),
        site: row.site_id,
        warehouse: row.warehouse_id,
        amount: row.amount,
        release_amount_min: row.release_amount_min,
        release_amount_max: row.release_amount_max,
        max_enforced: row.max_enforced,
        price_fixed: row.price_fixed,
        validity: Period {
            first: row.effective_date,
            last: row.expiration_date,
        },
        used: buckets(row),
    })
}

fn promise(row: &agreement_line::Model) -> Option<Promise> {
    let (amount, discount_percent) = (row.amount, row.discount_percent);
    Some(match row.commitment_type {
        CommitmentType::ProductQuantity => Promise::ProductQuantity {
            item: row.item_id?,
            quantity: row.quantity,
            unit: row.unit.clone()?,
            terms: PriceTerms {
                unit_price: row.unit_price,
                price_unit: row.price_unit,
                discount_percent,
                discount_amount: row.discount_amount,
            },
        },
        CommitmentType::ProductValue => Promise::ProductValue {
            item: row.item_id?,
            amount,
            discount_percent,
        },
        CommitmentType::CategoryValue => Promise::CategoryValue {
            category: row.procurement_category_id?,
            amount,
            discount_percent,
        },
        CommitmentType::Value => Promise::Value {
            amount,
            discount_percent,
        },
    })
}

/// A commitment's balances.
#[must_use]
pub fn buckets(row: &agreement_line::Model) -> Buckets {
    Buckets {
        released_quantity: row.released_quantity,
        received_quantity: row.received_quantity,
        invoiced_quantity: row.invoiced_quantity,
        released_amount: row.released_amount,
        received_amount: row.received_amount,
        invoiced_amount: row.invoiced_amount,
    }
}
