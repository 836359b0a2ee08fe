//! Agreements as their twins have to agree with them (ICO-3).

use std::collections::{BTreeSet, HashMap};

use entity::ids::{AgreementId, ItemId, ProcurementCategoryId};
use entity::{agreement, agreement_line, procurement_category};
use sea_orm::ColumnTrait;

use crate::domain::chain::agreement::{Agreement, Commitment};
use crate::domain::commitment::Period;
use crate::domain::money::PriceTerms;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::commitment::facts;

use super::documents;

/// An agreement with its commitments.
pub struct Agreed {
    /// The agreement.
    pub row: agreement::Model,
    /// Its commitments, by number.
    pub lines: Vec<agreement_line::Model>,
    /// Both, as the twin has to agree with them.
    pub said: Agreement,
}

/// An agreement, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn agreement(scope: &impl Scope, id: AgreementId) -> Result<Option<Agreed>, Failure> {
    Ok(agreements(scope, [id]).await?.pop())
}

/// Some agreements, as far as they are there; in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn agreements(
    scope: &impl Scope,
    ids: impl IntoIterator<Item = AgreementId>,
) -> Result<Vec<Agreed>, Failure> {
    let rows = scope.find::<agreement::Entity>().by_ids(ids).await?;
    agreed(scope, rows).await
}

/// Agreements together with their commitments, in the same order; few statements for all.
///
/// # Errors
/// When the database fails.
pub async fn agreed(
    scope: &impl Scope,
    rows: Vec<agreement::Model>,
) -> Result<Vec<Agreed>, Failure> {
    use agreement_line::{Column, Entity};
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let own = Column::AgreementId.is_in(rows.iter().map(|row| row.id));
    let lines = scope.find::<Entity>().filter(own);
    let lines = lines.order_by(Column::LineNumber).all().await?;
    let items = documents::numbers(scope, lines.iter().filter_map(|line| line.item_id)).await?;
    let named = lines.iter().filter_map(|line| line.procurement_category_id);
    let named: BTreeSet<ProcurementCategoryId> = named.collect();
    let categories = scope.find::<procurement_category::Entity>().by_ids(named);
    let categories = categories.await?.into_iter();
    let categories: HashMap<_, String> = categories.map(|row| (row.id, row.code)).collect();
    let mut of: HashMap<AgreementId, Vec<agreement_line::Model>> = HashMap::new();
    for line in lines {
        of.entry(line.agreement_id).or_default().push(line);
    }
    let whole = |row: agreement::Model| {
        let lines = of.remove(&row.id).unwrap_or_default();
        let said = Agreement {
            currency: row.currency,
            status: row.status,
            commitments: lines
                .iter()
                .map(|line| commitment(line, &items, &categories))
                .collect(),
        };
        Agreed { row, lines, said }
    };
    Ok(rows.into_iter().map(whole).collect())
}

fn commitment(
    line: &agreement_line::Model,
    items: &HashMap<ItemId, String>,
    categories: &HashMap<ProcurementCategoryId, String>,
) -> Commitment {
    let category = line.procurement_category_id;
    Commitment {
        id: line.id.0,
        twin: line.chain_agreement_line_id.map(|id| id.0),
        commitment_type: line.commitment_type,
        item: line.item_id.and_then(|id| items.get(&id).cloned()),
        category: category.and_then(|id| categories.get(&id).cloned()),
        variant: line.variant.clone(),
        quantity: line.quantity,
        unit: line.unit.clone(),
        terms: PriceTerms {
            unit_price: line.unit_price,
            price_unit: line.price_unit,
            discount_percent: line.discount_percent,
            discount_amount: line.discount_amount,
        },
        amount: line.amount,
        release_amounts: (line.release_amount_min, line.release_amount_max),
        max_enforced: line.max_enforced,
        price_fixed: line.price_fixed,
        validity: Period {
            first: line.effective_date,
            last: line.expiration_date,
        },
        used: facts::buckets(line),
    }
}

/// Reads the partner's agreement.
pub(super) struct ReadAgreement(pub AgreementId);

impl Act for ReadAgreement {
    type Out = Option<Agreed>;

    async fn run(&self, tx: &TenantTx) -> Result<Option<Agreed>, Failure> {
        agreement(tx, self.0).await
    }
}
