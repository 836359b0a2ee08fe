//! Orders of lists: what people ask for, made total by the id.

use entity::partition::Partitioned;

use crate::tenancy::Order;

/// How many fields rows are sorted by at most, the key not among them.
pub const FIELDS_MAX: usize = 10;

/// A total order of a table's rows, with the name that its cursors are sealed under.
pub struct OrderBy<E: Partitioned> {
    /// The name.
    pub name: String,
    /// The columns, the last of them the id.
    pub columns: Vec<(E::Column, Order)>,
}

impl<E: Partitioned> OrderBy<E> {
    /// The order that was asked for, else `default`; the id, which no two rows share, comes last.
    /// Of more fields than there may be, it has one too many: whoever asks for its page is refused.
    pub fn new<S: Copy + std::fmt::Debug>(
        asked: impl IntoIterator<Item = (S, Order)>,
        default: (S, Order),
        column: impl Fn(S) -> E::Column,
    ) -> Self {
        let mut asked: Vec<_> = asked.into_iter().take(FIELDS_MAX + 1).collect();
        if asked.is_empty() {
            asked.push(default);
        }
        let name = asked
            .iter()
            .map(|(sort, order)| format!("{sort:?}{order:?}"))
            .collect();
        let mut columns: Vec<_> = asked
            .iter()
            .map(|(sort, order)| (column(*sort), *order))
            .collect();
        let last = asked.last().map_or(Order::Ascending, |(_, order)| *order);
        columns.push((E::ID, last));
        Self { name, columns }
    }
}
