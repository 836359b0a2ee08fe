//! What clients see of a classification's name in another language.

use async_graphql::SimpleObject;
use entity::agreement_classification_name::Model;

/// A classification's name in one language.
#[derive(SimpleObject, Clone, Debug)]
pub struct AgreementClassificationName {
    /// The language, such as `sv` or `en-GB`.
    language: String,
    /// The name in it.
    name: String,
}

impl AgreementClassificationName {
    /// A name's row.
    #[must_use]
    pub fn new(row: &Model) -> Self {
        Self {
            language: row.language.clone(),
            name: row.name.clone(),
        }
    }
}
