//! The doctor: reads what the acts have written and says what does not agree with itself.
//!
//! It changes nothing and knows nothing that is not stored: every check works one number out a
//! second way, from other rows or by the rule that made it. Big tables are read page by page, in
//! the order of their ids, all of one run within one read; only orders of trade between legal
//! entities are read with those that they go with, each page at a moment of its own. Start at
//! [`run`].

mod audit;
mod chains;
mod commitments;
mod documents;
mod invoices;
mod ledgers;
mod orders;
mod sales;
mod stock;

use std::collections::HashMap;
use std::hash::Hash;

use entity::partition::Partitioned;

use crate::failure::Failure;
use crate::tenancy::{Order, PageAsk, Position, Scoped, Sums, TenantRead};

/// Something that does not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check that found it, as a stable word.
    pub check: &'static str,
    /// What it is about: the noun and its number or id.
    pub subject: String,
    /// What is wrong, for people.
    pub text: String,
}

/// All that is wrong within the legal entity; nothing where everything agrees.
///
/// # Errors
/// When the database fails.
pub async fn run(read: &TenantRead) -> Result<Vec<Finding>, Failure> {
    let mut findings = Findings::default();
    // Before the read begins: one connection is enough then.
    chains::run(read, &mut findings).await?;
    commitments::run(read, &mut findings).await?;
    orders::run(read, &mut findings).await?;
    documents::agreements(read, &mut findings).await?;
    documents::orders(read, &mut findings).await?;
    documents::dimension_sets(read, &mut findings).await?;
    ledgers::run(read, &mut findings).await?;
    stock::run(read, &mut findings).await?;
    invoices::run(read, &mut findings).await?;
    sales::run(read, &mut findings).await?;
    audit::run(read, &mut findings).await?;
    Ok(findings.0)
}

/// Findings as they are made.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, check: &'static str, subject: impl ToString, text: impl ToString) {
        self.0.push(Finding {
            check,
            subject: subject.to_string(),
            text: text.to_string(),
        });
    }

    /// Adds a finding where two things differ that should not.
    fn compare<T: PartialEq + std::fmt::Debug>(
        &mut self,
        check: &'static str,
        subject: impl ToString,
        stored: &T,
        expected: &T,
    ) {
        if stored != expected {
            let text = format!("stored is {stored:?}, expected {expected:?}");
            self.add(check, subject, text);
        }
    }
}

/// How many rows are looked at together.
const PAGE_SIZE: u32 = 250;

/// A select, page by page in the order of the ids.
struct Pages<E: Partitioned> {
    select: Scoped<E>,
    after: Option<Position>,
    ended: bool,
}

impl<E: Partitioned> Pages<E>
where
    E::Model: Send + Sync,
{
    fn of(select: Scoped<E>) -> Self {
        Self {
            select,
            after: None,
            ended: false,
        }
    }

    /// The next rows; none when all were seen.
    async fn next(&mut self) -> Result<Option<Vec<E::Model>>, Failure> {
        if self.ended {
            return Ok(None);
        }
        let ask = PageAsk {
            size: PAGE_SIZE,
            backwards: false,
            after: self.after.take(),
            before: None,
        };
        let order = [(E::ID, Order::Ascending)];
        let page = self.select.clone().page(&order, &ask).await?;
        self.ended = !page.has_next;
        self.after = page.positions.into_iter().next_back();
        Ok((!page.rows.is_empty()).then_some(page.rows))
    }
}

/// Sums by the ids of what they belong to.
fn grouped<K: From<uuid::Uuid> + Eq + Hash, const N: usize>(
    sums: Vec<Sums>,
) -> HashMap<K, [i64; N]> {
    let one = |Sums { key, sums }: Sums| Some((key.into(), sums.try_into().ok()?));
    sums.into_iter().filter_map(one).collect()
}
