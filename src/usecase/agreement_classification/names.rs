//! A classification's names in other languages.

use entity::agreement_classification_name::{Column, Entity, Model};
use entity::ids::AgreementClassificationId;
use sea_orm::ColumnTrait;

use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantTx};
use crate::usecase::check::Check;

/// A name in one language.
pub struct Name {
    /// The language, such as `sv` or `en-GB`.
    pub language: String,
    /// The name in it.
    pub name: String,
}

/// The names of classifications, by language.
///
/// # Errors
/// When the database fails.
pub async fn read(
    scope: &impl Scope,
    classifications: &[AgreementClassificationId],
) -> Result<Vec<Model>, Failure> {
    scope
        .find::<Entity>()
        .filter(Column::AgreementClassificationId.is_in(classifications.iter().copied()))
        .order_by(Column::Language)
        .all()
        .await
}

/// Checks names: each language once, in the form of a language tag.
pub(super) fn check(check: &mut Check, names: &[Name]) {
    for (place, name) in names.iter().enumerate() {
        let mut own = Check::new();
        own.text("name", &name.name, 200);
        own.text("language", &name.language, 10);
        let tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !name.language.chars().all(tag) {
            let reason = "a language is written as in \"sv\" or \"en-GB\"".to_owned();
            own.refuse("language", Violation::Malformed { reason });
        }
        let mut before = names.iter().take(place);
        if before.any(|other| other.language.eq_ignore_ascii_case(&name.language)) {
            own.refuse("language", Violation::Duplicate);
        }
        let within = |refusal: Refusal| refusal.within("names", place);
        check.extend(own.into_refusals().into_iter().map(within));
    }
}

/// Writes the names of a classification that has none.
pub(super) async fn write(
    tx: &TenantTx,
    classification: AgreementClassificationId,
    names: &[Name],
) -> Result<(), Failure> {
    let row = |name: &Name| Model {
        legal_entity_id: tx.grant().legal_entity(),
        id: tx.id(),
        agreement_classification_id: classification,
        language: name.language.clone(),
        name: name.name.clone(),
    };
    tx.insert_all(names.iter().map(row).collect()).await
}
