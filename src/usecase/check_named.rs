//! Checks of the accounts and posting groups that an input names.

use std::collections::BTreeSet;

use entity::ids::{GlAccountId, PostingGroupId};
use entity::kinds::PostingGroupType;
use entity::{gl_account, posting_group};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;

use super::check::Check;

impl Check {
    /// Accounts that fields of the input name, all in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts<'a>(
        &mut self,
        scope: &impl Scope,
        named: impl IntoIterator<Item = (&'a str, Option<GlAccountId>)>,
    ) -> Result<(), Failure> {
        let named: Vec<_> = named.into_iter().collect();
        let ids: BTreeSet<GlAccountId> = named.iter().filter_map(|(_, id)| *id).collect();
        let rows = scope.find::<gl_account::Entity>().by_ids(ids).await?;
        for (field, id) in named {
            if id.is_some_and(|id| rows.iter().all(|row| row.id != id)) {
                self.refuse(field, Violation::NotFound);
            }
        }
        Ok(())
    }

    /// Refuses accounts that lines of documents may name as accounts that ledgers explain.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn control_accounts<'a>(
        &mut self,
        scope: &impl Scope,
        named: impl IntoIterator<Item = (&'a str, Option<GlAccountId>)>,
    ) -> Result<(), Failure> {
        let named: Vec<_> = named.into_iter().collect();
        let ids: BTreeSet<GlAccountId> = named.iter().filter_map(|(_, id)| *id).collect();
        let rows = scope.find::<gl_account::Entity>().by_ids(ids).await?;
        for (field, id) in named {
            let direct = |row: &gl_account::Model| Some(row.id) == id && row.direct_posting;
            if rows.iter().any(direct) {
                let reason = "lines of documents may name the account (directPosting)".to_owned();
                self.refuse(field, Violation::NotAllowed { reason });
            }
        }
        Ok(())
    }

    /// Posting groups that fields of the input name, each of a type, all in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn groups<'a>(
        &mut self,
        scope: &impl Scope,
        named: impl IntoIterator<Item = (&'a str, Option<PostingGroupId>, PostingGroupType)>,
    ) -> Result<(), Failure> {
        let named: Vec<_> = named.into_iter().collect();
        let ids: BTreeSet<PostingGroupId> = named.iter().filter_map(|(_, id, _)| *id).collect();
        let rows = scope.find::<posting_group::Entity>().by_ids(ids).await?;
        for (field, id, group_type) in named {
            let Some(id) = id else { continue };
            match rows.iter().find(|row| row.id == id) {
                None => self.refuse(field, Violation::NotFound),
                Some(row) if row.group_type != group_type => {
                    self.refuse(field, Violation::PostingGroupMismatch);
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}
