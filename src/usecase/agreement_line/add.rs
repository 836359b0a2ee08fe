//! Adding a commitment to an agreement (AGR-1, AGR-3).

use entity::agreement_line::Model;
use entity::ids::AgreementId;
use entity::kinds::AgreementStatus;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Header, Hold};

use super::terms::{Defaults, Terms};

/// The commitment that is wanted.
pub struct Add {
    /// The agreement.
    pub agreement: AgreementId,
    /// What is promised.
    pub terms: Terms,
}

impl Act for Add {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut header = facts::header(tx, "agreementId", self.agreement, Hold::Exclusive).await?;
        let mut check = Check::new();
        if header.row.status == AgreementStatus::Closed {
            check.refuse("agreementId", Violation::AgreementClosed);
        }
        let number = header.row.last_line_number + 1;
        let terms = with_type(&self.terms, &header);
        let mut own = Check::new();
        let row = terms.row(tx, &defaults(&header), number, &mut own).await?;
        check.extend_under("line", own);
        check.done()?;
        let row = row.ok_or_else(|| Failure::Broken("no refusal and no row".to_owned()))?;
        header.row.last_line_number = number;
        tx.update(header.row).await?;
        tx.insert(row).await
    }
}

/// What a commitment gets from its agreement.
#[must_use]
pub fn defaults(header: &Header) -> Defaults {
    Defaults {
        agreement: header.row.id,
        currency: header.currency,
        commitment_type: header.row.default_commitment_type,
        effective_date: header.row.default_effective_date,
        expiration_date: header.row.default_expiration_date,
        trades: header.row.chain_legal_entity_id.is_some(),
    }
}

fn with_type(terms: &Terms, header: &Header) -> Terms {
    let commitment_type = terms
        .commitment_type
        .or(Some(header.row.default_commitment_type));
    Terms {
        commitment_type,
        ..terms.clone()
    }
}
