//! Writing sites.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::id::local;
use crate::graphql::page::payload;
use crate::usecase::site::{create, update};

use super::object::Site;

/// A new site.
#[derive(InputObject)]
pub struct SiteCreateInput {
    /// Its code, unique in the legal entity.
    code: String,
    /// Its name.
    name: String,
}

/// Changes to a site. What is left out stays.
#[derive(InputObject)]
pub struct SiteUpdateInput {
    /// The site.
    id: ID,
    /// The version that the change is based on.
    version: i32,
    /// Its code, unique in the legal entity.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
}

payload! {
    /// What came of `siteCreate`.
    SiteCreatePayload,
    /// The site; none when refused.
    site: Site, entity::site::Model
}

payload! {
    /// What came of `siteUpdate`.
    SiteUpdatePayload,
    /// The site; none when refused.
    site: Site, entity::site::Model
}

/// Writing sites.
#[derive(Default)]
pub struct SiteMutation;

/// Writing sites.
#[Object]
impl SiteMutation {
    /// Registers a site.
    async fn site_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The site.")] input: SiteCreateInput,
    ) -> Result<SiteCreatePayload> {
        let ask = create::Create {
            code: input.code,
            name: input.name,
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }

    /// Changes a site.
    async fn site_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: SiteUpdateInput,
    ) -> Result<SiteUpdatePayload> {
        let ask = update::Update {
            id: local(&input.id),
            version: input.version,
            code: input.code,
            name: input.name,
        };
        Ok(ctx
            .write(Permission::MasterDataWrite, false, ask)
            .await?
            .into())
    }
}
