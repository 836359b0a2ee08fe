//! Many rows at once: all of them are written, or none (C-13).
//!
//! Each row is the act that writes one, so that what is refused one by one is refused here too, and
//! of the same field. Every row is tried, on top of those before it that were good: all that is
//! wrong is said at once.

use uuid::Uuid;

use crate::domain::violation::Refusal;
use crate::failure::Failure;
use crate::observe::METRICS;
use crate::tenancy::{Act, TenantTx};

use super::outcome::{Outcome, read, write};

/// The rows that are wanted.
pub struct Import<A>(Vec<A>);

impl<A> Import<A> {
    /// Rows as acts, or what acts are made from.
    pub fn new<R: Into<A>>(rows: impl IntoIterator<Item = R>) -> Self {
        Self(rows.into_iter().map(Into::into).collect())
    }
}

/// The rows that were written, in the order in which they were wanted.
pub struct Imported<M>(pub Vec<M>);

impl<A: Act> Act for Import<A> {
    type Out = Imported<A::Out>;

    async fn run(&self, tx: &TenantTx) -> Result<Self::Out, Failure> {
        let mut done = Vec::with_capacity(self.0.len());
        let mut refused = Vec::new();
        for (row, act) in self.0.iter().enumerate() {
            let tried = tx.attempt(act).await;
            METRICS.import_row(tried.is_ok());
            match tried {
                Ok(out) => done.push(out),
                Err(Failure::Refused(all)) => {
                    refused.extend(all.into_iter().map(|one| of_row(one, row)));
                }
                Err(failure) => return Err(failure),
            }
        }
        match refused.is_empty() {
            true => Ok(Imported(done)),
            false => Err(Failure::Refused(refused)),
        }
    }
}

/// A refusal as one of a row. Where it is about an element of a list of the row, the path says
/// which: `rows`, `lines`, `2`, `quantity`.
fn of_row(mut refusal: Refusal, row: usize) -> Refusal {
    if let Some(element) = refusal.element {
        let after_list = refusal.field.len().min(1);
        refusal.field.insert(after_list, element.to_string());
    }
    refusal.within("rows", row)
}

impl<M: Outcome + Sync> Outcome for Imported<M> {
    fn remember(&self) -> Result<String, Failure> {
        let rows: Vec<String> = self.0.iter().map(M::remember).collect::<Result<_, _>>()?;
        write(&rows)
    }

    async fn recall(tx: &TenantTx, text: &str) -> Result<Self, Failure> {
        let rows: Vec<String> = read(text)?;
        let mut recalled = Vec::with_capacity(rows.len());
        for row in rows {
            recalled.push(M::recall(tx, &row).await?);
        }
        Ok(Self(recalled))
    }

    fn rows(&self) -> Vec<(&'static str, Vec<Uuid>)> {
        self.0.iter().flat_map(M::rows).collect()
    }
}
