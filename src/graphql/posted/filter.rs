//! Which posted lines are wanted.

use async_graphql::InputObject;

use crate::graphql::filter::{DateFilter, StringFilter, Tests, field, filter_tree};
use crate::usecase::posted::read::Field;

/// Which posted lines are wanted; all conditions have to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PostedLineFilter {
    /// By the posted document's number.
    document_number: Option<StringFilter>,
    /// By the day it was posted for.
    posting_date: Option<DateFilter>,
    /// All of these have to hold too.
    and: Option<Vec<Self>>,
    /// One of these has to hold.
    or: Option<Vec<Self>>,
    /// This must not hold.
    not: Option<Box<Self>>,
}

filter_tree! { PostedLineFilter, Field, |this| [
    this.document_number.iter().flat_map(|t| field(Field::DocumentNumber, t.tests())).collect(),
    this.posting_date.iter().flat_map(|t| field(Field::PostingDate, t.tests())).collect::<Vec<_>>(),
].concat() }
