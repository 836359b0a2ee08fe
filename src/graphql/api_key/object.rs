//! What clients see of API keys.

use std::collections::BTreeSet;

use async_graphql::{Enum, ID, Object, Result, SimpleObject};
use entity::api_key;

use crate::auth::api_key::prefix;
use crate::failure::Failure;
use crate::graphql::id::global;
use crate::graphql::page::connection;
use crate::graphql::scalar::{DateTime, Decimal};
use crate::graphql::view::View;
use crate::usecase::api_key::read::{limits, roles};

/// What a person or a program does in a legal entity.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::auth::Role")]
pub enum Role {
    /// Reads everything.
    Viewer,
    /// Reads, and writes orders that others release.
    Requester,
    /// Works with orders and releases from agreements.
    Buyer,
    /// Negotiates agreements and decides over them.
    PurchasingManager,
    /// Approves what others wrote.
    Approver,
    /// Posts and pays invoices.
    Payables,
    /// Reads everything, the audit trail too.
    Auditor,
    /// Another legal entity's person, who sees shared chains only.
    Partner,
    /// Sets the legal entity up.
    Admin,
    /// Runs the installation: founds legal entities.
    PlatformOperator,
}

/// What an API key is limited to beside its roles.
#[derive(SimpleObject)]
pub struct ApiKeyLimits {
    /// Codes of the posting groups whose vendors it reaches; none where it reaches all vendors.
    vendor_groups: Option<Vec<String>>,
    /// Codes of the sites that it reaches; none where it reaches all.
    sites: Option<Vec<String>>,
    /// The highest amount of one document, in the legal entity's accounting currency.
    amount: Option<Decimal>,
}

/// A secret that signs a program in. The secret itself is shown once, when it is made.
#[derive(Clone)]
pub struct ApiKey {
    row: api_key::Model,
    #[expect(
        dead_code,
        reason = "every object carries the view that it was read from"
    )]
    view: View,
}

impl ApiKey {
    /// The row, and the view that it was read from.
    #[must_use]
    pub fn new(row: api_key::Model, view: View) -> Self {
        Self { row, view }
    }
}

/// A secret that signs a program in. The secret itself is shown once, when it is made.
#[Object]
impl ApiKey {
    /// Global id.
    pub async fn id(&self) -> ID {
        global(self.row.id)
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// How it begins, by which it is known again.
    async fn prefix(&self) -> String {
        prefix(self.row.id)
    }

    /// What it may do.
    async fn roles(&self) -> Vec<Role> {
        roles(&self.row).into_iter().map(Into::into).collect()
    }

    /// What it is limited to beside its roles.
    async fn limits(&self) -> Result<ApiKeyLimits> {
        let limits = limits(&self.row);
        let limits = limits.map_err(|unreadable| Failure::Broken(unreadable.to_string()))?;
        let codes = |codes: Option<&BTreeSet<String>>| Some(codes?.iter().cloned().collect());
        Ok(ApiKeyLimits {
            vendor_groups: codes(limits.vendor_groups()),
            sites: codes(limits.sites()),
            amount: limits.amount().map(Decimal::of),
        })
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.row.created_by
    }

    /// When it ends.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.row.expires_at)
    }

    /// When it was revoked; none while it is good.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.row.revoked_at.map(DateTime)
    }

    /// When it was last used, to the minute; none before its first use.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.row.last_used_at.map(DateTime)
    }

    /// Counts the row's changes.
    async fn version(&self) -> i32 {
        self.row.row_version
    }
}

connection! {
    /// A page of API keys.
    ApiKeyConnection, ApiKeyEdge, ApiKey, entity::api_key::Entity
}
