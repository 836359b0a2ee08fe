//! The one statement that moves commitments.
//!
//! Balances stand on the commitment's row and are contended: many orders draw on one line. So they
//! are taken last, all rows of an act in one conditional update, in the order of their ids. The
//! condition is in the statement: what the rule read before may have changed meanwhile, what the
//! statement sees cannot.

use std::collections::HashSet;

use entity::agreement_line;
use entity::exact::{Amount, Quantity};
use entity::ids::AgreementLineId;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

use crate::failure::Failure;

use super::changes::{ChangeKind, change};
use super::tx::TenantTx;

/// What is added to a commitment's six balances, and the most they may come to.
#[derive(Clone, Debug)]
pub struct BalanceChange {
    /// The commitment.
    pub line: AgreementLineId,
    /// Change of the quantity released only.
    pub released_quantity: Quantity,
    /// Change of the quantity received and not invoiced.
    pub received_quantity: Quantity,
    /// Change of the quantity invoiced.
    pub invoiced_quantity: Quantity,
    /// Change of the amount released only.
    pub released_amount: Amount,
    /// Change of the amount received and not invoiced.
    pub received_amount: Amount,
    /// Change of the amount invoiced.
    pub invoiced_amount: Amount,
    /// What the sum of the three may not exceed.
    pub limit: Limit,
}

/// The most that a commitment's used quantity or amount may come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Anything that the columns hold.
    None,
    /// A quantity.
    Quantity(Quantity),
    /// An amount.
    Amount(Amount),
}

/// Far enough below the column's limit that three balances still add up within it.
const COLUMN_LIMIT: i64 = i64::MAX / 4;

impl TenantTx {
    /// Moves the balances of commitments. Returns those that would have exceeded their limit; then
    /// nothing of theirs was written and the act has to be given up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_balances(
        &self,
        changes: &[BalanceChange],
    ) -> Result<Vec<AgreementLineId>, Failure> {
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let statement = self.balance_statement(changes);
        let rows = self
            .handle
            .connection()
            .await?
            .query_all_raw(statement)
            .await?;
        let mut moved = HashSet::new();
        for row in rows {
            let row = agreement_line::Model::from_query_result(&row, "")?;
            self.recorder.add([change(&row, ChangeKind::Updated)]);
            moved.insert(row.id);
        }
        Ok(changes
            .iter()
            .map(|c| c.line)
            .filter(|line| !moved.contains(line))
            .collect())
    }

    fn balance_statement(&self, changes: &[BalanceChange]) -> Statement {
        let backend = self.handle.backend();
        let postgres = backend == DbBackend::Postgres;
        let mut values: Vec<Value> = vec![self.handle.legal_entity().into()];
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let cast = if postgres {
            ("::uuid", "::bigint")
        } else {
            ("", "")
        };
        let mut tuples = Vec::new();
        let mut ids = Vec::new();
        for change in changes {
            let id = bind(change.line.into());
            let (quantity_limit, amount_limit) = match change.limit {
                Limit::None => (COLUMN_LIMIT, COLUMN_LIMIT),
                Limit::Quantity(limit) => (limit.steps(), COLUMN_LIMIT),
                Limit::Amount(limit) => (COLUMN_LIMIT, limit.steps()),
            };
            let numbers = [
                change.released_quantity.steps(),
                change.received_quantity.steps(),
                change.invoiced_quantity.steps(),
                change.released_amount.steps(),
                change.received_amount.steps(),
                change.invoiced_amount.steps(),
                quantity_limit,
                amount_limit,
            ];
            let mut tuple = format!("({id}{}", cast.0);
            for number in numbers {
                tuple.push_str(&format!(", {}{}", bind(number.into()), cast.1));
            }
            tuple.push(')');
            tuples.push(tuple);
            ids.push(id);
        }
        let (lock, used) = if postgres {
            (locking(&ids), "u")
        } else {
            (String::new(), "l")
        };
        let all = if postgres { "l.*" } else { "*" };
        let locked = if postgres { LOCKED } else { "" };
        // SQLite does not know the alias in RETURNING, and gives the updated table's columns only.
        let sql = format!(
            "{lock}UPDATE agreement_line AS l SET \
             released_quantity = l.released_quantity + c.column2, \
             received_quantity = l.received_quantity + c.column3, \
             invoiced_quantity = l.invoiced_quantity + c.column4, \
             released_amount = l.released_amount + c.column5, \
             received_amount = l.received_amount + c.column6, \
             invoiced_amount = l.invoiced_amount + c.column7 \
             FROM (VALUES {}) AS c{locked} \
             WHERE l.legal_entity_id = $1 AND l.id = c.column1 \
             AND (c.column2 + c.column3 + c.column4 <= 0 OR \
               {used}.released_quantity + {used}.received_quantity + {used}.invoiced_quantity \
               + c.column2 + c.column3 + c.column4 <= c.column8) \
             AND (c.column5 + c.column6 + c.column7 <= 0 OR \
               {used}.released_amount + {used}.received_amount + {used}.invoiced_amount \
               + c.column5 + c.column6 + c.column7 <= c.column9) \
             RETURNING {all}",
            tuples.join(", ")
        );
        Statement::from_sql_and_values(backend, sql, values)
    }
}

/// Where the rows are that [`locking`] gives.
const LOCKED: &str = " JOIN locked AS u ON u.line = c.column1";

/// The rows are locked in the order of their ids before the first is written, so that two acts over
/// the same commitments wait for each other instead of deadlocking. The lock is the one that
/// foreign keys do not wait for: both acts have inserted rows that point here. What is asked of the
/// limits is asked of the rows as they were locked: the update itself first looks at them as they
/// were before it waited.
fn locking(ids: &[String]) -> String {
    format!(
        "WITH locked AS (SELECT id AS line, released_quantity, received_quantity, \
         invoiced_quantity, released_amount, received_amount, invoiced_amount \
         FROM agreement_line WHERE legal_entity_id = $1 AND id IN ({}) ORDER BY id \
         FOR NO KEY UPDATE) ",
        ids.join(", ")
    )
}
