//! Rows of agreements as the rules want to see them.

use entity::codes::CurrencyCode;
use entity::ids::AgreementId;
use entity::kinds::CommitmentType;
use entity::{agreement, agreement_classification, agreement_line, customer, vendor};
use sea_orm::ColumnTrait;

use crate::domain::commitment::{Buckets, Commitment, Period, Promise};
use crate::domain::matching::{AgreementFacts, Counterparty};
use crate::domain::money::{Currency, PriceTerms};
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;

/// Who an agreement is with, as a row.
#[derive(Clone, Debug)]
pub enum With {
    /// Who sells to us.
    Vendor(vendor::Model),
    /// Who buys from us.
    Customer(customer::Model),
}

impl With {
    /// Who that is.
    #[must_use]
    pub fn counterparty(&self) -> Counterparty {
        match self {
            Self::Vendor(vendor) => Counterparty::Vendor(vendor.id),
            Self::Customer(customer) => Counterparty::Customer(customer.id),
        }
    }

    /// The currency that is dealt in unless another is named.
    #[must_use]
    pub fn currency(&self) -> CurrencyCode {
        match self {
            Self::Vendor(vendor) => vendor.currency,
            Self::Customer(customer) => customer.currency,
        }
    }

    /// The payment terms that hold unless others are named.
    #[must_use]
    pub fn payment_terms(&self) -> Option<&String> {
        match self {
            Self::Vendor(vendor) => vendor.payment_terms.as_ref(),
            Self::Customer(customer) => customer.payment_terms.as_ref(),
        }
    }
}

/// An agreement with the rows that it stands on.
pub struct Header {
    /// The agreement.
    pub row: agreement::Model,
    /// Who it is with.
    pub with: With,
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
    let header = whole(tx, rows.into_iter().next()).await?;
    header.ok_or_else(|| Failure::not_found(field))
}

/// An agreement as it is now, which nobody holds; none if out of reach.
///
/// # Errors
/// When the database fails.
pub async fn seen(scope: &impl Scope, id: AgreementId) -> Result<Option<Header>, Failure> {
    let select = scope
        .find::<agreement::Entity>()
        .filter(agreement::Column::Id.eq(id));
    let rows = select
        .with_both::<vendor::Entity, agreement_classification::Entity>()
        .await?;
    whole(scope, rows.into_iter().next()).await
}

type Rows = (
    agreement::Model,
    Option<vendor::Model>,
    Option<agreement_classification::Model>,
);

async fn whole(scope: &impl Scope, rows: Option<Rows>) -> Result<Option<Header>, Failure> {
    let Some((row, vendor, Some(classification))) = rows else {
        return Ok(None);
    };
    let Some(with) = with(scope, &row, vendor).await? else {
        return Ok(None);
    };
    let currency = currency(scope, row.currency).await?;
    Ok(Some(Header {
        row,
        with,
        classification,
        currency,
    }))
}

/// The agreement that a new order is to draw on, held; refusals of `agreementId` go to `check`. It
/// has to be one that orders may draw on, with somebody that the order can be with.
///
/// # Errors
/// When the database fails.
pub async fn for_order(
    tx: &TenantTx,
    id: Option<AgreementId>,
    (mismatch, is_with): (Violation, impl Fn(Counterparty) -> bool),
    check: &mut Check,
) -> Result<Option<Header>, Failure> {
    let Some(id) = id else {
        return Ok(None);
    };
    let field = "agreementId";
    let header = check.absorb(header(tx, field, id, Hold::Shared).await)?;
    if let Some(header) = &header {
        for violation in header.facts().closed_to_orders() {
            check.refuse(field, violation);
        }
        if !is_with(header.with.counterparty()) {
            check.refuse(field, mismatch);
        }
    }
    Ok(header)
}

/// Who an agreement is with, where the vendor has been read with it; none if out of reach.
///
/// # Errors
/// When the database fails.
pub async fn with(
    scope: &impl Scope,
    row: &agreement::Model,
    vendor: Option<vendor::Model>,
) -> Result<Option<With>, Failure> {
    let Some(customer) = row.customer_id else {
        return Ok(vendor.map(With::Vendor));
    };
    let customer = scope.find::<customer::Entity>().by_id(customer).await?;
    Ok(customer.map(With::Customer))
}

impl Header {
    /// Its vendor; none where we sell.
    #[must_use]
    pub fn vendor(&self) -> Option<&vendor::Model> {
        match &self.with {
            With::Vendor(vendor) => Some(vendor),
            With::Customer(_) => None,
        }
    }

    /// Its customer; none where we buy.
    #[must_use]
    pub fn customer(&self) -> Option<&customer::Model> {
        match &self.with {
            With::Vendor(_) => None,
            With::Customer(customer) => Some(customer),
        }
    }

    /// The agreement as matching sees it.
    #[must_use]
    pub fn facts(&self) -> AgreementFacts {
        AgreementFacts {
            id: self.row.id,
            number: self.row.number.clone(),
            counterparty: self.with.counterparty(),
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
pub async fn currency(scope: &impl Scope, code: CurrencyCode) -> Result<Currency, Failure> {
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
