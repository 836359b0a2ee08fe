//! What a draft comes to and how it agrees with orders and receipts, for showing it.

use chrono::NaiveDate;
use entity::ids::PurchaseInvoiceDraftId;
use entity::purchase_invoice_draft::Entity;

use crate::domain::violation::Refusal;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::check::Check;
use crate::usecase::ledger::rate;
use crate::usecase::ledger::setup::Setup;

use super::amounts::{Calculated, calculate};
use super::facts::Facts;
use super::matching::{Found, discrepancies};

/// A draft, calculated as far as it can be.
pub struct Preview {
    /// The draft and what stands around it.
    pub facts: Facts,
    /// Its amounts; none where something stands against them.
    pub calculated: Option<Calculated>,
    /// How it differs from orders, receipts and what was typed.
    pub discrepancies: Vec<Found>,
    /// What stands against its amounts.
    pub refusals: Vec<Refusal>,
}

/// Calculates a draft, at the exchange rate of the day it shall be posted for.
///
/// # Errors
/// When the draft is gone; or when the database fails.
pub async fn run(
    scope: &impl Scope,
    id: PurchaseInvoiceDraftId,
    today: NaiveDate,
) -> Result<Preview, Failure> {
    let draft = scope.find::<Entity>().named("id", id).await?;
    let facts = Facts::load(scope, draft).await?;
    let setup = match Setup::load(scope).await {
        Ok(setup) => setup,
        Err(Failure::Refused(refusals)) => {
            return Ok(Preview {
                facts,
                calculated: None,
                discrepancies: Vec::new(),
                refusals,
            });
        }
        Err(failure) => return Err(failure),
    };
    let (calculated, mut refusals) = match calculate(&setup, &facts) {
        Ok(calculated) => (Some(calculated), Vec::new()),
        Err(refusals) => (None, refusals),
    };
    let day = facts.draft.posting_date.unwrap_or(today);
    let mut check = Check::new();
    let rate = rate::on(scope, "postingDate", facts.draft.currency, day, &mut check).await?;
    refusals.extend(check.into_refusals());
    let found = calculated
        .as_ref()
        .zip(rate)
        .map(|(own, rate)| discrepancies(&setup, &facts, own, rate));
    let found = match found.transpose() {
        Ok(found) => found.unwrap_or_default(),
        Err(violation) => {
            refusals.push(Refusal::of("lines", violation));
            Vec::new()
        }
    };
    Ok(Preview {
        facts,
        calculated,
        discrepancies: found,
        refusals,
    })
}
